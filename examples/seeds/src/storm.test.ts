/** STORM's README: every result of its program, and everything else it names. */
import { KeyError, ValidationError } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { afterEach, expect, it } from 'vitest'
import { inFreshTable } from './fresh-table.ts'
import { storm } from './storm.ts'
import { Order, Purchase, table, User } from './storm-models.ts'
import { byExpression, chained, filtered, keysOf, requests, severalTypes } from './storm-promises.ts'

const ada = { userId: 'u1', email: 'ada@example.com', name: 'Ada' }

afterEach(() => {
  delete process.env['DB_TABLE_NAME']
})

it('runs the program with the results that the document shows', () =>
  inFreshTable(table, async () => {
    const printed: string[] = []
    await storm((line) => printed.push(line))
    expect(printed).toEqual([
      'Created User PK: USER#U#user123#USER, SK: T#METADATA',
      'Created Order PK: ORDER#U#user123#ORDER, SK: O#order456',
      'Retrieved User: Test User',
      'User user123 has 1 orders.',
    ])
    const user = await User.objects.get({ userId: 'user123', type: 'METADATA' })
    expect(user.values()).toEqual({ userId: 'user123', type: 'METADATA', email: 'new@example.com', name: 'Test User' })
    expect(await User.objects.using({ email: 'test@example.com' }).count()).toBe(0)
    expect((await User.objects.using({ email: 'new@example.com' }).one()).userId).toBe('user123')
    expect(await Order.objects.find({ userId: 'user123', orderId: 'order456' })).toBeUndefined()
  }))

it('User not found: User.DoesNotExist, and it is not an Order.DoesNotExist', () =>
  inFreshTable(table, async () => {
    const error = await User.objects.get({ userId: 'nobody', type: 'METADATA' }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(User.DoesNotExist)
    expect(error).not.toBeInstanceOf(Order.DoesNotExist)
  }))

it('takes the table name from DB_TABLE_NAME', async () => {
  const { client } = await sharedEngine()
  process.env['DB_TABLE_NAME'] = `storm-env-${process.pid}`
  await table.with({ client }, async () => {
    await table.ensure()
    await User.objects.create(ada)
    expect(User.objects.scan().toRequests()[0]).toMatchObject({ TableName: `storm-env-${process.pid}` })
    expect(await User.objects.scan().count()).toBe(1)
  })
})

it('table_context: another table for what runs inside, concurrently', () =>
  inFreshTable(table, async () => {
    await User.objects.create(ada)
    const [inside, outside] = await Promise.all([
      inFreshTable(table, async () => await User.objects.scan().count()),
      User.objects.scan().count(),
    ])
    expect([inside, outside]).toEqual([0, 1])
  }))

it('field defaults: on create, on a new instance, and in keys', () =>
  inFreshTable(table, async () => {
    expect(new User(ada).type).toBe('METADATA')
    expect((await User.objects.create(ada)).keys()['SK']).toBe('T#METADATA')
  }))

it('floats come back as the doubles they were', () =>
  inFreshTable(table, async () => {
    for (const [index, amount] of [0.1 + 0.2, 99.99, 1e-100, -1.5, 123456789.123].entries()) {
      const key = { userId: 'u1', orderId: `o${index}` }
      await Order.objects.create({ ...key, amount, orderDate: '' })
      expect((await Order.objects.get(key)).amount).toBe(amount)
    }
  }))

it('a query over several entity types', () =>
  inFreshTable(table, async () => {
    const found = await severalTypes('c1')
    expect(found.Customer.map((one) => one.name)).toEqual(['Ada'])
    expect(found.Purchase.map((one) => [one.amount, one.fee])).toEqual([
      [12.5, 0.5],
      [0.1 + 0.2, 0.5],
    ])
    expect(found.Purchase.every((one) => one instanceof Purchase)).toBe(true)
  }))

it('filter', () =>
  inFreshTable(table, async () => {
    await severalTypes('c1')
    expect((await filtered('c1').all()).map((one) => one.amount)).toEqual([0.1 + 0.2])
  }))

it('F: update by expression', () =>
  inFreshTable(table, async () => {
    const purchase = await Purchase.objects.create({ customerId: 'c1', amount: 10 })
    // Another writer in between: an expression counts from what is stored, not from what was read.
    await Purchase.objects.update(purchase.key(), { amount: 20 })
    const updated = await byExpression(purchase)
    expect([updated.amount, updated.fee]).toEqual([21.25, 21.75])
    expect((await Purchase.objects.get(purchase.key())).values()).toEqual(updated.values())
  }))

it('limit, use_index, using on a query set', () =>
  inFreshTable(table, async () => {
    await User.objects.create(ada)
    for (const orderId of ['order1', 'order2', 'x'])
      await Order.objects.create({ userId: 'u1', orderId, amount: 1, orderDate: '' })
    const { limited, ofDay, byEmail, named } = chained('u1', 'ada@example.com')
    expect((await limited.all()).map((one) => one.orderId)).toEqual(['order1'])
    expect((await ofDay.all()).map((one) => one.orderId)).toEqual(['order1', 'order2'])
    expect((await byEmail.one()).userId).toBe('u1')
    expect((await named.one()).userId).toBe('u1')
    expect(byEmail.toRequests()).toEqual(named.toRequests())
    expect(byEmail.toRequests()[0]).toMatchObject({ IndexName: 'GSI1' })
  }))

it('get_…_query: requests are shown, and nothing is sent', () =>
  inFreshTable(table, async (name) => {
    const shown = await requests()
    expect(shown.save).toMatchObject([
      { TableName: name, Item: { PK: { S: 'USER#U#u1#USER' }, email: { S: 'u1@example.com' } } },
    ])
    expect(shown.update).toMatchObject([
      { TableName: name, Key: { SK: { S: 'O#o1' } }, UpdateExpression: 'SET #0 = :0' },
    ])
    expect(shown.delete).toMatchObject([{ TableName: name, Key: { SK: { S: 'T#METADATA' } } }])
    expect(shown.query).toMatchObject([{ TableName: name, KeyConditionExpression: '#0 = :0 AND begins_with(#1, :1)' }])
    expect(await table.scan().all()).toEqual([])
  }))

it('get_pk, get_sk, get_gsi1pk, to_json', () =>
  inFreshTable(table, async () => {
    expect(keysOf(new User(ada))).toEqual({
      PK: 'USER#U#u1#USER',
      SK: 'T#METADATA',
      GSI1PK: 'USER#E#ada@example.com#USER',
      json: { userId: 'u1', type: 'METADATA', email: 'ada@example.com', name: 'Ada' },
    })
  }))

it('is_creatable: a compile error, and else an error before anything is sent', () =>
  inFreshTable(table, async () => {
    // @ts-expect-error a key field is missing
    const noKey = Order.objects.create({ userId: 'u1', amount: 1, orderDate: '' })
    await expect(noKey).rejects.toBeInstanceOf(ValidationError)
    // @ts-expect-error a key field is missing
    await expect(Order.objects.get({ userId: 'u1' })).rejects.toBeInstanceOf(KeyError)
    // @ts-expect-error amount is a number
    const wrongType = Order.objects.create({ userId: 'u1', orderId: 'o1', amount: '1', orderDate: '' })
    await expect(wrongType).rejects.toMatchObject({ issues: [{ path: ['amount'] }] })
    expect(await table.scan().all()).toEqual([])
  }))
