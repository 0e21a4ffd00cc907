/** The manager: every call by key, `lazy`, and what races do to the calls that read before they write. */
import { f, type Item, ItemExists, ItemNotFound, plus } from 'single-table-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { rejection } from '../support/recording.ts'
import { anOrder, Order, recorder, shop, Thing, User, unique } from './shop.ts'

beforeEach(() => {
  recorder.take()
})

const aUser = (given: object = {}) => {
  const userId = unique()
  return { userId, email: `${userId}@example.com`, name: 'Ada', ...given }
}

describe('get and find', () => {
  it('read one item', async () => {
    const order = await anOrder()
    expect((await Order.objects.get(order.key())).values()).toEqual(order.values())
    expect((await Order.objects.find(order.key(), { consistent: true }))?.total).toBe(10)
    expect(recorder.take()).toEqual([
      { operation: 'GetItem', input: { TableName: 'shop', Key: await wireKey(order) } },
      { operation: 'GetItem', input: { TableName: 'shop', Key: await wireKey(order), ConsistentRead: true } },
    ])
  })

  it('say what is missing', async () => {
    const key = { userId: 'nobody', orderId: '01JX0000000000000000000001' }
    expect(await Order.objects.find(key)).toBeUndefined()
    const error = await rejection(Order.objects.get(key))
    expect(error).toMatchObject({ code: 'item.not-found', model: 'Order', key, name: 'ItemNotFound' })
    expect(error).toBeInstanceOf(Order.DoesNotExist)
    expect(error).toBeInstanceOf(ItemNotFound)
    expect(error).not.toBeInstanceOf(User.DoesNotExist)
    expect(error).not.toBeInstanceOf(Order.AlreadyExists)
    expect(error.message).toContain('There is no Order with the key {"userId":"nobody"')
  })

  it('read some fields', async () => {
    const order = await anOrder()
    expect(await Order.objects.get(order.key(), { only: ['total', 'status'] })).toEqual({ total: 10, status: 'open' })
    expect(recorder.take()[0]?.input['ProjectionExpression']).toBeDefined()
    expect(await rejection(Order.objects.get(order.key(), { only: ['totle' as 'total'] }))).toMatchObject({
      code: 'query.unknown-field',
    })
  })

  it('take a unique constraint as a key', async () => {
    const values = aUser()
    await User.objects.create(values)
    recorder.take()
    expect((await User.objects.get({ email: values.email })).userId).toBe(values.userId)
    expect(recorder.take().map(({ operation }) => operation)).toEqual(['GetItem', 'GetItem'])
    expect(await User.objects.get({ email: values.email }, { only: ['name'] })).toEqual({ name: 'Ada' })
    expect(await User.objects.find({ email: 'nobody@example.com' })).toBeUndefined()
    expect(await rejection(User.objects.get({ email: 'nobody@example.com' }))).toBeInstanceOf(User.DoesNotExist)
  })

  it('follow a unique value that moved', async () => {
    const values = aUser()
    const user = await User.objects.create(values)
    await user.update({ email: `new-${values.email}` })
    expect(await User.objects.find({ email: values.email })).toBeUndefined()
    expect((await User.objects.get({ email: `new-${values.email}` })).userId).toBe(values.userId)
  })

  it('do not take another model for their own', async () => {
    class Impostor extends shop.Model<Impostor>()('Impostor', {
      fields: { userId: f.string() },
      keys: { primary: { pk: 'USER#{userId}', sk: 'PROFILE' } },
    }) {}
    const values = aUser()
    await User.objects.create(values)
    expect(await Impostor.objects.find({ userId: values.userId })).toBeUndefined()
  })
})

describe('create, replace, upsert', () => {
  it('create never overwrites', async () => {
    const order = await anOrder()
    const error = await rejection(Order.objects.create({ ...order.key(), total: 1, address: { city: 'Rome' } }))
    expect(error).toMatchObject({ code: 'item.exists', model: 'Order', key: order.key() })
    expect(error).toBeInstanceOf(Order.AlreadyExists)
    expect(error).toBeInstanceOf(ItemExists)
    expect(error).not.toBeInstanceOf(User.AlreadyExists)
  })

  it('replace overwrites as a whole', async () => {
    const order = await anOrder({ note: 'x' })
    const replaced = await Order.objects.replace({ ...order.key(), total: 1, address: { city: 'Rome' } })
    expect(replaced.isNew).toBe(false)
    expect((await Order.objects.get(order.key())).values()).not.toHaveProperty('note')
    expect(recorder.take()[0]?.input).not.toHaveProperty('ConditionExpression')
  })

  it('upsert sets what is given, and defaults only where nothing is stored', async () => {
    const values = { userId: unique(), orderId: '01JX0000000000000000000001', total: 1, address: { city: 'Rome' } }
    const first = await Order.objects.upsert(values)
    expect(first.status).toBe('open')
    await first.update({ status: 'paid', note: 'kept' })
    recorder.take()
    const second = await Order.objects.upsert({ ...values, total: 2 })
    expect(second.values()).toMatchObject({ total: 2, status: 'paid', note: 'kept', placedAt: first.placedAt })
    expect(recorder.take().map(({ operation }) => operation)).toEqual(['UpdateItem'])
    expect(second.keys()).toMatchObject({ GSI1PK: 'STATUS#paid', GSI1SK: first.placedAt.toISOString() })
    expect(await storedOf(second)).toMatchObject({ GSI1PK: { S: 'STATUS#paid' } })
  })
})

