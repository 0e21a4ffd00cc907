/** What an update by key gives: the item after it, the item before it, or nothing. */
import { f, httpTransport, plus, Table, type Transport } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { expect, it } from 'vitest'
import { recording, rejection } from '../support/recording.ts'

const open = async (
  more: { history?: true; unique?: { readonly name: readonly ['name'] } } = {},
  heard?: (count: number) => void,
) => {
  const engine = await sharedEngine()
  const transport = recording(httpTransport({ endpoint: engine.endpoint, region: 'eu-west-1' }) as Transport)
  const table = new Table({
    name: `returning-${Math.random().toString(36).slice(2)}`,
    client: transport,
    hooks: heardBy(heard),
  })
  class Thing extends table.Model<Thing>()('Thing', {
    fields: { id: f.string(), name: f.string(), count: f.integer().optional() },
    keys: { primary: { pk: 'T#{id}', sk: 'T' } },
    ...more,
  }) {}
  await table.ensure()
  await Thing.objects.create({ id: '1', name: 'A', count: 1 })
  transport.take()
  const sent = () => transport.take().map(({ operation, input }) => input['ReturnValues'] ?? operation)
  return { Thing, sent }
}

const heardBy = (heard: ((count: number) => void) | undefined) =>
  heard === undefined
    ? {}
    : { afterUpdate: ({ instance }: { instance: unknown }) => heard((instance as { count?: number }).count ?? -1) }

const key = { id: '1' }

it('one request gives what is asked for', async () => {
  const { Thing, sent } = await open()
  const old = await Thing.objects.update(key, { count: plus(1) }, { returning: 'old' })
  expect([old instanceof Thing, old.count]).toEqual([true, 1])
  expect(await Thing.objects.update(key, { count: plus(1) }, { returning: 'none' })).toBeUndefined()
  expect((await Thing.objects.update(key, { count: plus(1) }, { returning: 'new' })).count).toBe(4)
  expect((await Thing.objects.lazy.update(key, { count: 0 }, { returning: 'old' }).send()).count).toBe(4)
  expect(sent()).toEqual(['ALL_OLD', 'NONE', 'ALL_NEW', 'ALL_OLD'])
  expect(await rejection(Thing.objects.update(key, {}, { returning: 'both' as 'old' }))).toMatchObject({
    code: 'query.option',
  })
})

it.each([
  ['once', {}, { once: true, returning: 'old' } as const],
  ['a marker', { unique: { name: ['name'] } } as const, { returning: 'old' } as const],
  ['history', { history: true } as const, { returning: 'old' } as const],
])('a transaction (%s) gives the item that it was conditioned on', async (_, more, options) => {
  const { Thing, sent } = await open(more)
  const old = await Thing.objects.update(key, { name: 'B', count: 5 }, options)
  expect([old.name, old.count]).toEqual(['A', 1])
  expect(sent()).toEqual(['GetItem', 'TransactWriteItems'])
  expect(await Thing.objects.update(key, { name: 'C' }, { ...options, returning: 'none' })).toBeUndefined()
  expect(await Thing.objects.get(key)).toMatchObject({ name: 'C', count: 5 })
})

it('racing writers each get another old item', async () => {
  const { Thing } = await open()
  const olds = await Promise.all(
    Array.from({ length: 4 }, () => Thing.objects.update(key, { count: plus(1) }, { once: true, returning: 'old' })),
  )
  expect(olds.map(({ count }) => count).sort()).toEqual([1, 2, 3, 4])
})

it('hooks see what is stored, whatever is given', async () => {
  const seen: number[] = []
  const { Thing } = await open({}, (count) => seen.push(count))
  expect((await Thing.objects.update(key, { count: 2 }, { returning: 'old' })).count).toBe(1)
  expect(await Thing.objects.update(key, { count: 3 }, { returning: 'none' })).toBeUndefined()
  expect(seen).toEqual([2, 3])
})
