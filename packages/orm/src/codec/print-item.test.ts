import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { StormError } from '../errors/storm-error.ts'
import { f } from '../field/f.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { itemSize } from '../wire/item-size.ts'
import { toStoredItem } from '../wire/stored-item.ts'
import { decodeItem, valuesOf } from './decode-item.ts'
import { encodeItem, type Values } from './encode-item.ts'
import { parseValues } from './parse-values.ts'
import { printItem } from './print-item.ts'
import { withDefaults } from './with-defaults.ts'
import { WrittenItem } from './written-item.ts'

const fields = {
  id: f.string(),
  name$: f.string().as('the "name"'),
  kind: f.enum('a', 'b').default('a'),
  at: f.date(),
  count: f.integer().optional(),
  amount: f.decimal().nullable(),
  big: f.bigint().optional(),
  flag: f.boolean(),
  bytes: f.binary().optional(),
  tags: f.set(f.string()),
  list: f.list(f.map({ a: f.number(), b: f.string().optional(), c: f.date().default(() => new Date(5)) })),
  record: f.record(f.list(f.string())),
  until: f.timestamp().optional(),
}

const specs: readonly ModelSpec[] = [
  defineSpec(defineTable(), 'Whole', {
    fields: { ...fields, json: f.json().optional(), loose: f.set(f.number()).optional() },
    keys: {
      primary: { pk: 'W#{id}', sk: '{at}' },
      byName: { index: 'gsi1', pk: '{name$}#x', sk: '{count}#{flag}' },
      byKind: { index: 'gsi2', pk: '"{kind}', sk: 'K' },
    },
    locking: true,
  }),
  // Everything is as reading gives it.
  defineSpec(defineTable(), 'Faithful', {
    fields,
    keys: { primary: { pk: 'F#{id}', sk: '{at}' }, byName: { index: 'gsi1', pk: '{name$}#x', sk: '{count}#{flag}' } },
  }),
  defineSpec(defineTable({ typeAttribute: 'what', indexes: { types: { pk: 'what', sk: 'SK' } } }), 'Typed', {
    fields: { ...fields, flag: f.boolean().keyOnly() },
    keys: { primary: { pk: 'T#{id}', sk: '{flag}' }, byType: { index: 'types', pk: '{$type}', sk: '{flag}' } },
  }),
  defineSpec(
    defineTable({ pk: ['id'], sk: ['count'], typeAttribute: false, indexes: { names: { pk: ['big'] } } }),
    'Natural',
    {
      fields: { ...fields, count: f.integer() },
      keys: { primary: { pk: ['id'], sk: ['count'] }, byBig: { index: 'names', pk: ['big'] } },
    },
  ),
]

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => !/\p{Surrogate}/u.test(value)),
  fc.constantFrom('"', '\\', '\u0000', '\u2028', '"}}', '__proto__', '\u{1f600}'),
)
const date = fc.date({
  min: new Date('0000-01-01T00:00:00.000Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})
const double = fc.double({ noNaN: true, min: -1e20, max: 1e20 }).filter((value) => Math.abs(value) > 1e-100)
const optional = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: undefined })

const given = fc.record(
  {
    id: text,
    name$: text,
    kind: optional(fc.constantFrom('a', 'b')),
    at: date,
    count: optional(fc.maxSafeInteger()),
    amount: fc.option(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String)),
    big: optional(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })),
    flag: fc.boolean(),
    bytes: optional(fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes))),
    tags: fc.array(text, { maxLength: 3 }).map((elements) => new Set(elements)),
    list: fc.array(fc.record({ a: double, b: optional(text) }, { noNullPrototype: true }), { maxLength: 3 }),
    record: fc.dictionary(text, fc.array(text, { maxLength: 2 }), { maxKeys: 3, noNullPrototype: true }),
    until: optional(date),
    json: optional(fc.jsonValue({ depthSize: 'small' })),
    loose: optional(fc.array(double, { maxLength: 2 }).map((elements) => new Set(elements))),
  },
  { noNullPrototype: true },
)

