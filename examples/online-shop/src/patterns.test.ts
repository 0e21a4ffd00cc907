/** Every access pattern: its answer, the index it reads, and the very key condition that AWS's design names. */
import { type Engine, startEngine } from 'single-table-orm/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, ask } from './ask.ts'
import { readItems } from './data.ts'
import { load } from './load.ts'
import { type Meter, meter } from './meter.ts'
import { shop } from './models.ts'
import { patterns } from './patterns.ts'

/** Name, index, conditions on the key, and the answer in short. */
const design: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['Customer by id', 'table', [], ['Customer c#12345']],
  ['Product by id', 'table', [], ['Product p#12345']],
  ['Warehouse by id', 'table', [], ['Warehouse w#12345']],
  ['Inventory of a product', 'table', ['PK = "p#12345"', 'begins_with(SK, "w#")'], ['WarehouseItem p#12345 w#12345']],
  [
    'All of an order',
    'table',
    ['PK = "o#12345"'],
    [
      'Order o#12345 c#12345',
      'Invoice o#12345 i#55443',
      'OrderItem o#12345 p#12345',
      'OrderItem o#12345 p#99887',
      'Shipment o#12345 sh#88899',
      'Shipment o#12345 sh#98765',
      'ShipmentItem o#12345 shp#12345',
      'ShipmentItem o#12345 shp#54321',
      'ShipmentItem o#12345 shp#55555',
    ],
  ],
  [
    'Products of an order',
    'table',
    ['PK = "o#12345"', 'begins_with(SK, "p#")'],
    ['OrderItem o#12345 p#12345', 'OrderItem o#12345 p#99887'],
  ],
  ['Invoice of an order', 'table', ['PK = "o#12345"', 'begins_with(SK, "i#")'], ['Invoice o#12345 i#55443']],
  [
    'Shipments of an order',
    'table',
    ['PK = "o#12345"', 'begins_with(SK, "sh#")'],
    ['Shipment o#12345 sh#88899', 'Shipment o#12345 sh#98765'],
  ],
  [
    'Orders of a product between dates',
    'GSI1',
    ['GSI1-PK = "p#99887"', 'GSI1-SK BETWEEN "2020-06-21" AND "2020-06-22"'],
    ['OrderItem o#12345 p#99887'],
  ],
  ['Invoice by id', 'GSI1', ['GSI1-PK = "i#55443"', 'GSI1-SK = "i#55443"'], ['Invoice o#12345 i#55443']],
  [
    'Shipment with its items',
    'GSI1',
    ['GSI1-PK = "sh#98765"'],
    ['ShipmentItem o#12345 shp#55555', 'ShipmentItem o#12345 shp#12345', 'Shipment o#12345 sh#98765'],
  ],
  [
    'Shipments of a warehouse',
    'GSI2',
    ['GSI2-PK = "w#12345"', 'begins_with(GSI2-SK, "sh#")'],
    ['Shipment o#12345 sh#98765'],
  ],
  [
    'Inventory of a warehouse',
    'GSI2',
    ['GSI2-PK = "w#12345"', 'begins_with(GSI2-SK, "p#")'],
    ['WarehouseItem p#12345 w#12345', 'WarehouseItem p#99887 w#12345'],
  ],
  [
    'Invoices of a customer between dates',
    'GSI2',
    ['GSI2-PK = "c#12345"', 'GSI2-SK BETWEEN "2020-06-01" AND "2020-07-01"'],
    ['Invoice o#12345 i#55443'],
  ],
  [
    'Products of a customer between dates',
    'GSI2',
    ['GSI2-PK = "c#12345"', 'GSI2-SK BETWEEN "2020-06-21" AND "2020-06-21T19:19"'],
    ['OrderItem o#12345 p#12345'],
  ],
]

const items = readItems()
let engine: Engine
let metered: Meter

beforeAll(async () => {
  engine = await startEngine({ quiet: true, endpoint: false })
  metered = meter(engine.client)
  await shop.with({ client: engine.client }, async () => {
    await shop.create()
    await load(items)
  })
})
afterAll(() => engine.stop())

const answerTo = async (name: string): Promise<Answer> => {
  const pattern = patterns.find((candidate) => candidate.name === name)
  if (pattern === undefined) throw new Error(`No pattern is called ${name}.`)
  return await shop.with({ client: metered.transport }, () => ask(pattern, items, metered))
}

it('covers every pattern of the design', () => {
  expect(patterns.map(({ name }) => name)).toEqual(design.map(([name]) => name))
})

it.each(design)('%s: answer and index', async (name, where, keyConditions, answer) => {
  const { calls, requests, items: found, differences } = await answerTo(name)
  expect(differences).toEqual([])
  expect(new Set(calls.map((call) => call.where))).toEqual(new Set([where]))
  expect(calls.flatMap((call) => call.keyConditions)).toEqual(keyConditions)
  expect(found.map(shortName)).toEqual(answer)
  expect(requests.map(({ input }) => input['IndexName'] ?? 'table')).toEqual(calls.map(() => where))
  expect(requests.map(({ capacity }) => capacity)).toEqual(requests.map(() => 0.5))
})

it('filters by type only where a sort key does not tell it, and asks once', async () => {
  const answers: Answer[] = []
  for (const { name } of patterns) answers.push(await answerTo(name))
  const filtered = answers.filter(({ calls }) => calls.some(({ filters }) => filters.length > 0))
  expect(filtered.map(({ pattern, calls }) => [pattern.name, calls[0]?.filters])).toEqual([
    ['Orders of a product between dates', ['EntityType = "orderItem" OR attribute_not_exists(EntityType)']],
    ['Invoices of a customer between dates', ['EntityType = "invoice" OR attribute_not_exists(EntityType)']],
    ['Products of a customer between dates', ['EntityType = "orderItem" OR attribute_not_exists(EntityType)']],
  ])
  expect(answers.map(({ requests }) => requests.length)).toEqual(answers.map(() => 1))
})

const shortName = (item: { keys(): Record<string, unknown>; constructor: { name: string } }): string => {
  const { PK, SK } = item.keys()
  return [item.constructor.name, ...new Set([PK, SK])].join(' ')
}

it('leaves an item out of an index that its values do not complete', async () => {
  const { items: found } = await answerTo('Inventory of a warehouse')
  expect(found.map(String)).toEqual(['50 of product 12345 in warehouse 12345', '4 of product 99887 in warehouse 12345'])
  const { body } = await engine.client.send(
    'Query',
    JSON.stringify({
      TableName: 'OnlineShop',
      IndexName: 'GSI2',
      KeyConditionExpression: '#k = :k',
      ExpressionAttributeNames: { '#k': 'GSI2-PK' },
      ExpressionAttributeValues: { ':k': { S: 'w#12376' } },
    }),
  )
  expect(JSON.parse(body).Items.map((item: { SK: { S: string } }) => item.SK.S)).toEqual(['sh#88899'])
})
