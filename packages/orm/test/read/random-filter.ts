/** Random filters, each with what it means on a row: every operator, nested maps, lists, sets and combinators. Test code only. */
import fc from 'fast-check'
import {
  and,
  at,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  type Filter,
  gt,
  gte,
  lt,
  lte,
  missing,
  ne,
  not,
  oneOf,
  or,
  ref,
  size,
  typeIs,
} from 'single-table-orm'
import { compareUtf8 } from '../../src/util/compare-utf8.ts'
import { pools, type Row, type Thing } from './things.ts'

/** A filter on things. */
export type ThingFilter = Filter<(typeof Thing)['~types']['values'], (typeof Thing)['~types']['fields']>

/** Something asked of a value, and whether it holds. */
export interface Asked {
  readonly given: unknown
  holds(value: unknown): boolean
}

/** A filter, and which rows meet it. */
export interface RandomFilter {
  readonly filter: ThingFilter
  holds(row: Row): boolean
}

/** Below 0, 0 or above 0; values of one field have one type. */
export const compare = (left: unknown, right: unknown): number => {
  if (typeof left === 'string' && typeof right === 'string') return compareUtf8(left, right)
  const [low, high] = [left, right].map((value) =>
    value instanceof Date ? value.getTime() : (value as number | bigint),
  )
  return low === undefined || high === undefined || low === high ? 0 : low < high ? -1 : 1
}

const there = (value: unknown): boolean => value !== undefined && value !== null

type Ordered = string
const pair = (values: fc.Arbitrary<unknown>) =>
  fc.tuple(values, values).map(([low, high]) => [low as Ordered, high as Ordered] as const)

/** Comparisons with values, the bare value among them. */
export const comparison = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Asked> => {
  const simple = (make: (value: Ordered) => unknown, meets: (order: number) => boolean) =>
    values.map((value) => ({
      given: make(value as Ordered),
      holds: (stored: unknown) => there(stored) && meets(compare(stored, value)),
    }))
  return fc.oneof(
    simple(
      (value) => value,
      (order) => order === 0,
    ),
    simple(eq, (order) => order === 0),
    simple(gt, (order) => order > 0),
    simple(gte, (order) => order >= 0),
    simple(lt, (order) => order < 0),
    simple(lte, (order) => order <= 0),
    pair(values).map(([low, high]) => ({
      given: between(low, high),
      holds: (stored: unknown) => there(stored) && compare(stored, low) >= 0 && compare(stored, high) <= 0,
    })),
  )
}

/** What fits every field. */
const common = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Asked> =>
  fc.oneof(
    values.map((value) => ({
      given: ne(value as Ordered),
      holds: (stored: unknown) => !there(stored) || compare(stored, value) !== 0,
    })),
    fc.array(values, { maxLength: 3 }).map((list) => ({
      given: oneOf(list as Ordered[]),
      holds: (stored: unknown) => there(stored) && list.some((value) => compare(stored, value) === 0),
    })),
    fc.constant({ given: exists(), holds: (stored: unknown) => stored !== undefined }),
    fc.constant({ given: missing(), holds: (stored: unknown) => stored === undefined }),
  )

const negated = (asked: fc.Arbitrary<Asked>): fc.Arbitrary<Asked> =>
  asked
    .filter(({ given }) => typeof given === 'object' && given !== null && !(given instanceof Date))
    .map(({ given, holds }) => ({ given: not(given as never), holds: (value) => !holds(value) }))

const orderedField = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Asked> => {
  const plain = fc.oneof({ weight: 2, arbitrary: comparison(values) }, common(values))
  return fc.oneof({ weight: 4, arbitrary: plain }, negated(plain))
}

const typed = (type: 'S' | 'N' | 'L' | 'SS' | 'M' | 'NULL', fits: (value: unknown) => boolean): fc.Arbitrary<Asked> =>
  fc.constant({ given: typeIs(type), holds: fits })

const sized = (sizeOf: (value: never) => number): fc.Arbitrary<Asked> => {
  const holds = (meets: (count: number) => boolean) => (value: unknown) =>
    value !== undefined && meets(sizeOf(value as never))
  return fc
    .integer({ min: 0, max: 3 })
    .chain((count) =>
      fc.constantFrom<Asked>(
        { given: size(count), holds: holds((found) => found === count) },
        { given: size(gt(count)), holds: holds((found) => found > count) },
        { given: size(lte(count)), holds: holds((found) => found <= count) },
        { given: size(between(1, count)), holds: holds((found) => found >= 1 && found <= count) },
      ),
    )
}

