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
