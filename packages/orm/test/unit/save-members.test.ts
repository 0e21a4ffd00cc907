/** `save` writes the members of maps that changed: what another writer stored in other members stays. */
import { f, patch, remove, Table } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { beforeEach, expect, it } from 'vitest'
import { rejection } from '../support/recording.ts'
import type { Sent } from './bank.ts'

const engine = await sharedEngine()
const sent: Sent[] = []
const seen: unknown[] = []
const table = new Table({
  name: `members-${Math.random().toString(36).slice(2)}`,
  client: engine.client,
  indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } },
  middleware: [
    async (operation, next) => {
      sent.push({ name: operation.name, input: operation.input })
      return await next()
    },
  ],
})
const map = f.map({
  city: f.string(),
  zip: f.string().optional(),
  tags: f.set(f.string()).optional(),
  lines: f.list(f.string()).default([]),
  at: f.map({ x: f.number(), y: f.number().as('why').optional() }).optional(),
})
class Place extends table.Model<Place>()('Place', {
  fields: {
    id: f.string(),
    address: map.optional(),
    even: f
      .map({ a: f.number(), b: f.number() })
      .check(({ a, b }) => ((a + b) % 2 === 0 ? undefined : 'It is odd.'))
      .optional(),
    summed: f
      .map({
        a: f.number(),
        twice: f
          .number()
          .computed(({ a }) => 2 * (a as number))
          .optional(),
      })
      .optional(),
    open: f.record(f.number()).optional(),
    label: f
      .string()
      .computed((values) => `${(values['address'] as { city?: string } | undefined)?.city ?? 'nowhere'}`),
  },
  keys: { primary: { pk: 'P#{id}', sk: 'P' }, byLabel: { index: 'gsi1', pk: 'L#{label}', sk: '{id}' } },
  hooks: {
    beforeUpdate: ({ changes }) => {
      seen.push({ ...changes })
    },
  },
}) {}
class Page extends table.Model<Page>()('Page', {
  fields: { id: f.string(), meta: map },
  keys: { primary: { pk: 'G#{id}', sk: 'G' } },
  history: true,
}) {}
class Plain extends table.Model<Plain>()('Plain', {
  fields: { id: f.string(), address: map.optional() },
  keys: { primary: { pk: 'S#{id}', sk: 'S' } },
}) {}
class Marked extends table.Model<Marked>()('Marked', {
  fields: {
    id: f.string(),
    box: f.map({ name: f.string(), marks: f.set(f.string()), level: f.number().default(1) }),
    hidden: f
      .map({ pin: f.string().check((pin) => (pin.length > 3 ? undefined : `'${pin}' is short`)) })
      .secret()
      .optional(),
  },
  keys: { primary: { pk: 'M#{id}', sk: 'M' } },
}) {}
await table.ensure()

let count = 0
let id = ''
beforeEach(() => {
  id = `m${count++}`
  sent.length = 0
  seen.length = 0
})
const expressions = () => sent.map(({ input }) => input.UpdateExpression)

it('two writers of different members both keep what they wrote', async () => {
  const mine = await Plain.objects.create({ id, address: { city: 'Rome', zip: '1', at: { x: 1, y: 1 } } })
  const theirs = await Plain.objects.get({ id })
  if (mine.address?.at === undefined || theirs.address?.at === undefined) throw new Error('There is no place.')
  theirs.address.zip = '2'
  theirs.address.at.x = 2
  await theirs.save()
  mine.address.city = 'Bonn'
  mine.address.at.y = 3
  expect(mine.changes()).toEqual({ address: { city: 'Bonn', zip: '1', lines: [], at: { x: 1, y: 3 } } })
  sent.length = 0
  await mine.save()
  expect(expressions()).toEqual(['SET #0.#1 = :0, #0.#2.#3 = :1'])
  expect(sent[0]?.input.ExpressionAttributeNames).toMatchObject({ '#3': 'why' })
  const both = { city: 'Bonn', zip: '2', lines: [], at: { x: 2, y: 3 } }
  expect(mine.address).toEqual(both)
  expect((await Plain.objects.get({ id })).address).toEqual(both)
  expect(mine.changes()).toEqual({})
})

it('sets and lists are written whole; removed members are removed', async () => {
  const place = await Plain.objects.create({
    id,
    address: { city: 'Rome', zip: '1', tags: new Set(['a']), lines: ['x'] },
  })
  sent.length = 0
  place.address?.tags?.add('b')
  place.address?.lines.push('y')
  if (place.address) place.address.zip = undefined
  await place.save()
  expect(expressions()).toEqual(['SET #0.#1 = :0, #0.#2 = :1 REMOVE #0.#3'])
  expect((await Plain.objects.get({ id })).address).toEqual({
    city: 'Rome',
    tags: new Set(['a', 'b']),
    lines: ['x', 'y'],
  })
  if (place.address) place.address.tags = new Set()
  await place.save()
  expect((await Plain.objects.get({ id })).address).toEqual({ city: 'Rome', lines: ['x', 'y'] })
})

