/** The table: whose name and client a call uses, its items whatever their model, and its own life. */
import { setTimeout as pause } from 'node:timers/promises'
import { DecodeError, DefinitionError, f, QueryError, Table, TableNotFound, Unrecognised } from 'single-table-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { recording, rejection } from '../support/recording.ts'
import { anOrder, Order, recorder, shop, User, unique } from './shop.ts'

const tableNames = (): unknown[] => recorder.take().map(({ input }) => input['TableName'])

describe('with', () => {
  const read = () => Order.objects.find({ userId: 'u', orderId: '01JX0000000000000000000001' }).catch(() => undefined)

  it('holds for everything that the function calls, and for nothing else', async () => {
    recorder.take()
    await shop.with({ name: 'other' }, async () => {
      await read()
      await pause(1)
      await read()
    })
    await read()
    expect(tableNames()).toEqual(['other', 'other', 'shop'])
    expect(shop.with({ name: 'other' }, () => 42)).toBe(42)
  })

  it('keeps concurrent calls apart, and nests', async () => {
    recorder.take()
    const one = async (name: string) =>
      await shop.with({ name }, async () => {
        await pause(Math.random() * 5)
        await read()
        await shop.with({ name: `${name}-inner` }, read)
        await pause(Math.random() * 5)
        await read()
      })
    await Promise.all(['one', 'two', 'three'].map(one))
    for (const name of ['one', 'two', 'three']) {
      const own = tableNamesOf(name)
      expect(own).toEqual([name, `${name}-inner`, name])
    }
    recorder.take()
  })
  const seen: unknown[] = []
  const tableNamesOf = (name: string) => {
    seen.push(...tableNames())
    return seen.filter((one) => String(one).startsWith(name))
  }

  it('takes another client, with the name of the outer call', async () => {
    const other = recording(recorder)
    await shop.with({ name: 'outer' }, () => shop.with({ client: other }, read))
    expect(other.take().map(({ input }) => input['TableName'])).toEqual(['outer'])
    expect(() => shop.with({ client: 5 }, () => Order.objects.using({ userId: 'u' }).toRequests())).toThrow(
      expect.objectContaining({ code: 'query.option' }),
    )
  })

  it('is that of the call that sends, not of the one that builds', async () => {
    const query = Order.objects.using({ userId: 'nobody' })
    recorder.take()
    await shop.with({ name: 'other' }, () => query.all()).catch(() => undefined)
    expect(tableNames()).toEqual(['other'])
    expect(query.toRequests()[0]).toMatchObject({ TableName: 'shop' })
  })
})

describe('the name', () => {
  const make = (name?: string | (() => string)) => {
    const table = new Table({ client: recorder, ...(name !== undefined && { name }) })
    class Leaf extends table.Model<Leaf>()('Leaf', {
      fields: { id: f.string() },
      keys: { primary: { pk: 'LEAF#{id}', sk: 'LEAF' } },
    }) {}
    return Leaf
  }
  const read = async (Leaf: ReturnType<typeof make>) => {
    recorder.take()
    await Leaf.objects.find({ id: 'x' }).catch((error) => {
      if (!(error instanceof TableNotFound)) throw error
    })
    return tableNames()
  }
  const saved = { ...process.env }
  afterEach(() => {
    for (const name of ['STORM_TABLE', 'DB_TABLE_NAME'])
      if (saved[name] === undefined) delete process.env[name]
      else process.env[name] = saved[name]
  })

  it('comes from a function at every request', async () => {
    let name = 'first'
    const Leaf = make(() => name)
    expect(await read(Leaf)).toEqual(['first'])
    name = 'second'
    expect(await read(Leaf)).toEqual(['second'])
  })

  it('comes from the environment, at every request too', async () => {
    delete process.env['STORM_TABLE']
    process.env['DB_TABLE_NAME'] = 'from-db'
    const Leaf = make()
    expect(await read(Leaf)).toEqual(['from-db'])
    process.env['STORM_TABLE'] = 'from-storm'
    expect(await read(Leaf)).toEqual(['from-storm'])
  })

  it('must come from somewhere', async () => {
    delete process.env['STORM_TABLE']
    delete process.env['DB_TABLE_NAME']
    const error = await rejection(make().objects.find({ id: 'x' }))
    expect(error).toBeInstanceOf(DefinitionError)
    expect(error).toMatchObject({ code: 'table.name', name: 'DefinitionError' })
    expect(error.message).toContain('STORM_TABLE')
    expect(await rejection(make(() => '').objects.find({ id: 'x' }))).toMatchObject({ code: 'table.name' })
    expect(recorder.take()).toEqual([])
  })
})

