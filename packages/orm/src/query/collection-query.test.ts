/** Collection queries on the running engine: several models' items of one partition, by one Query. */
import { beforeAll, describe, expect, test } from 'vitest'
import { defineSpec } from '../../test/support/define-spec.ts'
import type { SentRequest } from '../../test/support/read-shop.ts'
import {
  anOrder,
  type LineTypes,
  type ModelOf,
  makeShop,
  type OrderTypes,
  type ReadShop,
  type UserTypes,
} from '../../test/support/read-shop.ts'
import { Unrecognised } from '../codec/unrecognised.ts'
import { gte } from '../expression/operators.ts'
import { f } from '../field/f.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { createCollection } from './collection-query.ts'

let shop: ReadShop
beforeAll(async () => {
  shop = await makeShop()
  await shop.put(shop.User, { userId: 'u1', name: 'Ada', status: 'open', joined: new Date(0) })
  await shop.put(shop.Order, ...['a', 'b', 'c'].map((orderId) => anOrder({ orderId })))
  await shop.put(shop.Line, { userId: 'u1', orderId: 'a', line: 1, sku: 'x' })
})

interface ByName {
  readonly User: ModelOf<UserTypes>
  readonly Order: ModelOf<OrderTypes>
  readonly Line: ModelOf<LineTypes>
}
const collectionOf = <const Names extends readonly (keyof ByName)[]>(...models: Names) =>
  createCollection<{ readonly [Index in keyof Names]: ByName[Names[Index]] }>(
    shop.source,
    models.map((name) => shop[name]),
  )
const modelOf = <Name extends keyof ByName>(name: Name) => ({ '~storm': shop[name] }) as ByName[Name]
const conditionOf = ({ input }: SentRequest | { input: object }) =>
  (input as Record<string, unknown>)['KeyConditionExpression']

const names = (items: readonly { model: string; orderId?: string }[]) =>
  items.map(({ model, orderId }) => orderId ?? model)

