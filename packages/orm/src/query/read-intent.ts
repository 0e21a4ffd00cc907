/** A get that was not sent: shows what it would send and why, is sent alone, or as a part of a snapshot. Not thenable. */
import { getItem } from '../execute/read-item.ts'
import { type PlainRequest, toRequest } from '../execute/send.ts'
import type { SessionSource } from '../execute/session.ts'
import { type GetOperation, type GetTarget, toGetOperation } from '../read/get-operation.ts'
import type { ModelSpec } from '../schema/model-spec.ts'

/** A read by key that was not sent. */
export interface ReadIntent<Result> {
  /** The request that `send` would send, as frozen wire JSON. A snapshot sends its own, for all of its gets. */
  toRequests(): readonly PlainRequest[]
  /** What the read does, in a sentence. */
  explain(): string
  /** Sends the read; each call sends again. */
  send(): Promise<Result>
  /** For the library itself. */
  readonly '~storm': IntendedGet
  /** Types only. */
  readonly '~result'?: Result
}

/** What a snapshot needs to know of a get. */
export interface IntendedGet {
  readonly spec: ModelSpec
  readonly source: SessionSource
  readonly target: IntentTarget
  /** Whether an item that is not there is an error. */
  readonly required: boolean
}

/** What to get. */
export interface IntentTarget extends Omit<GetTarget, 'tableName'> {
  readonly signal?: AbortSignal | undefined
}

export const createReadIntent = <Result>(intended: IntendedGet): ReadIntent<Result> => ({
  '~storm': intended,
  toRequests: () => Object.freeze([toRequest(intentOperation(intended))]),
  explain: () => {
    const { spec, required, target } = intended
    const reads = target.only === undefined ? '' : ` of ${target.only.join(', ')}`
    const state = target.consistent ? 'consistent' : 'eventually consistent'
    const absent = required ? 'it must exist' : 'undefined where there is none'
    return `${required ? 'get' : 'find'} of ${spec.name}: one GetItem${reads} by the whole primary key, ${state}; ${absent}.`
  },
  send: async () => {
    const { spec, source, target } = intended
    return intentResult(intended, await getItem(source.current(), spec, target)) as Result
  },
})

/** The GetItem of an intent, where calls go now. */
export const intentOperation = ({ spec, source, target }: IntendedGet): GetOperation =>
  toGetOperation(spec, { ...target, tableName: source.current().tableName })

/** @throws {ItemNotFound} `item.not-found` for a required item that is not there */
export const intentResult = ({ spec, required, target }: IntendedGet, found: unknown): unknown => {
  if (found === undefined && required) throw spec.errors.notFound(target.key)
  return found
}
