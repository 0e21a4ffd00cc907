/** What changes do at their edges: nothing to change, nothing stored, too much. */
import {
  addTo,
  append,
  at,
  F,
  f,
  httpTransport,
  ifMissing,
  minus,
  patch,
  plus,
  prepend,
  QueryError,
  RequestError,
  remove,
  removeFrom,
  Table,
  type TransactionFailed,
  type Transport,
  versionOf,
} from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { expect, it } from 'vitest'
import { recording, rejection } from '../support/recording.ts'

const open = async () => {
  const engine = await sharedEngine()
  const transport = recording(httpTransport({ endpoint: engine.endpoint, region: 'eu-west-1' }) as Transport)
  const table = new Table({ name: `edges-${Math.random().toString(36).slice(2)}`, client: transport })
  class Part extends table.Model<Part>()('Part', {
    fields: {
      id: f.string(),
      count: f.number().optional(),
      other: f.number().optional(),
      price: f.decimal().optional(),
      big: f.bigint().optional(),
      words: f.list(f.string()).optional(),
      tags: f.set(f.string()),
      maybe: f.set(f.string()).optional(),
      box: f.map({ width: f.number(), note: f.string().optional(), words: f.list(f.string()).optional() }).optional(),
      note: f.string().optional(),
      updatedAt: f.date().updatedAt().optional(),
    },
    keys: { primary: { pk: 'P#{id}', sk: 'P' } },
  }) {}
  class Page extends table.Model<Page>()('Page', {
    fields: { id: f.string(), text: f.string().optional() },
    keys: { primary: { pk: 'G#{id}', sk: 'G' } },
    locking: true,
  }) {}
  await table.ensure()
  const part = await Part.objects.create({ id: '1', tags: new Set() })
  transport.take()
  return { table, Part, Page, part, transport }
}
const key = { id: '1' }

it('no changes at all: an instance sends nothing, by key they ask whether the item is there and stamp it', async () => {
  const { Part, Page, part, transport } = await open()
  await Part.objects.update(key, { note: 'n' })
  transport.take()
  expect((await Part.objects.update(key, {})).note).toBe('n')
  expect(transport.take()).toMatchObject([
    {
      operation: 'UpdateItem',
      input: { UpdateExpression: 'SET #0 = :0', ConditionExpression: 'attribute_exists(#1)' },
    },
  ])
  expect(await rejection(Part.objects.update({ id: '2' }, {}))).toMatchObject({ code: 'item.not-found' })
  expect(await rejection(Part.objects.update(key, {}, { if: { note: 'x' } }))).toMatchObject({
    code: 'write.condition',
  })
  const page = await Page.objects.create({ id: '1' })
  expect(versionOf(await Page.objects.update(key, {}))).toBe(2)
  transport.take()
  await page.update({})
  await part.update({})
  expect(transport.take()).toEqual([])
})

const shape = { id: f.string(), n: f.number().default(0), m: f.map({ a: f.number().optional() }).optional() }
const idle = async () => {
  const { table, transport, Page } = await open()
  class Bare extends table.Model<Bare>()('Bare', { fields: shape, keys: { primary: { pk: 'B#{id}', sk: 'B' } } }) {}
  const bare = await Bare.objects.create(key)
  transport.take()
  return { table, transport, Bare, Page, bare }
}

it('no changes in a transaction or with once: a check of the item and the condition', async () => {
  const { table, transport, Bare, bare } = await idle()
  const run = async (write: () => Promise<unknown>) => {
    const result = await write()
    const [first] = transport.take().filter(({ operation }) => operation === 'TransactWriteItems')
    expect(first?.input['TransactItems']).toMatchObject([
      { ConditionCheck: { ConditionExpression: expect.stringContaining('attribute_exists') } },
    ])
    return result
  }
  await run(() => table.transaction(async (tx) => tx.update(Bare, key, {})))
  await run(() => table.transaction(async (tx) => tx.update(Bare, key, {}, { if: { n: 0 } })))
  await run(() => table.transaction(async (tx) => tx.update(Bare, key, { m: patch({}) })))
  await run(() => table.transaction(async (tx) => tx.update(bare, { m: patch({ a: remove() }) })))
  await run(() => table.transaction(async (tx) => tx.update(bare, {}, { if: { n: 0 } })))
  expect(await run(() => Bare.objects.update(key, {}, { once: true }))).toMatchObject({ n: 0 })
  await run(() => bare.update({}, { if: { n: 0 }, once: true }))
  await run(() => bare.update({ m: patch({ a: remove() }) }, { once: true }))
  const refused = table.transaction(async (tx) => tx.update(Bare, key, {}, { if: { n: 1 } }))
  expect(await rejection(refused)).toMatchObject({ reasons: [{ code: 'write.condition' }] })
  const absent = table.transaction(async (tx) => tx.update(Bare, { id: '2' }, {}))
  expect(await rejection(absent)).toMatchObject({ reasons: [{ code: 'item.not-found' }] })
  expect(await rejection(Bare.objects.update({ id: '2' }, {}, { once: true }))).toMatchObject({
    code: 'item.not-found',
  })
  expect(bare.changes()).toEqual({})
})

