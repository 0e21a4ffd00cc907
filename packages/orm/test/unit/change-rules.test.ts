import {
  append,
  at,
  F,
  f,
  httpTransport,
  minus,
  patch,
  plus,
  QueryError,
  Table,
  type TransactionFailed,
  type Transport,
  ValidationError,
} from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { expect, it } from 'vitest'
import { recording, rejection } from '../support/recording.ts'

const open = async () => {
  const engine = await sharedEngine()
  const transport = recording(httpTransport({ endpoint: engine.endpoint, region: 'eu-west-1' }) as Transport)
  const table = new Table({ name: `rules-${Math.random().toString(36).slice(2)}`, client: transport })
  class Part extends table.Model<Part>()('Part', {
    fields: {
      id: f.string(),
      stock: f.integer().min(0),
      level: f.number().min(0).max(10).optional(),
      even: f
        .integer()
        .check((value) => value % 2 === 0 || 'Expected an even number.')
        .default(0),
      tags: f
        .list(f.string())
        .check((tags) => tags.length <= 2 || 'Expected at most 2 tags.')
        .default([]),
      sizes: f.list(f.integer().max(5)).optional(),
      box: f.map({ width: f.number().max(9), depth: f.number() }).optional(),
      free: f.number().default(0),
      state: f.enum('open', 'paid').default('open'),
      note: f.string().optional(),
    },
    keys: { primary: { pk: 'P#{id}', sk: 'P' } },
  }) {}
  await table.ensure()
  transport.take()
  return { table, Part, transport }
}

const issueOf = async (attempt: Promise<unknown>) => {
  const error = await rejection(attempt)
  expect(error).toBeInstanceOf(ValidationError)
  return (error as ValidationError).issues.map(({ path, message }) => [path.join('.'), message])
}

it('64 writers take from a stock of 40: 40 succeed, 24 are refused, and nothing is left', async () => {
  const { Part } = await open()
  await Part.objects.create({ id: '1', stock: 40 })
  const results = await Promise.allSettled(
    Array.from({ length: 64 }, () => Part.objects.update({ id: '1' }, { stock: minus(1) })),
  )
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  expect([reasons.length, reasons.every((reason) => reason instanceof ValidationError)]).toEqual([24, true])
  expect(await Part.objects.get({ id: '1' })).toMatchObject({ stock: 0 })
})

it('bounds are conditions of the one request: only the bound that the change can cross', async () => {
  const { Part, transport } = await open()
  const part = await Part.objects.create({ id: '1', stock: 5, level: 5, sizes: [4], box: { width: 8, depth: 1 } })
  transport.take()
  expect(await issueOf(Part.objects.update({ id: '1' }, { level: plus(20) }))).toEqual([
    ['level', 'Expected at most 10 after the change.'],
  ])
  expect(await issueOf(part.update({ level: plus(-6) }))).toEqual([['level', 'Expected at least 0 after the change.']])
  expect(await issueOf(part.update({ level: minus(5.1) }, { once: true }))).toHaveLength(1)
  expect(await issueOf(part.update({ box: patch({ width: plus(2) }) }))).toEqual([
    ['box.width', 'Expected at most 9 after the change.'],
  ])
  expect(await issueOf(part.update({ sizes: at(0, plus(2)) }))).toHaveLength(1)
  expect(transport.take().map(({ operation }) => operation)).toEqual([
    'UpdateItem',
    'UpdateItem',
    'TransactWriteItems',
    'UpdateItem',
    'UpdateItem',
  ])
  await part.update({ level: plus(5), sizes: at(0, plus(1)), box: patch({ width: plus(1) }) })
  expect([part.level, part.sizes, part.box]).toEqual([10, [5], { width: 9, depth: 1 }])
  transport.take()
  await part.update({ stock: plus(3), free: plus(1) })
  const [sent] = transport.take()
  expect(sent?.input['ConditionExpression']).toBe('attribute_exists(#2)')
})

