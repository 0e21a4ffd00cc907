/** `patch` where the item lacks the map: the map is written as a whole, or the error says what is missing. */
import { addTo, append, at, f, patch, plus, QueryError, remove, Table, type TransactionFailed } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { beforeEach, expect, it } from 'vitest'
import { rejection } from '../support/recording.ts'
import { before, type Fault, pass, type Sent } from './bank.ts'

const engine = await sharedEngine()
const sent: Sent[] = []
const faults: Fault[] = []
const name = `absent-${Math.random().toString(36).slice(2)}`
const table = new Table({
  name,
  client: engine.client,
  middleware: [
    async (operation, next) => {
      sent.push({ name: operation.name, input: operation.input })
      return (await faults.shift()?.(operation, next)) ?? (await next())
    },
  ],
})
class Part extends table.Model<Part>()('Part', {
  fields: {
    id: f.string(),
    box: f
      .map({
        width: f.number().min(0).max(100),
        note: f.string().optional(),
        count: f.number().optional(),
        words: f.list(f.string()).optional(),
        tags: f.set(f.string()).optional(),
        inner: f.map({ a: f.string(), b: f.string().optional() }).optional(),
      })
      .optional(),
    size: f.map({ unit: f.string(), value: f.number() }).default({ unit: 'mm', value: 0 }),
    none: f.map({ a: f.string().optional() }).nullable().optional(),
    even: f
      .map({ a: f.number().default(0), b: f.number().default(0) })
      .check(({ a, b }) => ((a + b) % 2 === 0 ? undefined : 'a and b make no even number'))
      .optional(),
  },
  keys: { primary: { pk: 'P#{id}', sk: 'P' } },
}) {}
class Page extends table.Model<Page>()('Page', {
  fields: { id: f.string(), meta: f.map({ by: f.string(), at: f.string().optional() }).optional() },
  keys: { primary: { pk: 'G#{id}', sk: 'G' } },
  history: true,
}) {}
await table.ensure()

let count = 0
let id = ''
beforeEach(() => {
  id = `p${count++}`
  faults.length = 0
  sent.length = 0
})
const names = () => sent.map(({ name }) => name)
const told = (about: string) => ({
  code: 'write.change',
  message: expect.stringContaining(about),
  hint: expect.stringContaining('Give the whole map'),
})

it('a loaded instance knows, and sends one request', async () => {
  const part = await Part.objects.create({ id })
  sent.length = 0
  await part.update({ box: patch({ width: 1, note: 'n' }) })
  expect(part.box).toEqual({ width: 1, note: 'n' })
  expect(names()).toEqual(['UpdateItem'])
  expect(sent[0]?.input).toMatchObject({ ConditionExpression: expect.stringContaining('attribute_not_exists(') })
})

it('by key, the item is read when DynamoDB refuses the path', async () => {
  await Part.objects.create({ id })
  sent.length = 0
  const part = await Part.objects.update({ id }, { box: patch({ width: 1, words: append('a'), tags: addTo('t') }) })
  expect(part.box).toEqual({ width: 1, words: ['a'], tags: new Set(['t']) })
  await Part.objects.update({ id }, { box: remove() })
  sent.length = 0
  await Part.objects.update({ id }, { box: patch({ width: 2, inner: patch({ a: 'x' }) }) })
  expect(names()).toEqual(['UpdateItem', 'GetItem', 'UpdateItem'])
  sent.length = 0
  await Part.objects.update({ id }, { box: patch({ width: plus(1), inner: patch({ b: 'y' }) }) })
  expect(names()).toEqual(['UpdateItem'])
  expect((await Part.objects.get({ id })).box).toEqual({ width: 3, inner: { a: 'x', b: 'y' } })
})

it('a map inside a map that is there is written alone', async () => {
  const part = await Part.objects.create({ id, box: { width: 1, note: 'n' } })
  await Part.objects.update({ id }, { box: patch({ note: 'other' }) })
  await part.update({ box: patch({ inner: patch({ a: 'x' }) }) })
  expect(part.box).toEqual({ width: 1, note: 'other', inner: { a: 'x' } })
})

it('a default is what an absent map is made of, and null is as absent', async () => {
  await Part.objects.create({ id, none: null })
  const Key = { PK: { S: `P#${id}` }, SK: { S: 'P' } }
  await engine.client.send(
    'UpdateItem',
    JSON.stringify({
      TableName: name,
      Key,
      UpdateExpression: 'REMOVE #s',
      ExpressionAttributeNames: { '#s': 'size' },
    }),
  )
  const part = await Part.objects.update({ id }, { size: patch({ value: 5 }), none: patch({ a: 'x' }) })
  expect([part.size, part.none]).toEqual([{ unit: 'mm', value: 5 }, { a: 'x' }])
})

