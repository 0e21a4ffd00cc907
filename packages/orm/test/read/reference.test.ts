/**
 * Random data and random queries on the engine, compared with plain arrays. `STORM_RUNS` sets the number of queries.
 *
 * Not here, for the engine answers them wrongly (`test/engine/divergences.ts`), so that requests are asserted instead:
 * keys of several attributes (`golden-plans.test.ts`), and `begins_with` on keys that differ in case alone.
 */
import fc from 'fast-check'
import type { QuerySet } from 'single-table-orm'
import { beforeAll, expect, test } from 'vitest'
import { randomFilter } from './random-filter.ts'
import { randomOptions, randomShape, type Shape } from './random-query.ts'
import { fillTable, type Row, Thing } from './things.ts'

const runs = Number(process.env['STORM_RUNS'] ?? 2000)
const seed = Number(process.env['STORM_SEED'] ?? Date.now() % 2 ** 31)

type Things = QuerySet<(typeof Thing)['~types'], Pick<Thing, 'group' | 'id' | 'rank'>>
let rows: Row[] = []
beforeAll(async () => {
  rows = await fillTable(60, 7)
})

const idOf = ({ group, id }: Pick<Row, 'group' | 'id'>) => `${group} ${id}`
const idsOf = (found: readonly Pick<Row, 'group' | 'id'>[]) => found.map(idOf)

const begin = ({ pattern, found, part, index, segments }: Shape, only: boolean): Things => {
  const { objects } = Thing
  if (pattern === undefined) return objects.scan({ index: index as never, segments })
  // Fewer fields may be held by an index that sorts otherwise.
  return found && !only && Object.keys(part).length > 0
    ? objects.using(part as never)
    : objects.by(pattern as never, part as never)
}

/** All pages on, then all the way back, then on again by the same sizes; each must show the same. */
const walk = async (set: Things, sizes: readonly number[], ordered: boolean): Promise<string[]> => {
  const sizeAt = (at: number) => sizes[at % sizes.length] ?? 1
  const forward: string[] = []
  const pages = []
  let cursor: string | undefined
  do {
    const page = await set.page({ size: sizeAt(pages.length), cursor })
    expect(page.previous !== undefined).toBe(ordered && pages.length > 0)
    expect(pages.length).toBeLessThan(rows.length)
    pages.push(page)
    forward.push(...idsOf(page.items))
    cursor = page.next
  } while (cursor !== undefined)
  const last = pages.at(-1)
  if (last === undefined || !ordered) return forward
  const back: string[][] = [idsOf(last.items)]
  let current = last
  for (let at = 0; current.previous !== undefined; at++) {
    const page = await set.page({ size: sizeAt(at + 1), cursor: current.previous })
    expect(page.items.length).toBeGreaterThan(0)
    back.unshift(idsOf(page.items))
    // On again from here shows what was left.
    if (at % 4 === 0) {
      const again = await set.page({ size: back[1]?.length, cursor: page.next })
      expect(idsOf(again.items)).toEqual(back[1])
    }
    current = page
  }
  expect(back.flat()).toEqual(forward)
  return forward
}

test(`${runs} random queries`, { timeout: 1_200_000 }, async () => {
  const property = fc.asyncProperty(
    randomShape,
    fc.option(randomFilter, { nil: undefined }),
    randomOptions,
    async (shape, filter, options) => {
      const { limit, pageSize, sizes, reverse, odd, negated, only, consistent } = options
      const isScan = shape.pattern === undefined
      const full = begin(shape, only).hydrate()
      let set: Things = only ? full.only('group', 'id', 'rank') : full
      if (filter !== undefined) set = negated ? set.exclude(filter.filter) : set.filter(filter.filter)
      if (odd) set = set.where(({ rank }) => rank % 2 === 1)
      if (limit !== undefined) set = set.limit(limit)
      if (pageSize !== undefined) set = set.pageSize(pageSize)
      if (consistent && mayBeConsistent(shape)) set = set.consistent()
      if (reverse && !isScan) set = set.reverse()
      const meant = (row: Row): boolean =>
        shape.holds(row) && (filter === undefined || filter.holds(row) !== negated) && (!odd || row.rank % 2 === 1)
      const direction = reverse && !isScan ? -1 : 1
      const expected = rows.filter(meant).sort((left, right) => shape.order(left, right) * direction)
      const count = Math.min(limit ?? expected.length, expected.length)
      const all = idsOf(await set.all())
      expect(all).toHaveLength(count)
      expect(new Set(all).size).toBe(count)
      const byId = new Map(expected.map((row) => [idOf(row), row]))
      // Rows with equal keys have no order of their own: compared is the place among what is equal.
      const misplaced = all.filter((id, at) => {
        const [found, place] = [byId.get(id), expected[at]]
        return found === undefined || place === undefined || shape.order(found, place) !== 0
      })
      expect(misplaced).toEqual([])
      const sorted = (ids: readonly string[]) => (shape.segments === undefined ? ids : [...ids].sort())
      if (options.walk === 'pages') {
        const found = await walk(set, sizes, !isScan && !isComplete(shape))
        if (shape.segments === undefined) expect(found).toEqual(all)
        else expect(found).toHaveLength(count)
        if (limit === undefined) expect(sorted(found)).toEqual(sorted(all))
      } else if (options.walk === 'count') {
        expect(await set.count()).toBe(count)
        expect(await set.exists()).toBe(count > 0)
      } else if (options.walk === 'first') {
        const first = await set.first()
        if (shape.segments === undefined) expect(first && idOf(first)).toBe(all[0])
        else expect(first !== undefined).toBe(count > 0)
      } else if (shape.segments === undefined && shape.pattern !== 'spread' && limit === undefined && all.length > 0) {
        const at = Math.floor(all.length / 2)
        const after = rows.find((row) => idOf(row) === all[at])
        expect(idsOf(await set.startAfter(after as never).all())).toEqual(all.slice(at + 1))
      }
    },
  )
  // Three at a time, so that neither this process nor the engine waits for the other.
  const parts = [0, 1, 2].map((part) => fc.assert(property, { numRuns: Math.ceil(runs / 3), seed: seed + part }))
  await Promise.all(parts)
})

/** Global indexes have no consistent reads; a query that is left to the planner may take one. */
const mayBeConsistent = ({ pattern, index }: Shape): boolean =>
  pattern === 'primary' || pattern === 'byTotal' || (pattern === undefined && index === undefined)

/** A complete key is got, and has one page. */
const isComplete = ({ pattern, part }: Shape): boolean => pattern === 'primary' && typeof part['id'] === 'string'
