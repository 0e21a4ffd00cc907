/** What explain() expects a read to cost, and what it warns of. Nothing is sent. */
import { f, gte, lt, Table } from 'single-table-orm'
import { describe, expect, test } from 'vitest'

const table = new Table({
  name: 'shop',
  client: { send: () => Promise.reject(new Error('Nothing is sent here.')) },
  indexes: {
    gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' },
    slim: { pk: 'GSI2PK', sk: 'GSI2SK', projection: 'KEYS_ONLY' },
    size: { local: true, sk: ['total'], projection: 'KEYS_ONLY' },
  },
})
class Order extends table.Model<Order>()('Order', {
  fields: {
    userId: f.string(),
    orderId: f.string(),
    status: f.string(),
    total: f.number(),
    pin: f.string().secret().optional(),
  },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{total}' },
    listed: { index: 'slim', pk: '{$type}', sk: '{total}' },
    bySize: { index: 'size', sk: ['total'] },
  },
}) {}
class User extends table.Model<User>()('User', {
  fields: { userId: f.string(), name: f.string() },
  keys: { primary: { pk: 'USER#{userId}', sk: 'PROFILE' } },
}) {}
const { objects } = Order
const user = { userId: 'u1' }

/** `requests`, read units, and whether more may follow. */
const cost = (query: { explain(): { estimate: { requests: number; capacity: number; open: boolean } } }) => {
  const { requests, capacity, open } = query.explain().estimate
  return [requests, capacity, open]
}

describe('the estimate', () => {
  test('of one item: half a read unit, twice that where it is consistent', () => {
    expect(cost(objects.using({ ...user, orderId: 'o1' }))).toEqual([1, 0.5, false])
    expect(cost(objects.using({ ...user, orderId: 'o1' }).consistent())).toEqual([1, 1, false])
  })

  test('of a partition of unknown size: a page of 1 MB, and more at the same price', () => {
    expect(cost(objects.using(user))).toEqual([1, 128, true])
    expect(cost(objects.using(user).consistent())).toEqual([1, 256, true])
    expect(cost(objects.using(user).pageSize(10))).toEqual([1, 1.5, true])
    expect(objects.using(user).explain().estimate.basis).toBe(
      'Unknown size; assuming 1 KB per item, eventually consistent; the first request, of at most 1 MB. More follow at the same price.',
    )
  })

  test('of a limit: exact where nothing is dropped, else the first request', () => {
    expect(cost(objects.using(user).limit(8))).toEqual([1, 1, false])
    expect(cost(objects.using(user).limit(2000))).toEqual([2, 250, false])
    expect(cost(objects.using(user).limit(30).pageSize(10))).toEqual([3, 4.5, false])
    expect(
      cost(
        objects
          .using(user)
          .filter({ total: gte(1) })
          .limit(8),
      ),
    ).toEqual([1, 2.5, true])
    expect(
      cost(
        objects
          .using(user)
          .where(() => true)
          .limit(8),
      ),
    ).toEqual([1, 2.5, true])
    expect(cost(objects.using(user).limit(0))).toEqual([0, 0, false])
  })

  test('of whole items for those of an index: batch gets besides', () => {
    expect(cost(objects.by('listed', {}).hydrate().limit(150))).toEqual([3, 19 + 75, false])
  })

  test('of a scan: every segment', () => {
    expect(cost(objects.scan())).toEqual([1, 128, true])
    expect(cost(objects.scan({ segments: 4 }))).toEqual([4, 512, true])
  })

  test('of a budget: not more than that', () => {
    expect(cost(objects.using(user).budget({ requests: 1 }))).toEqual([1, 128, false])
    expect(cost(objects.using(user).budget({ capacity: 10 }))).toEqual([1, 10, false])
  })

  test('of segments: a request of each at least, also for a limit', () => {
    expect(cost(objects.scan({ segments: 3 }).limit(8))).toEqual([3, 7.5, true])
    expect(cost(table.scan({ segments: 3 }).limit(30))).toEqual([3, 4.5, false])
    expect(table.scan({ segments: 3 }).limit(30).toRequests()).toHaveLength(3)
  })

  test('is part of the text', () => {
    expect(String(objects.using(user).limit(8).explain())).toContain(
      '  estimate: 1 request, 1 read units. Unknown size; assuming 1 KB per item, eventually consistent.',
    )
    expect(String(objects.using(user).explain())).toContain('  estimate: at least 1 request, 128 read units.')
    const got = objects.using({ ...user, orderId: 'o1' }).filter({ total: 1 })
    expect(String(got.explain()).split('\n')[0]).toBe(
      "Get from the table by 'primary' for Order: Every field of the primary key has a value, so the one item is got.",
    )
    expect(got.explain()).toMatchObject({
      filters: ['total = 1 (evaluated here)'],
      checks: [expect.stringContaining('GetItem takes no filter')],
    })
    expect(String(got.explain())).toContain('  filter: total = 1 (evaluated here)')
    expect(String(got.explain())).not.toContain('More requests')
  })

  test('of a local index: whole items that it fetches besides', () => {
    const sorted = objects.by('bySize', user)
    expect(cost(sorted.limit(10))).toEqual([1, 6.5, false])
    expect(cost(sorted.limit(10).consistent())).toEqual([1, 13, false])
    expect(cost(sorted.limit(10).only('orderId', 'total'))).toEqual([1, 1.5, false])
    expect(cost(sorted.limit(10).only('status'))).toEqual([1, 6.5, false])
    expect(sorted.limit(10).explain().estimate.basis).toBe(
      'Unknown size; assuming 1 KB per item, eventually consistent, and half a read unit more for each that is read whole.',
    )
    expect(sorted.consistent().explain().estimate.basis).toContain('and one read unit more for each')
  })

  test('of limits by model: the request that they make', () => {
    const account = table.collection(User, Order).using(user)
    const limited = account.limit({ User: 1, Order: 2 })
    expect(limited.toRequests()).toMatchObject([{ Limit: 3 }])
    expect(cost(limited)).toEqual([1, 0.5, true])
    expect(limited.explain().estimate.basis).toContain('of at most 3 items')
    expect(limited.explain().limits).toEqual({ User: 1, Order: 2 })
    expect(String(limited.explain())).toContain('\n  limit: 1 of User, 2 of Order\n')
    expect(account.explain().limits).toBeUndefined()
    // The other model has as many as there are.
    expect(cost(account.limit({ User: 1 }))).toEqual([1, 128, true])
    expect(cost(account.limit({ User: 1 }).limit(5))).toEqual([1, 1, true])
    expect(cost(account.limit({ User: 0, Order: 0 }))).toEqual([0, 0, false])
  })
})

