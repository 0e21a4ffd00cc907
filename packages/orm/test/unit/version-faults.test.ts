/** Versions and history behind a proxy that spoils the first answer to every write: nothing twice, no conflict made up. */
import { f, httpTransport, plus, Table, versionOf } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { expect, it } from 'vitest'
import { type AnswerFault, startAnswerProxy } from './answer-fault-proxy.ts'

const kinds: readonly AnswerFault[] = ['reset', 'torn', 'garbled', 'before', 'error']
const COUNT = 100
/** Fewer: a retry that is answered by a failed condition does not fill the transport's token bucket again. */
const SAVES = 30

it('each of the writes is applied once, and has one entry', async () => {
  const engine = await sharedEngine()
  const seen = new Set<string>()
  const proxy = await startAnswerProxy(engine.endpoint, (operation, body) => {
    if (!/Update|Put|Transact|Delete/.test(operation) || seen.has(body)) return 'none'
    seen.add(body)
    return kinds[seen.size % kinds.length] ?? 'none'
  })
  const client = httpTransport({ endpoint: proxy.endpoint, region: 'eu-west-1', attemptTimeout: 400, maxAttempts: 8 })
  try {
    const table = new Table({ name: `faults-${Math.random().toString(36).slice(2)}`, client })
    const fields = { id: f.string(), count: f.number().default(0), note: f.string().optional() }
    class Locked extends table.Model<Locked>()('Locked', {
      fields,
      keys: { primary: { pk: 'L#{id}', sk: 'L' } },
      locking: true,
    }) {}
    class Kept extends table.Model<Kept>()('Kept', {
      fields,
      keys: { primary: { pk: 'K#{id}', sk: 'K' } },
      history: true,
    }) {}
    await table.ensure()
    const locked = await Locked.objects.create({ id: '1' })
    const kept = await Kept.objects.create({ id: '1' })
    for (let index = 1; index <= COUNT; index++) {
      // A plain value is told by what is stored; a sum goes by a token.
      if (index <= SAVES) {
        locked.count = index
        await locked.save()
      }
      if (index % 2 === 0) await kept.update({ count: plus(1) })
      else await Kept.objects.update({ id: '1' }, { count: plus(1) })
      if (index % 2 === 1) await kept.refresh()
    }
    expect([versionOf(locked), locked.count, versionOf(kept), kept.count]).toEqual([SAVES + 1, SAVES, COUNT + 1, COUNT])
    const entries = await kept.history().all()
    expect(entries.map(({ version, values }) => [version, values.count])).toEqual(
      Array.from({ length: COUNT + 1 }, (_, index) => [COUNT + 1 - index, COUNT - index]),
    )
    expect(proxy.faults).toBeGreaterThanOrEqual(COUNT + SAVES)
    expect(await kept.delete()).toBe(true)
    await kept.restore(1)
    expect([versionOf(kept), kept.count]).toEqual([COUNT + 3, 0])
  } finally {
    client.close?.()
    await proxy.close()
  }
})