const text: fc.Arbitrary<Asked> = fc.oneof(
  orderedField(pools.note),
  sized((value: string) => value.length),
  pools.note.map((part) => ({
    given: beginsWith(part),
    holds: (v: unknown) => typeof v === 'string' && v.startsWith(part),
  })),
  pools.note.map((part) => ({
    given: contains(part),
    holds: (v: unknown) => typeof v === 'string' && v.includes(part),
  })),
)

const field = (name: keyof Row, asked: fc.Arbitrary<Asked>): fc.Arbitrary<RandomFilter> =>
  asked.map(({ given, holds }) => ({ filter: { [name]: given } as ThingFilter, holds: (row) => holds(row[name]) }))

const inside = (get: (row: Row) => unknown, wrap: (given: unknown) => unknown, asked: fc.Arbitrary<Asked>) =>
  asked.map(
    ({ given, holds }): RandomFilter => ({
      filter: { address: wrap(given) } as ThingFilter,
      holds: (row) => holds(get(row)),
    }),
  )

const references = fc.constantFrom<RandomFilter>(
  { filter: { total: gt(ref('rank')) }, holds: ({ total, rank }) => total > rank },
  { filter: { rank: ref('total') }, holds: ({ total, rank }) => total === rank },
  {
    filter: { note: eq(ref('region')) },
    holds: ({ note, region }) => note !== undefined && note === region,
  },
  {
    filter: { note: lte(ref('id')) },
    holds: ({ note, id }) => note !== undefined && compareUtf8(note, id) <= 0,
  },
)

const leaf: fc.Arbitrary<RandomFilter> = fc.oneof(
  field('total', orderedField(pools.total)),
  field('rank', orderedField(pools.rank)),
  field('big', orderedField(pools.big)),
  field('status', orderedField(pools.status)),
  field('region', orderedField(pools.region)),
  field('placedAt', orderedField(pools.placedAt)),
  field('id', orderedField(pools.id)),
  field('note', text),
  field(
    'note',
    typed('S', (value) => value !== undefined),
  ),
  field(
    'empty',
    typed('NULL', (value) => value === null),
  ),
  field('empty', fc.constantFrom<Asked>({ given: null, holds: (v) => v === null }, { given: ne(null), holds: there })),
  field(
    'flag',
    pools.flag.map((flag) => ({ given: flag, holds: (value) => value === flag })),
  ),
  field(
    'tags',
    pools.tag.map((tag) => ({ given: contains(tag), holds: (v) => v instanceof Set && v.has(tag) })),
  ),
  field(
    'tags',
    sized((value: ReadonlySet<string>) => value.size),
  ),
  field(
    'lines',
    pools.note.map((line) => ({ given: contains(line), holds: (v) => Array.isArray(v) && v.includes(line) })),
  ),
  field(
    'lines',
    sized((value: readonly string[]) => value.length),
  ),
  fc.tuple(fc.integer({ min: 0, max: 2 }), text).map(([index, { given, holds }]) => ({
    filter: { lines: at(index, given as string) } as ThingFilter,
    holds: ({ lines }: Row) => holds(lines[index]),
  })),
  inside(
    ({ address }) => address?.city,
    (city) => ({ city }),
    orderedField(pools.city),
  ),
  inside(
    ({ address }) => address?.zip,
    (zip) => ({ zip }),
    text,
  ),
  inside(
    ({ address }) => address?.geo.lat,
    (lat) => ({ geo: { lat } }),
    orderedField(pools.lat),
  ),
  field(
    'address',
    typed('M', (value) => value !== undefined),
  ),
  references,
)

const several = fc.tuple(leaf, leaf).map(
  ([left, right]): RandomFilter => ({
    // One object of two fields means both; the same field twice would be the second alone.
    filter: { ...(left.filter as object), ...(right.filter as object) } as ThingFilter,
    holds: (row) =>
      (Object.keys(left.filter)[0] === Object.keys(right.filter)[0] || left.holds(row)) && right.holds(row),
  }),
)

const { tree } = fc.letrec<{ tree: RandomFilter }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: leaf },
    { weight: 2, arbitrary: several },
    {
      weight: 1,
      arbitrary: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((all) => ({
        filter: and(...all.map(({ filter }) => filter)) as ThingFilter,
        holds: (row: Row) => all.every(({ holds }) => holds(row)),
      })),
    },
    {
      weight: 1,
      arbitrary: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((all) => ({
        filter: or(...all.map(({ filter }) => filter)) as ThingFilter,
        holds: (row: Row) => all.some(({ holds }) => holds(row)),
      })),
    },
    {
      weight: 1,
      arbitrary: tie('tree').map(({ filter, holds }) => ({
        filter: not(filter) as ThingFilter,
        holds: (row: Row) => !holds(row),
      })),
    },
  ),
}))

export const randomFilter: fc.Arbitrary<RandomFilter> = tree