describe('filters that no request carries', () => {
  test('of whole items', () => {
    const whole = objects
      .by('listed', {})
      .hydrate()
      .filter({ status: 'open', orderId: lt('x') })
      .exclude({ pin: '1' })
    expect(whole.explain().filters).toEqual([
      'orderId < "x" (evaluated here)',
      'status = "open" (evaluated here)',
      'NOT pin = (secret) (evaluated here)',
    ])
    expect(String(whole.explain())).toContain('  filter: status = "open" (evaluated here)')
  })

  test('on attributes of the key, beside one that is sent', () => {
    const query = objects.by('bySize', user).filter({ total: gte(5), status: 'open' })
    expect(query.explain().filters).toEqual([
      'status = "open"',
      '_type = "Order" OR attribute_not_exists(_type)',
      'total >= 5 (evaluated here)',
    ])
    expect(
      objects
        .scan()
        .filter({ total: gte(5) })
        .explain()
        .filters.join(),
    ).not.toContain('here')
  })

  test('of one model of a collection', () => {
    const query = table
      .collection(Order)
      .by('bySize', user)
      .filter(Order, { total: gte(5) })
    expect(query.explain().filters).toEqual(['Order: total >= 5 (evaluated here)'])
  })
})

test('warnings: a filter that may read far more, a scan, a listing in one partition', () => {
  const warnings = (query: { explain(): { warnings: readonly string[] } }) => query.explain().warnings.join(' ')
  expect(warnings(objects.using(user))).toBe('')
  expect(warnings(objects.using({ ...user, orderId: 'o1' }).filter({ total: 1 }))).toBe('')
  expect(warnings(objects.using(user).filter({ total: 1 }))).toMatch(/may be far more than what it returns/)
  expect(warnings(objects.by('listed', {}).only('total'))).toMatch(/share one partition, which takes 3,000 read units/)
  expect(warnings(table.collection(Order).by('listed', {}).only(Order, 'total'))).toMatch(/share one partition/)
  expect(warnings(objects.using({ status: 'open' }))).toMatch(
    /Items of other models in the same partition are left out/,
  )
  expect(warnings(objects.using(user).where(() => true))).toMatch(/^where\(\) is applied here/)
  expect(warnings(objects.scan())).toMatch(/reads every item of the table/)
  expect(warnings(objects.scan({ index: 'gsi1' }).filter({ total: 1 }))).toMatch(/of the index 'gsi1'.*far more/)
})
