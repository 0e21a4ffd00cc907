import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Item } from './attribute-value.ts'
import { printRequest } from './print-request.ts'
import { toStoredItem } from './stored-item.ts'

const hostile = ['"', '\\', '\u0000', '\ud800', '\u2028', '__proto__', '"}}', '7'].join('|')
const item: Item = { [hostile]: { S: hostile }, list: { L: [{ N: '1' }, { NULL: true }] } }

test('a request is what JSON.stringify makes of it, items that are text included', () => {
  const put = (Item: unknown) => ({
    TableName: hostile,
    Item,
    ConditionExpression: 'attribute_not_exists(#0)',
    ExpressionAttributeNames: { '#0': hostile },
    ExpressionAttributeValues: { ':0': { M: item } },
    ReturnConsumedCapacity: undefined,
  })
  const Key = { PK: { S: hostile }, SK: { B: 'AQ==' } }
  const shape = (stored: (of: Item) => unknown) => [
    put(stored(item)),
    { TransactItems: [{ Put: put(stored(item)) }, { Delete: { TableName: 't', Key } }], ClientRequestToken: 'x' },
    { RequestItems: { Key: [{ PutRequest: { Item: stored(item) } }, { DeleteRequest: { Key } }] } },
    { TableName: 't', Key, ConsistentRead: true, Limit: 0 },
    { RequestItems: {} },
    {},
  ]
  const trees = shape((of) => of)
  const texts = shape((of) => toStoredItem(JSON.stringify(of)))
  const wrapped = shape(toStoredItem)
  for (const [index, tree] of trees.entries()) {
    expect(printRequest(tree)).toBe(JSON.stringify(tree))
    expect(printRequest(texts[index] ?? {})).toBe(JSON.stringify(tree))
    expect(printRequest(wrapped[index] ?? {})).toBe(JSON.stringify(tree))
    // Whoever does not know of items that are text gets the same.
    expect(JSON.stringify(texts[index])).toBe(JSON.stringify(tree))
  }
})

test('any object that JSON has', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (request) => {
      expect(printRequest(request)).toBe(JSON.stringify(request))
    }),
  )
})

test('an item is text until someone looks into it', () => {
  const stored = toStoredItem('{"a":{"S":"x"}}')
  expect(stored.toText()).toBe('{"a":{"S":"x"}}')
  expect(stored.toItem()).toEqual({ a: { S: 'x' } })
  expect(stored.toItem()).toBe(stored.toItem())
  expect(stored.toText()).toBe('{"a":{"S":"x"}}')
  expect(toStoredItem(item).toItem()).toBe(item)
})
