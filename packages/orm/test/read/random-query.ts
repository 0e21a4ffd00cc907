/** Random keys of every access pattern, each with the rows that it means and their order. Test code only. */
import fc from 'fast-check'
import { beginsWith } from 'single-table-orm'
import { type Asked, compare, comparison } from './random-filter.ts'
import { pools, type Row } from './things.ts'

/** A key, or a scan where there is no pattern. */
export interface Shape {
  readonly pattern: string | undefined
  /** Whether the pattern is left for the planner to find. */
  readonly found: boolean
  readonly part: Readonly<Record<string, unknown>>
  /** Index to scan. */
  readonly index: string | undefined
  readonly segments: number | undefined
  holds(row: Row): boolean
  /** Order of rows; those that it leaves equal come in any. */
  order(left: Row, right: Row): number
}

type Name = keyof Row & keyof typeof pools

const prefixed = (values: fc.Arbitrary<string>): fc.Arbitrary<Asked> =>
  values.map((value) => {
    const prefix = [...value].slice(0, 2).join('')
    return { given: beginsWith(prefix), holds: (stored) => String(stored).startsWith(prefix) }
  })

const lookup = (name: Name): fc.Arbitrary<Asked> => {
  if (name === 'id') return fc.oneof({ weight: 3, arbitrary: comparison(pools.id) }, prefixed(pools.id))
  if (name === 'placedAt') {
    const month: Asked = { given: beginsWith('2026-05-0'), holds: (at) => (at as Date).toISOString() < '2026-05-1' }
    return fc.oneof({ weight: 6, arbitrary: comparison(pools.placedAt) }, fc.constant(month))
  }
  return comparison(pools[name])
}

/** What the part of a pattern may name: its partition, then sort-key fields left to right, the last one with an operator. */
const pattern = (
  name: string,
  { pk, sk, needs = [], found = false }: { pk?: Name; sk: readonly Name[]; needs?: readonly Name[]; found?: boolean },
): fc.Arbitrary<Shape> =>
  fc.integer({ min: 0, max: sk.length }).chain((count) => {
    const equal = [...(pk === undefined ? [] : [pk]), ...sk.slice(0, Math.max(0, count - 1))]
    const last = count === 0 ? undefined : sk[count - 1]
    return fc
      .record({
        values: fc.tuple(...equal.map((each) => pools[each] as fc.Arbitrary<unknown>)),
        asked: last === undefined ? fc.constant(undefined) : lookup(last),
      })
      .map(({ values, asked }) => ({
        ...{ pattern: name, found, index: undefined, segments: undefined },
        part: {
          ...Object.fromEntries(equal.map((each, at) => [each, values[at]])),
          ...(last === undefined ? {} : { [last]: asked?.given }),
        },
        holds: (row: Row) =>
          [...sk, ...needs].every((each) => row[each] !== undefined) &&
          equal.every((each, at) => row[each] !== undefined && compare(row[each], values[at]) === 0) &&
          (last === undefined || asked?.holds(row[last]) === true),
        order: (left: Row, right: Row) =>
          sk.map((each) => compare(left[each], right[each])).find((order) => order !== 0) ?? 0,
      }))
  })

const scan: fc.Arbitrary<Shape> = fc
  .record({
    index: fc.constantFrom(undefined, undefined, 'gsi1', 'place', 'slim', 'some'),
    segments: fc.constantFrom(undefined, undefined, 1, 3),
  })
  .map(({ index, segments }) => ({
    ...{ pattern: undefined, found: false, part: {}, index, segments },
    holds: (row) =>
      (index !== 'place' || row.region !== undefined) &&
      (index !== 'some' || (row.region !== undefined && row.note !== undefined)),
    order: () => 0,
  }))

export const randomShape: fc.Arbitrary<Shape> = fc.oneof(
  { weight: 3, arbitrary: pattern('primary', { pk: 'group', sk: ['id'], found: true }) },
  { weight: 2, arbitrary: pattern('byStatus', { pk: 'status', sk: ['placedAt'], found: true }) },
  { weight: 2, arbitrary: pattern('byKey', { pk: 'id', sk: ['group'] }) },
  { weight: 2, arbitrary: pattern('byTotal', { pk: 'group', sk: ['total'] }) },
  { weight: 2, arbitrary: pattern('byPlace', { pk: 'region', sk: ['placedAt'], found: true }) },
  { weight: 2, arbitrary: pattern('ranked', { sk: ['status', 'rank', 'total'] }) },
  { weight: 2, arbitrary: pattern('noted', { pk: 'region', sk: ['rank', 'note'] }) },
  { weight: 2, arbitrary: pattern('spread', { pk: 'status', sk: ['placedAt', 'rank'] }) },
  { weight: 1, arbitrary: scan },
)

/** How a query is asked for, and how it is read. */
export const randomOptions = fc.record({
  limit: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
  pageSize: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
  sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
  reverse: fc.boolean(),
  odd: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  negated: fc.boolean(),
  only: fc.boolean(),
  consistent: fc.boolean(),
  walk: fc.constantFrom('pages' as const, 'count' as const, 'first' as const, 'after' as const),
})
