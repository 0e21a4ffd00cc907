import { expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { encodeItem, encodePrimaryKey } from '../codec/encode-item.ts'
import { addTo, append, minus, patch, plus, remove } from '../expression/changes.ts'
import { resolveFilter } from '../expression/resolve-filter.ts'
import { f } from '../field/f.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { printRequest } from '../wire/print-request.ts'
import { planUpdate } from './plan-update.ts'
import { prepareChanges } from './prepare-changes.ts'

const now = new Date('2026-01-01T00:00:00.000Z')
const primary = { pk: 'X#{id}', sk: 'X' }
const id = f.string()
const define = (definition: Parameters<typeof defineSpec>[2], options?: Parameters<typeof defineTable>[0]) =>
  defineSpec(defineTable(options), 'X', {
    ...definition,
    fields: { id, ...definition.fields },
    keys: { primary, ...definition.keys },
  })

const spec = define({
  fields: {
    team: f.string(),
    rank: f.integer(),
    place: f.string().optional(),
    level: f.enum('low', 'high').default('low'),
    words: f.list(f.string()),
    tags: f.set(f.string()),
    box: f.map({ a: f.string().optional() }).optional(),
  },
  keys: {
    byTeam: { index: 'gsi1', pk: 'TEAM#{team}', sk: '{rank}' },
    byPlace: { index: 'gsi2', pk: 'PLACE#{place}', sk: '{level}' },
  },
})
const values = { id: '1', team: 't', rank: 1, place: 'p', level: 'low', words: [], tags: new Set() }

/** The update with its placeholders filled in, so that a test reads what is sent. */
const plan = async (model: ModelSpec, changes: Record<string, unknown>, more: { item?: Item; if?: object } = {}) => {
  const keyValues = { id: '1' }
  const planned = await planUpdate({
    ...{ spec: model, tableName: 't', key: encodePrimaryKey(model, keyValues), keyValues, item: more.item },
    changes: await prepareChanges(model, changes, { now }),
    condition: more.if && resolveFilter(model, more.if),
  })
  if ('needsItem' in planned) return planned.needsItem
  const [first, ...others] = planned.plan.operations
  if (first === undefined || !('Update' in first)) throw new Error('The first operation is no update.')
  const {
    UpdateExpression = '',
    ConditionExpression = '',
    ExpressionAttributeNames = {},
    ExpressionAttributeValues = {},
  } = first.Update
  const read = (text: string) =>
    text
      .replace(/#\d+/g, (name) => ExpressionAttributeNames[name] ?? name)
      .replace(/:\d+/g, (name) => Object.values(ExpressionAttributeValues[name] ?? {}).join())
  const { guarded, idempotent } = planned.plan
  const sent = others.map((other) => JSON.parse(printRequest(other)))
  return { update: read(UpdateExpression), if: read(ConditionExpression), others: sent, guarded, idempotent }
}

const exists = 'attribute_exists(PK)'

test('a field that no key references: nothing but itself', async () => {
  expect(await plan(spec, { words: append('x') })).toEqual({
    ...{ update: 'SET words = list_append(if_not_exists(words, ), [object Object])', if: exists },
    ...{ others: [], guarded: false, idempotent: false },
  })
  expect(await plan(spec, { tags: addTo('x') }, { if: { team: 't' } })).toMatchObject({
    update: 'ADD tags x',
    if: `${exists} AND team = t`,
    idempotent: true,
  })
})

test('all fields of a template: one request', async () => {
  expect(await plan(spec, { team: 'u', rank: 2 })).toMatchObject({
    update: 'SET team = u, rank = 2, GSI1PK = TEAM#u, GSI1SK = p2002',
    if: exists,
    guarded: false,
  })
})

const mixed = define({
  fields: { team: f.string(), rank: f.integer(), place: f.string().optional() },
  keys: {
    byTeam: { index: 'gsi1', pk: 'TEAM', sk: '{team}#{rank}' },
    byPlace: { index: 'gsi2', pk: 'P#{place}', sk: '{rank}' },
  },
})

test('a template given whole: no read, as the other key attribute proves that the item is in the index', async () => {
  expect(await plan(spec, { team: 'u' })).toMatchObject({
    update: 'SET team = u, GSI1PK = TEAM#u',
    if: `${exists} AND attribute_exists(GSI1SK)`,
    guarded: true,
  })
  expect(await plan(spec, { place: remove() })).toMatchObject({
    update: 'REMOVE place, GSI2PK, GSI2SK',
    if: exists,
    guarded: false,
  })
})

test('some fields of a template: the item is needed, and what was not given must stay', async () => {
  expect(await plan(mixed, { team: 'u' })).toBe("index keys also reference 'rank'")
  expect(await plan(mixed, { rank: 2 })).toBe("index keys also reference 'team', 'place'")
  expect(await plan(spec, { rank: plus(1) })).toBe("index keys also reference 'team', 'rank'")
  const item = encodeItem(spec, values)
  expect(await plan(spec, { team: 'u' }, { item })).toMatchObject({
    update: 'SET team = u, GSI1PK = TEAM#u',
    if: `${exists} AND rank = 1`,
    guarded: true,
  })
  expect(await plan(spec, { rank: minus(3) }, { item })).toMatchObject({
    update: 'SET rank = rank - 3, GSI1SK = m7997~',
    if: `${exists} AND team = t AND rank = 1`,
  })
})

test('what equals the load is sent all the same, unless a guard says that it still is so', async () => {
  const item = encodeItem(spec, values)
  expect(await plan(spec, { team: 't' }, { item })).toMatchObject({ update: 'SET team = t, GSI1PK = TEAM#t' })
  expect(await plan(spec, { team: 't', rank: 1 }, { item })).toMatchObject({
    update: 'SET team = t, rank = 1, GSI1PK = TEAM#t, GSI1SK = p2001',
    guarded: false,
  })
  expect(await plan(spec, { rank: plus(0) }, { item })).toMatchObject({ update: 'SET rank = rank + 0' })
})

test('sparse in and out', async () => {
  const item = encodeItem(spec, values)
  const { place: _place, ...rest } = values
  const without = encodeItem(spec, rest)
  expect(await plan(spec, { place: remove() }, { item })).toMatchObject({
    update: 'REMOVE place, GSI2PK, GSI2SK',
    if: `${exists} AND level = low`,
  })
  expect(await plan(spec, { place: 'q' }, { item: without })).toMatchObject({
    update: 'SET place = q, GSI2PK = PLACE#q, GSI2SK = low',
  })
  expect(await plan(spec, { level: 'high' }, { item: without })).toMatchObject({
    update: 'SET level = high REMOVE GSI2SK',
    if: `${exists} AND attribute_not_exists(place) AND attribute_not_exists(GSI2PK)`,
  })
})

test('a removed field with a default reads as the default, and its index says so', async () => {
  expect(await plan(spec, { place: 'q', level: remove() })).toMatchObject({
    update: 'SET place = q, GSI2PK = PLACE#q, GSI2SK = low REMOVE level',
  })
})

test('a document or set that changes inside needs no more', async () => {
  expect(await plan(spec, { box: patch({ a: 'x' }) })).toMatchObject({ update: 'SET box.a = x', guarded: false })
})

test('a field that only keys hold', async () => {
  const keyed = define({
    fields: { place: f.string().optional().keyOnly(), level: f.string() },
    keys: { by: { index: 'gsi1', pk: 'P#{place}', sk: '{level}' } },
  })
  const item = encodeItem(keyed, { id: '1', place: 'p', level: 'l' })
  expect(await plan(keyed, { place: 'q', level: 'm' })).toMatchObject({
    update: 'SET level = m, GSI1PK = P#q, GSI1SK = m',
  })
  expect(await plan(keyed, { level: 'm' }, { item })).toMatchObject({
    update: 'SET level = m, GSI1SK = m',
    if: `${exists} AND GSI1PK = P#p`,
  })
  expect(await plan(keyed, { place: remove() }, { item })).toMatchObject({ update: 'REMOVE GSI1PK, GSI1SK' })
  await expect(plan(keyed, { place: undefined })).rejects.toMatchObject({ code: 'write.change' })
  await expect(plan(keyed, { place: 7 })).rejects.toMatchObject({ code: 'validation.invalid' })
  await expect(plan(keyed, { place: plus(1) })).rejects.toMatchObject({ code: 'validation.invalid' })
  const loose = define({
    fields: { place: f.string().optional().keyOnly(), level: f.string().optional() },
    keys: { by: { index: 'gsi1', pk: 'P#{place}', sk: '{level}' } },
  })
  const whole = encodeItem(loose, { id: '1', place: 'p', level: 'l' })
  await expect(plan(loose, { level: remove() }, { item: whole })).rejects.toMatchObject({ code: 'key.missing' })
  expect(await plan(loose, { level: remove(), place: remove() })).toMatchObject({
    update: 'REMOVE level, GSI1PK, GSI1SK',
  })
})

test('updatedAt is stamped, in keys too', async () => {
  const stamped = define({
    fields: { seen: f.date().updatedAt(), note: f.string().optional() },
    keys: { bySeen: { index: 'gsi1', pk: '{$type}', sk: '{seen}' } },
  })
  const text = '2026-01-01T00:00:00.000Z'
  expect(await plan(stamped, { note: 'n' })).toMatchObject({
    update: `SET note = n, seen = ${text}, GSI1PK = X, GSI1SK = ${text}`,
  })
  await expect(plan(stamped, { seen: new Date(0) })).rejects.toMatchObject({ code: 'validation.invalid' })
  const keyed = define({
    fields: { seen: f.date().updatedAt().keyOnly(), note: f.string().optional() } as never,
    keys: { bySeen: { index: 'gsi1', pk: '{$type}', sk: '{seen}' } },
  })
  expect(await plan(keyed, { note: 'n' })).toMatchObject({ update: `SET note = n, GSI1PK = X, GSI1SK = ${text}` })
})

test('computed fields follow, and what they are computed from must stay', async () => {
  const computed = define({
    fields: {
      first: f.string(),
      last: f.string(),
      full: f
        .string()
        .lower()
        .computed((v: { first: string; last: string }) => `${v.first} ${v.last}`),
    },
    keys: { byName: { index: 'gsi1', pk: 'N#{full}', sk: 'N' } },
  })
  const item = encodeItem(computed, { id: '1', first: 'A', last: 'B', full: 'a b' })
  expect(await plan(computed, { last: 'C' })).toBe("the field 'full' is computed from others")
  expect(await plan(computed, { last: 'C' }, { item })).toMatchObject({
    update: 'SET last = C, full = a c, GSI1PK = N#a$Pc',
    if: `${exists} AND first = A`,
  })
  const slugged = defineSpec(defineTable(), 'S', {
    fields: { title: f.string(), id: f.string().computed((v: { title: string }) => v.title) },
    keys: { primary },
  })
  const stored = encodeItem(slugged, { id: '1', title: '1' })
  await expect(plan(slugged, { title: '2' }, { item: stored })).rejects.toMatchObject({ code: 'key.changed' })
})

test('a rule looks at everything, so everything must stay', async () => {
  const ruled = define({ fields: { a: f.number(), b: f.number() }, validate: () => true })
  expect(await plan(ruled, { a: 1 })).toBe('a rule looks at the whole values')
  const item = encodeItem(ruled, { id: '1', a: 0, b: 5 })
  expect(await plan(ruled, { a: 1 }, { item })).toMatchObject({ update: 'SET a = 1', if: `${exists} AND b = 5` })
})

test('markers move with their values, in one transaction', async () => {
  const unique = define({
    fields: { email: f.string().optional(), site: f.string(), n: f.number() },
    unique: { email: ['site', 'email'] },
  })
  const item = encodeItem(unique, { id: '1', email: 'a', site: 's', n: 1 })
  expect(await plan(unique, { n: 2 })).toMatchObject({ update: 'SET n = 2', others: [] })
  expect(await plan(unique, { email: 'b' })).toBe("the marker of the unique constraint 'email' moves")
  const marker = (text: string) => ({ PK: { S: text }, SK: { S: text } })
  const target = { M: { PK: { S: 'X#1' }, SK: { S: 'X' } } }
  expect(await plan(unique, { email: 'b' }, { item })).toMatchObject({
    if: `${exists} AND site = s AND email = a`,
    others: [
      {
        Put: {
          Item: { ...marker('UNIQUE#X#email#s#b'), _type: { S: '~unique' }, target },
          ConditionExpression: 'attribute_not_exists(#0)',
        },
      },
      {
        Delete: {
          Key: marker('UNIQUE#X#email#s#a'),
          ConditionExpression: 'attribute_not_exists(#0) OR #1 = :0',
          ExpressionAttributeValues: { ':0': target },
        },
      },
    ],
  })
  expect(await plan(unique, { email: 'a' }, { item })).toMatchObject({ others: [], guarded: true })
  expect(await plan(unique, { email: remove() }, { item })).toMatchObject({ others: [{ Delete: {} }] })
})

test('natural index attributes are checked as keys', async () => {
  const natural = define(
    {
      fields: { kind: f.string().optional(), note: f.string() },
      keys: { byKind: { index: 'byKind', pk: ['kind'], sk: '{note}' } },
    },
    { indexes: { byKind: { pk: ['kind'], sk: 'S1' } } },
  )
  expect(await plan(natural, { kind: 'k', note: 'n' })).toMatchObject({ update: 'SET kind = k, note = n, S1 = n' })
  expect(await plan(natural, { kind: remove() })).toMatchObject({ update: 'REMOVE kind, S1', if: exists })
  expect(await plan(natural, { note: 'm' })).toMatchObject({
    update: 'SET note = m, S1 = m',
    if: `${exists} AND attribute_exists(kind)`,
  })
  await expect(plan(natural, { kind: '', note: 'n' })).rejects.toMatchObject({ code: 'key.empty' })
})

test.each<[string, Record<string, unknown>, object]>([
  ['the primary key', { id: '2', team: 'x' }, { code: 'key.changed' }],
  ['readonly', { fixed: 'x' }, { code: 'validation.invalid', issues: [{ path: ['fixed'] }] }],
  ['computed', { twice: 2 }, { code: 'validation.invalid', issues: [{ path: ['twice'] }] }],
  ['undefined', { free: undefined }, { code: 'write.change' }],
  ['an unknown field', { nothing: 1 }, { code: 'query.unknown-field' }],
  ['a wrong type', { free: 1 }, { code: 'validation.invalid' }],
])('changes that are refused: %s', async (_name, changes, error) => {
  const model = define({
    fields: { fixed: f.string().readonly(), free: f.string().optional(), twice: f.number().computed(() => 2) },
  })
  await expect(async () => prepareChanges(model, changes, { now })).rejects.toMatchObject(error)
})
