/** Starts an engine on a port of its own: tries other ports while another process gets there first. */
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { EngineOptions } from './engine.ts'
import { engineUnavailable, type Launch } from './launch.ts'
import { type ProbeAnswer, probe } from './probe.ts'
import { spawnWatched, type WatchedProcess } from './watchdog.ts'

export interface StartedProcess {
  readonly process: WatchedProcess
  readonly endpoint: string
  readonly answer: ProbeAnswer
}

const PORT_TRIES = 8
const DEFAULT_TIMEOUT = 30_000
const START_HINT = 'Run the program by hand to see what it wants.'

/**
 * Starts the engine and waits until it answers.
 *
 * Cost: about 10 ms for dynoxide, a second for DynamoDB Local.
 *
 * @throws {RequestError} `engine.unavailable` with the engine's own last lines
 */
export const startProcess = async (launch: Launch, options: EngineOptions): Promise<StartedProcess> => {
  const tries = options.port === undefined ? PORT_TRIES : 1
  let last: { port: number; output: string } | undefined
  for (let attempt = 0; attempt < tries; attempt++) {
    const port = options.port ?? (await freePort())
    const endpoint = `http://127.0.0.1:${port}`
    const env = { ...(options.env ?? process.env), PORT: String(port), ...launch.env }
    const engine = spawnWatched({ command: launch.command, args: launch.args(port), env })
    const outcome = await waitUntilReady(engine, endpoint, { launch, timeout: options.startTimeout ?? DEFAULT_TIMEOUT })
    if (typeof outcome === 'object') return { process: engine, endpoint, answer: outcome }
    await engine.kill()
    const output = engine.output()
    if (outcome !== 'port-taken')
      throw engineUnavailable(`${launch.command} did not start: ${outcome}.`, { output, hint: START_HINT })
    last = { port, output }
  }
  throw engineUnavailable(
    options.port === undefined
      ? `${launch.command} found ${tries} ports taken, the last one ${last?.port}.`
      : `${launch.command} cannot use port ${options.port}: it is taken.`,
    { output: last?.output ?? '', hint: 'Give another port, or none.' },
  )
}

/** A port that is free now. Another process may take it before the engine does. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const portTaken = /address (already )?in use|port \d+ is already in use|EADDRINUSE|failed to bind/i

/** Gives the engine's answer, `'port-taken'`, or the reason why it did not start. */
const waitUntilReady = async (
  engine: WatchedProcess,
  endpoint: string,
  { launch, timeout }: { launch: Launch; timeout: number },
): Promise<ProbeAnswer | string> => {
  const deadline = Date.now() + timeout
  let reason = 'it printed nothing'
  for (let wait = 2; Date.now() < deadline; wait = Math.min(wait * 1.2, 50)) {
    if (engine.ending !== undefined) {
      // The last lines may arrive after the end; this waits for them.
      await engine.kill()
      return portTaken.test(engine.output()) ? 'port-taken' : `it ended with ${engine.ending}`
    }
    const mayAnswer = launch.ready === undefined || engine.output().search(launch.ready) >= 0
    if (mayAnswer && engine.pid !== undefined) {
      const answer = await probe(endpoint, Math.max(1, Math.min(1000, deadline - Date.now())))
      if (typeof answer === 'object') {
        if (launch.ready !== undefined) return answer
        if (engine.ending === undefined) return (await isAnswerOf(engine, endpoint, launch)) ? answer : 'port-taken'
      } else reason = answer
    }
    await pause(wait)
  }
  return `no answer within ${timeout} ms, ${reason}`
}

const DOUBT = 100

/**
 * Whether the answer comes from the engine, where that prints no line when it listens: while it is stopped, nothing may
 * answer. A command that listens through a child cannot be stopped so; it only has to stay alive for a moment.
 */
const isAnswerOf = async (engine: WatchedProcess, endpoint: string, launch: Launch): Promise<boolean> => {
  if (!launch.direct || engine.pid === undefined || process.platform === 'win32') {
    await pause(DOUBT)
    return engine.ending === undefined
  }
  try {
    process.kill(engine.pid, 'SIGSTOP')
    return typeof (await probe(endpoint, DOUBT)) === 'string'
  } catch {
    return false // It is gone, so it was another one that answered.
  } finally {
    try {
      process.kill(engine.pid, 'SIGCONT')
    } catch {
      // Gone already.
    }
  }
}
