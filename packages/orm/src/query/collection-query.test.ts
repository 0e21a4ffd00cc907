/** Collection queries on the running engine: several models' items of one partition, by one Query. */
import { beforeAll, describe, expect, test } from 'vitest'
import { anOrder, makeShop, type ReadShop } from '../../test/support/read-shop.ts'
import { gte } from '../expression/operators.ts'
import { createCollection } from './collection-query.ts'

let shop: ReadShop
beforeAll(async () => {
  shop = await makeShop()
  await shop.put(shop.User, { userId: 'u1', name: 'Ada', status: 'open', joined: new Date(0) })
  await shop.put(shop.Order, ...['a', 'b', 'c'].map((orderId) => anOrder({ orderId })))
  await shop.put(shop.Line, { userId: 'u1', orderId: 'a', line: 1, sku: 'x' })
})

const names = (items: readonly { model: string; orderId?: string }[]) =>
  items.map(({ model, orderId }) => orderId ?? model)

describe('a collection', () => {
  test('gives instances in key order, without items of other models, by one Query', async () => {
    shop.clear()
    expect(names(await shop.account('u1').all())).toEqual(['a', 'b', 'c', 'User'])
    expect(names(await shop.account('u1').reverse().limit(2).all())).toEqual(['User', 'c'])
    expect(shop.sent).toHaveLength(2)
    expect(await shop.account('u1').first()).toMatchObject({ orderId: 'a' })
    expect(await shop.account('nobody').first()).toBeUndefined()
    expect(await shop.account('u1').count()).toBe(4)
    const seen: string[] = []
    for await (const item of shop.account('u1').pageSize(1)) seen.push(item.model)
    expect(seen).toEqual(['Order', 'Order', 'Order', 'User'])
  })

  test('grouped by model', async () => {
    shop.clear()
    const { User, Order } = await shop.account('u1').grouped()
    expect([User.map(({ name }) => name), Order.map(({ orderId }) => orderId)]).toEqual([['Ada'], ['a', 'b', 'c']])
    expect(await shop.account('nobody').grouped()).toEqual({ User: [], Order: [] })
    expect(shop.sent).toHaveLength(2)
  })

  test('pages', async () => {
    const first = await shop.account('u1').page({ size: 3 })
    expect(names(first.items)).toEqual(['a', 'b', 'c'])
    const second = await shop.account('u1').page({ size: 3, cursor: first.next })
    expect(names(second.items)).toEqual(['User'])
    expect(second).not.toHaveProperty('next')
    expect(names(await shop.account('u1').startAfter({ userId: 'u1', orderId: 'b' }).all())).toEqual(['c', 'User'])
  })

  test('shows its request and why', () => {
    expect(shop.account('u1').consistent().toRequests()).toEqual([
      {
        TableName: expect.any(String),
        KeyConditionExpression: '#0 = :0',
        ExpressionAttributeNames: { '#0': 'PK' },
        ExpressionAttributeValues: { ':0': { S: 'USER#u1' } },
        ConsistentRead: true,
      },
    ])
    expect(shop.account('u1').explain()).toMatchObject({ models: ['User', 'Order'], keyConditions: ['PK = "USER#u1"'] })
  })

  test('refuses models of other partitions, and other fields', async () => {
    const other = await makeShop({ offline: true })
    expect(() => createCollection(shop.source, [shop.User, other.Order])).toThrow(/different tables/)
    expect(() => createCollection(shop.source, [])).toThrow(expect.objectContaining({ code: 'query.collection' }))
    const twoKeys = createCollection(shop.source, [shop.User, shop.Order])
    await expect(twoKeys.using({ userId: 'u1', orderId: 'x' } as never).all()).rejects.toMatchObject({
      code: 'query.no-index',
    })
    await expect(twoKeys.using({} as never).all()).rejects.toMatchObject({ code: 'query.no-index' })
    await expect(twoKeys.using({ userId: gte('u1') } as never).all()).rejects.toMatchObject({ code: 'query.no-index' })
  })
})