it('no changes give what returning asks for', async () => {
  const { Bare } = await idle()
  expect(await Bare.objects.update(key, {}, { returning: 'none' })).toBeUndefined()
  for (const once of [true, false])
    for (const returning of ['old', 'new'] as const)
      expect(await Bare.objects.update(key, {}, { returning, once })).toMatchObject({ n: 0 })
})

it('no changes of an instance are nothing in a transaction, too: its version stays', async () => {
  const { table, transport, Page } = await idle()
  const page = await Page.objects.create(key)
  transport.take()
  await table.transaction(async (tx) => tx.update(page, {}))
  expect(transport.take()).toEqual([])
  await page.update({})
  expect(versionOf(await Page.objects.get(key))).toBe(1)
})

it('a change to what is stored already is sent: only save() compares', async () => {
  const { Part, part, transport } = await open()
  await part.update({ note: 'n' })
  await part.update({ note: 'n' })
  expect(transport.take()).toHaveLength(2)
  await part.save()
  expect(transport.take()).toEqual([])
  expect(await Part.objects.get(key)).toMatchObject({ note: 'n' })
})

it('absent lists and sets count as empty, absent numbers do not', async () => {
  const { part } = await open()
  await part.update({ words: append('b'), tags: addTo('x'), maybe: addTo('y') })
  await part.update({ words: prepend('a') })
  expect([part.words, part.tags, part.maybe]).toEqual([['a', 'b'], new Set(['x']), new Set(['y'])])
  await part.update({ box: { width: 1 } })
  await part.update({ box: patch({ words: append('w') }) })
  expect(part.box).toEqual({ width: 1, words: ['w'] })
  const told = { code: 'write.change', hint: expect.stringContaining('plus(n, start)') }
  expect(await rejection(part.update({ count: plus(1) }))).toMatchObject(told)
  expect(await rejection(part.update({ count: F('other') }))).toMatchObject(told)
  expect(await rejection(part.update({ count: F('other').plus(1) }))).toMatchObject(told)
  expect(await rejection(part.update({ count: ifMissing(F('other')) }))).toMatchObject(told)
  await part.update({ count: plus(1, 10) })
  await part.update({ count: ifMissing(F('other')), other: F('count') })
  expect([part.count, part.other]).toEqual([11, 11])
})

it('a set whose last element goes becomes absent, and is read as empty where it is required', async () => {
  const { Part, part } = await open()
  await part.update({ tags: addTo('x', 'y'), maybe: addTo('x') })
  await part.update({ tags: removeFrom('x', 'y', 'z'), maybe: removeFrom('x') })
  expect([part.tags, part.maybe]).toEqual([new Set(), undefined])
  await part.update({ tags: removeFrom('x') })
  expect(part.keys()).toEqual({ PK: 'P#1', SK: 'P' })
  expect((await Part.objects.get(key)).tags).toEqual(new Set())
  await part.update({ tags: new Set() })
  await part.update({ tags: remove() })
  expect(part.tags).toEqual(new Set())
})

it('nested changes need what they go into', async () => {
  const { table, Part, part } = await open()
  const told = { code: 'write.change', hint: expect.stringContaining('patch() and at() change one that is stored') }
  expect(await rejection(part.update({ box: patch({ note: ifMissing('n') }) }))).toMatchObject(told)
  expect(await rejection(part.update({ box: patch({ note: 'n' }) }, { once: true }))).toMatchObject(told)
  expect(await rejection(part.update({ words: at(0, 'x') }))).toMatchObject(told)
  const failed = await rejection(table.transaction((tx) => tx.update(Part, key, { box: patch({ note: 'n' }) })))
  expect((failed as TransactionFailed).reasons).toEqual([expect.objectContaining(told)])
  await part.update({ box: { width: 1 } })
  await part.update({ box: patch({ note: ifMissing('first'), width: ifMissing(9) }) })
  await part.update({ box: patch({ note: ifMissing('second') }) })
  expect(part.box).toEqual({ width: 1, note: 'first' })
})

