import { describe, expect, test } from 'vitest'
import { order } from '../../test/expression/specs.ts'
import { QueryError, ValidationError } from '../errors/errors.ts'
import { at, F, patch, plus } from './changes.ts'
import {
  and,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  missing,
  ne,
  not,
  oneOf,
  or,
  ref,
  size,
  typeIs,
} from './operators.ts'
import { Placeholders } from './placeholders.ts'
import { printCondition } from './print-condition.ts'
import { resolveFilter } from './resolve-filter.ts'

/** The condition with its placeholders put back, values as JSON. */
const readable = (filter: unknown): string | undefined => {
  const node = resolveFilter(order, filter)
  if (node === undefined) return undefined
  const placeholders = new Placeholders()
  const text = printCondition(node, placeholders)
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = placeholders.toInput()
  return text
    .replace(/#\d+/g, (name) => names?.[name] ?? name)
    .replace(/:\d+/g, (value) => JSON.stringify(values?.[value]).replaceAll('"', ''))
}

const code = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof QueryError) return `${error.code} ${error.message}`
    throw error
  }
  return 'no error'
}

describe('lookups', () => {
  test.each<[string, unknown, string | undefined]>([
    ['nothing', {}, undefined],
    [
      'plain values',
      { total: 10, status: 'open', paid: true },
      'status = {S:open} AND total = {N:10} AND paid = {BOOL:true}',
    ],
    ['a stored name', { limit: gte(1) }, 'lim >= {N:1}'],
    [
      'comparisons',
      { total: gt(1), limit: lt(2), orderId: ne('x') },
      'orderId <> {S:x} AND total > {N:1} AND lim < {N:2}',
    ],
    ['between', { total: between(1, 5) }, 'total BETWEEN {N:1} AND {N:5}'],
    ['dates', { placedAt: gte(new Date(0)) }, 'placedAt >= {S:1970-01-01T00:00:00.000Z}'],
    ['bigint', { count: 5n }, 'count = {N:5}'],
    ['beginsWith', { orderId: beginsWith('a') }, 'begins_with(orderId, {S:a})'],
    ['beginsWith on bytes', { picture: beginsWith(new Uint8Array([1])) }, 'begins_with(picture, {B:AQ==})'],
    ['a prefix of a date', { placedAt: beginsWith('2026-05') }, 'begins_with(placedAt, {S:2026-05})'],
    ['contains on text', { orderId: contains('x') }, 'contains(orderId, {S:x})'],
    ['contains on a set', { sizes: contains(4) }, 'contains(sizes, {N:4})'],
    [
      'contains on a list',
      { lines: contains({ sku: 'a', amount: 1 }) },
      'contains(lines, {M:{sku:{S:a},amount:{N:1}}})',
    ],
    ['oneOf', { status: oneOf('open', 'paid') }, 'status IN ({S:open}, {S:paid})'],
    ['oneOf an array', { status: oneOf(['open', 'paid']) }, 'status IN ({S:open}, {S:paid})'],
    ['oneOf one', { status: oneOf('open') }, 'status = {S:open}'],
    ['oneOf nothing', { status: oneOf() }, 'attribute_exists(status) AND attribute_not_exists(status)'],
    ['exists, missing', { note: exists(), tags: missing() }, 'attribute_not_exists(tags) AND attribute_exists(note)'],
    ['null', { note: null }, 'note = {NULL:true}'],
    ['typeIs', { note: typeIs('NULL') }, 'attribute_type(note, {S:NULL})'],
    ['size', { tags: size(2), words: size(gte(1)) }, 'size(tags) = {N:2} AND size(words) >= {N:1}'],
    ['size with not', { words: size(not(oneOf(1, 2))) }, 'NOT size(words) IN ({N:1}, {N:2})'],
    ['not', { orderId: not(beginsWith('x')) }, 'NOT begins_with(orderId, {S:x})'],
    ['not exists', { note: not(exists()) }, 'attribute_not_exists(note)'],
    ['not not', { note: not(not(eq('x'))) }, 'note = {S:x}'],
    ['ref', { total: ref('limit') }, 'total = lim'],
    ['ref in an operator', { total: gt(ref('limit')) }, 'total > lim'],
    ['ref into a map', { orderId: eq(ref('address', 'city')) }, 'orderId = address.c'],
    ['F is a ref', { total: between(F('limit'), F('limit')) }, 'total BETWEEN lim AND lim'],
    [
      'members',
      { address: { city: beginsWith('L'), zip: missing() } },
      'begins_with(address.c, {S:L}) AND attribute_not_exists(address.zip)',
    ],
    ['a whole map', { address: eq({ city: 'L', kind: 'home' }) }, 'address = {M:{c:{S:L},kind:{S:home}}}'],
    ['a record', { prices: { 'a.b': gt(3) } }, 'prices.a.b > {N:3}'],
    [
      'an element',
      { words: at(1, 'x'), lines: at(0, { amount: gt(3) }) },
      'words[1] = {S:x} AND lines[0].amount > {N:3}',
    ],
    ['a list', { words: ['x'] }, 'words = {L:[{S:x}]}'],
    ['a set', { tags: new Set(['x']) }, 'tags = {SS:[x]}'],
    ['an empty set', { tags: new Set() }, 'attribute_not_exists(tags)'],
    ['not an empty set', { tags: ne(new Set()) }, 'attribute_exists(tags)'],
    ['undeclared members', { free: { a: { b: gt(1) } } }, 'free.a.b > {N:1}'],
    ['a bound above the maximum', { total: lt(5000) }, 'total < {N:5000}'],
    ['a value above the maximum', { total: 5000 }, 'total = {N:5000}'],
    ['swapped bounds', { total: between(5, 1) }, 'attribute_exists(total) AND attribute_not_exists(total)'],
    ['an asynchronous schema', { title: 'x' }, 'title = {S:x}'],
    ['and', and({ total: 1 }, {}, { paid: true }), 'total = {N:1} AND paid = {BOOL:true}'],
    [
      'or',
      or({ total: 1, paid: true }, { status: 'open' }),
      'total = {N:1} AND paid = {BOOL:true} OR status = {S:open}',
    ],
    [
      'or inside and',
      and({ paid: true }, or({ total: 1 }, { total: 2 })),
      'paid = {BOOL:true} AND (total = {N:1} OR total = {N:2})',
    ],
    ['not over a filter', not({ total: 1, paid: true }), 'NOT (total = {N:1} AND paid = {BOOL:true})'],
  ])('%s', (_name, filter, expected) => {
    expect(readable(filter)).toBe(expected)
  })

  test('oneOf over 100 values becomes several INs of at most 100', () => {
    const text = readable({ total: oneOf(Array.from({ length: 250 }, (_, index) => index)) }) ?? ''
    expect(text.split(' OR ').map((part) => part.split(',').length)).toEqual([100, 100, 50])
  })

  test('oneOf with an empty set also finds absent sets', () => {
    expect(readable({ tags: oneOf([new Set(), new Set(['x'])]) })).toBe('attribute_not_exists(tags) OR tags = {SS:[x]}')
  })
})