/** Valid values, or none. */
const parsed = async (spec: ModelSpec, values: Values): Promise<Record<string, unknown> | undefined> => {
  const known = Object.fromEntries(Object.entries(values).filter(([name]) => spec.field(name) !== undefined))
  try {
    return await parseValues(spec, withDefaults(spec, known), { now: new Date(0), create: true })
  } catch (error) {
    if (error instanceof StormError) return undefined
    throw error
  }
}

/** What a function gives, or the message of its error. */
const outcome = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    if (error instanceof StormError) return `${error.code}: ${error.message}`
    throw error
  }
}

describe.each(specs.map((spec) => [spec.name, spec] as const))('%s', (_name, spec) => {
  test('the text of an item is that of its tree, and refused like it', async () => {
    let good = 0
    await fc.assert(
      fc.asyncProperty(given, async (values) => {
        const whole = await parsed(spec, values)
        if (whole === undefined) return
        const version = spec.locking && 7
        const unknown = { other: { L: [{ S: '"' }] } }
        const tree = outcome(() => ({
          ...encodeItem(spec, whole, unknown),
          ...(spec.locking && { [spec.locking.attribute]: { N: '7' } }),
        }))
        const printed = outcome(() => printItem(spec, whole, { unknown, version }))
        if (typeof tree === 'string') return void expect(printed).toBe(tree)
        good++
        expect(printed).toBe(JSON.stringify(tree))
        expect(outcome(() => printItem(spec, whole))).toBe(JSON.stringify(encodeItem(spec, whole)))
        // What the check of sizes relies on.
        expect(itemSize(tree as never)).toBeLessThanOrEqual(Buffer.byteLength(printed as string))
      }),
      { numRuns: 300 },
    )
    expect(good).toBeGreaterThan(100)
  })

  test('values that are not decoded are what reading gives, and nobody else’s', async () => {
    await fc.assert(
      fc.asyncProperty(given, async (values) => {
        const whole = await parsed(spec, values)
        const printed = whole && outcome(() => printItem(spec, whole))
        if (whole === undefined || !(printed as string).startsWith('{')) return
        const read = decodeItem(spec, JSON.parse(printed as string))
        const stored = toStoredItem(printed as string)
        const known = valuesOf(spec, new WrittenItem(stored, { model: spec, values: whole }).decodeAs(spec))
        expect(known).toEqual(read)
        expect(JSON.stringify(known, replaceBig)).toBe(JSON.stringify(inOrder(read, known), replaceBig))
        if (spec.name === 'Faithful' || spec.name === 'Natural')
          for (const name of spec.fieldNames) expect(known[name]).toBe(whole[name])
        for (const name of Object.keys(known))
          if (typeof known[name] === 'object' && known[name] !== null)
            expect(known[name]).not.toBe((values as Values)[name])
      }),
      { numRuns: 300 },
    )
  })
})

test('values are given away once: two instances never share one', async () => {
  const [, spec] = specs
  if (spec === undefined) throw new Error('no spec')
  const values = await parsed(spec, {
    ...{ id: '1', name$: 'n', at: new Date(1), amount: null, flag: true, tags: new Set(['a']) },
    ...{ list: [{ a: 1 }], record: {} },
  })
  if (values === undefined) throw new Error('not valid')
  const written = new WrittenItem(toStoredItem(printItem(spec, values)), { model: spec, values })
  const [first, second] = [written.hydrateAs(spec), written.hydrateAs(spec)] as [Values, Values]
  expect(first).toEqual(second)
  expect(first['list']).not.toBe(second['list'])
})

const replaceBig = (_name: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value)

/** The same members in another object's order. */
const inOrder = (values: Values, like: Values): Values =>
  Object.fromEntries(Object.keys(like).map((name) => [name, values[name]]))
