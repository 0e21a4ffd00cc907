/** `storm dev`: an engine for as long as a command runs, or until Ctrl-C. */
import { readFile } from 'node:fs/promises'
import { createTestTable, type Engine, type EngineName, startEngine, type TableShape } from 'single-table-orm/testing'
import { exitCodes } from '../exit-codes.ts'
import { type CommandEnd, runCommand } from '../process/run-command.ts'
import { UsageError } from '../usage-error.ts'

export interface DevOptions {
  readonly port?: number
  readonly engine?: EngineName
  /** Files that hold the input of CreateTable, one or a list of them. */
  readonly table?: readonly string[]
  readonly json?: boolean
}

/**
 * Starts an engine, creates the tables, and runs `command` with the engine's address in its environment. Gives the exit
 * code. An endpoint in the environment is not used: this command starts an engine of its own.
 */
export const dev = async (command: readonly string[], options: DevOptions): Promise<number> => {
  const shapes = (await Promise.all((options.table ?? []).map(readTables))).flat()
  await using engine = await startEngine({
    endpoint: false,
    quiet: true,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.engine === undefined ? {} : { engine: options.engine }),
  })
  for (const shape of shapes) await createTestTable(engine, shape, { name: shape.TableName })
  const tables = shapes.map((shape) => shape.TableName)
  // With a command stdout is the command's.
  const output = command.length > 0 ? process.stderr : process.stdout
  const announce = () => output.write(options.json ? asJson(engine, tables) : asText(engine, tables, command))
  const { exitCode, problem } = await (command.length > 0
    ? runWith(engine, command, announce)
    : untilStopped(engine, announce))
  if (problem !== undefined) process.stderr.write(`storm: ${problem}\n`)
  return exitCode
}

const runWith = async (engine: Engine, command: readonly string[], announce: () => void): Promise<CommandEnd> => {
  announce()
  const end = await runCommand(command, environmentOf(engine, process.env))
  return isAlive(engine.pid) ? end : { problem: deathOf(engine), ...end }
}

const deathOf = (engine: Engine): string => `${engine.kind} ended by itself. Its last lines:\n${engine.output()}`

/** Any of these means that the command has credentials of its own; the engine accepts them too. */
const credentialVariables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
]

/** The environment with the engine's address, and without what would lead the command elsewhere. */
export const environmentOf = (
  engine: Pick<Engine, 'environment'>,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...address } = engine.environment
  const hasKeys = credentialVariables.some((name) => env[name])
  return {
    ...env,
    STORM_ENDPOINT: undefined,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
    ...address,
    ...(hasKeys ? {} : { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }),
  }
}

/** Waits for Ctrl-C, or for the engine to end by itself. Announces when signals are listened to: who reads it may send one. */
const untilStopped = (engine: Engine, announce: () => void): Promise<CommandEnd> =>
  new Promise((resolve) => {
    const stop = () => finish({ exitCode: exitCodes.done })
    const timer = setInterval(() => {
      if (!isAlive(engine.pid)) finish({ exitCode: exitCodes.noEngine, problem: deathOf(engine) })
    }, 250)
    const finish = (end: CommandEnd) => {
      clearInterval(timer)
      for (const signal of stopSignals) process.off(signal, stop)
      resolve(end)
    }
    for (const signal of stopSignals) process.on(signal, stop)
    announce()
  })
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const isAlive = (pid: number | undefined): boolean => {
  if (pid === undefined) return true
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const asJson = (engine: Engine, tables: readonly string[]): string => {
  const { endpoint, kind, version, pid, capabilities, environment } = engine
  return `${JSON.stringify({ endpoint, kind, version, pid, tables, environment, capabilities })}\n`
}

const asText = (engine: Engine, tables: readonly string[], command: readonly string[]): string => {
  const lines = [`storm: ${engine.kind} ${engine.version} at ${engine.endpoint}`]
  if (tables.length > 0) lines.push(`storm: tables ${tables.join(', ')}`)
  if (command.length === 0) {
    lines.push(...Object.entries(engine.environment).map(([name, value]) => `  export ${name}=${value}`))
    lines.push('Ctrl-C ends it.')
  }
  return `${lines.join('\n')}\n`
}

type NamedShape = TableShape & { readonly TableName: string }

const readTables = async (file: string): Promise<NamedShape[]> => {
  const content = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`The table file cannot be read: ${error.message}.`)
  })
  let parsed: unknown
  try {
    parsed = JSON.parse(content)
  } catch (error) {
    throw new UsageError(`The table file ${file} is not JSON: ${(error as Error).message}.`)
  }
  const shapes = Array.isArray(parsed) ? parsed : [parsed]
  for (const shape of shapes)
    if (typeof shape?.TableName !== 'string')
      throw new UsageError(
        `The table file ${file} must hold the input of CreateTable, with a TableName, or a list of them.`,
      )
  return shapes
}
