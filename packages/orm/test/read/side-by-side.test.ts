/** Many shards and many segments: how many requests are under way, how much is held, and that nothing goes on when it ends. */
import { f, gte, Table, type Transport } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recording } from '../support/recording.ts'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())
const recorder = recording(engine.client)

/** Requests under way, now and at most. */
const load = { under: 0, most: 0 }
const client: Transport = {
  send: async (...request) => {
    load.most = Math.max(load.most, ++load.under)
    try {
      return await recorder.send(...request)
    } finally {
      load.under--
    }
  },
}
const table = new Table({ name: 'wide', client, indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })
class Event extends table.Model<Event>()('Event', {
  fields: { id: f.string(), at: f.integer().min(0).max(9999), text: f.string() },
  keys: {
    primary: { pk: 'EVENT#{id}', sk: 'EVENT' },
    newest: { index: 'gsi1', pk: 'ALL', sk: '{at}', shards: 200 },
  },
}) {}

const COUNT = 700
beforeAll(async () => {
  await table.ensure()
  await Event.objects.putMany(
    Array.from({ length: COUNT }, (_, at) => ({ id: `e${at}`, at: (at * 37) % COUNT, text: `t${at % 5}` })),
  )
})
const fresh = () => {
  recorder.take()
  load.most = 0
}
const ascending = Array.from({ length: COUNT }, (_, at) => at)

test('two hundred shards: at most 64 requests at a time, of a bounded number of items', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  const all = Event.objects.by('newest', {})
  fresh()
  expect((await all.all()).map(({ at }) => at)).toEqual(ascending)
  expect(load.most).toBe(64)
  const sent = recorder.take().map(({ input }) => input)
  expect(sent).toHaveLength(200)
  expect(new Set(sent.map(({ Limit }) => Limit))).toEqual(new Set([81]))
  expect(all.toRequests().map((request) => ({ ...request }))).toEqual(expect.arrayContaining(sent))
  fresh()
  expect(await all.filter({ text: 't1' }).count()).toBe(COUNT / 5)
  expect(load.most).toBe(64)
  expect(recorder.take().some(({ input }) => 'Limit' in input)).toBe(false)
  const { items, next } = await all.reverse().page({ size: 5 })
  expect(items.map(({ at }) => at)).toEqual(ascending.slice(-5).reverse())
  expect((await all.reverse().page({ size: 5, cursor: next })).items.map(({ at }) => at)).toEqual(
    ascending.slice(-10, -5).reverse(),
  )
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', note)
  expect(warnings).toEqual([])
})

test('a thousand segments: at most 64 at a time, each once', async () => {
  fresh()
  const found = await Event.objects.scan({ segments: 1000 }).all()
  expect(found.map(({ at }) => at).sort((left, right) => left - right)).toEqual(ascending)
  expect(load.most).toBe(64)
  expect(new Set(recorder.take().map(({ input }) => input['Segment'])).size).toBe(1000)
  fresh()
  expect(await Event.objects.scan({ segments: 1000 }).count()).toBe(COUNT)
  expect(load.most).toBe(64)
  fresh()
  const page = await Event.objects.scan({ segments: 1000 }).page({ size: 600 })
  const rest = await Event.objects.scan({ segments: 1000 }).page({ size: 600, cursor: page.next })
  expect([page.items.length, rest.items.length, rest.next]).toEqual([600, 100, undefined])
})

test.each([
  ['shards', () => Event.objects.by('newest', {}).pageSize(1)],
  ['segments', () => Event.objects.scan({ segments: 100 }).pageSize(1)],
  ['a query', () => Event.objects.by('newest', { at: gte(5) }).pageSize(1)],
  ['everything', () => table.scan({ segments: 100 }).pageSize(1)],
])('%s: nothing is sent after the consumer stopped', async (_, query) => {
  for await (const item of query()) {
    expect(item).toBeInstanceOf(Event)
    break
  }
  await new Promise((resolve) => setTimeout(resolve, 20))
  fresh()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(recorder.take()).toEqual([])
  expect(load.under).toBe(0)
})

test.each([
  ['shards', () => Event.objects.by('newest', {})],
  ['segments', () => Event.objects.scan({ segments: 100 })],
  ['a scan', () => Event.objects.scan().pageSize(2)],
])('%s: a function of where() that throws ends the read with its own error', async (_, query) => {
  const thrown = new Error('mine')
  let calls = 0
  const set = query().where(() => {
    if (++calls === 3) throw thrown
    return true
  })
  await expect(set.all()).rejects.toBe(thrown)
  await new Promise((resolve) => setTimeout(resolve, 50))
  fresh()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(recorder.take()).toEqual([])
  calls = 0
  await expect(set.count()).rejects.toBe(thrown)
  calls = 0
  await expect(set.page({ size: 9 })).rejects.toBe(thrown)
})
