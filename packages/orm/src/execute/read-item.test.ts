/** GetItem on the running engine. */
import { beforeAll, describe, expect, test } from 'vitest'
import { anOrder, makeShop, type ReadShop } from '../../test/support/read-shop.ts'
import { parseKeyValues } from '../read/key-part.ts'
import { getItem } from './read-item.ts'

let shop: ReadShop
beforeAll(async () => {
  shop = await makeShop()
  await shop.put(shop.Order, anOrder({ orderId: 'o1', note: 'x' }))
})

describe('getItem', () => {
  test('gives an instance, some fields, or undefined', async () => {
    const session = shop.source.current()
    const key = { userId: 'u1', orderId: 'o1' }
    expect(await getItem(session, shop.Order, { key })).toMatchObject({ model: 'Order', orderId: 'o1', note: 'x' })
    expect(await getItem(session, shop.Order, { key, mode: 'values' })).not.toHaveProperty('model')
    shop.clear()
    expect(await getItem(session, shop.Order, { key, only: ['note', 'userId'], consistent: true })).toEqual({
      note: 'x',
      userId: 'u1',
    })
    expect(shop.sent[0]?.input).toEqual({
      TableName: session.tableName,
      Key: { PK: { S: 'USER#u1' }, SK: { S: 'ORDER#o1' } },
      ConsistentRead: true,
      ProjectionExpression: '#0, #1, #2, #3, #4',
      ExpressionAttributeNames: { '#0': 'note', '#1': 'userId', '#2': 'PK', '#3': 'SK', '#4': '_type' },
    })
    expect(await getItem(session, shop.Order, { key: { ...key, orderId: 'o2' } })).toBeUndefined()
  })

  test('an item of another model is none', async () => {
    const session = shop.source.current()
    // Lines of raw text could never have this key; a hand-written item can.
    await shop.put(shop.Line, { userId: 'u1', orderId: 'o1', line: 1, sku: 'x' })
    const item = { PK: { S: 'USER#u9' }, SK: { S: 'ORDER#o1' }, _type: { S: 'Line' } }
    await session.transport.send('PutItem', JSON.stringify({ TableName: session.tableName, Item: item }))
    expect(await getItem(session, shop.Order, { key: { userId: 'u9', orderId: 'o1' } })).toBeUndefined()
  })

  test('refuses a wrong key before anything is sent', async () => {
    shop.clear()
    const session = shop.source.current()
    const get = async (key: Record<string, unknown>, only?: string[]) =>
      await getItem(session, shop.Order, { key: parseKeyValues(shop.Order, key), only })
    const code = async (...given: Parameters<typeof get>) => await get(...given).catch((error) => error.code)
    expect(await code({ userId: 'u1' })).toBe('key.missing')
    expect(await code({ userId: 'u1', orderId: 3 })).toBe('validation.invalid')
    expect(await code({ userId: 'u1', orderId: 'o1', oder: 1 })).toBe('query.unknown-field')
    expect(await code({ userId: 'u1', orderId: 'x'.repeat(1100) })).toBe('key.too-long')
    expect(await code({ userId: 'u1', orderId: 'o1' }, ['totl'])).toBe('query.unknown-field')
    expect(shop.sent).toEqual([])
  })
})