it('a set that becomes empty is removed alone, and a default stays what it is', async () => {
  const mine = await Marked.objects.create({ id, box: { name: 'a', marks: new Set(['x']) } })
  await Marked.objects.update({ id }, { box: patch({ name: 'b' }) })
  sent.length = 0
  mine.box.marks.delete('x')
  await mine.save()
  expect(expressions()).toEqual(['REMOVE #0.#1'])
  expect(mine.box).toEqual({ name: 'b', marks: new Set(), level: 1 })
  mine.box.level = 2
  await mine.save()
  expect((await Marked.objects.get({ id })).box).toEqual({ name: 'b', marks: new Set(), level: 2 })
})

it('a secret that makes no whole map is not told', async () => {
  const mine = await Marked.objects.create({ id, box: { name: 'a', marks: new Set() } })
  const error = await rejection(mine.update({ hidden: patch({ pin: 'abc' }) }))
  expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('abc')
})

it('a map that is new, gone, or of undeclared members is written whole', async () => {
  const place = await Plain.objects.create({ id })
  place.address = { city: 'Rome', lines: [] }
  await place.save()
  sent.length = 0
  place.address = undefined
  await place.save()
  expect(expressions()).toEqual(['REMOVE #0'])
  const wide = await Place.objects.create({ id, open: { a: 1, b: 2 }, summed: { a: 1 } })
  wide.open = { a: 1, b: 3 }
  if (wide.summed) wide.summed.a = 4
  await wide.save()
  expect(await Place.objects.get({ id })).toMatchObject({ open: { a: 1, b: 3 }, summed: { a: 4, twice: 8 } })
})

it('what another writer removed comes back as the instance has it', async () => {
  const place = await Plain.objects.create({ id, address: { city: 'Rome', zip: '1' } })
  await Plain.objects.update({ id }, { address: remove() })
  if (place.address) place.address.zip = '2'
  await place.save()
  expect((await Plain.objects.get({ id })).address).toEqual({ city: 'Rome', zip: '2', lines: [] })
})

it('values are validated, wrong ones as a whole', async () => {
  const place = await Plain.objects.create({ id, address: { city: 'Rome' } })
  sent.length = 0
  const wrong = [{ city: 5 }, { city: undefined }, { city: 'x', other: 1 }, { city: 'Rome', at: { x: 'a' } }]
  for (const address of wrong) {
    place.address = address as never
    expect(await rejection(place.save())).toMatchObject({ code: 'validation.invalid' })
  }
  expect(sent).toEqual([])
})

it('rules over the map hold whatever another writer does, and so do computed fields and their index keys', async () => {
  const mine = await Place.objects.create({ id, even: { a: 1, b: 1 }, address: { city: 'Rome' } })
  const theirs = await Place.objects.get({ id })
  if (!mine.even || !theirs.even || !mine.address || !theirs.address) throw new Error('It is not whole.')
  theirs.even.b = 3
  theirs.address.zip = '9'
  await theirs.save()
  mine.even.a = 5
  mine.address.city = 'Bonn'
  await mine.save()
  expect(await Place.objects.get({ id })).toMatchObject({
    even: { a: 5, b: 3 },
    address: { city: 'Bonn', zip: '9' },
    label: 'Bonn',
  })
  expect(mine.keys()).toMatchObject({ GSI1PK: 'L#Bonn' })
  expect(await Place.objects.using({ label: 'Bonn', id }).all()).toHaveLength(1)
  mine.even.a = 6
  expect(await rejection(mine.save())).toMatchObject({ code: 'validation.invalid' })
  // Hooks see whole values, as ever.
  expect(seen[1]).toEqual({ even: { a: 5, b: 1 }, address: { city: 'Bonn', lines: [] } })
})

it('in transactions, joined with a patch of another member; with versions and history', async () => {
  const place = await Plain.objects.create({ id, address: { city: 'Rome', zip: '1' } })
  const page = await Page.objects.create({ id, meta: { city: 'Rome' } })
  await Plain.objects.update({ id }, { address: patch({ zip: '2' }) })
  if (place.address) place.address.city = 'Bonn'
  page.meta.zip = '5'
  sent.length = 0
  await table.transaction((tx) => {
    tx.save(place)
    tx.save(page)
  })
  expect(sent[0]?.input.TransactItems[0].Update.UpdateExpression).toBe('SET #0.#1 = :0')
  expect(place.address).toEqual({ city: 'Bonn', zip: '2', lines: [] })
  expect(await page.at(2)).toMatchObject({ meta: { city: 'Rome', zip: '5' } })
  page.meta.city = 'Oslo'
  await page.save()
  expect(await page.at(3)).toMatchObject({ meta: { city: 'Oslo', zip: '5' } })
})
