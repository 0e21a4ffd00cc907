/** The keys that a sort condition selects are exactly those whose values compare as asked: against an in-memory oracle. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateCondition } from '../expression/evaluate.ts'
import { compileKey } from '../key/key-codec.ts'
import type { KeyEncoding } from '../key/key-encoding.ts'
import { type KeyMode, parseTemplate } from '../key/template.ts'
import { compareUtf8 } from '../util/compare-utf8.ts'
import type { KeyOperator, KeyOperatorName } from './key-part.ts'
import { planTemplateSort, type SortCondition } from './sort-condition.ts'

type Tuple = readonly [unknown, unknown]

/** Few values, much alike, with the characters that matter. */
const letter = fc.constantFrom('a', 'b', '#', '$', ' ', '\u0000', '~', '%', '\u{10ffff}', '\uffff', '\u{10000}')
const text = fc.array(letter, { maxLength: 3 }).map((letters) => letters.join(''))
const plainText = fc
  .array(fc.constantFrom('a', 'b', '!', '$', '~', ' '), { maxLength: 3 })
  .map((letters) => letters.join(''))
const number = fc.oneof(
  fc.integer({ min: -12, max: 12 }),
  fc.constantFrom(0.5, -0.5, 41.9, 42, 420, 4.2, -42, -420, 1e21, 1e-7, -1e21, 100, 99),
)
const date = fc.integer({ min: 0, max: 4000 }).map((ms) => new Date(Date.UTC(2026, 4, 1) + ms * 500))

interface Kind {
  readonly encoding: KeyEncoding
  readonly values: fc.Arbitrary<unknown>
  readonly raw?: fc.Arbitrary<unknown>
}
const kinds: Record<string, Kind> = {
  string: { encoding: { kind: 'string' }, values: text, raw: plainText },
  number: { encoding: { kind: 'number' }, values: number },
  date: { encoding: { kind: 'date' }, values: date },
  padded: { encoding: { kind: 'padded', width: 3 }, values: fc.integer({ min: 0, max: 120 }) },
}

const compareValues = (left: unknown, right: unknown): number => {
  if (typeof left === 'string' && typeof right === 'string') return compareUtf8(left, right)
  return Number(left) - Number(right)
}

const holds = (value: unknown, { name, operands }: KeyOperator): boolean => {
  if (name === 'beginsWith') {
    const whole = value instanceof Date ? value.toISOString() : String(value)
    return whole.startsWith(String(operands[0]))
  }
  const order = compareValues(value, operands[0])
  if (name === 'between') return order >= 0 && compareValues(value, operands[1]) <= 0
  return { lt: order < 0, lte: order <= 0, gt: order > 0, gte: order >= 0 }[name]
}

const templates = [
  '{a}',
  'X#{a}',
  'X#{a}#',
  'X#{a}#END',
  '{a}#{b}',
  'X#{a}#{b}',
  'X#{a}#TO#{b}',
  '{a}#{b}#Z',
  'X#{a}#\u{10ffff}#{b}#',
]

const selects = (condition: SortCondition, key: string): boolean => {
  const item = { SK: { S: key } }
  if (condition.never) return false
  if (condition.node !== undefined && !evaluateCondition(condition.node, item)) return false
  return condition.postFilter?.accepts(item) ?? true
}

const operatorOf = (kind: Kind, mode: KeyMode): fc.Arbitrary<KeyOperator> => {
  const values = mode === 'raw' ? (kind.raw ?? kind.values) : kind.values
  const simple = fc
    .tuple(fc.constantFrom<KeyOperatorName>('lt', 'lte', 'gt', 'gte'), values)
    .map(([name, value]) => ({ name, operands: [value] }))
  const between = fc.tuple(values, values).map((operands) => ({ name: 'between' as const, operands }))
  if (kind.encoding.kind === 'string')
    return fc.oneof(
      simple,
      between,
      values.map((start) => ({ name: 'beginsWith' as const, operands: [start] })),
    )
  if (kind.encoding.kind !== 'date') return fc.oneof(simple, between)
  const start = fc.tuple(values, fc.integer({ min: 0, max: 24 })).map(([value, length]) => ({
    name: 'beginsWith' as const,
    operands: [(value as Date).toISOString().slice(0, length)],
  }))
  return fc.oneof(simple, between, start)
}

