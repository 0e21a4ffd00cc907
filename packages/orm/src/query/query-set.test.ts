/** Query sets on the running engine: which items come back, in which order, by how many requests. */
import { beforeAll, describe, expect, test } from 'vitest'
import { anOrder, makeShop, type ReadShop } from '../../test/support/read-shop.ts'
import { CursorError, QueryError, RequestError } from '../errors/errors.ts'
import { beginsWith, between, gt, gte, lt, lte } from '../expression/operators.ts'
import type { GivenValues } from '../read/query-state.ts'

const day = (number: number) => new Date(Date.UTC(2026, 4, number))
const ids = (orders: readonly { orderId: string }[]) => orders.map(({ orderId }) => orderId).join(' ')

let shop: ReadShop
beforeAll(async () => {
  shop = await makeShop({ cursorSecret: 'quiet' })
  await shop.put(
    shop.User,
    { userId: 'u1', name: 'Ada', status: 'open', joined: day(3) },
    { userId: 'u2', name: 'Bob', status: 'gone', joined: day(1) },
  )
  const orders = Array.from({ length: 12 }, (_, at) =>
    anOrder({
      orderId: `o${String(at + 1).padStart(2, '0')}`,
      status: (['open', 'paid', 'shipped'] as const)[at % 3],
      total: (at + 1) * 10,
      placedAt: day(at + 1),
      region: at % 2 === 0 ? 'eu' : undefined,
      rank: at,
      note: at === 4 ? 'fragile' : undefined,
    }),
  )
  await shop.put(shop.Order, ...orders, anOrder({ userId: 'u2', orderId: 'o01', total: 5, placedAt: day(20) }))
  const lines = orders.map(({ orderId }) => ({ userId: 'u1', orderId, line: 1, sku: 'x' }))
  await shop.put(shop.Line, ...lines)
})

describe('which items', () => {
  test('a partition gives the items of the model alone, in key order', async () => {
    const found = await shop.using({ userId: 'u1' }).all()
    expect(ids(found)).toBe('o01 o02 o03 o04 o05 o06 o07 o08 o09 o10 o11 o12')
    expect(found[0]).toMatchObject({ model: 'Order', userId: 'u1', total: 10, placedAt: day(1), region: 'eu' })
  })

  test.each([
    [gt('o10'), 'o11 o12'],
    [gte('o10'), 'o10 o11 o12'],
    [lt('o03'), 'o01 o02'],
    [lte('o03'), 'o01 o02 o03'],
    [between('o02', 'o04'), 'o02 o03 o04'],
    [between('o04', 'o02'), ''],
    [beginsWith('o1'), 'o10 o11 o12'],
    ['o07', 'o07'],
  ])('an operator on a template sort key: %j', async (orderId, expected) => {
    expect(ids(await shop.using({ userId: 'u1', orderId }).all())).toBe(expected)
  })

  test('an index by template, with dates, leaves the users in it alone', async () => {
    expect(ids(await shop.using({ status: 'open' }).all())).toBe('o01 o04 o07 o10 o01')
    expect(ids(await shop.using({ status: 'open', placedAt: gt(day(4)) }).all())).toBe('o07 o10 o01')
    expect(ids(await shop.using({ status: 'open', placedAt: lt(day(4)) }).all())).toBe('o01')
    expect(ids(await shop.using({ status: 'open', placedAt: beginsWith('2026-05-0') }).all())).toBe('o01 o04 o07')
  })

  test('a local index, and one over attributes of fields', async () => {
    expect(
      ids(
        await shop
          .using({ userId: 'u1', total: gte(100) })
          .consistent()
          .all(),
      ),
    ).toBe('o10 o11 o12')
    expect(ids(await shop.using({ userId: 'u1', total: 20 }).all())).toBe('o02')
    expect(ids(await shop.using({ region: 'eu', placedAt: between(day(3), day(7)) }).all())).toBe('o03 o05 o07')
  })

  test('a composite sort key, and an index that holds keys only', async () => {
    const slim = (part: GivenValues) => shop.by('ranked', part).only('orderId', 'total').all()
    expect(await slim({ status: 'paid', rank: gt(4) })).toEqual([
      { orderId: 'o08', total: 80 },
      { orderId: 'o11', total: 110 },
    ])
    expect(ids(await slim({ status: 'paid', rank: lte(4) }))).toBe('o02 o05')
    expect(ids(await slim({ status: between('open', 'paid') }))).toBe('o01 o01 o04 o07 o10 o02 o05 o08 o11')
    expect(ids(await slim({ status: 'paid', rank: 4, total: lt(50) }))).toBe('')
    const [first] = await shop.by('ranked', {}).all()
    expect(first).toEqual({ userId: 'u2', orderId: 'o01', status: 'open', total: 5, rank: 0 })
    // Another pattern may not give what the first one was known to.
    const moved = shop.using({}).by('ranked')
    await expect(moved.all()).rejects.toMatchObject({ code: 'query.option' })
    expect(await shop.by('ranked', {}).count()).toBe(13)
  })

  test('what differs in case alone does not match, though the engine says so', async () => {
    const user = { userId: 'case' }
    await shop.put(shop.Order, anOrder({ ...user, orderId: 'Abc' }), anOrder({ ...user, orderId: 'abc' }))
    expect(ids(await shop.using({ ...user, orderId: beginsWith('a') }).all())).toBe('abc')
  })

  test('a scan', async () => {
    expect(
      await shop
        .scan()
        .filter({ total: gte(90) })
        .count(),
    ).toBe(4)
    const found = await shop.scan().filter({ userId: 'u2' }).all()
    expect(ids(found)).toBe('o01')
  })
})

