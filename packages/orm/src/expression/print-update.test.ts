import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { order } from '../../test/expression/specs.ts'
import type { Engine } from '../testing/engine.ts'
import { startEngine } from '../testing/start-engine.ts'
import type { Item } from '../wire/attribute-value.ts'
import { addTo, append, at, F, ifMissing, minus, patch, plus, prepend, remove, removeFrom } from './changes.ts'
import { Placeholders } from './placeholders.ts'
import { printUpdate } from './print-update.ts'
import { resolveChanges } from './resolve-changes.ts'

let engine: Engine
const Key = { key: { S: 'x' } }
const before: Item = {
  total: { N: '10' },
  lim: { N: '3' },
  address: { M: { c: { S: 'London' }, zip: { S: 'E1' }, kind: { S: 'home' } } },
  tags: { SS: ['a', 'b'] },
  words: { L: [{ S: 'one' }, { S: 'two' }] },
  lines: { L: [{ M: { sku: { S: 's' }, amount: { N: '1' } } }] },
  prices: { M: { pear: { N: '2' } } },
}

const send = async (operation: string, input: object): Promise<{ Attributes?: Item }> =>
  JSON.parse((await engine.client.send(operation, JSON.stringify({ TableName: 'changes', ...input }))).body)

const apply = async (changes: Record<string, unknown>): Promise<Item> => {
  const placeholders = new Placeholders()
  const UpdateExpression = printUpdate(resolveChanges(order, changes), placeholders)
  const input = { Key, UpdateExpression, ReturnValues: 'ALL_NEW', ...placeholders.toInput() }
  return (await send('UpdateItem', input)).Attributes ?? {}
}

beforeAll(async () => {
  engine = await startEngine({ endpoint: false, quiet: true })
  await send('CreateTable', {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
  })
})
beforeEach(() => send('PutItem', { Item: { ...before, ...Key } }))
afterAll(() => engine.stop())

const cases: [string, Record<string, unknown>, Record<string, unknown>][] = [
  ['plus', { total: plus(5) }, { total: { N: '15' } }],
  ['minus from an absent attribute', { count: minus(5n, 0n) }, { count: { N: '-5' } }],
  ['append', { words: append('x', 'y') }, { words: { L: [{ S: 'one' }, { S: 'two' }, { S: 'x' }, { S: 'y' }] } }],
  ['prepend', { words: prepend('x', 'y') }, { words: { L: [{ S: 'x' }, { S: 'y' }, { S: 'one' }, { S: 'two' }] } }],
  ['addTo', { tags: addTo('c') }, { tags: { SS: ['a', 'b', 'c'] } }],
  ['removeFrom', { tags: removeFrom('a', 'z') }, { tags: { SS: ['b'] } }],
  ['removeFrom the last', { tags: removeFrom('a', 'b') }, { tags: undefined }],
  ['an empty set', { tags: new Set() }, { tags: undefined }],
  ['ifMissing, absent and there', { note: ifMissing('x'), total: ifMissing(0) }, { note: { S: 'x' } }],
  [
    'patch',
    { address: patch({ city: 'Paris', zip: remove() }) },
    { address: { M: { c: { S: 'Paris' }, kind: { S: 'home' } } } },
  ],
  [
    'patch of a record',
    { prices: patch({ pear: plus(1), apple: 4 }) },
    { prices: { M: { pear: { N: '3' }, apple: { N: '4' } } } },
  ],
  ['at', { words: at(1, 'x') }, { words: { L: [{ S: 'one' }, { S: 'x' }] } }],
  ['at with remove', { words: at(0, remove()) }, { words: { L: [{ S: 'two' }] } }],
  [
    'at into an element',
    { lines: at(0, patch({ amount: plus(4) })) },
    { lines: { L: [{ M: { sku: { S: 's' }, amount: { N: '5' } } }] } },
  ],
  ['a sum', { total: F('limit').plus(1) }, { total: { N: '4' } }],
  ['fields swapped', { total: F('limit'), limit: F('total') }, { total: { N: '3' }, lim: { N: '10' } }],
]

test.each(cases)('%s does on the engine what it says', async (_name, changes, expected) => {
  const after = JSON.parse(JSON.stringify({ ...before, ...Key, ...expected }))
  expect(await apply(changes)).toEqual(after)
})

test.each(cases)('%s changes nothing when repeated, if it is idempotent', async (_name, changes) => {
  const idempotent = resolveChanges(order, changes).every((node) => node.idempotent)
  const once = await apply(changes)
  const twice = await apply(changes)
  if (idempotent) expect(twice).toEqual(once)
  // `at` is not idempotent only beyond the end of the list.
  else if (!('words' in changes && _name === 'at')) expect(twice).not.toEqual(once)
})
