/** Worker processes, one a library, so that none pays for another's heap or types. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** @typedef {{ call: (command: string, input?: object) => Promise<any>, stop: () => void }} Worker */

/**
 * Starts the process of a library.
 *
 * @param {string} id
 * @param {{ endpoint: string, tableName: string, mode: 'record' | 'live' }} place
 * @returns {Promise<Worker>}
 */
export const startWorker = async (id, { endpoint, tableName, mode }) => {
  const child = fork(fileURLToPath(new URL('worker.mjs', import.meta.url)), [id, endpoint, tableName, mode], {
    env: { ...process.env, AWS_EC2_METADATA_DISABLED: 'true', NODE_NO_WARNINGS: '1' },
  })
  /** @type {Map<number, { resolve: (value: any) => void, reject: (reason: Error) => void }>} */
  const waiting = new Map()
  const fail = (/** @type {string} */ why) => {
    for (const { reject } of waiting.values()) reject(new Error(`${id}: ${why}`))
    waiting.clear()
  }
  child.on('message', (/** @type {{ id: number, output?: unknown, error?: string }} */ message) => {
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error === undefined) call?.resolve(message.output)
    else call?.reject(new Error(`${id}: ${message.error}`))
  })
  child.on('exit', (code) => fail(`the process ended with ${code}`))
  let last = 0
  const answerTo = (/** @type {number} */ id) =>
    new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
    })
  await answerTo(0)
  return {
    call: (command, input = {}) => {
      const id = ++last
      child.send({ id, command, input })
      return answerTo(id)
    },
    stop: () => child.disconnect(),
  }
}

/**
 * Runs with a worker for every library, each on a table of its own with 100 orders in it. All have shown that they give
 * back what they were given.
 *
 * @template Result
 * @param {import('./run.mjs').SectionContext} context
 * @param {{ prefix: string, mode: 'record' | 'live' }} how
 * @param {(workers: readonly { id: string, worker: Worker }[]) => Promise<Result>} run
 * @returns {Promise<Result>}
 */
export const withWorkers = async ({ engine, contenders, say }, { prefix, mode }, run) => {
  const workers = []
  try {
    for (const { id } of contenders) {
      const tableName = `${prefix}-${id}`
      await engine.createTable(tableName)
      const worker = await startWorker(id, { endpoint: engine.endpoint, tableName, mode })
      workers.push({ id, worker })
      await worker.call('seed')
      await worker.call('verify')
    }
    say(`${contenders.length} libraries gave back the same 100 orders.`)
    return await run(workers)
  } finally {
    for (const { worker } of workers) worker.stop()
  }
}
