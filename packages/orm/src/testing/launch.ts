/** How an engine is started, what was tried to find one, and the error that tells of it. */
import { RequestError } from '../errors/errors.ts'
import type { EngineKind } from './engine-kind.ts'

/** Everything needed to start one engine on a port. */
export interface Launch {
  readonly kind: EngineKind
  readonly command: string
  readonly args: (port: number) => readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What the engine prints once it listens. */
  readonly ready?: RegExp
  /** The engine's version, where it is known before it runs. */
  readonly version?: string
  /** Whether `command` itself is what listens on the port, and not a child of it. */
  readonly direct: boolean
}

/** One place that was looked at in vain. */
export interface Attempt {
  readonly place: string
  readonly reason: string
}

/** What a search gave. `requested`: the user named the place, so that nothing else may stand in for it. */
export interface Search {
  readonly launch?: Launch
  readonly tried: readonly Attempt[]
  readonly requested?: boolean
}

/** What a search may look at. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

/** Builds the `engine.unavailable` error: the fact, every attempt with its reason, and the engine's own last lines. */
export const engineUnavailable = (
  fact: string,
  details: { tried?: readonly Attempt[]; output?: string; hint?: string; cause?: unknown } = {},
): RequestError => {
  const tried = (details.tried ?? []).map(({ place, reason }) => `\n  - ${place}: ${reason}`).join('')
  const output = details.output ? `\nIts last lines:\n${details.output.replace(/^/gm, '  | ')}` : ''
  const text = tried || output ? `${fact}${tried && ' Tried:'}${tried}${output}\n` : fact
  return new RequestError('engine.unavailable', text, {
    retryable: false,
    ...(details.hint === undefined ? {} : { hint: details.hint }),
    ...(details.cause === undefined ? {} : { cause: details.cause }),
  })
}