it('numbers of more than 38 digits are refused, before sending where that is known', async () => {
  const { Part, part, transport } = await open()
  const nines = 10n ** 38n - 1n
  await part.update({ big: nines, price: '9'.repeat(38) })
  transport.take()
  expect(await rejection(part.update({ big: nines + 2n }))).toMatchObject({ code: 'validation.invalid' })
  expect(await rejection(part.update({ big: plus(nines * 10n + 1n) }))).toMatchObject({
    code: 'write.change',
    message: expect.stringContaining('has more than 38 significant digits'),
  })
  expect(await rejection(part.update({ price: plus('1E126') }))).toMatchObject({ code: 'write.change' })
  expect(transport.take()).toEqual([])
  expect(await rejection(part.update({ big: plus(2n) }))).toMatchObject({ code: 'request.failed', retryable: false })
  expect(await rejection(Part.objects.update(key, { big: plus(2n) }))).toMatchObject({ code: 'request.failed' })
  await part.update({ big: minus(nines) })
  expect(part.big).toBe(0n)
  expect((await Part.objects.get(key)).price).toBe('9'.repeat(38))
})

it('what grows beyond 400 KB is refused by the service, as an error of ours', async () => {
  const { Part, part } = await open()
  await part.update({ words: ['x'.repeat(300 * 1024)] })
  const error = await rejection(Part.objects.update(key, { words: append('y'.repeat(150 * 1024)) }))
  expect(error).toBeInstanceOf(RequestError)
  expect(error).toMatchObject({ code: 'request.failed', retryable: false })
  expect((await Part.objects.get(key)).words).toHaveLength(1)
  // More than an item may hold is known before.
  const large = await rejection(Part.objects.update(key, { note: 'y'.repeat(401 * 1024) }))
  expect(large).toMatchObject({ code: 'item.too-large' })
})

it('undefined is told everywhere, before anything is sent', async () => {
  const { Part, part, transport } = await open()
  for (const changes of [
    { note: undefined },
    { box: patch({ note: undefined as never }) },
    { words: at(0, undefined as never) },
    { words: append(undefined as never) },
    { count: plus(undefined as never) },
    { note: ifMissing(undefined as never) },
    { tags: addTo(undefined as never) },
  ]) {
    const error = await rejection(Part.objects.update(key, changes as never))
    expect([error instanceof QueryError || 'issues' in error, await rejection(part.update(changes as never))]).toEqual([
      true,
      expect.objectContaining({ name: error.name }),
    ])
  }
  expect(transport.take()).toEqual([])
})

it('what is no list, no changes and no options is refused with a code, and nothing is sent', async () => {
  const { table, transport, Bare, bare } = await idle()
  const none = null as never
  const option = [
    () => Bare.objects.putMany(none),
    () => Bare.objects.putMany({} as never),
    () => Bare.objects.putMany('abc' as never),
    () => Bare.objects.putMany([], none),
    () => Bare.objects.createMany(none),
    () => Bare.objects.createMany(none, { atomic: true }),
    () => Bare.objects.deleteMany(undefined as never),
    () => Bare.objects.create({ id: '2' }, none),
    () => Bare.objects.update(key, { n: 1 }, none),
    () => Bare.objects.delete(key, none),
    () => bare.save(none),
    () => bare.update({ n: 1 }, none),
    () => bare.delete(none),
    () => bare.move({ id: '2' }, none),
    () => table.transaction(async (tx) => tx.update(bare, { n: 1 }, none)),
  ]
  for (const call of option)
    expect(await rejection((async () => await call())())).toMatchObject({ code: 'query.option' })
  const change = [
    () => bare.update(none),
    () => table.transaction(async (tx) => tx.update(bare, none)),
    () => table.transaction(async (tx) => tx.update(Bare, key, none)),
    () => Bare.objects.using(key).update(none),
  ]
  for (const call of change) expect(await rejection(call())).toMatchObject({ code: 'write.change' })
  expect(await rejection(table.transaction(none))).toMatchObject({ code: 'transaction.state' })
  expect(transport.take()).toEqual([])
})
