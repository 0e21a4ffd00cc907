/** Random data and random queries on the engine, compared with plain arrays. `STORM_RUNS` sets the number of queries. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { anOrder, makeShop, type ReadShop } from '../../test/support/read-shop.ts'
import { beginsWith, between, gt, gte, lt, lte } from '../expression/operators.ts'
import type { GivenValues } from '../read/query-state.ts'
import { compareUtf8 } from '../util/compare-utf8.ts'

interface Row {
  readonly userId: string
  readonly orderId: string
  readonly status: 'open' | 'paid' | 'shipped'
  readonly total: number
  readonly placedAt: Date
  readonly region: string | undefined
  readonly rank: number
}

const runs = Number(process.env['STORM_RUNS'] ?? 400)
const day = (number: number) => new Date(Date.UTC(2026, 4, 1 + number))
const userId = fc.constantFrom('u1', 'u2')
const orderId = fc
  .array(fc.constantFrom('a', 'B', '#', '$', '~', '\u{10000}'), { minLength: 1, maxLength: 3 })
  .map((all) => all.join(''))
const status = fc.constantFrom('open', 'paid', 'shipped')
const total = fc.constantFrom(-10, -1, 0, 0.5, 1, 2, 10, 99)
const placedAt = fc.integer({ min: 0, max: 40 }).map(day)
const region = fc.constantFrom('eu', 'us')
const rank = fc.integer({ min: 0, max: 12 })

const row: fc.Arbitrary<Row> = fc.record({
  userId,
  orderId,
  status,
  total,
  placedAt,
  region: fc.option(region, { nil: undefined }),
  rank,
}) as never

const compare = (left: unknown, right: unknown): number =>
  typeof left === 'string' && typeof right === 'string' ? compareUtf8(left, right) : Number(left) - Number(right)

interface Asked {
  /** What `using` takes for the field. */
  readonly given: unknown
  holds(value: unknown): boolean
}
const asked = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Asked> =>
  fc.oneof(
    values.map((value) => ({ given: value, holds: (stored: unknown) => compare(stored, value) === 0 })),
    values.map((value) => ({ given: gt(value as string), holds: (stored: unknown) => compare(stored, value) > 0 })),
    values.map((value) => ({ given: gte(value as string), holds: (stored: unknown) => compare(stored, value) >= 0 })),
    values.map((value) => ({ given: lt(value as string), holds: (stored: unknown) => compare(stored, value) < 0 })),
    values.map((value) => ({ given: lte(value as string), holds: (stored: unknown) => compare(stored, value) <= 0 })),
    fc.tuple(values, values).map(([low, high]) => ({
      given: between(low as string, high as string),
      holds: (stored: unknown) => compare(stored, low) >= 0 && compare(stored, high) <= 0,
    })),
  )
const startsWith: fc.Arbitrary<Asked> = orderId.map((text) => ({
  given: beginsWith(text.slice(0, 1 + (text.codePointAt(0) ?? 0) / 0x10000)),
  holds: (stored) => String(stored).startsWith(text.slice(0, 1 + (text.codePointAt(0) ?? 0) / 0x10000)),
}))

interface Shape {
  readonly pattern: string
  readonly part: GivenValues
  /** Which rows. */
  holds(found: Row): boolean
  /** Their order; rows that it leaves equal stand in any. */
  order(left: Row, right: Row): number
}

const shapeOf = (
  pattern: string,
  [pk, pkValues]: readonly [keyof Row, fc.Arbitrary<unknown>] | readonly [undefined, undefined],
  sort: readonly (readonly [keyof Row, fc.Arbitrary<unknown>])[],
): fc.Arbitrary<Shape> => {
  const order = (left: Row, right: Row) =>
    sort.map(([name]) => compare(left[name], right[name])).find((found) => found !== 0) ?? 0
  const steps = sort.map(([name, values], at) => ({
    before: sort.slice(0, at),
    name,
    last: name === 'orderId' ? fc.oneof(asked(values), startsWith) : asked(values),
  }))
  const plain = { pk: pkValues ?? fc.constant(undefined) }
  const whole = fc.record(plain).map((found) => ({
    ...found,
    before: [] as unknown[],
    name: undefined,
    last: undefined,
    names: [] as (keyof Row)[],
  }))
  const cut = steps.map(({ before, name, last }) =>
    fc
      .record({ ...plain, before: fc.tuple(...before.map(([, values]) => values)), last })
      .map((found) => ({ ...found, name, names: before.map(([each]) => each) })),
  )
  return fc.oneof(whole, ...cut).map(({ pk: value, before, name, last, names }) => ({
    pattern,
    part: {
      ...(pk === undefined ? {} : { [pk]: value }),
      ...Object.fromEntries(names.map((each, at) => [each, before[at]])),
      ...(name === undefined ? {} : { [name]: last?.given }),
    },
    holds: (found) =>
      (pk === undefined || found[pk] === value) &&
      names.every((each, at) => compare(found[each], before[at]) === 0) &&
      (name === undefined || last?.holds(found[name]) === true),
    order,
  }))
}

