/** One engine for the whole process: started when it is first asked for, stopped when the process ends. */
import type { Engine } from './engine.ts'
import { startEngine } from './start-engine.ts'

/** On `globalThis`, so that two copies of the module (test runners reload modules) share it. */
const KEY = Symbol.for('single-table-orm/testing/shared-engine')
const shared = globalThis as { [KEY]?: Promise<Engine> | undefined }

/**
 * The engine that all callers of this process share, found or started by `startEngine()` with its defaults. Give every
 * test a table of its own (`createTestTable`) and it does not see the others.
 *
 * Nobody needs to stop it. After `stop()`, the next call starts another one.
 *
 * @throws {RequestError} `engine.unavailable`; the next call tries again
 */
export const sharedEngine = (): Promise<Engine> => {
  shared[KEY] ??= startShared()
  return shared[KEY]
}

const startShared = async (): Promise<Engine> => {
  try {
    const engine = await startEngine()
    const stop = (): Promise<void> => {
      shared[KEY] = undefined
      return engine.stop()
    }
    return { ...engine, stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    shared[KEY] = undefined
    throw error
  }
}
