/** Whether an item costs the same in a large table as in a small one: bulk writes and scans of our own. */
import { runChild } from '../child.mjs'
import { summarize } from '../statistics.mjs'

/** @type {import('../run.mjs').Section} */
export const measureGrowth = async ({ engine, quick, largest, say }) => {
  const sizes = [100, 1000, 10_000, 100_000, 1_000_000].filter((size) => size <= (quick ? 10_000 : largest))
  /** @type {Record<string, any>} */
  const costs = {}
  for (const size of sizes) {
    /** @type {Record<string, { cpu: number[], peak: number[] }>} */
    const samples = { write: { cpu: [], peak: [] }, scan: { cpu: [], peak: [] } }
    // Small tables are measured more often: their processes mostly warm up.
    for (let round = 0; round < (size >= 100_000 ? 1 : 3); round++) {
      const tableName = `growth-${size}-${round}`
      await engine.createTable(tableName)
      for (const [task, sample] of Object.entries(samples)) {
        const got = await runChild('growth-child.mjs', [task, engine.endpoint, tableName, String(size)])
        if (got.done !== size) throw new Error(`${task} did ${got.done} of ${size} items.`)
        sample.cpu.push(got.cpu / size)
        sample.peak.push(got.peak)
      }
      await engine.send('DeleteTable', { TableName: tableName })
    }
    say(`${size} items`)
    costs[size] = Object.fromEntries(
      Object.entries(samples).map(([task, { cpu, peak }]) => [task, { cpu: summarize(cpu), peak: summarize(peak) }]),
    )
  }
  return costs
}
