/** `save`: inserts what is new, updates exactly what changed, and refuses what never changes. */
import { f, type Item, ItemExists, KeyError, Table, ValidationError } from 'single-table-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { rejection } from '../support/recording.ts'
import { anOrder, Order, recorder, Thing, User, unique } from './shop.ts'

beforeEach(() => {
  recorder.take()
})

describe('save of a new instance', () => {
  it('inserts, stamps, and is not new afterwards', async () => {
    const order = new Order({ userId: unique(), total: 1, address: { city: 'Rome' } })
    expect(order.isNew).toBe(true)
    expect(order.orderId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(order.status).toBe('open')
    expect(order.placedAt).toBeUndefined()
    expect(recorder.take()).toEqual([])
    expect(await order.save()).toBe(order)
    expect(order.isNew).toBe(false)
    expect(order.placedAt).toBeInstanceOf(Date)
    const [put] = recorder.take()
    expect(put?.operation).toBe('PutItem')
    expect(put?.input['ConditionExpression']).toBe('attribute_not_exists(#0)')
    expect((await Order.objects.get(order.key())).values()).toEqual(order.values())
  })

  it('refuses a key that is taken', async () => {
    const order = await anOrder()
    const twin = new Order({ ...order.key(), total: 2, address: { city: 'Rome' } })
    const error = await rejection(twin.save())
    expect(error).toBeInstanceOf(Order.AlreadyExists)
    expect(error).toBeInstanceOf(ItemExists)
    expect(error).toMatchObject({ code: 'item.exists', model: 'Order', key: order.key() })
    expect(twin.isNew).toBe(true)
    expect((await Order.objects.get(order.key())).total).toBe(10)
  })

  it('overwrites where it is told to', async () => {
    const order = await anOrder()
    const twin = new Order({ ...order.key(), total: 2, address: { city: 'Rome' } })
    await twin.save({ overwrite: true })
    expect((await Order.objects.get(order.key())).total).toBe(2)
    await twin.save({ overwrite: true })
    expect(recorder.take().map(({ operation }) => operation)).toEqual(['PutItem', 'GetItem', 'PutItem'])
  })

  it('keeps the creation stamp of a loaded instance that it overwrites', async () => {
    const order = await anOrder()
    const { placedAt } = order
    await order.save({ overwrite: true })
    expect(order.placedAt).toEqual(placedAt)
  })

  it('refuses names that are no fields at construction', () => {
    const values = { userId: 'u', total: 1, address: { city: 'Rome' }, totle: 3 }
    expect(() => new Order(values)).toThrow(expect.objectContaining({ code: 'validation.invalid' }))
  })
})

describe('save of a loaded instance', () => {
  it('sends exactly the attributes that changed', async () => {
    const order = await anOrder()
    order.total = 11
    order.note = 'fragile'
    expect(order.changes()).toEqual({ total: 11, note: 'fragile' })
    await order.save()
    expect(recorder.take()).toEqual([
      {
        operation: 'UpdateItem',
        input: {
          TableName: 'shop',
          Key: { PK: { S: `USER#${order.userId}` }, SK: { S: `ORDER#${order.orderId}` } },
          UpdateExpression: 'SET #0 = :0, #1 = :1',
          ConditionExpression: 'attribute_exists(#2)',
          ExpressionAttributeNames: { '#0': 'total', '#1': 'note', '#2': 'PK' },
          ExpressionAttributeValues: { ':0': { N: '11' }, ':1': { S: 'fragile' } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ReturnValues: 'ALL_NEW',
        },
      },
    ])
    expect(order.changes()).toEqual({})
  })

  it('sends nothing if nothing changed', async () => {
    const order = await anOrder({ tags: new Set(['b', 'a']) })
    await order.save()
    order.tags = new Set(['a', 'b'])
    order.address = { city: 'London' }
    order.placedAt = new Date(order.placedAt)
    await order.save()
    expect(recorder.take()).toEqual([])
  })

  it('sees deep changes in maps, lists and sets', async () => {
    const order = await anOrder({ tags: new Set(['a']), lines: [{ sku: 'x', amount: 1 }] })
    const loaded = await Order.objects.get(order.key())
    recorder.take()
    loaded.address.city = 'Leeds'
    loaded.tags?.add('b')
    const [line] = loaded.lines
    if (line) line.amount = 2
    expect(Object.keys(loaded.changes())).toEqual(['address', 'tags', 'lines'])
    await loaded.save()
    const again = await Order.objects.get(order.key())
    expect(again.values()).toMatchObject({
      address: { city: 'Leeds' },
      tags: new Set(['a', 'b']),
      lines: [{ sku: 'x', amount: 2 }],
    })
  })

  it('removes optional fields that are undefined, deleted or emptied', async () => {
    const order = await anOrder({ note: 'x', tags: new Set(['a']) })
    order.note = undefined
    order.tags?.clear()
    await order.save()
    const [update] = recorder.take()
    expect(update?.input['UpdateExpression']).toBe('REMOVE #0, #1')
    const again = await Order.objects.get(order.key())
    expect(again.values()).not.toHaveProperty('note')
    expect(again.tags).toBeUndefined()
    await again.save()
    expect(recorder.take().map(({ operation }) => operation)).toEqual(['GetItem'])
  })

  it('refuses the removal of a required field before anything is sent', async () => {
    const order = await anOrder()
    Object.assign(order, { total: undefined })
    expect(await rejection(order.save())).toMatchObject({ code: 'write.change' })
    expect(recorder.take()).toEqual([])
  })

  it('moves the index attributes along', async () => {
    const order = await anOrder()
    order.status = 'paid'
    await order.save()
    expect(order.keys()).toMatchObject({ GSI1PK: 'STATUS#paid', GSI1SK: order.placedAt.toISOString() })
    const [update] = recorder.take()
    expect(update?.input['UpdateExpression']).toBe('SET #0 = :0, #1 = :1')
    expect(await Order.objects.by('byStatus', { status: 'paid' }).filter({ userId: order.userId }).count()).toBe(1)
  })

  it('refuses changes of the primary key and of readonly fields', async () => {
    const order = await anOrder()
    order.userId = 'other'
    expect(await rejection(order.save())).toMatchObject({ code: 'key.changed' })
    expect(await rejection(order.save())).toBeInstanceOf(KeyError)
    const second = await anOrder()
    second.placedAt = new Date(0)
    const error = await rejection(second.save())
    expect(error).toBeInstanceOf(ValidationError)
    expect(error.message).toContain('placedAt: It is readonly')
    expect(recorder.take()).toEqual([])
  })

  it('validates what changed, all issues at once', async () => {
    const order = await anOrder()
    Object.assign(order, { total: Number.NaN, status: 'lost', note: 5 })
    const error = await rejection(order.save())
    expect(error).toMatchObject({ code: 'validation.invalid' })
    expect((error as ValidationError).issues.map(({ path }) => path[0])).toEqual(['status', 'total', 'note'])
    expect(recorder.take()).toEqual([])
  })

  it('says so if the item is gone', async () => {
    const order = await anOrder()
    await Order.objects.delete(order.key())
    order.total = 11
    const error = await rejection(order.save())
    expect(error).toBeInstanceOf(Order.DoesNotExist)
    expect(error).not.toBeInstanceOf(User.DoesNotExist)
  })

  it('leaves changes of other writers to other fields alone', async () => {
    const order = await anOrder()
    await Order.objects.update(order.key(), { note: 'theirs' })
    order.total = 11
    await order.save()
    expect(order.note).toBe('theirs')
    expect((await Order.objects.get(order.key())).values()).toMatchObject({ total: 11, note: 'theirs' })
  })

  it('keeps an assignment that was made while the request was under way', async () => {
    const order = await anOrder()
    order.total = 11
    const saving = order.save()
    order.note = 'later'
    await saving
    expect(order.note).toBe('later')
    expect(order.changes()).toEqual({ note: 'later' })
    await order.save()
    expect((await Order.objects.get(order.key())).note).toBe('later')
  })

  it('recomputes computed fields and stamps of updates', async () => {
    const thing = await Thing.objects.create({
      ...{
        thingId: unique(),
        big: 1n,
        when: new Date(0),
        bytes: new Uint8Array([1]),
        marks: new Set([1]),
        price: '1.5',
      },
    })
    expect(thing.size).toBe(3)
    const { touched } = thing
    await new Promise((resolve) => setTimeout(resolve, 2))
    thing.price = '12.25'
    await thing.save()
    expect(thing.size).toBe(5)
    expect(thing.touched.getTime()).toBeGreaterThan(touched.getTime())
    recorder.take()
    await thing.save()
    expect(recorder.take()).toEqual([])
  })
})

describe('attributes that no field names', () => {
  const table = new Table({ name: 'shop', client: recorder })
  const fields = { id: f.string(), name: f.string() }
  const keys = { primary: { pk: 'DOC#{id}', sk: 'DOC' } }
  class Kept extends table.Model<Kept>()('Kept', { type: 'Doc', fields, keys }) {}
  class Other extends table.Model<Other>()('Other', { fields, keys, unknown: 'reject' }) {}
  const other = new Table({ name: 'shop', client: recorder })
  class Dropped extends other.Model<Dropped>()('Dropped', { type: 'Doc', fields, keys, unknown: 'drop' }) {}

  const put = async (id: string, type = 'Doc'): Promise<void> => {
    const item: Item = { PK: { S: `DOC#${id}` }, SK: { S: 'DOC' }, _type: { S: type }, id: { S: id }, name: { S: 'a' } }
    const body = { TableName: 'shop', Item: { ...item, colour: { S: 'red' } } }
    await recorder.send('PutItem', JSON.stringify(body))
  }
  const stored = async (id: string): Promise<Item> => {
    const body = { TableName: 'shop', Key: { PK: { S: `DOC#${id}` }, SK: { S: 'DOC' } } }
    return JSON.parse((await recorder.send('GetItem', JSON.stringify(body))).body).Item
  }

  it('survive saves and overwrites', async () => {
    const id = unique()
    await put(id)
    const doc = await Kept.objects.get({ id })
    doc.name = 'b'
    await doc.save()
    expect(await stored(id)).toMatchObject({ name: { S: 'b' }, colour: { S: 'red' } })
    doc.name = 'c'
    await doc.save({ overwrite: true })
    expect(await stored(id)).toMatchObject({ name: { S: 'c' }, colour: { S: 'red' } })
  })

  it('are dropped by an overwrite where the model says so', async () => {
    const id = unique()
    await put(id)
    const doc = await Dropped.objects.get({ id })
    await doc.save({ overwrite: true })
    expect(await stored(id)).not.toHaveProperty('colour')
  })

  it('are refused on read where the model says so', async () => {
    const id = unique()
    await put(id, 'Other')
    expect(await rejection(Other.objects.get({ id }))).toMatchObject({ code: 'decode.unrecognised' })
  })
})
