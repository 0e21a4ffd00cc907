/** Several elements of a list in one update. */
import {
  append,
  at,
  F,
  f,
  httpTransport,
  ifMissing,
  patch,
  plus,
  prepend,
  remove,
  Table,
  type Transport,
} from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { expect, it } from 'vitest'
import { recording, rejection } from '../support/recording.ts'

const open = async () => {
  const engine = await sharedEngine()
  const transport = recording(httpTransport({ endpoint: engine.endpoint, region: 'eu-west-1' }) as Transport)
  const table = new Table({ name: `lists-${Math.random().toString(36).slice(2)}`, client: transport })
  class Box extends table.Model<Box>()('Box', {
    fields: {
      id: f.string(),
      words: f.list(f.string()).default([]),
      rows: f.list(f.list(f.integer())).default([]),
      lines: f.list(f.map({ sku: f.string(), amount: f.number(), note: f.string().optional() })).default([]),
      inner: f.map({ words: f.list(f.string()) }).optional(),
      byName: f.record(f.list(f.string())).default({}),
      few: f
        .list(f.string())
        .check((words) => words.length >= 2 || 'Expected at least 2 words.')
        .default(['a', 'b']),
      pair: f.tuple([f.string(), f.number()]).optional(),
      total: f.number().default(0),
    },
    keys: { primary: { pk: 'B#{id}', sk: 'B' } },
  }) {}
  await table.ensure()
  const letters = ['a', 'b', 'c', 'd', 'e', 'f']
  const line = (sku: string) => ({ sku, amount: 1, note: sku })
  const box = await Box.objects.create({
    id: '1',
    words: letters,
    rows: [[1, 2, 3], [4, 5, 6], [7]],
    lines: ['x', 'y', 'z'].map(line),
    inner: { words: letters },
    byName: { a: letters, 'b.c': letters },
    pair: ['x', 1],
  })
  transport.take()
  return { table, Box, box, transport }
}
const key = { id: '1' }

it('each position means the list as it was', async () => {
  const { Box, box, transport } = await open()
  await box.update({ words: [at(0, remove()), at(3, 'X'), at(5, remove()), at(1, remove())] })
  expect(box.words).toEqual(['c', 'X', 'e'])
  expect(transport.take().map(({ input }) => input['UpdateExpression'])).toEqual([
    'SET #0[3] = :0 REMOVE #0[5], #0[1], #0[0]',
  ])
  expect(await Box.objects.get(key)).toMatchObject({ words: ['c', 'X', 'e'] })
  expect(box.changes()).toEqual({})
})

it('in maps, records, lists of maps and lists of lists', async () => {
  const { Box, box } = await open()
  await box.update({
    inner: patch({ words: [at(1, remove()), at(4, remove()), at(0, 'A')] }),
    byName: patch({ a: [at(5, remove()), at(0, remove())], 'b.c': [at(0, 'B')] }),
    lines: [at(0, patch({ amount: plus(1), note: remove() })), at(2, remove()), at(1, { sku: 'Y', amount: 0 })],
    rows: [at(0, [at(0, remove()), at(2, plus(1))]), at(1, remove()), at(2, at(0, 8))],
    pair: [at(0, 'y'), at(1, plus(1))],
    total: F('lines', 1, 'amount').plus(1),
  })
  const expected = {
    inner: { words: ['A', 'c', 'd', 'f'] },
    byName: { a: ['b', 'c', 'd', 'e'], 'b.c': ['B', 'b', 'c', 'd', 'e', 'f'] },
    lines: [
      { sku: 'x', amount: 2 },
      { sku: 'Y', amount: 0 },
    ],
    rows: [[2, 4], [8]],
    pair: ['y', 2],
    total: 2,
  }
  expect(box).toMatchObject(expected)
  expect((await Box.objects.get(key)).values()).toMatchObject(expected)
})

it('the rules of the element, and those of the whole list, hold', async () => {
  const { box, transport } = await open()
  expect(await rejection(box.update({ words: [at(0, 'x'), at(1, 5 as never)] }))).toMatchObject({
    code: 'validation.invalid',
    issues: [{ path: ['words', 1] }],
  })
  expect(transport.take()).toEqual([])
  await box.update({ few: ['a', 'b', 'c'] })
  await box.update({ few: [at(0, remove()), at(1, 'B')] })
  expect(box.few).toEqual(['B', 'c'])
  expect(await rejection(box.update({ few: [at(0, remove()), at(1, 'x')] }))).toMatchObject({
    code: 'validation.invalid',
    issues: [{ path: ['few'], message: 'Expected at least 2 words.' }],
  })
})

it.each<[string, object, string]>([
  ['one element twice', { words: [at(1, 'x'), at(1, 'y')] }, 'write.conflict'],
  ['an element and what is in it', { lines: [at(0, remove()), at(0, patch({ amount: 1 }))] }, 'write.conflict'],
  ['with append()', { words: [at(0, 'x'), append('y')] }, 'write.change'],
  ['with prepend()', { words: [prepend('y'), at(0, 'x')] }, 'write.change'],
  ['with plain elements', { words: [at(0, 'x'), 'y'] }, 'write.change'],
  ['before the start', { words: [at(-1, 'x')] }, 'write.change'],
  ['between elements', { words: [at(1.5, 'x')] }, 'write.change'],
  ['beyond any list', { words: [at(2 ** 40, 'x')] }, 'write.change'],
  ['of a tuple, beyond it', { pair: [at(2, 'x')] }, 'query.unknown-field'],
  ['of a required element', { pair: [at(0, remove())] }, 'write.change'],
  ['of a map', { inner: [at(0, 'x')] }, 'write.change'],
  ['of undefined', { words: [at(0, undefined as never)] }, 'write.change'],
  ['of no value', { words: [at(0, ifMissing(undefined as never))] }, 'write.change'],
])('refused before anything is sent: %s', async (_name, changes, code) => {
  const { Box, box, transport } = await open()
  expect(await rejection(box.update(changes as never))).toMatchObject({ code })
  expect(await rejection(Box.objects.update(key, changes as never))).toMatchObject({ code })
  expect(transport.take()).toEqual([])
})

it('a request for positions after the end asks DynamoDB to append them in order', async () => {
  const { Box } = await open()
  const [request] = await Box.objects.lazy.update(key, { words: [at(9, 'y'), at(8, 'x')] }).toRequests()
  expect(request).toHaveProperty('UpdateExpression', 'SET #0[8] = :0, #0[9] = :1')
})

it('updates of different elements of one item are joined in a transaction', async () => {
  const { table, Box } = await open()
  await table.transaction((tx) => {
    tx.update(Box, key, { words: at(0, remove()) })
    tx.update(Box, key, { words: [at(2, remove()), at(1, 'B')] })
  })
  expect(await Box.objects.get(key)).toMatchObject({ words: ['B', 'd', 'e', 'f'] })
  const both = table.transaction((tx) => {
    tx.update(Box, key, { words: at(0, remove()) })
    tx.update(Box, key, { words: at(0, 'x') })
  })
  expect(await rejection(both)).toMatchObject({ code: 'write.conflict' })
})

it('updateOrCreate creates without them', async () => {
  const { Box } = await open()
  const [box, created] = await Box.objects.updateOrCreate({ id: '2' }, { words: [at(0, 'x')], total: 5 }, {})
  expect([box.words, box.total, created]).toEqual([[], 5, true])
})
