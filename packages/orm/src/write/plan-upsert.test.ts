import { expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { encodePrimaryKey } from '../codec/encode-item.ts'
import { f } from '../field/f.ts'
import type { DefinitionInput } from '../schema/definition-input.ts'
import { planUpsert } from './plan-upsert.ts'

const define = (fields: DefinitionInput['fields'], keys: DefinitionInput['keys'] = {}, more: DefinitionInput = {}) =>
  defineSpec(defineTable(), 'X', {
    fields: { id: f.string(), ...fields },
    keys: { primary: { pk: 'X#{id}', sk: 'X' }, ...keys },
    ...more,
  })

/** `fresh`: values that a new item gets by itself. */
const plan = (spec: ReturnType<typeof define>, given: Record<string, unknown>, fresh: Record<string, unknown> = {}) => {
  const values = { id: '1', ...fresh, ...given }
  const key = encodePrimaryKey(spec, values)
  const planned = planUpsert({ spec, tableName: 't', key, values, given: new Set(['id', ...Object.keys(given)]) })
  if ('needsItem' in planned) return planned.needsItem
  const [first] = planned.plan.operations
  if (first === undefined || !('Update' in first)) throw new Error('It is no update.')
  const { UpdateExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = first.Update
  return UpdateExpression.replace(/#\d+/g, (name) => ExpressionAttributeNames[name] ?? name).replace(/:\d+/g, (name) =>
    Object.values(ExpressionAttributeValues[name] ?? {}).join(),
  )
}

test('given values are set, others only where they are missing', () => {
  const spec = define({ a: f.string(), n: f.number().default(1) })
  expect(plan(spec, { a: 'x' }, { n: 1 })).toBe('SET id = 1, a = x, n = if_not_exists(n, 1), _type = X')
})

test('keys over given fields, over others, and over both', () => {
  const by = { by: { index: 'gsi1', pk: '{a}', sk: '{b}' } }
  const spec = define({ a: f.string(), b: f.string() }, by)
  expect(plan(spec, { a: 'x', b: 'y' })).toBe('SET id = 1, a = x, b = y, GSI1PK = x, GSI1SK = y, _type = X')
  // b is required, so a stored item has it.
  expect(plan(spec, { a: 'x' }, { b: 'y' })).toMatch('GSI1PK = x, GSI1SK = if_not_exists(GSI1SK, y)')
  expect(plan(define({ a: f.string(), b: f.string().default('y') }, by), { a: 'x' }, { b: 'y' })).toMatch(/another 'b'/)
  const both = define({ a: f.string(), b: f.string() }, { by: { index: 'gsi1', pk: '{a}#{b}', sk: 'X' } })
  expect(plan(both, { a: 'x' }, { b: 'y' })).toBe("the index key '{a}#{b}' also references 'b'")
})

test('a default alone in a key needs no read; one that may be absent or null does', () => {
  const by = { by: { index: 'gsi1', pk: '{s}', sk: 'X' } }
  expect(plan(define({ s: f.string().default('o') }, by), {}, { s: 'o' })).toMatch('GSI1PK = if_not_exists(GSI1PK, o)')
  expect(plan(define({ s: f.string().nullable().default('o') }, by), {}, { s: 'o' })).toMatch(/another 's'/)
  expect(plan(define({ s: f.string().optional().default('o') }, by), {}, { s: 'o' })).toMatch(/another 's'/)
  const withId = { by: { index: 'gsi1', pk: '{s}', sk: '{id}' } }
  expect(plan(define({ s: f.string().default('o') }, withId), {}, { s: 'o' })).toMatch(
    'GSI1PK = if_not_exists(GSI1PK, o), GSI1SK = 1',
  )
  expect(plan(define({ s: f.string().optional() }, by), {})).toBe('SET id = 1, _type = X')
})

test('a given null takes the item out of the index', () => {
  const spec = define({ s: f.string().nullable(), t: f.string() }, { by: { index: 'gsi1', pk: '{s}', sk: '{t}' } })
  expect(plan(spec, { s: null }, { t: 'x' })).toMatch(/ REMOVE GSI1PK, GSI1SK$/)
})

test('unique constraints, rules, computed fields and heirs need the item', () => {
  expect(plan(define({}, {}, { unique: { id: ['id'] } }), {})).toMatch(/markers/)
  expect(plan(define({}, {}, { validate: () => true }), {})).toMatch(/whole values/)
  expect(plan(define({ c: f.number().computed(() => 1) }), {}, { c: 1 })).toMatch(/whole values/)
  const spec = define({})
  defineSpec(spec.table, 'Y', {}, spec)
  expect(plan(spec, {})).toMatch(/extends this one/)
})

test('what is written only where it is absent: a stored item has all of it that an index key goes with, or is read', () => {
  const sent = (given: Record<string, unknown>, fresh: Record<string, unknown>, spec: ReturnType<typeof define>) => {
    const values = { id: '1', ...fresh, ...given }
    const key = encodePrimaryKey(spec, values)
    const planned = planUpsert({ spec, tableName: 't', key, values, given: new Set(['id', ...Object.keys(given)]) })
    const [first] = 'plan' in planned ? planned.plan.operations : []
    if (first === undefined || !('Update' in first)) throw new Error('It is no update.')
    const { ConditionExpression, ExpressionAttributeNames = {} } = first.Update
    return ConditionExpression?.replace(/#\d+/g, (name) => ExpressionAttributeNames[name] ?? name)
  }
  const by = { by: { index: 'gsi1', pk: 'RO#{ro}', sk: '{g}' } }
  const origin = define({ ro: f.string().readonly().optional(), g: f.string().optional() }, by)
  expect(sent({}, { ro: 'r' }, origin)).toBe('attribute_not_exists(PK) OR attribute_exists(ro)')
  expect(sent({}, {}, origin)).toBeUndefined()
  const status = define({ s: f.string().default('o') }, { by: { index: 'gsi1', pk: '{s}', sk: 'X' } })
  expect(sent({}, { s: 'o' }, status)).toBe(
    'attribute_not_exists(PK) OR attribute_exists(GSI1PK) AND attribute_exists(s)',
  )
  expect(sent({ s: 'o' }, {}, status)).toBeUndefined()
})