describe('update and delete', () => {
  it('write without reading where no index key needs more', async () => {
    const order = await anOrder()
    const updated = await Order.objects.update(order.key(), { total: plus(5) }, { if: { status: 'open' } })
    expect(updated.total).toBe(15)
    expect(await Order.objects.delete(order.key())).toBe(true)
    expect(recorder.take().map(({ operation }) => operation)).toEqual(['UpdateItem', 'DeleteItem'])
    expect(await Order.objects.delete(order.key())).toBe(false)
  })

  it('never create an item', async () => {
    const key = { userId: unique(), orderId: '01JX0000000000000000000001' }
    expect(await rejection(Order.objects.update(key, { total: 1 }))).toBeInstanceOf(Order.DoesNotExist)
    expect(await rejection(Order.objects.update(key, { status: 'paid' }))).toBeInstanceOf(Order.DoesNotExist)
    expect(await Order.objects.find(key)).toBeUndefined()
  })

  it('keep the index key right, whoever wins', async () => {
    const order = await anOrder()
    const statuses = ['paid', 'shipped', 'open', 'paid'] as const
    await Promise.allSettled(statuses.map((status) => Order.objects.update(order.key(), { status })))
    const stored = await Order.objects.get(order.key(), { consistent: true })
    expect(await storedOf(order)).toMatchObject({ GSI1PK: { S: `STATUS#${stored.status}` } })
  })

  it('say which condition failed', async () => {
    const order = await anOrder()
    const error = await rejection(Order.objects.update(order.key(), { total: 1 }, { if: { total: 11 } }))
    expect(error).toMatchObject({ code: 'write.condition', current: { total: 10 } })
    expect(await rejection(Order.objects.delete(order.key(), { if: { total: 11 } }))).toMatchObject({
      code: 'write.condition',
    })
  })
})

describe('getOrCreate', () => {
  it('gets, or creates', async () => {
    const { userId, ...rest } = aUser()
    const [created, wasCreated] = await User.objects.getOrCreate({ userId }, rest)
    const [found, again] = await User.objects.getOrCreate({ userId }, { ...rest, name: 'Eve' })
    expect([wasCreated, again, created.name, found.name]).toEqual([true, false, 'Ada', 'Ada'])
  })

  it('creates exactly one of 64 at once', async () => {
    const key = { userId: unique(), orderId: '01JX0000000000000000000001' }
    const results = await Promise.all(
      Array.from({ length: 64 }, (_, total) => Order.objects.getOrCreate(key, { total, address: { city: 'Rome' } })),
    )
    expect(results.filter(([, created]) => created)).toHaveLength(1)
    expect(new Set(results.map(([order]) => order.total)).size).toBe(1)
  })

  it('creates exactly one of 16 at once where a unique constraint makes it a transaction', async () => {
    const { userId, ...rest } = aUser()
    const results = await Promise.all(Array.from({ length: 16 }, () => User.objects.getOrCreate({ userId }, rest)))
    expect(results.filter(([, created]) => created)).toHaveLength(1)
  })

  it('lets other errors through', async () => {
    const { userId, ...rest } = aUser()
    const bad = { ...rest, email: 'no mail' }
    expect(await rejection(User.objects.getOrCreate({ userId }, bad))).toMatchObject({ code: 'validation.invalid' })
    const taken = await User.objects.create(aUser())
    const error = await rejection(User.objects.getOrCreate({ userId }, { ...rest, email: taken.email }))
    expect(error).toMatchObject({ code: 'write.unique' })
  })
})

