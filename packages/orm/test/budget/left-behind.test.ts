/**
 * What a request leaves behind is taken by the quick collections of young objects. Objects that hidden classes or maps of
 * long life point to stay for a full one, and make all the quick ones slow: as many as there are requests.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { client, network } from './floor.ts'
import { published } from './published.ts'

const { f, Table } = published

const shop = new Table({ name: 'shop', client, indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })

class Order extends shop.Model<Order>()('Order', {
  fields: { userId: f.string(), orderId: f.string(), total: f.number(), address: f.map({ city: f.string() }) },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    byTotal: { index: 'gsi1', pk: 'TOTAL', sk: '{total}' },
  },
}) {}

const key = { userId: 'u1', orderId: 'o1' }
const values = { ...key, total: 5, address: { city: 'Łódź' } }
const stored = {
  ...{
    PK: { S: 'USER#u1' },
    SK: { S: 'ORDER#o1' },
    GSI1PK: { S: 'TOTAL' },
    GSI1SK: { S: 'p2005' },
    _type: { S: 'Order' },
  },
  ...{ userId: { S: 'u1' }, orderId: { S: 'o1' }, total: { N: '5' }, address: { M: { city: { S: 'Łódź' } } } },
}
const page = { Count: 2, ScannedCount: 2, Items: [stored, stored] }
const orders = () => Order.objects.using({ userId: 'u1' })
let total = 0

interface Case {
  readonly answers: object
  run(): Promise<unknown>
  /** Most bytes. Compilers and tables that grow leave some; an object of each request would be several hundred more. */
  readonly limit?: number
}

const cases: Readonly<Record<string, Case>> = {
  get: { answers: { Item: stored }, run: () => Order.objects.get(key) },
  create: { answers: {}, run: () => Order.objects.create(values) },
  replace: { answers: {}, run: () => Order.objects.replace(values) },
  update: {
    answers: { Attributes: stored },
    limit: 1000,
    run: () => Order.objects.update(key, { total: total++, address: { city: 'York' } }),
  },
  'update that gives nothing back': {
    answers: {},
    run: () => Order.objects.update(key, { address: { city: `${total++}` } }, { returning: 'none' }),
  },
  delete: { answers: {}, run: () => Order.objects.delete(key) },
  'a query': { answers: page, run: () => orders().all() },
  'a query with options': { answers: page, run: () => orders().reverse().limit(2).all() },
  'a query, one by one': {
    answers: page,
    run: async () => {
      for await (const _ of orders());
    },
  },
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void

/** Bytes that a run leaves for a full collection. */
const leftBy = async (run: () => Promise<unknown>): Promise<number> => {
  const used = (): number => {
    // What is young becomes old if it outlives two.
    for (let time = 0; time < 3; time++) collect({ type: 'minor' })
    return process.memoryUsage().heapUsed
  }
  collect()
  const before = used()
  for (let count = 0; count < RUNS; count++) await run()
  return (used() - before) / RUNS
}
const RUNS = 1000

test.each(Object.entries(cases))('%s leaves nothing behind', async (_name, { answers, run, limit = 600 }) => {
  network.answer = Buffer.from(JSON.stringify(answers))
  // Compiling leaves something, too.
  for (let count = 0; count < 2000; count++) await run()
  const left: number[] = []
  for (let time = 0; time < 5; time++) left.push(await leftBy(run))
  expect(Math.min(...left)).toBeLessThan(limit)
})
