/** Sharded patterns on the running engine: merged as one sorted array, with exact limits, cursors and both directions. */

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeShardWorld, type ShardWorld } from '../../test/support/shard-world.ts'
import type { BudgetExceeded } from '../errors/budget-exceeded.ts'
import { beginsWith, gte, lt } from '../expression/operators.ts'

const SHARDS = 8
const COUNT = 240
const day = (at: number) => new Date(Date.UTC(2026, 0, 1 + at))

// Deterministic, with ties and negative, long and fractional numbers.
const events = Array.from({ length: COUNT }, (_, at) => ({
  tenant: at % 3 === 0 ? 't1' : 't2',
  id: `e${String(at).padStart(3, '0')}`,
  kind: at % 5 === 0 ? ('click' as const) : ('view' as const),
  time: day((at * 7919) % 100),
  score: [((at * 104729) % 50) - 25, at / 8, -at * 1e10][at % 3] ?? 0,
}))

let world: ShardWorld
/** Ids of everything by type, as it comes. */
let order: string[]
beforeAll(async () => {
  world = await makeShardWorld(SHARDS)
  await world.put(...events)
  order = (await world.by('byType', {}).all()).map(({ id }) => id)
})
const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id)
const timeOf = (id: string) => events.find((event) => event.id === id)?.time.getTime()

