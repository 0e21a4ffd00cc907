/** The shop that the tests of models use, on an engine of their own, with every request recorded. Test code only. */
import { f, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll } from 'vitest'
import { z } from 'zod'
import { recording } from '../support/recording.ts'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())

/** Every request to the engine. */
export const recorder = recording(engine.client)

export const shop = new Table({
  name: 'shop',
  client: recorder,
  indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' }, gsi2: { pk: 'GSI2PK', sk: 'GSI2SK' } },
})

export class User extends shop.Model<User>()('User', {
  fields: {
    userId: f.string(),
    email: z.email(),
    name: f.string(),
    joined: f.date().default(() => new Date('2026-01-01T00:00:00Z')),
    password: f.string().secret().optional(),
    note: f.string().hidden().optional(),
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

export class Order extends shop.Model<Order>()('Order', {
  fields: {
    userId: f.string(),
    orderId: f.ulid(),
    status: f.enum('open', 'paid', 'shipped').default('open'),
    total: f.number(),
    placedAt: f.date().createdAt(),
    address: f.map({ city: f.string(), zip: f.string().optional() }),
    tags: f.set(f.string()).optional(),
    lines: f.list(f.map({ sku: f.string(), amount: f.integer() })).default([]),
    note: f.string().optional(),
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

/** One field of every kind that JSON cannot hold as it is. */
export class Thing extends shop.Model<Thing>()('Thing', {
  fields: {
    thingId: f.string(),
    big: f.bigint(),
    when: f.date(),
    bytes: f.binary(),
    marks: f.set(f.number()),
    price: f.decimal(),
    any: f.any().optional(),
    renamed: f.string().as('r').optional(),
    born: f.string().readonly().optional(),
    touched: f.date().updatedAt(),
    size: f.number().computed((values: { price: string }) => values.price.length),
  },
  keys: { primary: { pk: 'THING#{thingId}', sk: 'THING' } },
}) {}

await shop.create()
recorder.take()

let count = 0
/** A name that no other test has. */
export const unique = (prefix = 'u'): string => `${prefix}${++count}`

/** Stores an order of a user that no other test has. */
export const anOrder = async (given: Partial<ConstructorParameters<typeof Order>[0]> = {}): Promise<Order> => {
  const order = await Order.objects.create({ userId: unique(), total: 10, address: { city: 'London' }, ...given })
  recorder.take()
  return order
}