describe('refused before anything is sent', () => {
  test.each<[string, unknown, string]>([
    ['unknown field', { totl: 1 }, "query.unknown-field Order has no field 'totl'; its fields are orderId, status,"],
    [
      'unknown member',
      { address: { town: 'x' } },
      "query.unknown-field The field 'address' of Order is a map and has no member 'town'.",
    ],
    ['undefined', { total: undefined }, "query.operator The field 'total' of Order was given undefined"],
    [
      'undefined in an operator',
      { total: gt(undefined as never) },
      "query.operator The field 'total' of Order was given undefined for gt.",
    ],
    ['undefined in oneOf', { total: oneOf([1, undefined as never]) }, 'query.operator'],
    ['undefined in a member', { address: { city: undefined } }, "query.operator The field 'address.city' of Order"],
    ['keyOnly', { region: 'x' }, "query.operator The field 'region' of Order is keyOnly"],
    ['beginsWith on a number', { total: beginsWith('x') }, 'query.operator'],
    ['contains on a number', { total: contains(1) }, 'query.operator'],
    ['size of a number', { total: size(1) }, 'query.operator'],
    ['order of a map', { address: gt({} as never) }, 'query.operator'],
    ['order of a boolean', { paid: gt(true as never) }, 'query.operator'],
    ['bounds of two types', { free: between(1 as never, 'x') }, 'query.operator'],
    ['order of an undeclared map', { free: gt({ a: 1 } as never) }, 'query.operator'],
    ['a field of another type', { total: gt(ref('orderId')) }, 'query.operator'],
    ['a field with itself', { total: gt(ref('total')) }, 'query.operator'],
    ['a prefix of itself', { orderId: beginsWith(ref('orderId')) }, 'query.operator'],
    ['a change', { total: plus(1) }, 'query.operator'],
    ['a patch', { address: patch({ city: 'x' }) }, 'query.operator'],
    ['a filter inside a field', { total: and({ total: 1 }) }, 'query.operator'],
    ['at on a map', { address: at(0, 'x') }, 'query.operator'],
    ['at before the start', { words: at(-1, 'x') }, 'query.operator'],
    ['an empty object', { address: {} }, 'query.operator'],
    ['a wrong type name', { note: typeIs('X' as never) }, 'query.operator'],
    ['an empty or()', or(), 'query.operator'],
    ['or() with an empty filter', or({ total: 1 }, {}), 'query.operator'],
    ['not() of an empty filter', not({}), 'query.operator'],
    ['no object', 'total', 'query.operator'],
    ['an operator alone', gt(1), 'query.operator'],
    ['null', null, 'query.operator'],
    ['beginsWith inside size', { words: size(beginsWith('x') as never) }, 'query.operator'],
  ])('%s', (_name, filter, expected) => {
    expect(code(() => resolveFilter(order, filter))).toContain(expected)
  })

  test('all values that do not fit are reported at once', () => {
    const run = () =>
      resolveFilter(order, {
        total: 'x',
        status: oneOf('lost', 'open'),
        address: { city: 1 },
        words: size(-1),
        limit: gt('x'),
      })
    expect(run).toThrow(ValidationError)
    try {
      run()
    } catch (error) {
      const { issues } = error as ValidationError
      expect(issues.map(({ path }) => path.join('.'))).toEqual(['total', 'status', 'address.city', 'words', 'limit'])
    }
  })

  test('null on a field that is not nullable', () => {
    expect(() => resolveFilter(order, { total: null })).toThrow(ValidationError)
  })
})
