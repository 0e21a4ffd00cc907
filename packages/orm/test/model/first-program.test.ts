/** The program that the README and the guides begin with, on the engine: every layer once. */
import { beginsWith, f, gte, plus, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'

const shop = new Table({ name: 'shop', indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })

class User extends shop.Model<User>()('User', {
  fields: {
    userId: f.string(),
    email: z.email(),
    name: f.string(),
    joined: f.date().default(() => new Date()),
  },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'PROFILE' },
    byEmail: { index: 'gsi1', pk: 'EMAIL#{email}', sk: 'USER' },
  },
  unique: { email: ['email'] },
}) {
  get greeting() {
    return `Hi ${this.name}`
  }
  orders() {
    return Order.objects.using({ userId: this.userId })
  }
}

class Order extends shop.Model<Order>()('Order', {
  fields: {
    userId: f.string(),
    orderId: f.ulid(),
    status: f.enum('open', 'paid', 'shipped').default('open'),
    total: f.number(),
    placedAt: f.date().createdAt(),
    address: f.map({ city: f.string(), zip: f.string().optional() }),
    tags: f.set(f.string()).optional(),
  },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}' },
  },
}) {
  user() {
    return User.objects.get({ userId: this.userId })
  }
}

beforeAll(async () => {
  const engine = await startEngine({ quiet: true })
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = engine.endpoint
  await shop.ensure()
  return () => engine.stop()
})

it('runs the first program', async () => {
  const ada = await User.objects.create({ userId: 'u1', email: 'ada@example.com', name: 'Ada' })
  expect(ada).toBeInstanceOf(User)
  expect(ada.greeting).toBe('Hi Ada')
  const [bob, created] = await User.objects.getOrCreate({ userId: 'u2' }, { email: 'b@example.com', name: 'Bob' })
  expect([bob.name, created]).toEqual(['Bob', true])
  const order = await Order.objects.create({ userId: 'u1', total: 10, address: { city: 'London' } })
  await Order.objects.create({ userId: 'u1', total: 5, address: { city: 'Paris' } })
  const found = []
  for await (const one of ada.orders().filter({ total: gte(10), address: { city: beginsWith('L') } })) found.push(one)
  expect(found.map((one) => one.orderId)).toEqual([order.orderId])
  const since = new Date(Date.now() - 60_000)
  const open = await Order.objects
    .using({ status: 'open', placedAt: gte(since) })
    .limit(20)
    .all()
  expect(open).toHaveLength(2)
  const first = await Order.objects.using({ userId: 'u1' }).reverse().first()
  expect(first?.total).toBe(5)
  await order.update({ total: plus(5), status: 'paid' }, { if: { status: 'open' } })
  expect(order.total).toBe(15)
  expect(order.keys()['GSI1PK']).toBe('STATUS#paid')
  const account = shop.collection(User, Order)
  const { User: users, Order: orders } = await account.using({ userId: 'u1' }).grouped()
  expect([users.length, orders.length]).toEqual([1, 2])
  for await (const item of account.using({ userId: 'u1' }))
    if (item instanceof Order) expect(item.total).toBeGreaterThan(1)
  expect((await order.user()).name).toBe('Ada')
  expect((await User.objects.get({ email: 'ada@example.com' })).userId).toBe('u1')
  await order.delete()
  await expect(Order.objects.get(order.key())).rejects.toBeInstanceOf(Order.DoesNotExist)
})