describe('scan and decode', () => {
  it('give every item as what it is', async () => {
    const table = new Table({ name: `scan-${unique()}`, client: recorder })
    class Leaf extends table.Model<Leaf>()('Leaf', {
      fields: { id: f.string(), size: f.number().default(1) },
      keys: { primary: { pk: 'LEAF#{id}', sk: 'LEAF' } },
    }) {}
    await table.create()
    await Promise.all(Array.from({ length: 5 }, (_, id) => Leaf.objects.create({ id: String(id) })))
    const foreign = { PK: { S: 'x' }, SK: { S: 'y' }, what: { N: '1' } }
    const { TableName: name } = table.scan().toRequests()[0] as unknown as { TableName: string }
    await recorder.send('PutItem', JSON.stringify({ TableName: name, Item: foreign }))
    recorder.take()
    const items = await table.scan().all()
    expect(items.filter((item) => item instanceof Leaf)).toHaveLength(5)
    const [unknown] = items.filter((item) => item instanceof Unrecognised)
    expect(unknown).toEqual(new Unrecognised(foreign))
    const seen: unknown[] = []
    for await (const item of table.scan()) seen.push(item)
    expect(seen).toHaveLength(6)
    expect(recorder.take().map(({ operation }) => operation)).toEqual(['Scan', 'Scan'])
    await table.drop({ confirm: String(name) })
  })

  it('pages through more than a megabyte', async () => {
    const table = new Table({ name: `scan-${unique()}`, client: recorder })
    class Leaf extends table.Model<Leaf>()('Leaf', {
      fields: { id: f.string(), text: f.string() },
      keys: { primary: { pk: 'LEAF#{id}', sk: 'LEAF' } },
    }) {}
    await table.create()
    const text = 'x'.repeat(300_000)
    await Promise.all(Array.from({ length: 5 }, (_, id) => Leaf.objects.create({ id: String(id), text })))
    recorder.take()
    expect(await table.scan().all()).toHaveLength(5)
    expect(recorder.take().length).toBeGreaterThan(1)
  })

  it('decode stored items without a request, and name what does not fit', async () => {
    const order = await anOrder()
    const { Item } = JSON.parse(
      (await recorder.send('GetItem', JSON.stringify({ TableName: 'shop', Key: wireKey(order) }))).body,
    )
    recorder.take()
    const decoded = shop.decode(Item)
    expect(decoded).toBeInstanceOf(Order)
    expect((decoded as Order).values()).toEqual(order.values())
    expect((decoded as Order).isNew).toBe(false)
    const attempt = () => shop.decode({ ...Item, total: { S: 'ten' } })
    expect(attempt).toThrow(DecodeError)
    expect(attempt).toThrow(expect.objectContaining({ code: 'decode.type' }))
    expect(attempt).toThrow(/'total' of the Order .* holds/)
    expect(recorder.take()).toEqual([])
  })
})

describe('life of a table', () => {
  it('ensure, exists, describe, create, drop', async () => {
    const name = `life-${unique()}`
    const table = new Table({
      name,
      client: recorder,
      indexes: {
        gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' },
        lsi1: { local: true, sk: ['size'] },
        multi: { pk: ['a'], sk: ['b'] },
      },
    })
    class Leaf extends table.Model<Leaf>()('Leaf', {
      fields: { id: f.string(), size: f.number().optional(), a: f.string().optional(), b: f.binary().optional() },
      keys: {
        primary: { pk: 'LEAF#{id}', sk: 'LEAF' },
        bySize: { index: 'lsi1', sk: ['size'] },
        byA: { index: 'multi', pk: ['a'], sk: ['b'] },
      },
    }) {}
    expect(await table.exists()).toBe(false)
    expect(await rejection(table.describe())).toMatchObject({ code: 'table.not-found' })
    expect(await rejection(Leaf.objects.create({ id: 'x' }))).toBeInstanceOf(TableNotFound)
    expect(await table.ensure()).toBe(true)
    expect(await table.ensure()).toBe(false)
    expect(await table.exists()).toBe(true)
    expect(await table.describe()).toMatchObject({ TableName: name, TableStatus: 'ACTIVE' })
    expect(await rejection(table.create())).toMatchObject({ service: 'ResourceInUseException' })
    await Leaf.objects.create({ id: 'x', size: 3, a: 'a', b: new Uint8Array([1]) })
    expect(await Leaf.objects.using({ id: 'x', size: 3 }).count()).toBe(1)
    const error = await rejection(table.drop({ confirm: 'lif' }))
    expect(error).toBeInstanceOf(QueryError)
    expect(error).toMatchObject({ code: 'query.option' })
    expect(await table.exists()).toBe(true)
    await table.drop({ confirm: name })
    expect(await table.exists()).toBe(false)
  })

  it('ensure is safe from several callers at once', async () => {
    const table = new Table({ name: `life-${unique()}`, client: recorder })
    const made = await Promise.all(Array.from({ length: 8 }, () => table.ensure()))
    expect(made.filter(Boolean)).toHaveLength(1)
  })

  it('lists its models as classes, in order of definition, once they were used', () => {
    expect([User.name, Order.name, Object.is(User.objects, Order.objects)]).toEqual(['User', 'Order', false])
    expect(shop.models.slice(0, 2)).toEqual([User, Order])
  })
})

const wireKey = ({ userId, orderId }: Order) => ({ PK: { S: `USER#${userId}` }, SK: { S: `ORDER#${orderId}` } })
