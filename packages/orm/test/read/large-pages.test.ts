/**
 * Pages of a megabyte over http, whose buffers are used again: what was read of them stays as it was, and whoever looks at
 * answers himself, then or later, sees their own texts.
 */
import { f, httpTransport, type Middleware, Table, type Transport, type TransportResponse } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())
const open = () =>
  httpTransport({
    endpoint: engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })

const define = (client: Transport, middleware: readonly Middleware[] = []) => {
  const table = new Table({ name: 'large', client, middleware })
  class Text extends table.Model<Text>()('Text', {
    fields: { book: f.string(), id: f.integer().min(0).max(9999), text: f.string(), bytes: f.binary(), more: f.any() },
    keys: { primary: { pk: 'BOOK#{book}', sk: 'TEXT#{id}' } },
  }) {}
  return { table, Text }
}
const client = open()
const { table, Text } = define(client)

const COUNT = 300
const valuesOf = (id: number) => ({
  book: 'b',
  id,
  text: `${id} ${'ä text 😀 '.repeat(900)}`,
  bytes: new Uint8Array(2000).fill(id),
  more: { list: [`${id}`, 'x'.repeat(200)], id },
})
beforeAll(async () => {
  await table.ensure()
  await Text.objects.putMany(Array.from({ length: COUNT }, (_, id) => valuesOf(id)))
})

/** Buffers that bodies were put together in. */
const countBuffers = () => vi.spyOn(Buffer, 'allocUnsafeSlow')

test('what was read stays as it was', async () => {
  const read: InstanceType<typeof Text>[] = []
  const spy = countBuffers()
  for (let time = 0; time < 4; time++) for await (const one of Text.objects.using({ book: 'b' })) read.push(one)
  for await (const one of Text.objects.scan({ segments: 3 })) read.push(one)
  const pages = spy.mock.calls.length
  spy.mockRestore()
  expect(read).toHaveLength(5 * COUNT)
  for (const one of read) {
    expect(one.values()).toEqual(valuesOf(one.id))
    // What was stored is read only now.
    expect(one.changes()).toEqual({})
    one.text = 'changed'
    expect(Object.keys(one.changes())).toEqual(['text'])
  }
  // Some twenty pages came, four at a time at most.
  expect(pages).toBeGreaterThan(0)
  expect(pages).toBeLessThan(10)
  const keys = Array.from({ length: 90 }, (_, id) => ({ book: 'b', id }))
  const [first, second] = [await Text.objects.getMany(keys), await Text.objects.getMany(keys.toReversed())]
  expect(first.map((one) => one?.values())).toEqual(keys.map(({ id }) => valuesOf(id)))
  expect(second.map((one) => one?.values())).toEqual(keys.toReversed().map(({ id }) => valuesOf(id)))
})

const wrapped: Readonly<Record<string, (seen: TransportResponse[]) => ReturnType<typeof define>>> = {
  middleware: (seen) =>
    define(client, [
      async (_, next) => {
        const response = await next()
        seen.push(response)
        return response
      },
    ]),
  'a transport around it': (seen) =>
    define({
      send: async (...request) => {
        const response = await client.send(...request)
        seen.push(response)
        return response
      },
    }),
  'a copy with another send': (seen) =>
    define({
      ...client,
      send: async (operation, body, options) => {
        const response = await client.send(operation, body, options)
        seen.push(response)
        return response
      },
    }),
  'another send in its place': (seen) => {
    const own = open()
    const { send } = own
    own.send = async (operation, body, options) => {
      const response = await send(operation, body, options)
      seen.push(response)
      return response
    }
    return define(own)
  },
}

test.each(Object.entries(wrapped))('%s keeps answers, whose texts stay their own', async (_, wrap) => {
  const seen: TransportResponse[] = []
  const { Text: Observed } = wrap(seen)
  for (let time = 0; time < 2; time++) expect(await Observed.objects.using({ book: 'b' }).all()).toHaveLength(COUNT)
  for await (const one of Text.objects.using({ book: 'b' })) expect(one.id).toBeLessThan(COUNT)
  const ids = seen.flatMap(({ body }) =>
    (JSON.parse(body) as { Items: { id: { N: string } }[] }).Items.map(({ id }) => Number(id.N)),
  )
  const once = Array.from({ length: COUNT }, (_, id) => id)
  expect(ids).toEqual([...once, ...once])
})

test('a read that stops in the middle of a page leaves the others their own bytes', async () => {
  for (let time = 0; time < 3; time++) {
    const iterator = Text.objects.using({ book: 'b' })[Symbol.asyncIterator]()
    for (let id = 0; id < 10; id++) expect((await iterator.next()).value?.values()).toEqual(valuesOf(id))
    expect(await Text.objects.using({ book: 'b' }).count()).toBe(COUNT)
    expect((await Text.objects.using({ book: 'b' }).all()).map(({ id }) => id)).toHaveLength(COUNT)
    for (let id = 10; id < 40; id++) expect((await iterator.next()).value?.values()).toEqual(valuesOf(id))
    await iterator.return?.()
  }
})
