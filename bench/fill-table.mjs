/** Fills a table with orders as a library would store them, faster than it would. */
import { startWorker } from './workers.mjs'

const BATCH = 25
const LANES = 8

/**
 * @param {import('./engine.mjs').BenchEngine} engine
 * @param {{ id: string, tableName: string, count: number }} what `id`: the library whose layout it is
 */
export const fillTable = async (engine, { id, tableName, count }) => {
  await engine.createTable(tableName)
  const worker = await startWorker(id, { endpoint: engine.endpoint, tableName, mode: 'record' })
  try {
    for (let from = 0; from < count; from += 5000) {
      const items = await worker.call('items', { from, count: Math.min(5000, count - from) })
      const lane = async () => {
        for (let batch = items.splice(0, BATCH); batch.length > 0; batch = items.splice(0, BATCH))
          await engine.send('BatchWriteItem', {
            RequestItems: { [tableName]: batch.map((/** @type {object} */ Item) => ({ PutRequest: { Item } })) },
          })
      }
      await Promise.all(Array.from({ length: LANES }, lane))
    }
  } finally {
    worker.stop()
  }
}