describe('a collection', () => {
  test('values() gives plain objects, but for what it does not recognise', async () => {
    const query = shop.account('u1').values()
    const { User: users, Order: orders } = await query.only(modelOf('Order'), 'orderId').grouped()
    expect(users).toEqual([{ userId: 'u1', name: 'Ada', status: 'open', joined: new Date(0) }])
    expect(users[0]?.name).toBe('Ada')
    expect(orders).toEqual([{ orderId: 'a' }, { orderId: 'b' }, { orderId: 'c' }])
    expect((await query.unrecognised().grouped()).Unrecognised).toEqual([expect.any(Unrecognised)])
  })

  test('where() keeps some results, in lists, groups, counts, limits and pages', async () => {
    const kept = shop
      .account('u1')
      .where((item) => item.model === 'User' || ('orderId' in item && item.orderId !== 'b'))
    expect(names(await kept.all())).toEqual(['a', 'c', 'User'])
    expect(names(await kept.where(({ model }) => model === 'Order').all())).toEqual(['a', 'c'])
    expect([await kept.count(), await kept.limit(2).count(), await kept.exists()]).toEqual([3, 2, true])
    expect(names((await kept.grouped()).Order)).toEqual(['a', 'c'])
    expect(names(await kept.limit({ Order: 2, User: 0 }).all())).toEqual(['a', 'c'])
    const first = await kept.page({ size: 2 })
    expect(names(first.items)).toEqual(['a', 'c'])
    expect(names((await kept.page({ size: 2, cursor: first.next })).items)).toEqual(['User'])
    const pages: string[][] = []
    for await (const page of kept.pageSize(2).pages()) pages.push(names(page.items))
    expect(pages).toEqual([['a', 'c'], ['User']])
    expect(kept.explain().checks).toEqual(['where() runs here, one function.'])
    expect(() => kept.where('x' as never)).toThrow('where() takes a function')
  })

  test('gives instances in key order, without items of other models, by one Query', async () => {
    shop.clear()
    expect(names(await shop.account('u1').all())).toEqual(['a', 'b', 'c', 'User'])
    expect(names(await shop.account('u1').reverse().limit(2).all())).toEqual(['User', 'c'])
    expect(shop.sent).toHaveLength(2)
    expect(await shop.account('u1').first()).toMatchObject({ orderId: 'a' })
    expect(await shop.account('nobody').first()).toBeUndefined()
    expect(await shop.account('u1').last()).toMatchObject({ model: 'User' })
    expect(await shop.account('u1').limit(2).last()).toMatchObject({ orderId: 'b' })
    expect(await shop.account('u1').count()).toBe(4)
    expect(await shop.account('u1').models(modelOf('User')).one()).toMatchObject({ model: 'User' })
    await expect(shop.account('u1').one()).rejects.toMatchObject({ code: 'query.not-one' })
    await expect(shop.account('nobody').one()).rejects.toThrow('No item of User, Order matches.')
    expect([await shop.account('u1').exists(), await shop.account('nobody').exists()]).toEqual([true, false])
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

describe('over an index', () => {
  test('by(), by the order of the index, one Query', async () => {
    shop.clear()
    const open = collectionOf('User', 'Order').by('byStatus', { status: 'open' })
    expect(names(await open.all())).toEqual(['User', 'a', 'b', 'c'])
    expect(names(await open.reverse().limit(2).all())).toEqual(['c', 'b'])
    expect(shop.sent.map(({ input }) => input)).toMatchObject([
      {
        IndexName: 'gsi1',
        KeyConditionExpression: '#0 = :0',
        ExpressionAttributeValues: { ':0': { S: 'STATUS#open' } },
      },
      { IndexName: 'gsi1', ScanIndexForward: false },
    ])
    const first = await open.page({ size: 2 })
    const rest = await open.page({ size: 9, cursor: first.next })
    expect([...names(first.items), ...names(rest.items)]).toEqual(['User', 'a', 'b', 'c'])
    const after = open.startAfter(anOrder({ orderId: 'a' }) as never)
    expect(names(await after.all())).toEqual(['b', 'c'])
    const afterUser = open.startAfter({ userId: 'u1', name: 'Ada', status: 'open', joined: new Date(0) } as never)
    expect(names(await afterUser.all())).toEqual(['a', 'b', 'c'])
  })

  test('using() finds it, the table first', async () => {
    const both = collectionOf('User', 'Order')
    expect(both.using({ status: 'open' }).explain()).toMatchObject({
      pattern: 'byStatus',
      index: 'gsi1',
      why: "The models share the partition key of the index 'gsi1'.",
      refused: [{ pattern: 'primary', reason: "Its partition key needs 'userId', which is not given." }],
    })
    expect(both.using({ userId: 'u1' }).explain()).toMatchObject({ pattern: 'primary', index: undefined })
    const error = both.using({ userId: 'u1', status: 'open' } as never).all()
    await expect(error).rejects.toMatchObject({ code: 'query.no-index' })
    await expect(error).rejects.toThrow(/byStatus \(gsi1\) takes status\. .*'userId' is not part of that/)
    await expect(both.by('byStatus', { status: 'open' }).consistent().all()).rejects.toMatchObject({
      code: 'query.option',
    })
  })

  test('refuses patterns that are not shared', async () => {
    const three = collectionOf('User', 'Order', 'Line')
    const error = three.by('byStatus' as never, { status: 'open' } as never).all()
    await expect(error).rejects.toMatchObject({ code: 'query.collection' })
    await expect(error).rejects.toThrow(
      "The models do not share the pattern 'byStatus'. Line has no pattern on the index 'gsi1'.",
    )
    await expect(three.by('byNothing' as never, {} as never).all()).rejects.toMatchObject({ code: 'query.no-index' })
    await expect(three.by('primary', { userId: 'u1', orderId: 'x' } as never).all()).rejects.toMatchObject({
      code: 'query.no-index',
    })
  })

  test('an index may be all that models share', async () => {
    const { table } = await makeShop({ offline: true })
    const define = (
      name: string,
      pk: string,
      gsi: string,
      id: ReturnType<typeof f.string> | ReturnType<typeof f.number> = f.string(),
    ) =>
      defineSpec(table, name, {
        fields: { id },
        keys: { primary: { pk, sk: 'X' }, byId: { index: 'gsi1', pk: gsi, sk: name } },
      })
    const A = define('A', 'A#{id}', 'ID#{id}')
    const collect = (...specs: ModelSpec[]) => createCollection(shop.source, specs)
    expect(
      collect(A, define('B', 'B#{id}', 'ID#{id}'))
        .using({ id: '1' } as never)
        .toRequests(),
    ).toMatchObject([{ IndexName: 'gsi1', ExpressionAttributeValues: { ':0': { S: 'ID#1' } } }])
    expect(() => collect(A, define('C', 'C#{id}', 'NO#{id}'))).toThrow(
      "The partition key of A is 'A#{id}', but that of C is 'C#{id}'.",
    )
    const D = define('D', 'A#{id}', 'ID#{id}', f.number())
    expect(() => collect(A, D)).toThrow("holds 'id' of A as string, but that of D as number")
  })
})

describe('a sub-collection', () => {
  test('under a prefix: the key condition reads no more', async () => {
    const all = collectionOf('User', 'Order', 'Line').using({ userId: 'u1' })
    shop.clear()
    expect(names(await all.under('ORDER#a').all())).toEqual(['a', 'a'])
    expect(names(await all.under('ORDER#').reverse().limit(1).all())).toEqual(['c'])
    expect(names(await all.under('P').all())).toEqual(['User'])
    expect(await all.under('ORDER#a#').count()).toBe(1)
    expect(shop.sent[0]?.input).toMatchObject({
      KeyConditionExpression: '#0 = :0 AND begins_with(#1, :1)',
      ExpressionAttributeValues: { ':0': { S: 'USER#u1' }, ':1': { S: 'ORDER#a' } },
    })
  })

  test('a prefix that no template has is refused, with the templates', async () => {
    const all = collectionOf('User', 'Order').using({ userId: 'u1' })
    await expect(all.under('INVOICE#').all()).rejects.toMatchObject({ code: 'query.option' })
    await expect(all.under('order#').all()).rejects.toThrow(
      "No sort key of the collection begins with 'order#': User 'PROFILE', Order 'ORDER#{orderId}'.",
    )
    expect(() => all.under('')).toThrow(expect.objectContaining({ code: 'query.option' }))
    expect(() => all.under(1 as never)).toThrow(expect.objectContaining({ code: 'query.option' }))
  })

  test('of some models: what their keys have in common is all that is read', async () => {
    const all = collectionOf('User', 'Order', 'Line').using({ userId: 'u1' })
    shop.clear()
    expect(names(await all.models(modelOf('Order'), modelOf('Line')).all())).toEqual(['a', 'a', 'b', 'c'])
    expect(await all.models(modelOf('Line')).grouped()).toMatchObject({ Line: [{ line: 1 }] })
    expect(await all.models(modelOf('User')).all()).toHaveLength(1)
    expect(await all.models(modelOf('User'), modelOf('Order')).all()).toHaveLength(4)
    expect(await all.models(modelOf('Order'), modelOf('Line')).under('ORDER#a').all()).toHaveLength(2)
    expect(shop.sent.map(conditionOf)).toEqual([
      '#0 = :0 AND begins_with(#1, :1)',
      '#0 = :0 AND begins_with(#1, :1)',
      '#0 = :0 AND #1 = :1',
      '#0 = :0',
      '#0 = :0 AND begins_with(#1, :1)',
    ])
    expect(() => all.models(modelOf('User')).models(modelOf('Order') as never)).toThrow(
      /a model class of the collection: User/,
    )
    expect(() => (all.models as () => unknown)()).toThrow(expect.objectContaining({ code: 'query.option' }))
  })
})

describe('limits by model', () => {
  test('stop as soon as every model has enough', async () => {
    const both = collectionOf('User', 'Order').using({ userId: 'u1' })
    shop.clear()
    const limited = both.limit({ User: 1, Order: 2 })
    expect(await limited.grouped()).toMatchObject({
      User: [{ name: 'Ada' }],
      Order: [{ orderId: 'a' }, { orderId: 'b' }],
    })
    expect(shop.sent.map(({ input }) => input['Limit'])).toEqual([3, 6])
    shop.clear()
    expect(names(await limited.reverse().all())).toEqual(['User', 'c', 'b'])
    expect(shop.sent.map(({ input }) => input['Limit'])).toEqual([3])
    expect(await limited.count()).toBe(3)
    expect(names(await limited.limit(2).all())).toEqual(['a', 'b'])
    expect(names(await both.limit({ Order: 1 }).all())).toEqual(['a', 'User'])
    expect(await both.limit({ Order: 0 }).first()).toMatchObject({ name: 'Ada' })
  })

  test('of nothing send nothing', async () => {
    const none = collectionOf('User', 'Order').using({ userId: 'u1' }).limit({ User: 0, Order: 0 })
    shop.clear()
    expect(await none.grouped()).toEqual({ User: [], Order: [] })
    expect(none.toRequests()).toEqual([])
    expect(shop.sent).toEqual([])
  })

  test('name models of the collection', async () => {
    const both = collectionOf('User', 'Order').using({ userId: 'u1' })
    expect(() => both.limit({ Line: 1 } as never)).toThrow(
      "limit() was given 'Line', which is no model of the collection: User, Order.",
    )
    expect(() => both.limit({ User: -1 })).toThrow(expect.objectContaining({ code: 'query.option' }))
    expect(() => both.limit([] as never)).toThrow(expect.objectContaining({ code: 'query.option' }))
    const users = both.limit({ User: 1, Order: 1 }).models(modelOf('User'))
    expect(await users.all()).toHaveLength(1)
  })
})

describe('only()', () => {
  test('narrows one model, or reads less once every one is narrowed', async () => {
    const both = collectionOf('User', 'Order').using({ userId: 'u1' })
    shop.clear()
    const some = both.only(modelOf('Order'), 'orderId', 'total')
    const groups = await some.grouped()
    expect(groups.Order[0]).toEqual({ orderId: 'a', total: 1 })
    expect(groups.User[0]).toMatchObject({ model: 'User', name: 'Ada' })
    expect(shop.sent[0]?.input).not.toHaveProperty('ProjectionExpression')
    const narrow = await some.only(modelOf('User'), 'name').all()
    expect(narrow.at(-1)).toEqual({ name: 'Ada' })
    const names = Object.values(shop.sent[1]?.input['ExpressionAttributeNames'] as object)
    expect(names.sort()).toEqual(['GSI2SK', 'PK', 'SK', '_type', 'name', 'orderId', 'total'])
  })

  test('knows models and fields', () => {
    const both = createCollection<readonly [ModelOf<UserTypes>, ModelOf<OrderTypes>]>(shop.source, [
      shop.User,
      shop.Order,
    ])
    const query = both.using({ userId: 'u1' })
    expect(() => query.only(modelOf('Line') as never, 'sku' as never)).toThrow(
      expect.objectContaining({ code: 'query.option' }),
    )
    expect(() => query.only(modelOf('User'), 'nothing' as never)).toThrow(
      expect.objectContaining({ code: 'query.unknown-field' }),
    )
  })
})

describe('unrecognised()', () => {
  test('shows what else lies in the partition, in its place', async () => {
    const orders = collectionOf('Order').using({ userId: 'u1' })
    const items = await orders.unrecognised().all()
    expect(items.map((item) => (item instanceof Unrecognised ? item.item['SK'] : item.model))).toEqual([
      'Order',
      { S: 'ORDER#a#LINE#001' },
      'Order',
      'Order',
      { S: 'PROFILE' },
    ])
    const groups = await orders.unrecognised().grouped()
    expect([groups.Order.length, groups.Unrecognised.length]).toEqual([3, 2])
    expect(await orders.unrecognised().count()).toBe(5)
    expect(await orders.unrecognised().under('ORDER#').count()).toBe(4)
    expect(await orders.unrecognised().limit({ Unrecognised: 1, Order: 1 }).all()).toHaveLength(2)
  })
})

describe('pages by model', () => {
  test('groupedPage() goes on and back; pages() gives all', async () => {
    const all = collectionOf('User', 'Order', 'Line').using({ userId: 'u1' })
    const first = await all.groupedPage({ size: 3 })
    expect(first.groups).toMatchObject({ User: [], Order: [{ orderId: 'a' }, { orderId: 'b' }], Line: [{ line: 1 }] })
    const second = await all.groupedPage({ size: 3, cursor: first.next })
    expect(second.groups).toMatchObject({ User: [{ name: 'Ada' }], Order: [{ orderId: 'c' }], Line: [] })
    expect(second.next).toBeUndefined()
    const back = await all.groupedPage({ size: 3, cursor: second.previous })
    expect(back.groups).toEqual(first.groups)
    const sizes: number[] = []
    for await (const page of all.pageSize(2).pages()) sizes.push(page.items.length)
    expect(sizes).toEqual([2, 2, 1])
  })

  test('a budget gives a cursor', async () => {
    const all = collectionOf('User', 'Order', 'Line').using({ userId: 'u1' }).pageSize(1).budget({ requests: 2 })
    await expect(all.all()).rejects.toMatchObject({
      code: 'query.budget',
      items: { length: 2 },
      next: expect.any(String),
    })
  })
})
