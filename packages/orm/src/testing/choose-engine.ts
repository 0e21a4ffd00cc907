/** Decides which engine to start. What was asked for by name is used or refused; nothing stands in for it. */
import type { EngineCommand } from './engine.ts'
import type { EngineName } from './engine-kind.ts'
import { findDynalite } from './find-dynalite.ts'
import { findDynamoDbLocal } from './find-dynamodb-local.ts'
import { findDynoxide } from './find-dynoxide.ts'
import { findOnPath, refusalToRun } from './find-file.ts'
import { type Attempt, engineUnavailable, type Launch, type Search, type Surroundings } from './launch.ts'

const searches: Readonly<Record<EngineName, (surroundings: Surroundings) => Search>> = {
  dynoxide: findDynoxide,
  'dynamodb-local': findDynamoDbLocal,
  dynalite: findDynalite,
}

/**
 * The engine that was asked for, or else the first one that is installed: dynoxide, DynamoDB Local, dynalite.
 *
 * @throws {RequestError} `engine.unavailable` with every place that was tried and the reason why it did not do.
 */
export const chooseEngine = (engine: EngineName | EngineCommand | undefined, surroundings: Surroundings): Launch => {
  if (typeof engine === 'object') return launchCommand(engine, surroundings)
  if (engine !== undefined && !Object.hasOwn(searches, engine))
    throw engineUnavailable(`There is no engine of the name '${engine}'.`, {
      hint: `Use ${Object.keys(searches).join(', ')}, or { command, args }.`,
    })
  const names = engine === undefined ? (Object.keys(searches) as EngineName[]) : [engine]
  const tried: Attempt[] = []
  for (const name of names) {
    const found = searches[name](surroundings)
    if (found.launch) return found.launch
    tried.push(...found.tried)
    if (found.requested) break
  }
  if (engine === undefined) throw engineUnavailable('No embedded engine was found.', { tried })
  throw engineUnavailable(`The engine ${engine} was not found.`, { tried, hint: hints[engine] })
}

const hints: Readonly<Record<EngineName, string>> = {
  dynoxide: 'Install the package dynoxide, or set DYNOXIDE_BIN to the program.',
  'dynamodb-local': 'Set DYNAMODB_LOCAL_JAR to the jar or its folder, and have java on PATH.',
  dynalite: 'Install the package dynalite.',
}

const launchCommand = (engine: EngineCommand, { env }: Surroundings): Launch => {
  const isPath = /[/\\]/.test(engine.command)
  const command = isPath ? engine.command : findOnPath(engine.command, env)
  const reason = command === undefined ? 'PATH holds no such program' : refusalToRun(command)
  if (command === undefined || reason !== undefined)
    throw engineUnavailable('The engine command cannot be run.', {
      tried: [{ place: engine.command, reason: reason ?? '' }],
      hint: 'Give the path of a program that serves the DynamoDB API.',
    })
  const ready = typeof engine.ready === 'string' ? new RegExp(escapeText(engine.ready)) : engine.ready
  return {
    kind: 'command',
    command,
    args: (port) => (engine.args ?? []).map((argument) => argument.replaceAll('{port}', String(port))),
    ...(ready ? { ready } : {}),
    direct: false,
  }
}

const escapeText = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