describe('narrowing', () => {
  test('filter, exclude and where, with an exact limit', async () => {
    const set = shop
      .using({ userId: 'u1' })
      .filter({ total: gte(30) })
      .exclude({ status: 'paid' })
    expect(ids(await set.all())).toBe('o03 o04 o06 o07 o09 o10 o12')
    expect(ids(await set.limit(3).all())).toBe('o03 o04 o06')
    expect(ids(await set.limit(3).pageSize(2).all())).toBe('o03 o04 o06')
    expect(
      ids(
        await set
          .where(({ rank }) => rank % 2 === 1)
          .limit(2)
          .reverse()
          .all(),
      ),
    ).toBe('o12 o10')
    expect(await set.where(({ rank }) => rank % 2 === 1).count()).toBe(4)
    expect(await set.limit(3).count()).toBe(3)
  })

  test('a filter on a queried key attribute is evaluated here', async () => {
    const set = shop.using({ userId: 'u1', total: gte(50) }).filter({ total: lt(80), rank: gte(5) })
    expect(ids(await set.all())).toBe('o06 o07')
    expect(await set.count()).toBe(2)
    expect(set.explain().checks).toHaveLength(1)
  })

  test('only and values give plain objects', async () => {
    expect(await shop.using({ userId: 'u1' }).only('total', 'note').limit(1).all()).toEqual([{ total: 10 }])
    const [first] = await shop.using({ userId: 'u1' }).values().limit(1).all()
    expect(first).not.toHaveProperty('model')
    expect(first).toMatchObject({ orderId: 'o01', total: 10 })
  })

  test('limit(0) sends nothing', async () => {
    shop.clear()
    expect(await shop.using({ userId: 'u1' }).limit(0).all()).toEqual([])
    expect(await shop.using({ userId: 'u1', orderId: between('b', 'a') }).count()).toBe(0)
    expect(shop.using({ userId: 'u1' }).limit(0).toRequests()).toEqual([])
    expect(shop.sent).toEqual([])
  })
})

