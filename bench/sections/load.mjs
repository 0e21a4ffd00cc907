/** End to end against the engine, one and 32 requests in flight. */
import { createSamples } from '../samples.mjs'
import { shuffled } from '../statistics.mjs'
import { withWorkers } from '../workers.mjs'

export const operations = /** @type {const} */ (['get', 'put', 'query'])
export const depths = /** @type {const} */ ([1, 32])

/** @type {import('../run.mjs').Section} */
export const measureLoad = async (context) =>
  await withWorkers(context, { prefix: 'load', mode: 'live' }, async (workers) => {
    const { quick } = context
    const samples = createSamples()
    // The first round warms up.
    for (let round = 0; round < (quick ? 4 : 8); round++)
      for (const operation of operations)
        for (const inFlight of depths)
          for (const { id, worker } of shuffled(workers)) {
            const { cpu, rate } = await worker.call('load', { operation, inFlight, milliseconds: quick ? 200 : 500 })
            if (round === 0) continue
            samples.add(id, `${operation} ${inFlight} cpu`, cpu)
            samples.add(id, `${operation} ${inFlight} rate`, rate)
          }
    return samples.summaries()
  })
