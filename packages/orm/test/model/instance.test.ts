/** What an instance can do besides `save`: update, delete, refresh, its keys, its values, how it is shown. */
import { inspect } from 'node:util'
import { F, KeyError, minus, plus, remove, ValidationError } from 'single-table-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { rejection } from '../support/recording.ts'
import { anOrder, Order, recorder, Thing, User, unique } from './shop.ts'

beforeEach(() => {
  recorder.take()
})

describe('update', () => {
  it('applies operators and shows the stored result', async () => {
    const order = await anOrder()
    expect(await order.update({ total: plus(5), status: 'paid', note: 'x' })).toBe(order)
    expect(order.values()).toMatchObject({ total: 15, status: 'paid', note: 'x' })
    expect(order.changes()).toEqual({})
    await order.update({ note: remove(), total: minus(1) })
    expect(order.values()).not.toHaveProperty('note')
    expect((await Order.objects.get(order.key())).values()).toEqual(order.values())
  })

  it('keeps unsaved changes of other fields unsaved', async () => {
    const order = await anOrder()
    order.note = 'mine'
    await order.update({ total: 11 })
    expect(order.values()).toMatchObject({ total: 11, note: 'mine' })
    expect(order.changes()).toEqual({ note: 'mine' })
    expect((await Order.objects.get(order.key())).note).toBeUndefined()
  })

  it('is refused where its condition does not hold, and shows what is stored', async () => {
    const order = await anOrder()
    const error = await rejection(order.update({ total: 1 }, { if: { status: 'paid' } }))
    expect(error).toMatchObject({ code: 'write.condition', retryable: false })
    expect((error as unknown as { current: Order }).current).toBeInstanceOf(Order)
    expect(order.total).toBe(10)
    await order.update({ total: 1 }, { if: { status: 'open', total: 10 } })
    expect(order.total).toBe(1)
  })

  it('plans anew where another writer moved a field that an index key needs', async () => {
    const order = await anOrder()
    const theirs = await Order.objects.get(order.key())
    await theirs.update({ status: 'shipped' })
    await order.update({ status: 'paid' })
    expect(order.keys()['GSI1PK']).toBe('STATUS#paid')
  })

  it('sends nothing without changes', async () => {
    const order = await anOrder()
    await order.update({})
    expect(recorder.take()).toEqual([])
  })

  it('refuses a new instance, key fields, readonly fields and unknown names before anything is sent', async () => {
    const fresh = new Order({ userId: 'u', total: 1, address: { city: 'Rome' } })
    expect(await rejection(fresh.update({ total: 2 }))).toMatchObject({ code: 'write.state' })
    const order = await anOrder()
    expect(await rejection(order.update({ userId: 'x' } as object))).toBeInstanceOf(KeyError)
    expect(await rejection(order.update({ placedAt: new Date() } as object))).toBeInstanceOf(ValidationError)
    const wrong = { totle: 2 } as object
    expect(await rejection(order.update(wrong))).toMatchObject({ code: 'query.unknown-field' })
    expect(await rejection(order.update({ total: 1 }, { if: wrong }))).toMatchObject({ code: 'query.unknown-field' })
    expect(await rejection(order.update({ note: F('note').plus(1) as never }))).toMatchObject({ code: 'write.change' })
    expect(recorder.take()).toEqual([])
  })
})

describe('delete', () => {
  it('says whether there was an item, and leaves a new instance that can be saved again', async () => {
    const order = await anOrder()
    const second = await Order.objects.get(order.key())
    expect(await order.delete()).toBe(true)
    expect(await second.delete()).toBe(false)
    expect(order.isNew).toBe(true)
    expect(await rejection(order.delete())).toMatchObject({ code: 'write.state' })
    await order.save()
    expect((await Order.objects.get(order.key())).total).toBe(10)
  })

  it('obeys its condition', async () => {
    const order = await anOrder()
    expect(await rejection(order.delete({ if: { total: 11 } }))).toMatchObject({ code: 'write.condition' })
    expect(order.isNew).toBe(false)
    expect(await order.delete({ if: { total: 10 } })).toBe(true)
  })

  it('frees the unique values', async () => {
    const email = `${unique()}@example.com`
    const ada = await User.objects.create({ userId: unique(), email, name: 'Ada' })
    const error = await rejection(User.objects.create({ userId: unique(), email, name: 'Eve' }))
    expect(error).toMatchObject({ code: 'write.unique', constraint: 'email' })
    await ada.delete()
    expect(await User.objects.find({ email })).toBeUndefined()
    expect((await User.objects.create({ userId: unique(), email, name: 'Eve' })).name).toBe('Eve')
  })
})

