/** A whole table read in four segments, each library in a fresh process: CPU per item and peak memory. */
import { runChild } from '../child.mjs'
import { fillTable } from '../fill-table.mjs'
import { orderOf } from '../order.mjs'
import { createSamples } from '../samples.mjs'
import { shuffled } from '../statistics.mjs'

/** @type {import('../run.mjs').Section} */
export const measureScan = async ({ engine, contenders, quick, say }) => {
  const count = quick ? 5000 : 50_000
  const total = Array.from({ length: count }, (_, n) => orderOf(n).total).reduce((sum, one) => sum + one)
  /** What libraries store in the same way is stored once. */
  const tables = new Map(contenders.map(({ id, layout = id }) => [id, `scan-${layout}`]))
  for (const tableName of new Set(tables.values())) {
    const id = tableName.slice('scan-'.length)
    await fillTable(engine, { id, tableName, count })
  }
  say(`${tables.size} libraries have tables of ${count} items.`)
  const samples = createSamples()
  for (let round = 0; round < (quick ? 1 : 2); round++)
    for (const { id, slow } of shuffled(contenders)) {
      if (slow && round > 0) continue
      const got = await runChild('scan-child.mjs', [id, engine.endpoint, tables.get(id) ?? '', '4'])
      if (got.count !== count || Math.abs(got.total - total) > 0.01)
        throw new Error(`${id} gave ${got.count} of ${count} items, or others.`)
      samples.add(id, 'cpu', got.cpu / count)
      samples.add(id, 'peak', got.peak)
      samples.add(id, 'rate', (count * 1000) / got.milliseconds)
    }
  return { count, libraries: samples.summaries() }
}
