/** Every item goes through its model, and comes to the table byte for byte as the data file has it. */
import type { Item } from 'single-table-orm'
import { type Engine, startEngine } from 'single-table-orm/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readItems } from './data.ts'
import { load } from './load.ts'
import { models, shop } from './models.ts'

const items = readItems()
let engine: Engine

beforeAll(async () => {
  engine = await startEngine({ quiet: true, endpoint: false })
  await shop.with({ client: engine.client }, async () => {
    await shop.create()
    await load(items)
  })
})
afterAll(() => engine.stop())

const send = async (operation: string, input: object) =>
  JSON.parse((await engine.client.send(operation, JSON.stringify({ TableName: 'OnlineShop', ...input }))).body)

it('has nineteen items of nine types in the data file', () => {
  expect(items).toHaveLength(19)
  expect(new Set(items.map((item) => JSON.stringify(item['EntityType']))).size).toBe(9)
  expect(models).toHaveLength(9)
})

it.each(items.map((item): [string, Item] => [`${JSON.stringify(item['PK'])} ${JSON.stringify(item['SK'])}`, item]))(
  'stores %s as the file has it',
  async (_, item) => {
    const { Item: stored } = await send('GetItem', { Key: { PK: item['PK'], SK: item['SK'] } })
    expect(stored).toEqual(item)
  },
)

it('stores nothing else', async () => {
  const { Items } = await send('Scan', {})
  expect(Items).toHaveLength(items.length)
})
