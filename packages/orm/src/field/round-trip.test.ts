import fc from 'fast-check'
import { expect, test } from 'vitest'
import { issues, roundTrip } from '../../test/try-field.ts'
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
