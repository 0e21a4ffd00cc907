/** CPU per request without a socket: every library answers itself from what the engine answered it before. */
import { mapValues, shuffled, summarize } from '../statistics.mjs'
import { startWorker } from '../workers.mjs'

export const operations = /** @type {const} */ (['put', 'get', 'update', 'query'])

/** @type {import('../run.mjs').Section} */
export const measureCpu = async ({ engine, contenders, quick, say }) => {
  const workers = []
  try {
    for (const { id } of contenders) {
      const tableName = `cpu-${id}`
      await engine.createTable(tableName)
      const worker = await startWorker(id, { endpoint: engine.endpoint, tableName, mode: 'record' })
      workers.push({ id, worker })
      await worker.call('seed')
      await worker.call('verify')
      for (const operation of operations) await worker.call('cpu', { operation, milliseconds: quick ? 1000 : 3000 })
    }
    say(`${contenders.length} libraries gave the same 100 orders`)
    /** @type {Record<string, Record<string, number[]>>} */
    const samples = {}
    for (const { id } of contenders) samples[id] = Object.fromEntries(operations.map((operation) => [operation, []]))
    for (let round = 0; round < (quick ? 5 : 15); round++)
      for (const operation of operations)
        for (const { id, worker } of shuffled(workers)) {
          const cost = await worker.call('cpu', { operation, milliseconds: quick ? 100 : 200 })
          samples[id]?.[operation]?.push(cost)
        }
    return mapValues(samples, (own) => mapValues(own, summarize))
  } finally {
    for (const { worker } of workers) worker.stop()
  }
}