describe('shards, merged', () => {
  test('give what one partition would: everything, by the sort key', () => {
    expect([...order].sort()).toEqual(events.map(({ id }) => id))
    expect(order.map(timeOf)).toEqual(events.map(({ time }) => time.getTime()).sort((a, b) => a - b))
  })

  test('are in use, all of them', async () => {
    world.clear()
    await world.by('byType', {}).all()
    expect(world.sent).toHaveLength(SHARDS)
    const partitions = world.sent.map(({ input }) => JSON.stringify(input['ExpressionAttributeValues']))
    expect(new Set(partitions).size).toBe(SHARDS)
  })

  test('sort numbers as numbers', async () => {
    const expected = events.filter(({ tenant }) => tenant === 't2').map(({ score }) => score)
    const found = await world.by('byScore', { tenant: 't2' }).all()
    expect(found.map(({ score }) => score)).toEqual(expected.sort((a, b) => a - b))
    const some = await world
      .by('byScore', { tenant: 't2', score: lt(-3) })
      .reverse()
      .limit(7)
      .all()
    expect(some.map(({ score }) => score)).toEqual(
      expected
        .filter((score) => score < -3)
        .reverse()
        .slice(0, 7),
    )
  })

  test('backwards is forwards, reversed', async () => {
    expect(ids(await world.by('byType', {}).reverse().all())).toEqual([...order].reverse())
  })

  test.each([0, 1, 2, 7, 8, 9, 50, 239, 240, 241, 1000])('limit(%i) is exact', async (limit) => {
    expect(ids(await world.by('byType', {}).limit(limit).all())).toEqual(order.slice(0, limit))
    expect(await world.by('byType', {}).limit(limit).count()).toBe(Math.min(limit, COUNT))
    const filtered = order.filter((id) => events.find((event) => event.id === id)?.kind === 'click')
    const clicks = world.by('byType', {}).filter({ kind: 'click' }).reverse().limit(limit)
    expect(ids(await clicks.all())).toEqual([...filtered].reverse().slice(0, limit))
  })

  test('a limit reads little more than it needs', async () => {
    world.clear()
    await world.by('byType', {}).limit(40).all()
    const read = world.sent.reduce((sum, { input }) => sum + Number(input['Limit']), 0)
    expect(world.sent.length).toBeLessThanOrEqual(SHARDS * 2)
    expect(read).toBeLessThan(120)
  })

  test.each([1, 3, 8, 100])('pages of %i go on and back', async (size) => {
    const set = world.by('byType', {}).limit(37)
    const seen: string[][] = []
    let cursor: string | undefined
    let previous: string | undefined
    do {
      const page = await set.page({ size, cursor })
      expect(page.previous === undefined).toBe(seen.length === 0)
      seen.push(ids(page.items))
      cursor = page.next
      previous = page.previous
    } while (cursor !== undefined)
    expect(seen.flat()).toEqual(order.slice(0, 37))
    expect(seen.slice(0, -1).every((page) => page.length === size)).toBe(true)
    const back: string[][] = []
    while (previous !== undefined) {
      const page = await set.page({ size, cursor: previous })
      back.unshift(ids(page.items))
      if (page.next !== undefined && back.length === 2) {
        const next = await set.page({ size, cursor: page.next })
        expect(ids(next.items)).toEqual(back[1])
      }
      previous = page.previous
    }
    expect(back.flat()).toEqual(order.slice(0, 37 - (seen.at(-1)?.length ?? 0)))
  })

  test('pages() gives all, in either direction, filtered or not', async () => {
    const collect = async (set: ReturnType<ShardWorld['by']>) => {
      const pages: string[] = []
      for await (const { items } of set.pageSize(11).pages()) pages.push(...ids(items))
      return pages
    }
    expect(await collect(world.by('byType', {}))).toEqual(order)
    expect(await collect(world.by('byType', {}).reverse())).toEqual([...order].reverse())
    const late = world.by('byType', { time: gte(day(90)) }).where(({ kind }) => kind === 'view')
    expect(await collect(late)).toEqual(ids(await late.all()))
    expect(await late.count()).toBeGreaterThan(5)
  })

  test('an item written behind a cursor appears, one that was deleted does not stop it', async () => {
    const fresh = await makeShardWorld(3)
    await fresh.put(...events.slice(0, 20))
    const first = await fresh.by('byType', {}).page({ size: 19 })
    const late = { tenant: 't9', id: 'zz', time: day(500), score: 1, kind: 'view' }
    await fresh.put(late, { ...late, id: 'yy', time: day(501) })
    const rest = await fresh.by('byType', {}).page({ size: 5, cursor: first.next })
    expect(ids(rest.items).slice(-2)).toEqual(['zz', 'yy'])
  })

  test('any query is the same as of a sorted array', async () => {
    const query = fc.record({
      from: fc.nat(110),
      kind: fc.constantFrom('click' as const, 'view' as const, undefined),
      back: fc.boolean(),
      limit: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
      pageSize: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
      size: fc.integer({ min: 1, max: 40 }),
    })
    const check = async ({
      from,
      kind,
      back,
      limit,
      pageSize,
      size,
    }: typeof query extends fc.Arbitrary<infer T> ? T : never) => {
      let set = world.by('byType', { time: gte(day(from)) })
      if (kind !== undefined) set = set.filter({ kind })
      if (back) set = set.reverse()
      if (limit !== undefined) set = set.limit(limit)
      if (pageSize !== undefined) set = set.pageSize(pageSize)
      const matching = order.filter((id) => {
        const event = events.find((one) => one.id === id)
        return event !== undefined && event.time >= day(from) && (kind === undefined || event.kind === kind)
      })
      const expected = (back ? matching.reverse() : matching).slice(0, limit)
      expect(ids(await set.all())).toEqual(expected)
      const first = await set.page({ size })
      expect(ids(first.items)).toEqual(expected.slice(0, size))
      expect(first.next === undefined).toBe(expected.length <= size)
      if (first.next === undefined) return
      const second = await set.page({ size, cursor: first.next })
      expect(ids(second.items)).toEqual(expected.slice(size, size * 2))
      const again = await set.page({ size, cursor: second.previous })
      expect(again.items).toEqual(first.items)
    }
    await fc.assert(fc.asyncProperty(query, check), { numRuns: 40 })
  })

  test('key conditions hold in every shard; count sums them', async () => {
    const january = events.filter(({ time }) => time < day(31))
    expect(await world.by('byType', { time: beginsWith('2026-01') }).count()).toBe(january.length)
    expect(
      await world
        .by('byType', { time: lt(day(31)) })
        .filter({ kind: 'click' })
        .count(),
    ).toBe(january.filter(({ kind }) => kind === 'click').length)
    expect(await world.by('byType', {}).first()).toMatchObject({ id: order[0] })
    expect(await world.by('byType', {}).last()).toMatchObject({ id: order.at(-1) })
    expect(await world.by('byType', { time: gte(day(400)) }).exists()).toBe(false)
    expect(await world.by('byScore', { tenant: 'nobody' }).all()).toEqual([])
  })

  test('iteration reads on only as far as it goes', async () => {
    world.clear()
    const seen: string[] = []
    for await (const { id } of world.by('byType', {}).pageSize(4)) {
      seen.push(id)
      if (seen.length === 3) break
    }
    expect(seen).toEqual(order.slice(0, 3))
    expect(world.sent).toHaveLength(SHARDS)
  })

  test('only() and values() as any', async () => {
    const [first] = await world.by('byType', {}).only('score').limit(1).all()
    expect(first).toEqual({ score: events.find(({ id }) => id === order[0])?.score })
  })
})