it('nothing is taken out of a map that is not there', async () => {
  const part = await Part.objects.create({ id })
  await part.update({ box: patch({ note: remove() }) })
  expect(await Part.objects.update({ id }, { box: patch({ note: remove() }) })).toMatchObject({ box: undefined })
})

it('what makes no whole map is an error that says what is missing, and nothing is written', async () => {
  const part = await Part.objects.create({ id })
  const by = (changes: Parameters<typeof part.update>[0]) => [
    () => part.update(changes),
    () => Part.objects.update({ id }, changes),
  ]
  for (const attempt of by({ box: patch({ note: 'n' }) }))
    expect(await rejection(attempt())).toMatchObject(told('box.width'))
  for (const attempt of by({ box: patch({ width: 101, note: 'n' }) }))
    expect(await rejection(attempt())).toMatchObject({ code: 'validation.invalid' })
  for (const attempt of by({ box: patch({ width: 1, inner: patch({ b: 'y' }) }) }))
    expect(await rejection(attempt())).toMatchObject(told('box.inner.a'))
  for (const attempt of by({ box: patch({ width: 1, count: plus(1) }) }))
    expect(await rejection(attempt())).toMatchObject(told('box.count'))
  for (const attempt of by({ box: patch({ width: 1, words: at(0, 'a') }) }))
    expect(await rejection(attempt())).toMatchObject(told('is not there'))
  for (const attempt of by({ even: patch({ a: 1 }) })) expect(await rejection(attempt())).toBeInstanceOf(Error)
  await part.update({ box: { width: 1 } })
  for (const attempt of by({ box: patch({ words: at(0, 'a') }) }))
    expect(await rejection(attempt())).toMatchObject(told('box.words[0]'))
  expect(await Part.objects.get({ id })).toMatchObject({ box: { width: 1 }, even: undefined })
  const error = await rejection(
    table.transaction((tx) => tx.update(Part, { id }, { none: patch({ a: 'x' }), box: patch({ words: at(0, 'x') }) })),
  )
  expect((error as TransactionFailed).reasons[0]).toBeInstanceOf(QueryError)
})

it('an instance that is out of date is no reason to lose what another writer stored', async () => {
  const part = await Part.objects.create({ id })
  await Part.objects.update({ id }, { box: { width: 7, note: 'theirs' } })
  await part.update({ box: patch({ count: 1 }) })
  expect(part.box).toEqual({ width: 7, note: 'theirs', count: 1 })
  // What seems to be there is gone.
  await Part.objects.update({ id }, { box: remove() })
  await part.update({ box: patch({ width: 8 }) })
  expect(part.box).toEqual({ width: 8 })
})

it('another writer between read and write wins nothing and loses nothing', async () => {
  await Part.objects.create({ id })
  const theirs = () => Part.objects.update({ id }, { box: { width: 7, note: 'theirs' } })
  faults.push(pass, pass, pass, before(theirs))
  await Part.objects.create({ id: `${id}b` })
  const part = await Part.objects.update({ id }, { box: patch({ width: 8 }) })
  expect(part.box).toEqual({ width: 8, note: 'theirs' })
})

it('in transactions, with versions and history', async () => {
  const page = await Page.objects.create({ id })
  await Part.objects.create({ id })
  await table.transaction((tx) => {
    tx.update(page, { meta: patch({ by: 'me' }) })
    tx.update(Part, { id }, { box: patch({ width: 4 }) })
  })
  expect(page.meta).toEqual({ by: 'me' })
  expect((await Part.objects.get({ id })).box).toEqual({ width: 4 })
  expect(await page.at(2)).toMatchObject({ meta: { by: 'me' } })
  await page.update({ meta: remove() })
  const kept = await Page.objects.update({ id }, { meta: patch({ by: 'you', at: 'now' }) })
  expect(kept.meta).toEqual({ by: 'you', at: 'now' })
  expect(
    await rejection(
      page
        .refresh()
        .then(() => page.update({ meta: remove() }))
        .then(() => page.update({ meta: patch({ at: 'x' }) })),
    ),
  ).toMatchObject(told('meta.by'))
})

it('is not repeated where the changes inside must not be', async () => {
  const part = await Part.objects.create({ id })
  await part.update({ box: patch({ width: 1, count: plus(1, 0) }) })
  expect(part.box).toEqual({ width: 1, count: 1 })
  expect(await rejection(part.update({ box: patch({ inner: patch({ b: 'x' }) }) }, { retries: 0 }))).toMatchObject(
    told('inner.a'),
  )
})
