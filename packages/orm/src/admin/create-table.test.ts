import { expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { f } from '../field/f.ts'
import { sharedEngine } from '../testing/shared-engine.ts'
import { createTestTable } from '../testing/test-table.ts'
import { createTableInput } from './create-table.ts'

const table = defineTable({
  indexes: {
    gsi1: { pk: 'GSI1PK', sk: 'GSI1SK', projection: 'KEYS_ONLY' },
    byDate: { pk: ['room'], sk: ['sent'], projection: { include: ['text'] } },
    local: { local: true, sk: 'LSI1' },
  },
})
defineSpec(table, 'Message', {
  fields: { id: f.string(), room: f.string(), sent: f.timestamp(), text: f.string() },
  keys: { primary: { pk: 'M#{id}', sk: 'M' } },
})

test('key attributes have the types of their fields, and every one is defined once', () => {
  const input = createTableInput(table, 't')
  expect(input.AttributeDefinitions.map((one) => `${one.AttributeName}:${one.AttributeType}`)).toEqual([
    'PK:S',
    'SK:S',
    'GSI1PK:S',
    'GSI1SK:S',
    'room:S',
    'sent:N',
    'LSI1:S',
  ])
  expect(input.LocalSecondaryIndexes).toEqual([
    {
      IndexName: 'local',
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'LSI1', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ])
  expect(input.GlobalSecondaryIndexes).toHaveLength(2)
})

test('the engine accepts it', async () => {
  const { TableName: _name, ...shape } = createTableInput(table, 't')
  await using created = await createTestTable(await sharedEngine(), { ...shape })
  expect(created.name).toMatch(/^test-/)
})
