import { afterAll, describe, expect, test } from 'vitest'
import { startEngine } from '../../src/testing.ts'
import { divergences } from './divergences.ts'

const engine = await startEngine({ endpoint: false, engine: 'dynoxide', quiet: true })
afterAll(() => engine.stop())

describe(`dynoxide ${engine.version} still diverges from DynamoDB`, () => {
  for (const { name, probe, here, onDynamoDb } of divergences) {
    if (!probe) continue
    test(name, async () => {
      const seen = await probe(engine)
      expect(seen, 'the engine was mended: take the entry off the list, and test the answer').not.toEqual(onDynamoDb)
      expect(seen).toEqual(here)
    })
  }
})

test('what cannot be probed says why', () => {
  const unprobed = divergences.filter(({ probe }) => !probe)
  expect(unprobed.map(({ name }) => name)).toEqual(['Expired items are never deleted'])
})

test('the capabilities agree with the list', () => {
  expect(engine.capabilities).toMatchObject({
    ttlDeletes: false,
    multiAttributeIndexes: false,
    throttles: false,
    unprocessedItems: false,
    transactionConflicts: false,
  })
})
