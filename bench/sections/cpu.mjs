/** CPU per request without a socket: every library answers itself from what the engine answered it before. */
import { createSamples } from '../samples.mjs'
import { shuffled } from '../statistics.mjs'
import { withWorkers } from '../workers.mjs'

export const operations = /** @type {const} */ (['put', 'get', 'update', 'query'])

/** @type {import('../run.mjs').Section} */
export const measureCpu = async (context) =>
  await withWorkers(context, { prefix: 'cpu', mode: 'record' }, async (workers) => {
    const { quick } = context
    for (const { worker } of workers)
      for (const operation of operations) {
        const count = (operation === 'query' ? 300 : 5000) * (quick ? 0.5 : 1)
        await worker.call('warm', { operation, count, milliseconds: 10_000 })
      }
    const samples = createSamples()
    for (let round = 0; round < (quick ? 5 : 15); round++)
      for (const operation of operations)
        for (const { id, worker } of shuffled(workers))
          samples.add(id, operation, await worker.call('cpu', { operation, milliseconds: quick ? 100 : 200 }))
    return samples.summaries()
  })
