import { expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { f } from '../field/f.ts'
import type { Item } from '../wire/attribute-value.ts'
import { decodeItem, decodeKeys, decodeSome } from './decode-item.ts'
import { encodeItem, encodeKeys, encodePrimaryKey } from './encode-item.ts'
import { recognise, recogniseAs } from './recognise.ts'

const table = defineTable()
const note = defineSpec(table, 'Note', {
  fields: {
    id: f.string(),
    owner: f.string().keyOnly(),
    sent: f.date(),
    topic: f.string().optional(),
    rank: f.integer().optional(),
    level: f.integer().default(3),
    tags: f.set(f.string()),
    text: f.string().nullable().as('t'),
    code: f.string().optional().keyOnly(),
  },
  keys: {
    primary: { pk: 'N#{id}', sk: 'OWNER#{owner}' },
    byTopic: { index: 'gsi1', pk: 'TOPIC#{topic}', sk: '{rank}' },
    byCode: { index: 'gsi2', pk: 'CODE#{code}', sk: '{owner}#{sent}' },
  },
})
const sent = new Date('2026-05-01T00:00:00.000Z')
const values = {
  id: 'a b',
  owner: 'o',
  sent,
  topic: 't',
  rank: -1,
  level: 4,
  tags: new Set(['x']),
  text: null,
  code: 'c',
}
const item: Item = {
  PK: { S: 'N#a$Pb' },
  SK: { S: 'OWNER#o' },
  GSI1PK: { S: 'TOPIC#t' },
  GSI1SK: { S: 'm7998~' },
  GSI2PK: { S: 'CODE#c' },
  GSI2SK: { S: 'o#2026-05-01T00:00:00.000Z' },
  _type: { S: 'Note' },
  id: { S: 'a b' },
  sent: { S: '2026-05-01T00:00:00.000Z' },
  topic: { S: 't' },
  rank: { N: '-1' },
  level: { N: '4' },
  tags: { SS: ['x'] },
  t: { NULL: true },
}

test('a whole item, there and back', () => {
  expect(encodeItem(note, values)).toEqual(item)
  expect(decodeItem(note, item)).toEqual(values)
  expect(encodeItem(note, values, { other: { N: '1' } })).toEqual({ ...item, other: { N: '1' } })
})

test('what is absent: sparse indexes, empty sets, defaults on read', () => {
  const { topic: _topic, code: _code, ...rest } = values
  const sparse = encodeItem(note, { ...rest, tags: new Set(), level: undefined })
  expect(Object.keys(sparse).sort()).toEqual(['PK', 'SK', '_type', 'id', 'rank', 'sent', 't'])
  expect(decodeItem(note, sparse)).toEqual({ ...rest, tags: new Set(), level: 3, topic: undefined, code: undefined })
})

test('a field that the item lacks is read from any key that holds it', () => {
  const { id: _id, sent: _sent, topic: _topic, rank: _rank, ...stored } = item
  expect(decodeItem(note, stored)).toEqual(values)
  const { SK: _sk, ...projected } = stored
  expect(decodeKeys(note, projected)).toEqual({ id: 'a b', owner: 'o', sent, topic: 't', rank: -1, code: 'c' })
  expect(decodeSome(note, projected, ['owner', 'level', 'rank', 'nothing'])).toEqual({ owner: 'o', level: 4, rank: -1 })
})

test('the attribute goes before the key', () => {
  expect(decodeItem(note, { ...item, topic: { S: 'other' } })).toMatchObject({ topic: 'other' })
})

test('a value that only incomplete index keys would hold is refused, not lost', () => {
  const spec = defineSpec(defineTable(), 'X', {
    fields: { id: f.string(), a: f.string().optional().keyOnly(), b: f.string().optional() },
    keys: { primary: { pk: '{id}', sk: 'X' }, by: { index: 'gsi1', pk: '{a}', sk: '{b}' } },
  })
  expect(encodeKeys(spec, { id: '1', a: 'a', b: 'b' })).toMatchObject({ GSI1PK: { S: 'a' }, GSI1SK: { S: 'b' } })
  expect(() => encodeKeys(spec, { id: '1', a: 'a' })).toThrow(
    expect.objectContaining({
      code: 'key.missing',
      message: expect.stringContaining("each of them lacks a field: 'b'"),
    }),
  )
})

test('keys have their sizes', () => {
  const long = (length: number) => ({ ...values, id: 'x'.repeat(length) })
  expect(encodePrimaryKey(note, long(2046))['PK']).toBeDefined()
  expect(() => encodePrimaryKey(note, long(2047))).toThrow(expect.objectContaining({ code: 'key.too-long' }))
  expect(() => encodeItem(note, long(2047))).toThrow(expect.objectContaining({ code: 'key.too-long' }))
  expect(() => encodeItem(note, { ...values, owner: 'é'.repeat(510) })).toThrow(
    expect.objectContaining({ code: 'key.too-long', message: expect.stringContaining("'SK' of Note has 1026 bytes") }),
  )
  expect(() => encodePrimaryKey(note, { id: 'a' })).toThrow(
    expect.objectContaining({ code: 'key.missing', message: expect.stringContaining("'owner' is not given") }),
  )
})

test('natural keys have theirs', () => {
  const natural = defineTable({ pk: ['id'], sk: ['bytes'], indexes: { byKind: { pk: ['kind'], sk: 'S1' } } })
  const spec = defineSpec(natural, 'X', {
    fields: { id: f.string(), bytes: f.binary(), kind: f.string().optional() },
    keys: { primary: { pk: ['id'], sk: ['bytes'] }, by: { index: 'byKind', pk: ['kind'], sk: '{id}' } },
  })
  const bytes = new Uint8Array([1])
  expect(encodePrimaryKey(spec, { id: '1', bytes })).toEqual({ id: { S: '1' }, bytes: { B: 'AQ==' } })
  expect(encodeItem(spec, { id: '1', bytes })).not.toHaveProperty('S1')
  expect(encodeItem(spec, { id: '1', bytes, kind: 'k' })).toMatchObject({ S1: { S: '1' } })
  const refused = (given: object) => expect(() => encodeItem(spec, { id: '1', bytes, ...given }))
  refused({ id: '' }).toThrow(expect.objectContaining({ code: 'key.empty' }))
  refused({ bytes: new Uint8Array() }).toThrow(expect.objectContaining({ code: 'key.empty' }))
  refused({ kind: '' }).toThrow(expect.objectContaining({ code: 'key.empty' }))
  refused({ kind: 'x'.repeat(2049) }).toThrow(expect.objectContaining({ code: 'key.too-long' }))
  refused({ bytes: undefined }).toThrow(expect.objectContaining({ code: 'key.missing' }))
})

test('an empty key of one reference', () => {
  const spec = defineSpec(defineTable({ sk: false, indexes: {} }), 'X', {
    fields: { id: f.string() },
    keys: { primary: { pk: '{id}' } },
  })
  expect(() => encodeItem(spec, { id: '' })).toThrow(expect.objectContaining({ code: 'key.empty' }))
})

test('a wrong stored type names model, key, attribute and both types', () => {
  const nested = defineSpec(defineTable(), 'Deep', {
    fields: { id: f.string(), lines: f.list(f.map({ sku: f.string().as('s') })) },
    keys: { primary: { pk: 'D#{id}', sk: 'D' } },
  })
  const stored: Item = { PK: { S: 'D#1' }, SK: { S: 'D' }, lines: { L: [{ M: { s: { N: '1' } } }] } }
  expect(() => decodeItem(nested, stored)).toThrow(
    expect.objectContaining({
      code: 'decode.type',
      message: expect.stringContaining(
        `The attribute 'lines.0.s' of the Deep with the key {"PK":{"S":"D#1"},"SK":{"S":"D"}} holds N, but its field is stored as S`,
      ),
    }),
  )
  const { level: _level, ...rest } = item
  expect(() => decodeSome(note, { ...rest, level: { S: 'x' } }, ['level'])).toThrow(/'level' .* holds S/)
  expect(() => decodeItem(note, { ...item, rank: { NULL: true } })).toThrow(/'rank' .* holds NULL/)
})

test('a secret in the key is not shown', () => {
  const spec = defineSpec(defineTable(), 'Token', {
    fields: { token: f.string().secret(), n: f.number() },
    keys: { primary: { pk: 'T#{token}', sk: 'T' } },
  })
  expect(() => decodeItem(spec, { PK: { S: 'T#abc' }, SK: { S: 'T' }, n: { S: '' } })).toThrow(
    /with the key \(secret\)/,
  )
})

test('unknown attributes are kept, dropped or refused', () => {
  const strict = defineSpec(defineTable(), 'Strict', {
    fields: { id: f.string() },
    keys: { primary: { pk: '{id}', sk: 'S' }, by: { index: 'gsi1', pk: '{id}', sk: 'S' } },
    unknown: 'reject',
  })
  const known = encodeItem(strict, { id: '1' })
  expect(decodeItem(strict, known)).toEqual({ id: '1' })
  expect(() => decodeItem(strict, { ...known, more: { N: '1' } })).toThrow(
    expect.objectContaining({ code: 'decode.unrecognised', message: expect.stringContaining('no field names: more') }),
  )
  expect(decodeItem(note, { ...item, more: { N: '1' } })).not.toHaveProperty('more')
})

test('items are recognised by their type, and those without one by their key', () => {
  const own = defineTable()
  const fields = { id: f.string() }
  const user = defineSpec(own, 'User', { fields, keys: { primary: { pk: 'U#{id}', sk: 'P' } } })
  const admin = defineSpec(own, 'Admin', { fields: {} }, user)
  const other = defineSpec(own, 'Other', { fields, type: 'o', keys: { primary: { pk: 'O#{id}', sk: 'P' } } })
  const stored = (pk: string, type?: string): Item => ({
    PK: { S: pk },
    SK: { S: 'P' },
    ...(type && { _type: { S: type } }),
  })
  expect(recognise(own, stored('U#1', 'Admin'))).toBe(admin)
  expect(recognise(own, stored('U#1', 'o'))).toBe(other)
  expect(recognise(own, stored('O#1'))).toBe(other)
  expect(recognise(own, stored('Q#1'))).toBeUndefined()
  expect(recognise(own, stored('U#1', '~unique'))).toBeUndefined()
  expect(recogniseAs(user, stored('U#1', 'Admin'))).toBe(admin)
  expect(recogniseAs(admin, stored('U#1', 'User'))).toBeUndefined()
  expect(recogniseAs(user, stored('U#1', 'o'))).toBeUndefined()
  expect(recogniseAs(user, stored('U#1'))).toBe(user)
  expect(recogniseAs(user, stored('O#1'))).toBeUndefined()
})

test('without a stored type the key decides', () => {
  const own = defineTable({ typeAttribute: false })
  const fields = { id: f.string(), n: f.integer() }
  const a = defineSpec(own, 'A', { fields, keys: { primary: { pk: 'X#{id}', sk: 'A#{n}' } } })
  const b = defineSpec(own, 'B', { fields, keys: { primary: { pk: 'X#{id}', sk: 'B#{n}' } } })
  expect(encodeItem(a, { id: '1', n: 1 })).not.toHaveProperty('_type')
  expect(recognise(own, encodeItem(a, { id: '1', n: 1 }))).toBe(a)
  expect(recognise(own, encodeItem(b, { id: '1', n: 1 }))).toBe(b)
  expect(recognise(own, { PK: { S: 'X#1' }, SK: { S: 'A#one' } })).toBeUndefined()
})
