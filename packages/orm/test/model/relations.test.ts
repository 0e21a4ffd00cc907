/** Relations between models, and prefetch. */
import { f, gte, prefetch, QueryError, related, Table } from 'single-table-orm'
import { createTestTable, sharedEngine } from 'single-table-orm/testing'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFaultyClient } from '../support/faulty-client.ts'

const faulty = createFaultyClient()
let name = ''
const shop = new Table({ name: () => name, client: faulty.client })

class User extends shop.Model<User>()('User', {
  fields: { userId: f.string(), name: f.string(), sponsorId: f.string().optional() },
  keys: { primary: { pk: 'USER#{userId}', sk: 'PROFILE' } },
}) {
  sponsor() {
    const { sponsorId } = this
    return related(User).one(this, sponsorId === undefined ? undefined : { userId: sponsorId })
  }
  orders() {
    return related(Order).many(this, { userId: this.userId })
  }
  latest() {
    return related(Order).many(this, { userId: this.userId }, { reverse: true, limit: 2 })
  }
  large() {
    return related(Order).many(this, { userId: this.userId }, { filter: { total: gte(30) } })
  }
  firstLarge() {
    return related(Order).many(this, { userId: this.userId }, { filter: { total: gte(30) }, limit: 1 })
  }
  someLarge() {
    return related(Order).many(this, { userId: this.userId }, { filter: { total: gte(30) }, limit: 3 })
  }
}
class Order extends shop.Model<Order>()('Order', {
  fields: { userId: f.string(), orderId: f.string(), total: f.number() },
  keys: { primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' } },
}) {
  user() {
    return related(User).one(this, { userId: this.userId })
  }
  links() {
    return related(OrderTag).many(this, { orderId: this.orderId })
  }
  tags() {
    return related(Tag).through(this.links(), (link) => ({ tagId: link.tagId }))
  }
  plain() {
    return 1
  }
  async fails() {
    throw new Error('of nobody')
  }
  get touched() {
    throw new Error('a getter ran')
  }
  override async save(): Promise<this> {
    throw new Error('save() ran')
  }
}
class OrderTag extends shop.Model<OrderTag>()('OrderTag', {
  fields: { orderId: f.string(), tagId: f.string() },
  keys: { primary: { pk: 'TAGS#{orderId}', sk: 'TAG#{tagId}' } },
}) {
  tag() {
    return related(Tag).one(this, { tagId: this.tagId })
  }
}
class Tag extends shop.Model<Tag>()('Tag', {
  fields: { tagId: f.string(), label: f.string() },
  keys: { primary: { pk: 'TAG#{tagId}', sk: 'TAG' } },
}) {}

const userIds = Array.from({ length: 30 }, (_, index) => `u${index}`)
let orders: Order[] = []
let users: (User | undefined)[] = []

beforeAll(async () => {
  name = (await createTestTable(await sharedEngine())).name
  await Promise.all([
    ...userIds.map((userId, index) =>
      User.objects.create({ userId, name: userId, ...(index % 2 === 1 && { sponsorId: 'u0' }) }),
    ),
    ...userIds.flatMap((userId, index) =>
      [1, 2, 3, 4].map((n) => Order.objects.create({ userId, orderId: `o${index}-${n}`, total: n * 10 })),
    ),
    ...['red', 'blue', 'new'].map((tagId) => Tag.objects.create({ tagId, label: tagId.toUpperCase() })),
    ...['red', 'gone', 'blue'].map((tagId) => OrderTag.objects.create({ orderId: 'o0-1', tagId })),
    OrderTag.objects.create({ orderId: 'o0-2', tagId: 'red' }),
  ])
})
beforeEach(async () => {
  orders = (await Promise.all(userIds.map((userId) => Order.objects.using({ userId }).all()))).flat()
  users = await User.objects.getMany(userIds.map((userId) => ({ userId })))
  faulty.reset()
})
const present = (list: readonly (User | undefined)[]) => list.filter((user) => user !== undefined)

describe('without prefetch', () => {
  it('a relation is lazy, and reads anew each time', async () => {
    const [order] = orders as [Order]
    const relation = order.user()
    expect(relation.loaded).toBeUndefined()
    expect(relation).not.toHaveProperty('then')
    expect(faulty.sent).toEqual([])
    const one = await relation.get()
    expect(one).toBeInstanceOf(User)
    expect(await order.user().find()).not.toBe(one)
    expect(faulty.operations()).toEqual(['GetItem', 'GetItem'])
  })

  it('gets of one tick are one request', async () => {
    const found = await Promise.all(orders.slice(0, 100).map((order) => order.user().get()))
    expect(found.map(({ userId }) => userId)).toEqual(orders.slice(0, 100).map(({ userId }) => userId))
    expect(faulty.operations()).toEqual(['BatchGetItem'])
    expect(faulty.batchSizes()).toEqual([25])
  })

  it('no key, no item, no request; a key without an item is asked for', async () => {
    const [first] = present(users) as [User]
    expect(await first.sponsor().find()).toBeUndefined()
    expect(first.sponsor().loaded).toBeNull()
    await expect(first.sponsor().get()).rejects.toBeInstanceOf(User.DoesNotExist)
    await expect(first.sponsor().get()).rejects.toThrow('The relation to User is not set.')
    expect(faulty.sent).toEqual([])
    await expect(new Order({ userId: 'nobody', orderId: 'x', total: 1 }).user().get()).rejects.toBeInstanceOf(
      User.DoesNotExist,
    )
    expect(faulty.operations()).toEqual(['GetItem'])
  })

  it('to-many: all, iteration, options, and the query set behind it', async () => {
    const [first] = present(users) as [User]
    const totals = (list: readonly Order[]) => list.map(({ total }) => total)
    expect(totals(await first.orders().all())).toEqual([10, 20, 30, 40])
    expect(totals(await first.latest().all())).toEqual([40, 30])
    expect(totals(await first.large().all())).toEqual([30, 40])
    expect(totals(await first.firstLarge().all())).toEqual([30])
    const seen: number[] = []
    for await (const order of first.orders()) seen.push(order.total)
    expect(seen).toEqual([10, 20, 30, 40])
    expect(await first.orders().query.filter({ total: 20 }).count()).toBe(1)
  })

  it('through links: in their order, without what is gone', async () => {
    const order = await Order.objects.get({ userId: 'u0', orderId: 'o0-1' })
    faulty.reset()
    expect((await order.tags().all()).map(({ label }) => label)).toEqual(['BLUE', 'RED'])
    expect(faulty.operations()).toEqual(['Query', 'BatchGetItem'])
    const seen: string[] = []
    for await (const tag of order.tags()) seen.push(tag.tagId)
    expect(seen).toEqual(['blue', 'red'])
  })
})

describe('prefetch', () => {
  it('to-one: one request for a page, then none', async () => {
    expect(await prefetch(orders, 'user')).toBe(orders)
    expect(faulty.operations()).toEqual(['BatchGetItem'])
    expect(faulty.batchSizes()).toEqual([30])
    const found = await Promise.all(orders.map((order) => order.user().get()))
    expect(found.map(({ userId }) => userId)).toEqual(orders.map(({ userId }) => userId))
    expect(found[0]).toBe(found[1])
    expect(orders[0]?.user().loaded?.name).toBe('u0')
    expect(faulty.sent).toHaveLength(1)
  })

  it('knows what is missing, and sends nothing for it', async () => {
    const stray = new Order({ userId: 'nobody', orderId: 'x', total: 1 })
    await prefetch([stray], 'user')
    expect(stray.user().loaded).toBeNull()
    expect(await stray.user().find()).toBeUndefined()
    await expect(stray.user().get()).rejects.toBeInstanceOf(User.DoesNotExist)
    expect(faulty.sent).toHaveLength(1)
    await prefetch([present(users)[0] as User], 'sponsor')
    expect(faulty.sent).toHaveLength(1)
  })

  it('several relations to one model share requests', async () => {
    await prefetch(present(users), ['sponsor', 'orders'])
    expect(faulty.operations().filter((operation) => operation === 'BatchGetItem')).toHaveLength(1)
    expect(faulty.batchSizes().filter((size) => size > 0)).toEqual([1])
  })

  it('to-many: one query an instance, bounded, then none', async () => {
    let running = 0
    let most = 0
    faulty.fault = async (_, next) => {
      most = Math.max(most, ++running)
      const response = await next()
      running--
      return response
    }
    await prefetch(present(users), ['orders', 'latest', 'large', 'firstLarge', 'someLarge'], { concurrency: 3 })
    expect(faulty.sent).toHaveLength(150)
    expect(most).toBe(3)
    const [first] = present(users) as [User]
    const totals = (list: readonly Order[] | undefined) => list?.map(({ total }) => total)
    expect(totals(first.orders().loaded)).toEqual([10, 20, 30, 40])
    expect(totals(first.latest().loaded)).toEqual([40, 30])
    expect(totals(first.large().loaded)).toEqual([30, 40])
    // The first requests of these two are the same.
    expect(totals(first.firstLarge().loaded)).toEqual([30])
    expect(totals(first.someLarge().loaded)).toEqual([30, 40])
    const list = await first.orders().all()
    list.pop()
    expect(await first.orders().all()).toHaveLength(4)
    const seen: Order[] = []
    for await (const order of first.orders()) seen.push(order)
    expect(seen).toEqual(first.orders().loaded)
    expect(faulty.sent).toHaveLength(150)
    await first.orders().query.all()
    expect(faulty.sent).toHaveLength(151)
  })

  it('through links: links, then one batch for all', async () => {
    const some = orders.slice(0, 4)
    await prefetch(some, 'tags')
    expect(faulty.operations()).toEqual([...Array(4).fill('Query'), 'BatchGetItem'])
    expect(some.map((order) => order.tags().loaded?.map(({ tagId }) => tagId))).toEqual([
      ['blue', 'red'],
      ['red'],
      [],
      [],
    ])
    expect(await some[0]?.tags().all()).toHaveLength(2)
    expect(faulty.sent).toHaveLength(5)
  })

  it('is the instance’s own, and no part of its values', async () => {
    const [order, other] = orders as [Order, Order]
    const before = [JSON.stringify(order), order.values(), order.changes(), Object.keys(order)]
    await prefetch([order], 'user')
    expect([JSON.stringify(order), order.values(), order.changes(), Object.keys(order)]).toEqual(before)
    expect(other.user().loaded).toBeUndefined()
  })

  it('does not outlive the key it was read by, a refresh, or another prefetch', async () => {
    const [order] = orders as [Order]
    await prefetch([order], 'user')
    const first = order.user().loaded
    Object.assign(order, { userId: 'u5' })
    expect(order.user().loaded).toBeUndefined()
    expect((await order.user().get()).userId).toBe('u5')
    Object.assign(order, { userId: 'u0' })
    expect(order.user().loaded).toBe(first)
    await prefetch([order], 'user')
    expect(order.user().loaded).not.toBe(first)
    await order.refresh()
    expect(order.user().loaded).toBeUndefined()
  })

  it('keeps the tables of with apart', async () => {
    const [order] = orders as [Order]
    await prefetch([order], 'user')
    const other = (await createTestTable(await sharedEngine())).name
    await shop.with({ name: other }, async () => {
      expect(order.user().loaded).toBeUndefined()
      expect(await order.user().find()).toBeUndefined()
    })
  })

  it('reads consistently, and ends at the signal', async () => {
    await prefetch(present(users).slice(0, 1), 'orders', { consistent: true })
    await prefetch(orders.slice(0, 1), 'user', { consistent: true })
    expect(faulty.sent[0]?.input['ConsistentRead']).toBe(true)
    expect(faulty.sent[1]?.input.RequestItems?.[name]).toMatchObject({ ConsistentRead: true })
    const signal = AbortSignal.abort()
    await expect(prefetch(orders, 'user', { signal })).rejects.toMatchObject({ code: 'request.aborted' })
    await expect(prefetch(present(users), 'orders', { signal })).rejects.toMatchObject({ code: 'request.aborted' })
  })

  it('refuses what is no relation; nothing to fill sends nothing', async () => {
    expect(() => related(5 as never)).toThrow(expect.objectContaining({ code: 'query.option' }))
    expect(() => related(class {} as never)).toThrow(QueryError)
    for (const wrong of ['plain', 'total', 'nothing', 'fails', 'touched'])
      await expect(prefetch(orders, wrong as 'user')).rejects.toBeInstanceOf(QueryError)
    await expect(prefetch(orders, 'user', { concurrency: 0 })).rejects.toMatchObject({ code: 'query.option' })
    expect(() => related(Tag).through({} as never, () => ({ tagId: 'x' }))).toThrow(QueryError)
    expect(await prefetch([] as Order[], 'user')).toEqual([])
    expect(faulty.sent).toEqual([])
  })

  it.each([
    'delete',
    'save',
    'refresh',
    'move',
    'toJSON',
    'constructor',
    'toString',
    '__proto__',
    'isNew',
    Symbol.iterator,
  ])('calls nothing that the library gives every instance: %s', async (name) => {
    await expect(prefetch(orders, name as 'user')).rejects.toMatchObject({ code: 'query.option' })
    // Nor the relations that stand before it.
    await expect(prefetch(orders, ['user', name as 'user'])).rejects.toMatchObject({ code: 'query.option' })
    expect(faulty.sent).toEqual([])
    expect(orders[0]?.isNew).toBe(false)
  })

  it('refuses what is no list of instances', async () => {
    const none = [5, null, {}, new Set(orders), [undefined], [null], [{ user() {} }], [Object.create(Order.prototype)]]
    for (const given of none)
      await expect(prefetch(given as never, 'user' as never)).rejects.toMatchObject({ code: 'query.option' })
    for (const options of [5, null, { signal: 5 }])
      await expect(prefetch(orders, 'user', options as never)).rejects.toMatchObject({ code: 'query.option' })
    expect(faulty.sent).toEqual([])
  })

  it('calls methods of every class below the library’s own', async () => {
    class Rush extends Order.extend<Rush>()('Rush', { fields: { hours: f.number() } }) {}
    const rush = new Rush({ userId: 'u0', orderId: 'r', total: 1, hours: 2 })
    await prefetch([rush], 'user')
    expect(rush.user().loaded?.userId).toBe('u0')
  })
})