it('counting from a start within the bounds, or not', async () => {
  const { Part } = await open()
  await Part.objects.create({ id: '1', stock: 5 })
  expect(await issueOf(Part.objects.update({ id: '1' }, { level: plus(4, 8) }))).toHaveLength(1)
  expect(await issueOf(Part.objects.update({ id: '1' }, { level: minus(1, 0) }))).toHaveLength(1)
  expect(await Part.objects.update({ id: '1' }, { level: plus(4, 1) })).toMatchObject({ level: 5 })
  // What is stored counts, not the start.
  expect(await Part.objects.update({ id: '1' }, { level: plus(4, 8) })).toMatchObject({ level: 9 })
  expect(await issueOf(Part.objects.update({ id: '1' }, { level: plus(4, 1) }))).toHaveLength(1)
})

it('a failed bound is told apart from what the caller asked for', async () => {
  const { Part } = await open()
  await Part.objects.create({ id: '1', stock: 1 })
  const update = (by: number, free: number) =>
    rejection(Part.objects.update({ id: '1' }, { stock: minus(by) }, { if: { free } }))
  expect(await update(2, 0)).toMatchObject({ code: 'validation.invalid' })
  expect(await update(1, 7)).toMatchObject({ code: 'write.condition' })
  const absent = await rejection(Part.objects.update({ id: '1' }, { level: plus(1) }))
  expect(absent).toMatchObject({ code: 'write.change', hint: expect.stringContaining('plus(n, start)') })
  expect(absent).toBeInstanceOf(QueryError)
})

it('in a transaction the operation that would leave the bounds is the reason', async () => {
  const { table, Part } = await open()
  await Part.objects.create({ id: '1', stock: 1 })
  await Part.objects.create({ id: '2', stock: 1 })
  const error = await rejection(
    table.transaction((tx) => {
      tx.update(Part, { id: '1' }, { stock: minus(1) })
      tx.update(Part, { id: '2' }, { note: 'x' })
      tx.update(Part, { id: '2' }, { stock: minus(2) })
    }),
  )
  expect((error as TransactionFailed).reasons.map((reason) => reason?.code)).toEqual([
    undefined,
    undefined,
    'validation.invalid',
  ])
  expect(await Part.objects.get({ id: '1' })).toMatchObject({ stock: 1 })
})

it('updates of a query refuse the items that would leave the bounds', async () => {
  const { Part } = await open()
  await Part.objects.create({ id: '1', stock: 1 })
  const error = await rejection(Part.objects.using({ id: '1' }).update({ stock: minus(2) }))
  expect(error).toMatchObject({ code: 'bulk.failed' })
})

it('rules that no condition can say look at the value as the change leaves it', async () => {
  const { Part, transport } = await open()
  await Part.objects.create({ id: '1', stock: 11, tags: ['a'], note: 'paid' })
  const update = (changes: Parameters<typeof Part.objects.update>[1]) => Part.objects.update({ id: '1' }, changes)
  expect(await issueOf(update({ even: plus(1) }))).toEqual([['even', 'Expected an even number.']])
  expect(await issueOf(update({ tags: append('b', 'c') }))).toEqual([['tags', 'Expected at most 2 tags.']])
  expect(await issueOf(update({ tags: at(1, 'b'), even: F('stock') }))).toEqual([['even', 'Expected an even number.']])
  expect(await issueOf(update({ level: F('stock') }))).toHaveLength(1)
  expect(await issueOf(update({ state: F('id') as never }))).toHaveLength(1)
  expect(await update({ even: plus(2), tags: append('b'), state: F('note') as never })).toMatchObject({
    even: 2,
    tags: ['a', 'b'],
    state: 'paid',
  })
  expect((await Part.objects.lazy.update({ id: '1' }, { even: plus(1) }).explain()).slice(0, 120)).toContain("'even'")
  // Racing appends cannot pass the rule together.
  await update({ tags: ['a'] })
  const results = await Promise.allSettled([update({ tags: append('x') }), update({ tags: append('y') })])
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  transport.take()
  await update({ tags: ['q'], note: F('id') })
  expect(transport.take()).toHaveLength(1)
})
