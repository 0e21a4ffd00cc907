import { afterAll, expect, test } from 'vitest'
import { sharedEngine } from './shared-engine.ts'
import { startEngine } from './start-engine.ts'
import { createTestTable, type TableShape } from './test-table.ts'

const engine = await sharedEngine()
afterAll(() => engine.stop())
const describeTable = async (name: string) =>
  JSON.parse((await engine.client.send('DescribeTable', JSON.stringify({ TableName: name }))).body).Table

const shape: TableShape = {
  AttributeDefinitions: [
    { AttributeName: 'PK', AttributeType: 'S' },
    { AttributeName: 'GSI1PK', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'gsi1',
      KeySchema: [{ AttributeName: 'GSI1PK', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
}

test('every table has a name of its own, and is ready', async () => {
  const tables = await Promise.all(Array.from({ length: 20 }, () => createTestTable(engine)))
  expect(new Set(tables.map((table) => table.name)).size).toBe(20)
  expect(await describeTable(tables[0]?.name ?? '')).toMatchObject({
    TableStatus: 'ACTIVE',
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    KeySchema: [{ AttributeName: 'PK' }, { AttributeName: 'SK' }],
  })
})

test('creates by one request where tables are ready at once, else asks until the table is', async () => {
  const sent: string[] = []
  const client = {
    send: (operation: string, body: string) => {
      sent.push(operation)
      return engine.client.send(operation, body)
    },
  }
  const table = await createTestTable({ client, capabilities: { tableCreationTakesTime: false } }, shape)
  expect(sent).toEqual(['CreateTable'])
  const put = { TableName: table.name, Item: { PK: { S: 'a' } } }
  if (!engine.capabilities.tableCreationTakesTime) await engine.client.send('PutItem', JSON.stringify(put))
  await createTestTable({ client, capabilities: { tableCreationTakesTime: true } }, shape)
  expect(sent).toEqual(['CreateTable', 'CreateTable', 'DescribeTable'])
})

test('sends the shape as it is', async () => {
  await using table = await createTestTable(engine, shape, { prefix: 'orders' })
  expect(table.name).toMatch(/^orders-[0-9a-f]{16}$/)
  expect(await describeTable(table.name)).toMatchObject({ GlobalSecondaryIndexes: [{ IndexName: 'gsi1' }] })
})

test('drop() deletes the table, and twice is once', async () => {
  const table = await createTestTable(engine, shape, { name: 'exactly-this' })
  expect(table.name).toBe('exactly-this')
  await table.drop()
  await table.drop()
  await expect(describeTable('exactly-this')).rejects.toMatchObject({ code: 'table.not-found' })
})

test('a name under three characters is refused by the engine', async () => {
  await expect(createTestTable(engine, shape, { name: 'ab' })).rejects.toMatchObject({ code: 'request.failed' })
})

test('a process shares one engine, and starts another after stop()', async () => {
  const [first, second] = await Promise.all([sharedEngine(), sharedEngine()])
  expect(second).toBe(first)
  if (first.kind === 'endpoint') return
  await first.stop()
  const third = await sharedEngine()
  expect(third.pid).not.toBe(first.pid)
  await third.stop()
})

test.each([null, 5, 'x', [], () => 1, true, { nmae: 'x' }, { name: 5 }, { prefix: null }])(
  'options that are none are refused: %j',
  async (options) => {
    const refused = { code: 'request.configuration' }
    await expect(createTestTable(engine, shape, options as never)).rejects.toMatchObject(refused)
    await expect(createTestTable(options as never)).rejects.toMatchObject(refused)
    await expect(startEngine(options as never)).rejects.toMatchObject(refused)
  },
)
