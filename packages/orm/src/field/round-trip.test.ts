import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { issues, parse, roundTrip, spec } from '../../test/try-field.ts'
import type { StandardSchema } from '../types/standard-schema.ts'
import { f } from './f.ts'

/** A field and the values it takes. */
interface Shape {
  readonly field: StandardSchema
  readonly values: fc.Arbitrary<unknown>
}

const text = fc.string({ unit: 'binary', maxLength: 8 }).filter((value) => !/\p{Surrogate}/u.test(value))
const name = text.filter((value) => value !== '')
const double = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((value) => value === 0 || (Math.abs(value) >= 1e-130 && Math.abs(value) < 1e126))
  .map((value) => value + 0)
const date = fc.date({
  min: new Date('0000-01-01T00:00:00.000Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})
const big = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })

const scalars: readonly Shape[] = [
  { field: f.string(), values: text },
  { field: f.number(), values: double },
  { field: f.integer(), values: fc.maxSafeInteger().map((value) => value + 0) },
  { field: f.bigint(), values: big },
  { field: f.decimal(), values: big.map(String) },
  { field: f.boolean(), values: fc.boolean() },
  { field: f.date(), values: date },
  { field: f.timestamp(), values: date.map((value) => new Date(Math.floor(value.getTime() / 1000) * 1000)) },
  { field: f.binary(), values: fc.uint8Array({ maxLength: 8 }).map((bytes) => new Uint8Array(bytes)) },
  { field: f.enum('a', 'b'), values: fc.constantFrom('a', 'b') },
  { field: f.literal(3), values: fc.constant(3) },
  { field: f.json(), values: fc.constantFrom<unknown>(null, [], {}, [{ a: [1, 'x', false, null] }]) },
  { field: f.set(f.string()), values: fc.array(text).map((values) => new Set(values)) },
  { field: f.set(f.bigint()).optional(), values: fc.array(big, { minLength: 1 }).map((values) => new Set(values)) },
]
/** An empty set is absent, so it cannot stand in a list. */
const elements = scalars.slice(0, -2)

const shape = (depth: number): fc.Arbitrary<Shape> => {
  if (depth === 0) return fc.constantFrom(...elements)
  const inner = shape(depth - 1)
  return fc.oneof(
    inner,
    inner.map(({ field, values }) => ({ field: f.list(field), values: fc.array(values, { maxLength: 3 }) })),
    inner.map(({ field, values }) => ({
      field: f.record(field),
      values: fc.dictionary(name, values, { maxKeys: 3, noNullPrototype: true }),
    })),
    fc.tuple(inner, inner).map(([left, right]) => ({
      field: f.tuple([left.field, right.field]),
      values: fc.tuple(left.values, right.values),
    })),
    fc.tuple(inner, inner, fc.constantFrom(...scalars)).map(([left, right, last]) => ({
      field: f.map({ left: left.field, right: optional(right.field), last: last.field }),
      values: fc.record(
        { left: left.values, right: right.values, last: last.values },
        { requiredKeys: ['left', 'last'], noNullPrototype: true },
      ),
    })),
    fc.tuple(inner, inner).map(([left, right]) => ({
      field: f.union('kind', [
        f.map({ kind: f.literal('l'), value: left.field }),
        f.map({ kind: f.literal('r'), value: right.field }),
      ]),
      values: fc.oneof(
        fc.record({ kind: fc.constant('l'), value: left.values }, { noNullPrototype: true }),
        fc.record({ kind: fc.constant('r'), value: right.values }, { noNullPrototype: true }),
      ),
    })),
  )
}

const optional = (field: StandardSchema): StandardSchema => (field as ReturnType<typeof f.any>).optional()

test('what is read is what was written, for any shape of fields', async () => {
  const cases = shape(3).chain(({ field, values }) => values.map((value) => ({ field, value })))
  await fc.assert(
    fc.asyncProperty(cases, async ({ field, value }) => {
      expect(await issues(field, value)).toEqual([])
      expect(await roundTrip(field, value)).toEqual(value)
    }),
    { numRuns: 1000 },
  )
})

test('the text of any shape says what its wire form is', async () => {
  const cases = shape(3).chain(({ field, values }) => values.map((value) => ({ field, value })))
  await fc.assert(
    fc.asyncProperty(cases, async ({ field, value }) => {
      const { value: parsed } = await parse(field, value)
      const [encoded, text] = [spec(field).encode(parsed), spec(field).print(parsed)]
      expect(text === undefined ? undefined : JSON.parse(text)).toEqual(encoded)
      // Nothing is written that JSON.stringify would leave out or escape in another way.
      expect(text).toBe(JSON.stringify(encoded))
    }),
    { numRuns: 1000 },
  )
})

test('the text of hostile strings, names and values is JSON', () => {
  const hostile = ['"', '\\', '\u0000', '\ud800', '\u2028', '__proto__', '"}},{"N":"1', '7'].join('|')
  const values = Object.defineProperty({}, '__proto__', { value: hostile, enumerable: true })
  for (const [field, value] of [
    [f.string(), hostile],
    [f.string().nullable(), null],
    [f.json(), { [hostile]: [hostile, null, -0, { __proto__: null }] }],
    [f.any(), new Set(['b', 'a'])],
    [f.record(f.string()), { [hostile]: hostile, 7: 'number' }],
    [f.record(f.string()), values],
    [
      f.map({ a: f.string().as(hostile), b: f.string().optional(), c: f.set(f.string()) }),
      { a: hostile, c: new Set() },
    ],
    [f.map({}), {}],
    [f.list(f.string()), []],
    [f.list(f.string().nullable()), [null, hostile]],
    [f.set(f.string()), new Set([hostile, 'a'])],
    [f.set(f.string()), new Set()],
    [f.set(f.binary()), new Set([new Uint8Array([1]), new Uint8Array([1])])],
    [f.number(), -0],
    [f.number(), 1e21],
    [f.decimal(), '1.50E3'],
    [f.from(z.string().nullable()), hostile],
    [f.from(z.string().nullable()), null],
    [f.from(z.object({ a: z.string() })), { a: hostile }],
    [f.from(z.string(), { key: 'string' }), hostile],
  ] as const) {
    const { encode, print } = spec(field as StandardSchema)
    expect(print(value), JSON.stringify(value)).toBe(JSON.stringify(encode(value)))
  }
})

test('JSON of any shape comes back as it was', async () => {
  const json = fc.jsonValue({ depthSize: 'small' }).filter((value) => isStorable(value))
  await fc.assert(
    fc.asyncProperty(json, async (value) => {
      // JSON.parse(JSON.stringify(…)) turns −0 into 0, as DynamoDB does.
      expect(await roundTrip(f.json(), value)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 500 },
  )
})

/** Not every JSON value is one for DynamoDB: names are not empty, numbers have a range. */
const isStorable = (value: unknown): boolean => {
  if (typeof value === 'number') return value === 0 || (Math.abs(value) >= 1e-130 && Math.abs(value) < 1e126)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, member]) => key !== '' && isStorable(member))
}
