/**
 * The world of the examples in docstrings: a shop with two users and three orders. Everything exported here is in scope in
 * every example, and `setUp` makes it anew before each. May import packages only: it is run on its own.
 */
import { f, Table } from 'single-table-orm'
import { createTestTable, startEngine } from 'single-table-orm/testing'
import { z } from 'zod'

export const shop = new Table({ name: 'shop', indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })

export class User extends shop.Model<User>()('User', {
  fields: {
    userId: f.string(),
    email: z.email(),
    name: f.string(),
    joined: f.date().default(() => new Date('2026-01-01T00:00:00Z')),
  },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'PROFILE' },
    byEmail: { index: 'gsi1', pk: 'EMAIL#{email}', sk: 'USER' },
  },
}) {
  get greeting() {
    return `Hi ${this.name}`
  }
  orders() {
    return Order.objects.using({ userId: this.userId })
  }
}

export class Order extends shop.Model<Order>()('Order', {
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

/** Ids of Ada's orders, oldest first; their totals are 5, 40 and 250. */
export const [orderId1, orderId2, orderId3] = [
  '01J0000000000000000000000A',
  '01J0000000000000000000000B',
  '01J0000000000000000000000C',
] as const

/** `u1`, with three orders. */
export let ada: User
/** `u2`, without orders. */
export let bob: User
/** Ada's first order: open, 5, London. */
export let order: Order

const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const })
const key = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
]

/** Creates the table and what is in it. The endpoint is in the environment. */
export const setUp = async (): Promise<void> => {
  const engine = await startEngine({ quiet: true })
  const index = { IndexName: 'gsi1', KeySchema: key('GSI1PK', 'GSI1SK'), Projection: { ProjectionType: 'ALL' } }
  const shape = {
    AttributeDefinitions: ['PK', 'SK', 'GSI1PK', 'GSI1SK'].map(string),
    KeySchema: key('PK', 'SK'),
    GlobalSecondaryIndexes: [index],
  }
  await createTestTable(engine, shape, { name: 'shop' })
  await engine.stop()
  ada = await User.objects.create({ userId: 'u1', email: 'ada@example.com', name: 'Ada' })
  bob = await User.objects.create({ userId: 'u2', email: 'bob@example.com', name: 'Bob' })
  const london = { city: 'London' }
  order = await Order.objects.create({ userId: 'u1', orderId: orderId1, total: 5, address: london })
  await Order.objects.create({ userId: 'u1', orderId: orderId2, total: 40, status: 'paid', address: { city: 'Leeds' } })
  await Order.objects.create({ userId: 'u1', orderId: orderId3, total: 250, status: 'shipped', address: london })
}