describe('terminals', () => {
  test('first, one, exists', async () => {
    expect(await shop.using({ userId: 'u1' }).reverse().first()).toMatchObject({ orderId: 'o12' })
    expect(await shop.using({ userId: 'nobody' }).first()).toBeUndefined()
    expect(await shop.using({ userId: 'u2' }).one()).toMatchObject({ orderId: 'o01' })
    await expect(shop.using({ userId: 'u1' }).one()).rejects.toMatchObject({ code: 'query.not-one' })
    await expect(shop.using({ userId: 'nobody' }).one()).rejects.toThrow(/^No Order matches/)
    expect(await shop.using({ userId: 'u2' }).exists()).toBe(true)
    expect(await shop.using({ userId: 'u2' }).filter({ total: 6 }).exists()).toBe(false)
  })

  test('iterating twice sends twice; stopping early sends no more', async () => {
    shop.clear()
    const set = shop.using({ userId: 'u1' }).pageSize(4)
    for (let round = 0; round < 2; round++) for await (const order of set) if (order.orderId === 'o02') break
    expect(shop.sent).toHaveLength(2)
    let count = 0
    for await (const _ of set) count++
    expect(count).toBe(12)
  })

  test('count adds the type and transfers no items', async () => {
    shop.clear()
    expect(await shop.using({ userId: 'u1' }).count()).toBe(12)
    expect(shop.sent[0]?.input).toMatchObject({
      Select: 'COUNT',
      FilterExpression: '#2 = :2',
    })
  })

  test('a set answers to the signal', async () => {
    const controller = new AbortController()
    const set = shop.using({ userId: 'u1' }).pageSize(2).signal(controller.signal)
    const read = async () => {
      for await (const order of set) if (order.orderId === 'o01') controller.abort()
    }
    await expect(read()).rejects.toBeInstanceOf(RequestError)
    await expect(read()).rejects.toMatchObject({ code: 'request.aborted' })
  })
})

describe('pages', () => {
  test('go on exactly after the last item, whatever is dropped on the way', async () => {
    for (const base of [
      shop.using({ userId: 'u1' }),
      shop.using({ userId: 'u1' }).reverse(),
      shop.using({ status: 'open' }),
      shop.using({ userId: 'u1', total: gte(30) }),
      shop.using({ region: 'eu' }).only('orderId'),
      shop.using({ userId: 'u1' }).filter({ total: gte(30) }),
      shop.using({ userId: 'u1' }).where(({ orderId }) => orderId !== 'o03'),
      shop.scan().filter({ status: 'open' }),
      shop.using({ userId: 'u1' }).limit(7),
    ]) {
      const whole = ids((await base.all()) as { orderId: string }[])
      for (const size of [1, 2, 3, 5, 20]) {
        const pages: string[] = []
        let cursor: string | undefined
        do {
          const page = await base.page({ size, cursor })
          expect(page.items.length).toBeLessThanOrEqual(size)
          pages.push(ids(page.items as { orderId: string }[]))
          cursor = page.next
        } while (cursor !== undefined)
        expect(pages.join(' ')).toBe(whole)
        expect(pages).toHaveLength(Math.max(1, Math.ceil(whole.split(' ').length / size)))
      }
    }
  })

  test('pages() and startAfter()', async () => {
    const set = shop.using({ userId: 'u1' })
    const sizes: number[] = []
    for await (const page of set.pageSize(5).pages()) sizes.push(page.items.length)
    expect(sizes).toEqual([5, 5, 2])
    const order = (await set.limit(4).all())[3]
    if (order === undefined) throw new Error('There are 12 orders.')
    expect(ids(await set.startAfter(order).limit(2).all())).toBe('o05 o06')
    expect(ids(await set.startAfter({ userId: 'u1', orderId: 'o105' }).all())).toBe('o11 o12')
    expect(ids(await shop.using({ status: 'open' }).startAfter(order).all())).toBe('o07 o10 o01')
    const missing = shop.using({ status: 'open' }).startAfter({ userId: 'u1', orderId: 'o04' })
    await expect(missing.all()).rejects.toMatchObject({ code: 'query.option' })
  })

  test('a cursor fits its own query only', async () => {
    const set = shop.using({ userId: 'u1' })
    const { next } = await set.page({ size: 2 })
    if (next === undefined) throw new Error('There are 12 orders.')
    expect(ids((await set.page({ size: 2, cursor: next })).items)).toBe('o03 o04')
    expect(ids(await set.startAfter(next).limit(1).all())).toBe('o03')
    const altered = next.slice(0, -2) + (next.endsWith('AA') ? 'BB' : 'AA')
    for (const [other, cursor] of [
      [shop.using({ userId: 'u2' }), next],
      [set.reverse(), next],
      [set.filter({ total: 1 }), next],
      [shop.using({ status: 'open' }), next],
      [shop.scan(), next],
      [set, altered],
      [set, `${next}=`],
      [set, 'nonsense'],
      [set, ''],
    ] as const) {
      const page = other.page({ cursor })
      await expect(page).rejects.toBeInstanceOf(CursorError)
      await expect(page).rejects.toMatchObject({ code: 'cursor.invalid' })
    }
  })
})