describe('refresh', () => {
  it('reads anew, consistently, and drops unsaved changes', async () => {
    const order = await anOrder()
    await Order.objects.update(order.key(), { note: 'theirs' })
    order.total = 99
    recorder.take()
    expect(await order.refresh()).toBe(order)
    expect(recorder.take()).toMatchObject([{ operation: 'GetItem', input: { ConsistentRead: true } }])
    expect(order.values()).toMatchObject({ total: 10, note: 'theirs' })
  })

  it('says so if the item is gone, or never was', async () => {
    const order = await anOrder()
    await Order.objects.delete(order.key())
    expect(await rejection(order.refresh())).toBeInstanceOf(Order.DoesNotExist)
    const fresh = new Order({ userId: 'u', total: 1, address: { city: 'Rome' } })
    expect(await rejection(fresh.refresh())).toMatchObject({ code: 'write.state' })
  })
})

describe('what an instance says of itself', () => {
  const thing = () =>
    new Thing({
      ...{ thingId: 't', big: 12345678901234567890n, when: new Date(0), bytes: new Uint8Array([1, 2]), price: '1.50' },
      ...{ marks: new Set([1]), any: { at: new Date(1), list: [1n, new Set(['x'])] } },
    })

  it('gives its keys', async () => {
    const order = await anOrder()
    expect(order.key()).toEqual({ userId: order.userId, orderId: order.orderId })
    expect(order.keys()).toEqual({
      PK: `USER#${order.userId}`,
      SK: `ORDER#${order.orderId}`,
      GSI1PK: 'STATUS#open',
      GSI1SK: order.placedAt.toISOString(),
    })
  })

  it('shows fields as own properties in order of declaration', async () => {
    const order = await anOrder()
    expect(Object.keys(order)).toEqual('userId orderId status total placedAt address tags lines note'.split(' '))
    expect(JSON.stringify({ ...order })).toContain('"total":10')
  })

  it('turns into JSON', () => {
    expect(JSON.parse(JSON.stringify(thing()))).toEqual({
      ...{ thingId: 't', big: '12345678901234567890', when: '1970-01-01T00:00:00.000Z', bytes: 'AQI=', price: '1.50' },
      ...{ marks: [1], any: { at: '1970-01-01T00:00:00.001Z', list: ['1', ['x']] } },
    })
  })

  it('gives values with hidden and secret fields, JSON and inspect without', () => {
    const user = new User({ userId: 'u', email: 'a@b.cd', name: 'Ada', password: 'hush', note: 'psst' })
    expect(user.values()).toMatchObject({ password: 'hush', note: 'psst' })
    expect(Object.keys(user.toJSON())).toEqual(['userId', 'email', 'name', 'joined'])
    const shown = inspect(user)
    expect(shown).toMatch(/^User \{/)
    expect(shown).not.toContain('hush')
    expect(shown).not.toContain('psst')
    expect(inspect({ deep: { user } }, { depth: 5 })).not.toContain('hush')
    expect(inspect([user])).toContain("name: 'Ada'")
    expect(inspect({ a: { b: { c: { user } } } })).toContain('[Object]')
  })

  it('never shows a secret in an error', async () => {
    const values = { userId: unique(), email: 'no mail', name: 'Ada', password: 'hush-hush' }
    const wrong = await rejection(User.objects.create({ ...values, password: ['hush-hush'] as never }))
    expect(inspect(wrong, { depth: 9 })).not.toContain('hush')
    const email = `${values.userId}@example.com`
    await User.objects.create({ ...values, email })
    const taken = await rejection(User.objects.create({ ...values, userId: unique(), email }))
    const exists = await rejection(User.objects.create({ ...values, email: `x${email}` }))
    const missed = await rejection(
      User.objects.update({ userId: values.userId }, { name: 'Eve' }, { if: { password: 'other-hush' } }),
    )
    for (const error of [taken, exists, missed]) expect(inspect(error, { depth: 9 })).not.toContain('hush')
    expect(JSON.stringify([taken, exists, missed])).not.toContain('hush')
  })

  it('takes defaults from functions, anew for each instance', () => {
    const [one, two] = [
      new Order({ userId: 'u', total: 1, address: { city: 'x' } }),
      new Order({ userId: 'u', total: 1, address: { city: 'x' } }),
    ]
    expect(one.orderId).not.toBe(two.orderId)
    one.lines.push({ sku: 'a', amount: 1 })
    expect(two.lines).toEqual([])
  })
})