describe('a budget', () => {
  test('goes on where it was spent, losing nothing and repeating nothing', async () => {
    const set = world.by('byType', {}).pageSize(2).budget({ requests: 12 })
    const seen: string[] = []
    let cursor: string | undefined
    let rounds = 0
    do {
      const page = await set.page({ size: 100, cursor })
      seen.push(...ids(page.items))
      cursor = page.next
      rounds++
    } while (cursor !== undefined && rounds < 300)
    expect(seen).toEqual(order)
    expect(rounds).toBeGreaterThan(5)
  })

  test('counts go on too', async () => {
    const set = world.by('byType', {}).pageSize(10)
    const error = await set
      .budget({ requests: 9 })
      .count()
      .catch((thrown: BudgetExceeded) => thrown)
    // Nine pages of ten were counted.
    expect(await set.startAfter((error as BudgetExceeded).next).count()).toBe(COUNT - 90)
  })

  test('that allows less than one request of each shard is refused', async () => {
    await expect(world.by('byType', {}).budget({ requests: 7 }).all()).rejects.toMatchObject({ code: 'query.option' })
  })
})

describe('requests', () => {
  test('one Query for each shard, with its share of the limit', async () => {
    const offline = await makeShardWorld(3, { offline: true })
    const query = (shard: number) => ({
      TableName: 'events',
      IndexName: 'gsi1',
      KeyConditionExpression: '#0 = :0 AND #1 >= :1',
      FilterExpression: '#2 = :2 OR attribute_not_exists(#2)',
      ExpressionAttributeNames: { '#0': 'GSI1PK', '#1': 'GSI1SK', '#2': '_type' },
      ExpressionAttributeValues: {
        ':0': { S: `TYPE#Event#${shard}` },
        ':1': { S: '2026-01-01T00:00:00.000Z' },
        ':2': { S: 'Event' },
      },
      Limit: 8,
      ScanIndexForward: false,
    })
    const set = offline
      .by('byType', { time: gte(day(0)) })
      .reverse()
      .limit(12)
    expect(set.toRequests()).toEqual([0, 1, 2].map(query))
  })

  test('explained', async () => {
    const offline = await makeShardWorld(16, { offline: true })
    const explanation = offline.by('byScore', { tenant: 't1' }).limit(16).explain()
    expect(explanation.requests).toHaveLength(16)
    expect(explanation.keyConditions[0]).toMatch(/^GSI2PK .*"TENANT#t1#00".*"TENANT#t1#15"/)
    expect(explanation.estimate).toMatchObject({ requests: 16 })
    expect(String(explanation)).toContain("Query of the index gsi2 by 'byScore' in 16 shards side by side")
    expect(explanation.warnings).toEqual([expect.stringMatching(/^Items of other models/)])
  })

  test('a start that is no cursor is refused, and a cursor of another number of shards', async () => {
    const start = { tenant: 't1', id: 'e000', time: day(0) }
    await expect(world.by('byType', {}).startAfter(start).all()).rejects.toMatchObject({ code: 'query.option' })
    const { next } = await world.by('byType', {}).page({ size: 2 })
    const other = await makeShardWorld(4, { offline: true })
    await expect(other.by('byType', {}).page({ cursor: next })).rejects.toMatchObject({ code: 'cursor.invalid' })
  })

  test('a failure of one shard ends all', async () => {
    const broken = await makeShardWorld(4, { offline: true })
    await expect(broken.by('byType', {}).all()).rejects.toThrow(/offline/)
  })
})

describe('signals', () => {
  test('an abort ends the read; more than ten shards warn of no leak', async () => {
    const warnings: Error[] = []
    const note = (warning: Error) => warnings.push(warning)
    process.on('warning', note)
    const many = await makeShardWorld(32)
    const stop = new AbortController()
    const set = many.by('byType', {}).signal(stop.signal)
    expect([await set.all(), await set.count()]).toEqual([[], 0])
    stop.abort()
    await expect(set.all()).rejects.toMatchObject({ code: 'request.aborted' })
    await expect(set.count()).rejects.toMatchObject({ code: 'request.aborted' })
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', note)
    expect(warnings).toEqual([])
  })
})
