/** Elements of sets inside maps and lists: ADD and DELETE are for top-level attributes, so these are written as a whole. */
import { addTo, at, f, httpTransport, patch, plus, removeFrom, Table, type Transport } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { expect, it } from 'vitest'
import { recording, rejection } from '../support/recording.ts'

const open = async () => {
  const engine = await sharedEngine()
  const transport = recording(httpTransport({ endpoint: engine.endpoint, region: 'eu-west-1' }) as Transport)
  const table = new Table({ name: `sets-${Math.random().toString(36).slice(2)}`, client: transport })
  class Box extends table.Model<Box>()('Box', {
    fields: {
      id: f.string(),
      info: f
        .map({ tags: f.set(f.string()), sizes: f.set(f.number()).optional(), count: f.number().default(0) })
        .default({ tags: new Set(), count: 0 }),
      lines: f.list(f.map({ tags: f.set(f.string()) })).default([]),
      byName: f.record(f.set(f.string())).default({}),
      few: f
        .map({ tags: f.set(f.string()).check((tags) => tags.size <= 2 || 'Expected at most 2 tags.') })
        .default({ tags: new Set() }),
      top: f.set(f.string()),
      other: f.number().default(0),
    },
    keys: { primary: { pk: 'B#{id}', sk: 'B' } },
  }) {}
  await table.ensure()
  const box = await Box.objects.create({
    id: '1',
    info: { tags: new Set(['a', 'b']), count: 5 },
    lines: [{ tags: new Set(['x']) }, { tags: new Set() }],
    byName: { p: new Set(['q']) },
    top: new Set(['t']),
  })
  transport.take()
  return { table, Box, box, transport }
}
const key = { id: '1' }
const sorted = (set: ReadonlySet<unknown>) => [...set].sort()

it('an instance needs one request, which is conditioned on the set as it was loaded', async () => {
  const { Box, box, transport } = await open()
  await box.update({ info: patch({ tags: addTo('c', 'a'), count: plus(1) }), top: addTo('u') })
  expect(transport.take()).toMatchObject([
    {
      operation: 'UpdateItem',
      input: {
        UpdateExpression: 'SET #0.#1 = :0, #0.#2 = if_not_exists(#0.#2, :1) + :2 ADD #3 :3',
        ConditionExpression: 'attribute_exists(#4) AND #0.#1 = :4',
      },
    },
  ])
  expect([sorted(box.info.tags), box.info.count, sorted(box.top)]).toEqual([['a', 'b', 'c'], 6, ['t', 'u']])
  expect(sorted((await Box.objects.get(key)).info.tags)).toEqual(['a', 'b', 'c'])
})

it('by key the item is read first; also absent sets, elements of lists and of records', async () => {
  const { Box, transport } = await open()
  const box = await Box.objects.update(key, {
    info: patch({ tags: removeFrom('a', 'b'), sizes: addTo(1, 2) }),
    lines: [at(0, patch({ tags: removeFrom('x') })), at(1, patch({ tags: addTo('y') }))],
    byName: patch({ p: addTo(['r']), n: addTo('n') }),
  })
  expect(transport.take().map(({ operation }) => operation)).toEqual(['GetItem', 'UpdateItem'])
  expect(box).toMatchObject({
    info: { tags: new Set(), sizes: new Set([1, 2]) },
    lines: [{ tags: new Set() }, { tags: new Set(['y']) }],
    byName: { p: new Set(['q', 'r']), n: new Set(['n']) },
  })
  expect(await Box.objects.lazy.update(key, { byName: patch({ p: addTo('z') }) }).explain()).toContain(
    'it lies inside another value',
  )
})

it('nothing is lost among many writers', async () => {
  const { Box } = await open()
  const names = Array.from({ length: 24 }, (_, index) => `n${index}`)
  const add = async (name: string): Promise<void> => {
    try {
      await Box.objects.update(key, { info: patch({ tags: addTo(name) }) })
    } catch (error) {
      if ((error as { code?: string }).code !== 'write.contention') throw error
      await add(name)
    }
  }
  await Promise.all(names.map(add))
  expect(sorted((await Box.objects.get(key)).info.tags)).toEqual(['a', 'b', ...names].sort())
})

it('a set that changed since the instance was loaded is read again', async () => {
  const { Box, box } = await open()
  await Box.objects.update(key, { info: patch({ tags: addTo('other') }) })
  await box.update({ info: patch({ tags: removeFrom('a') }) })
  expect(sorted(box.info.tags)).toEqual(['b', 'other'])
})

it('in transactions, and with once', async () => {
  const { table, Box, box } = await open()
  await table.transaction((tx) => {
    tx.update(Box, key, { byName: patch({ p: removeFrom('q') }), other: plus(1) })
  })
  await box.update({ info: patch({ tags: addTo('once') }) }, { once: true })
  expect(await Box.objects.get(key)).toMatchObject({
    byName: {},
    other: 1,
    info: { tags: new Set(['a', 'b', 'once']) },
  })
})

it('the rules of the set hold', async () => {
  const { box } = await open()
  await box.update({ few: patch({ tags: addTo('a', 'b') }) })
  expect(await rejection(box.update({ few: patch({ tags: addTo('c') }) }))).toMatchObject({
    code: 'validation.invalid',
    issues: [{ path: ['few', 'tags'] }],
  })
})