describe('before anything is sent', () => {
  test('wrong queries', async () => {
    shop.clear()
    const code = async (set: { all(): Promise<unknown> }) =>
      await set.all().then(
        () => 'nothing',
        (error) => (error instanceof Error && 'code' in error ? error.code : error),
      )
    expect(await code(shop.using({ userId: undefined }))).toBe('query.no-index')
    expect(await code(shop.using({ total: 1 }))).toBe('query.no-index')
    expect(await code(shop.using({ userId: 'u1', orderId: 'o1', total: 1 }))).toBe('query.no-index')
    expect(await code(shop.using({ userId: gte('u1') }))).toBe('query.no-index')
    expect(await code(shop.using({ usrId: 'u1' }))).toBe('query.unknown-field')
    expect(await code(shop.using({ userId: 1 }))).toBe('validation.invalid')
    expect(await code(shop.using({ userId: '' }))).toBe('nothing')
    expect(await code(shop.using({ userId: 'x'.repeat(3000) }))).toBe('key.too-long')
    expect(await code(shop.by('byNothing', { userId: 'u1' }))).toBe('query.no-index')
    expect(await code(shop.by('byStatus', { userId: 'u1' }))).toBe('query.no-index')
    expect(await code(shop.using({ status: 'open' }).consistent())).toBe('query.option')
    expect(await code(shop.scan().reverse())).toBe('query.option')
    expect(await code(shop.using({ userId: 'u1' }).filter({ totl: 1 } as never))).toBe('query.unknown-field')
    expect(await code(shop.using({ userId: 'u1' }).exclude({}))).toBe('query.operator')
    expect(shop.sent).toHaveLength(1)
  })

  test('options out of range', () => {
    const set = shop.using({ userId: 'u1' })
    for (const wrong of [
      () => set.limit(-1),
      () => set.limit(1.5),
      () => set.limit('3' as never),
      () => set.pageSize(0),
      () => set.startAfter(3 as never),
      () => set.signal({} as never),
      () => set.where('x' as never),
      () => shop.scan().using({ userId: 'u1' }),
      () => (set.only as () => unknown)(),
    ])
      expect(wrong).toThrow(expect.objectContaining({ code: 'query.option' }))
    expect(() => set.only('totl' as never)).toThrow(QueryError)
  })

  test('a set is no promise, and a builder leaves it as it was', () => {
    const set = shop.using({ userId: 'u1' })
    expect('then' in set).toBe(false)
    set.limit(1).reverse().filter({ total: 1 })
    expect(set.toRequests()[0]).not.toHaveProperty('Limit')
    expect(set.using({ orderId: 'o02' }).toRequests()[0]).toMatchObject({
      Key: { PK: { S: 'USER#u1' }, SK: { S: 'ORDER#o02' } },
    })
  })
})