const shape = fc.oneof(
  shapeOf('primary', ['userId', userId], [['orderId', orderId]]),
  shapeOf('byStatus', ['status', status], [['placedAt', placedAt]]),
  shapeOf('byTotal', ['userId', userId], [['total', total]]),
  shapeOf('byRegion', ['region', region], [['placedAt', placedAt]]),
  shapeOf(
    'ranked',
    [undefined, undefined],
    [
      ['status', status],
      ['rank', rank],
      ['total', total],
    ],
  ),
)
const options = fc.record({
  limit: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
  pageSize: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
  size: fc.integer({ min: 1, max: 6 }),
  reverse: fc.boolean(),
  least: fc.option(total, { nil: undefined }),
  odd: fc.boolean(),
})

let shop: ReadShop
const rows: Row[] = []
beforeAll(async () => {
  shop = await makeShop()
  const found = new Map<string, Row>()
  for (const one of fc.sample(row, { numRuns: 90, seed: 7 })) found.set(`${one.userId} ${one.orderId}`, one)
  rows.push(...found.values())
  await shop.put(shop.Order, ...rows.map((one) => anOrder({ ...one })))
  await shop.put(
    shop.Line,
    ...rows.map(({ userId: owner, orderId: id }) => ({ userId: owner, orderId: id, line: 1, sku: 'x' })),
  )
  for (const owner of ['u1', 'u2'])
    await shop.put(shop.User, { userId: owner, name: owner, status: 'open', joined: day(5) })
})

const idOf = (found: Pick<Row, 'userId' | 'orderId'>) => `${found.userId} ${found.orderId}`

test(`${runs} random queries`, { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      shape,
      options,
      async ({ pattern, part, holds, order }, { limit, pageSize, size, reverse, least, odd }) => {
        const slim = pattern === 'ranked'
        let set = shop.by(pattern, part).only('userId', 'orderId', 'rank', 'total')
        if (limit !== undefined) set = set.limit(limit)
        if (pageSize !== undefined) set = set.pageSize(pageSize)
        if (reverse) set = set.reverse()
        if (least !== undefined && !slim) set = set.filter({ total: gte(least) })
        if (odd) set = set.where((found) => found.rank % 2 === 1)
        const expected = rows
          .filter(
            (one) => holds(one) && (least === undefined || slim || one.total >= least) && (!odd || one.rank % 2 === 1),
          )
          .sort((left, right) => order(left, right) * (reverse ? -1 : 1))
        const count = Math.min(limit ?? expected.length, expected.length)
        const all = await set.all()
        expect(all).toHaveLength(count)
        expect(await set.count()).toBe(count)
        // Rows with equal sort keys have no order of their own: compare by place within what is equal.
        const byId = new Map(rows.map((one) => [idOf(one), one]))
        all.forEach((found, at) => {
          const place = byId.get(idOf(found))
          expect(place && expected[at] && order(place, expected[at])).toBe(0)
          expect(expected.map(idOf)).toContain(idOf(found))
        })
        const paged: string[] = []
        let cursor: string | undefined
        do {
          const page = await set.page({ size, cursor })
          paged.push(...page.items.map(idOf))
          cursor = page.next
        } while (cursor !== undefined)
        expect(paged).toEqual(all.map(idOf))
        expect(new Set(paged).size).toBe(count)
      },
    ),
    { numRuns: runs },
  )
})
