/** Lazy gets and snapshots. */
import { f, RequestError, Table, TransactionFailed } from 'single-table-orm'
import { createTestTable, sharedEngine } from 'single-table-orm/testing'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFaultyClient } from '../support/faulty-client.ts'

const faulty = createFaultyClient()
let name = ''
const shop = new Table({ name: () => name, client: faulty.client })
class User extends shop.Model<User>()('User', {
  fields: { userId: f.string(), name: f.string() },
  keys: { primary: { pk: 'USER#{userId}', sk: 'PROFILE' } },
}) {}
const stock = new Table({ name: () => `${name}-stock`, client: faulty.client })
class Part extends stock.Model<Part>()('Part', {
  fields: { partId: f.string(), count: f.number() },
  keys: { primary: { pk: 'PART#{partId}', sk: 'PART' } },
}) {}
const user = (userId: string) => User.objects.lazy.get({ userId })

beforeAll(async () => {
  const engine = await sharedEngine()
  name = (await createTestTable(engine)).name
  await createTestTable(engine, undefined, { name: `${name}-stock` })
  await Promise.all(Array.from({ length: 100 }, (_, id) => User.objects.create({ userId: `${id}`, name: `n${id}` })))
  await Part.objects.create({ partId: 'p1', count: 3 })
})
beforeEach(() => faulty.reset())

describe('a lazy get', () => {
  it('shows its request, and sends nothing before send', async () => {
    const intent = User.objects.lazy.get({ userId: '1' }, { consistent: true })
    expect(intent.toRequests()).toEqual([
      { TableName: name, Key: { PK: { S: 'USER#1' }, SK: { S: 'PROFILE' } }, ConsistentRead: true },
    ])
    expect(intent.toRequests()[0]?.operation).toBe('GetItem')
    expect(intent.explain()).toBe('get of User: one GetItem by the whole primary key, consistent; it must exist.')
    expect(intent).not.toHaveProperty('then')
    expect(faulty.sent).toEqual([])
    expect((await intent.send()).name).toBe('n1')
    await intent.send()
    expect(faulty.operations()).toEqual(['GetItem', 'GetItem'])
    expect(faulty.sent[0]?.input).toEqual(intent.toRequests()[0])
  })

  it('get must find, find may not; only narrows', async () => {
    await expect(user('x').send()).rejects.toBeInstanceOf(User.DoesNotExist)
    expect(await User.objects.lazy.find({ userId: 'x' }).send()).toBeUndefined()
    expect(await User.objects.lazy.get({ userId: '1' }, { only: ['name'] }).send()).toEqual({ name: 'n1' })
    expect(() => User.objects.lazy.get({ name: 'n1' } as never)).toThrow(/primary key/)
  })
})

describe('a snapshot', () => {
  it('reads several models of several tables by one request', async () => {
    const [one, part, nobody, some] = await shop.snapshot([
      user('1'),
      Part.objects.lazy.get({ partId: 'p1' }),
      User.objects.lazy.find({ userId: 'x' }),
      User.objects.lazy.get({ userId: '2' }, { only: ['name'] }),
    ])
    expect(one).toBeInstanceOf(User)
    expect([one.name, part.count, nobody, some]).toEqual(['n1', 3, undefined, { name: 'n2' }])
    expect(faulty.operations()).toEqual(['TransactGetItems'])
    expect(faulty.sent[0]?.input).toMatchObject({
      TransactItems: [
        { Get: { TableName: name, Key: { PK: { S: 'USER#1' } } } },
        { Get: { TableName: `${name}-stock` } },
        { Get: { TableName: name } },
        { Get: { TableName: name, ProjectionExpression: '#0, #1, #2, #3' } },
      ],
    })
  })

  it('a get that finds nothing throws', async () => {
    await expect(shop.snapshot([user('1'), user('x')])).rejects.toBeInstanceOf(User.DoesNotExist)
  })

  it('names an item once; 100 are allowed, 101 are not sent, none needs no request', async () => {
    const hundred = Array.from({ length: 100 }, (_, id) => user(`${id}`))
    const found = await shop.snapshot([
      ...hundred,
      User.objects.lazy.get({ userId: '1' }, { only: ['name'], consistent: true }),
      user('2'),
    ])
    expect(found).toHaveLength(102)
    expect(found[100]).toEqual({ name: 'n1' })
    expect(found[101]).not.toBe(found[2])
    expect(faulty.sent[0]?.input['TransactItems']).toHaveLength(100)
    expect(JSON.stringify(faulty.sent[0]?.input)).not.toContain('ConsistentRead')
    faulty.reset()
    const error = await shop.snapshot([...hundred, user('x')]).catch((caught) => caught)
    expect(error).toBeInstanceOf(TransactionFailed)
    expect(error.code).toBe('transaction.too-large')
    expect(await shop.snapshot([])).toEqual([])
    expect(faulty.sent).toEqual([])
  })

  it('refuses tables of different clients', async () => {
    const other = new Table({ name: 'other', client: createFaultyClient().client })
    class Far extends other.Model<Far>()('Far', {
      fields: { id: f.string() },
      keys: { primary: { pk: 'FAR#{id}', sk: 'FAR' } },
    }) {}
    await expect(shop.snapshot([user('1'), Far.objects.lazy.find({ id: '1' })])).rejects.toMatchObject({
      code: 'query.option',
    })
    expect(faulty.sent).toEqual([])
  })

  const cancelled = (...codes: string[]) =>
    new RequestError('request.failed', 'Cancelled.', {
      service: 'TransactionCanceledException',
      body: { CancellationReasons: codes.map((Code) => ({ Code })) },
    })

  it('is tried again at conflicts', async () => {
    faulty.fault = (_, next) => {
      if (faulty.sent.length < 4) throw cancelled('None', 'TransactionConflict')
      return next()
    }
    const [, two] = await shop.snapshot([user('1'), user('2')])
    expect(two.name).toBe('n2')
    expect(faulty.sent).toHaveLength(4)
  })

  it('gives up in the end, with one reason per get', async () => {
    faulty.fault = () => Promise.reject(cancelled('None', 'TransactionConflict'))
    const error = await shop.snapshot([user('1'), user('2'), user('1'), user('2')]).catch((caught) => caught)
    expect(error).toBeInstanceOf(TransactionFailed)
    expect(error).toMatchObject({ code: 'transaction.conflict', retryable: true })
    expect(error.reasons.map((reason?: RequestError) => reason?.service)).toEqual([
      undefined,
      'TransactionConflict',
      undefined,
      'TransactionConflict',
    ])
    expect(faulty.sent).toHaveLength(9)
  })

  it('does not try again what will not pass, and ends at the signal', async () => {
    faulty.fault = () => Promise.reject(cancelled('ValidationError', 'None'))
    await expect(shop.snapshot([user('1'), user('2')])).rejects.toMatchObject({
      code: 'transaction.failed',
      retryable: false,
    })
    expect(faulty.sent).toHaveLength(1)
    const controller = new AbortController()
    faulty.fault = () => {
      controller.abort()
      return Promise.reject(cancelled('TransactionConflict'))
    }
    await expect(shop.snapshot([user('1')], { signal: controller.signal })).rejects.toMatchObject({
      code: 'request.aborted',
    })
  })
})
