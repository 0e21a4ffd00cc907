/** `startEngine`: a DynamoDB to test against, found or started, with the transport to reach it. */
import { httpTransport } from '../transport/http-transport.ts'
import { assertOptions, engineRules } from './assert-options.ts'
import { capabilitiesOf, missingCapabilities } from './capabilities.ts'
import { chooseEngine } from './choose-engine.ts'
import type { Engine, EngineOptions } from './engine.ts'
import { connectionTo, engineClient, environmentOf } from './engine-client.ts'
import type { EngineKind } from './engine-kind.ts'
import { versionInOutput } from './find-dynamodb-local.ts'
import { findEndpoint } from './find-endpoint.ts'
import { setting } from './find-file.ts'
import type { Surroundings } from './launch.ts'
import { startProcess } from './start-process.ts'
import type { WatchedProcess } from './watchdog.ts'

/**
 * Gives a running engine. In this order: an endpoint of the options or of the environment (nothing is started); the
 * engine that `engine` names; dynoxide (env `DYNOXIDE_BIN`, the packages `dynoxide` or `@dynoxide/<platform>`, PATH); a
 * DynamoDB Local that you installed (env `DYNAMODB_LOCAL_JAR`, the usual folders); the package dynalite. What you name is
 * used, or it is an error: nothing stands in for it. One line on stderr says what runs.
 *
 * The engine keeps its data in memory, and ends with this process, even when that is killed.
 *
 * Cost: about 10 ms and one process; nothing is sent but ListTables.
 *
 * @example
 * ```ts
 * import { Table } from 'single-table-orm'
 * import { startEngine } from 'single-table-orm/testing'
 *
 * await using engine = await startEngine()
 * const shop = new Table({ name: 'shop', client: engine.client })
 * ```
 * @throws {RequestError} `request.configuration` for options that are none
 * @throws {RequestError} `engine.unavailable` with every place that was tried, or with the engine's own last lines
 */
export const startEngine = async (options: EngineOptions = {}): Promise<Engine> => {
  assertOptions('startEngine()', options, engineRules)
  const env = options.env ?? process.env
  const found = await findOrStart(options, { env, cwd: options.cwd ?? process.cwd() })
  const quiet = options.quiet ?? setting(env, 'STORM_QUIET') !== undefined
  return engineOf(found, options, quiet ? () => {} : (line) => process.stderr.write(`single-table-orm: ${line}\n`))
}

interface Found {
  readonly endpoint: string
  readonly kind: EngineKind
  /** What it is known to be; an endpoint may turn out to be a known engine. */
  readonly identified: EngineKind
  readonly version: string
  readonly engine?: WatchedProcess
}

const findOrStart = async (options: EngineOptions, surroundings: Surroundings): Promise<Found> => {
  const running = await findEndpoint(options, surroundings)
  if (running) return { ...running, kind: 'endpoint' }
  const launch = chooseEngine(options.engine, surroundings)
  const { process: engine, endpoint, answer } = await startProcess(launch, options)
  const version = launch.version ?? versionInOutput(engine.output()) ?? answer.version
  const identified = launch.kind === 'command' ? answer.kind : launch.kind
  return { endpoint, kind: launch.kind, identified, version, engine }
}

const engineOf = (found: Found, options: EngineOptions, say: (line: string) => void): Engine => {
  const { endpoint, kind, identified, version, engine } = found
  const connection = connectionTo(endpoint, options, options.env ?? process.env)
  const transport = httpTransport(connection)
  const capabilities = capabilitiesOf(identified, version)
  const name = `${identified === kind ? kind : `${kind} (${identified})`}${version === 'unknown' ? '' : ` ${version}`}`
  say(`${name} at ${endpoint}${identified === 'dynalite' ? missing(capabilities) : ''}`)
  let stopping: Promise<void> | undefined
  const stop = (): Promise<void> => {
    stopping ??= Promise.resolve(transport.close?.()).then(() => engine?.kill())
    return stopping
  }
  engine?.gone.then(() => {
    if (!stopping) say(`${name} ended by itself (${engine.ending}). Its last lines:\n${engine.output()}`)
  })
  return {
    endpoint,
    client: engine ? engineClient(transport, name, engine) : transport,
    kind,
    version,
    capabilities,
    pid: engine?.pid,
    environment: environmentOf(connection),
    output: () => engine?.output() ?? '',
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const missing = (capabilities: Engine['capabilities']): string =>
  `, without ${missingCapabilities(capabilities).join(', ')}`