interface Case {
  readonly template: string
  readonly kinds: readonly [Kind, Kind]
  readonly tuples: readonly Tuple[]
  /** Value of the first field, if the operator is on the second. */
  readonly first: unknown
  readonly operator: KeyOperator | undefined
}

const caseOf = (mode: KeyMode): fc.Arbitrary<Case> =>
  fc
    .record({
      template: fc.constantFrom(...templates),
      a: fc.constantFrom(...Object.values(kinds)),
      b: fc.constantFrom(...Object.values(kinds)),
    })
    .chain(({ template, a, b }) => {
      const valuesOf = (kind: Kind) => (mode === 'raw' ? (kind.raw ?? kind.values) : kind.values)
      const two = template.includes('{b}')
      return fc.record({
        template: fc.constant(template),
        kinds: fc.constant([a, b] as const),
        tuples: fc.array(fc.tuple(valuesOf(a), valuesOf(b)), { minLength: 1, maxLength: 30 }),
        first: two ? fc.option(valuesOf(a), { nil: undefined }) : fc.constant(undefined),
        operator: fc.constant(undefined),
      })
    })
    .chain((found) => {
      const kind = found.first === undefined ? found.kinds[0] : found.kinds[1]
      return operatorOf(kind, mode).map((operator) => ({ ...found, operator }))
    })

const check = (mode: KeyMode, { template: source, kinds: [a, b], tuples, first, operator }: Case): void => {
  const { template } = parseTemplate(source)
  if (template === undefined || operator === undefined) throw new Error(source)
  const codec = compileKey(template, { a: a.encoding, b: b.encoding }, mode)
  const condition = planTemplateSort({
    attribute: 'SK',
    codec,
    encodingOf: (field) => (field === 'a' ? a.encoding : b.encoding),
    values: first === undefined ? {} : { a: first },
    count: first === undefined ? 0 : 1,
    operator,
  })
  for (const [x, y] of tuples) {
    const key = codec.encode({ a: x, b: y }) ?? ''
    if (key === '') continue
    const expected = first === undefined ? holds(x, operator) : compareValues(x, first) === 0 && holds(y, operator)
    if (selects(condition, key) !== expected)
      throw new Error(
        `${JSON.stringify(key)} ${expected ? 'is missing from' : 'slips into'} ${JSON.stringify(condition)}`,
      )
  }
}

describe('operators on template sort keys select by value', () => {
  test('ordered', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(caseOf('ordered'), (found) => check('ordered', found)),
      { numRuns: 6000 },
    )
  })
  test('raw', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(caseOf('raw'), (found) => check('raw', found)),
      { numRuns: 4000 },
    )
  })
  test('the neighbours of a bound', () => {
    for (const source of templates) {
      const { template } = parseTemplate(source)
      if (template === undefined) throw new Error(source)
      const encodings = { a: { kind: 'string' }, b: { kind: 'string' } } as const
      const codec = compileKey(template, encodings, 'ordered')
      const near = ['', 'x', 'x ', 'x#', 'x$', 'x\u0000', 'x%', 'xa', 'x\u{10ffff}', 'w', 'w\u{10ffff}', 'y']
      for (const name of ['lt', 'lte', 'gt', 'gte'] as const) {
        const operator = { name, operands: ['x'] }
        const condition = planTemplateSort({
          attribute: 'SK',
          codec,
          encodingOf: () => encodings.a,
          values: {},
          count: 0,
          operator,
        })
        for (const a of near) {
          const key = codec.encode({ a, b: 'q' }) ?? ''
          if (key !== '')
            expect([source, name, a, selects(condition, key)]).toEqual([source, name, a, holds(a, operator)])
        }
      }
    }
  })
})