describe('updateOrCreate', () => {
  it('updates, or creates from defaults and plain changes', async () => {
    const key = { userId: unique(), orderId: '01JX0000000000000000000001' }
    const defaults = { total: 1, address: { city: 'Rome' } }
    const [first, created] = await Order.objects.updateOrCreate(key, { note: 'a', total: plus(1) }, defaults)
    expect([created, first.note, first.total]).toEqual([true, 'a', 1])
    const [second, again] = await Order.objects.updateOrCreate(key, { note: 'b', total: plus(1) }, defaults)
    expect([again, second.note, second.total]).toEqual([false, 'b', 2])
  })

  it('creates exactly one of 64 at once, and loses no update', async () => {
    const key = { userId: unique(), orderId: '01JX0000000000000000000001' }
    const defaults = { total: 0, address: { city: 'Rome' } }
    const results = await Promise.all(
      Array.from({ length: 64 }, () => Order.objects.updateOrCreate(key, { total: plus(1) }, defaults)),
    )
    expect(results.filter(([, created]) => created)).toHaveLength(1)
    expect((await Order.objects.get(key, { consistent: true })).total).toBe(63)
  })
})

describe('scan, using, by', () => {
  it('give the items of the model only', async () => {
    const order = await anOrder()
    await User.objects.create(aUser({ userId: order.userId }))
    expect((await Order.objects.using({ userId: order.userId }).all()).map((one) => one.orderId)).toEqual([
      order.orderId,
    ])
    expect(await User.objects.by('primary', { userId: order.userId }).count()).toBe(1)
    const all = await Order.objects.scan().filter({ userId: order.userId }).all()
    expect(all).toHaveLength(1)
    expect(all[0]).toBeInstanceOf(Order)
  })
})

describe('lazy', () => {
  it('shows what would be sent, sends nothing before send(), and sends at each', async () => {
    const intent = Order.objects.lazy.create({ userId: unique(), total: 1, address: { city: 'Rome' } })
    expect(intent).not.toHaveProperty('then')
    const [request] = await intent.toRequests()
    expect(request?.operation).toBe('PutItem')
    expect(Object.isFrozen(request)).toBe(true)
    expect(request).toMatchObject({ TableName: 'shop', Item: { total: { N: '1' } } })
    expect(await intent.explain()).toBe('create of Order: one PutItem.')
    expect(recorder.take()).toEqual([])
    const [first, second] = [await intent.send(), await intent.send()]
    expect(first.orderId).not.toBe(second.orderId)
    expect(recorder.take()).toHaveLength(2)
  })

  it('shows the read that an index-consistent write needs, and why', async () => {
    const order = await anOrder()
    const update = Order.objects.lazy.update(order.key(), { status: 'paid' })
    expect(await update.explain()).toBe('update of Order: one UpdateItem.')
    const user = await User.objects.create(aUser())
    recorder.take()
    const move = User.objects.lazy.update(user.key(), { email: 'new@example.com' })
    expect(await move.toRequests()).toMatchObject([{ TableName: 'shop', ConsistentRead: true }])
    expect(await move.explain()).toContain("because the marker of the unique constraint 'email' moves")
    expect(recorder.take()).toEqual([])
    expect((await update.send()).status).toBe('paid')
    expect(await Order.objects.lazy.delete(order.key()).send()).toBe(true)
    const create = User.objects.lazy.create(aUser())
    expect(await create.explain()).toContain('markers of its unique constraints')
  })

  it('validates like the write itself', async () => {
    const intent = Order.objects.lazy.replace({ userId: 'u', total: 'x' as never, address: { city: 'Rome' } })
    expect(await rejection(intent.toRequests() as Promise<unknown>)).toMatchObject({ code: 'validation.invalid' })
    expect(await rejection(intent.send())).toMatchObject({ code: 'validation.invalid' })
    const values = {
      thingId: 't',
      big: 1n,
      when: new Date(),
      bytes: new Uint8Array(),
      marks: new Set<number>(),
      price: '1',
    }
    expect(await Thing.objects.lazy.upsert(values).explain()).toContain('upsert of Thing')
    expect(recorder.take()).toEqual([])
  })
})

const wireKey = async (order: Order): Promise<Item> => ({
  PK: { S: `USER#${order.userId}` },
  SK: { S: `ORDER#${order.orderId}` },
})

const storedOf = async (order: Order): Promise<Item> => {
  const input = { TableName: 'shop', Key: await wireKey(order), ConsistentRead: true }
  return JSON.parse((await recorder.send('GetItem', JSON.stringify(input))).body).Item
}

describe('input', () => {
  it('is read before the call returns, so that a caller may change it right after', async () => {
    const values = { userId: unique(), total: 1, address: { city: 'London' } }
    const created = Order.objects.create(values)
    values.total = 2
    values.address.city = 'Paris'
    const order = await created
    expect([order.total, order.address.city]).toEqual([1, 'London'])
    const changes = { total: 3 }
    const updated = Order.objects.update(order.key(), changes)
    changes.total = 4
    expect((await updated).total).toBe(3)
    const again = { ...order.key(), total: 5, address: { city: 'Rome' } }
    const upserted = Order.objects.upsert(again)
    again.address.city = 'Oslo'
    expect((await upserted).address.city).toBe('Rome')
  })
})
