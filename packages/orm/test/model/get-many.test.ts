/** getMany: any number of keys, order kept, every key answered or the call fails. */
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { f, RequestError, Table, Throttled, type Transport } from 'single-table-orm'
import { createTestTable, sharedEngine } from 'single-table-orm/testing'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFaultyClient, unprocessed } from '../support/faulty-client.ts'

const faulty = createFaultyClient()
let name = ''
const shop = new Table({ name: () => name, client: faulty.client })
class User extends shop.Model<User>()('User', {
  fields: { userId: f.string(), name: f.string(), age: f.number().default(7) },
  keys: { primary: { pk: 'USER#{userId}', sk: 'PROFILE' } },
}) {}
class Admin extends User.extend<Admin>()('Admin', { fields: { rights: f.string() } }) {}
const numbers = new Table({ name: () => `${name}-n`, client: faulty.client, pk: ['year'], sk: ['rank'] })
class Film extends numbers.Model<Film>()('Film', {
  fields: { year: f.number(), rank: f.decimal(), title: f.string() },
  keys: { primary: { pk: ['year'], sk: ['rank'] } },
}) {}

const ids = Array.from({ length: 450 }, (_, index) => String(index))
const keys = (list: readonly string[]) => list.map((userId) => ({ userId }))
const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType })

beforeAll(async () => {
  const engine = await sharedEngine()
  name = (await createTestTable(engine)).name
  const shape = {
    AttributeDefinitions: ['year', 'rank'].map((AttributeName) => ({ AttributeName, AttributeType: 'N' as const })),
    KeySchema: [key('year', 'HASH'), key('rank', 'RANGE')],
  }
  await createTestTable(engine, shape, { name: `${name}-n` })
  await Promise.all(ids.slice(0, 400).map((id) => User.objects.create({ userId: id, name: `n${id}` })))
})
beforeEach(() => faulty.reset())

describe('what comes back', () => {
  it('one result per key, in order, undefined where there is none', async () => {
    const found = await User.objects.getMany(keys(ids))
    expect(found.map((user) => user?.name)).toEqual(ids.map((id) => (Number(id) < 400 ? `n${id}` : undefined)))
    expect(found[0]).toBeInstanceOf(User)
    expect(faulty.operations()).toEqual(Array(5).fill('BatchGetItem'))
    expect(faulty.batchSizes()).toEqual([100, 100, 100, 100, 50])
  })

  it('sends nothing for no keys', async () => {
    expect(await User.objects.getMany([])).toEqual([])
    expect(faulty.sent).toEqual([])
  })

  it('reads a key once; its positions share an instance', async () => {
    const [one, two, three] = await User.objects.getMany(keys(['1', '2', '1']))
    expect(one).toBe(three)
    expect(two).not.toBe(one)
    expect(faulty.batchSizes()).toEqual([2])
  })

  it('reads some fields, consistently', async () => {
    const found = await User.objects.getMany(keys(['1', 'x']), { only: ['name', 'age'], consistent: true })
    expect(found).toEqual([{ name: 'n1', age: 7 }, undefined])
    expect(faulty.sent[0]?.input.RequestItems?.[name]).toMatchObject({
      ConsistentRead: true,
      ProjectionExpression: '#0, #1, #2, #3, #4',
      ExpressionAttributeNames: { '#0': 'name', '#1': 'age', '#2': 'PK', '#3': 'SK', '#4': '_type' },
    })
  })

  it('gives instances of models that extend it, and no items of others', async () => {
    await Admin.objects.create({ userId: 'a', name: 'A', rights: 'all' })
    const item = { PK: { S: 'USER#b' }, SK: { S: 'PROFILE' }, _type: { S: 'Other' } }
    await faulty.client.send('PutItem', JSON.stringify({ TableName: name, Item: item }))
    const [admin, other] = await User.objects.getMany(keys(['a', 'b']))
    expect(admin).toBeInstanceOf(Admin)
    expect(other).toBeUndefined()
  })

  it('finds natural keys whose numbers are written otherwise', async () => {
    await Film.objects.create({ year: 1e21, rank: '1.50', title: 'Far' })
    const found = await Film.objects.getMany([
      { year: 1e21, rank: '1.500' },
      { year: 1e21, rank: '1.5' },
      { year: 1, rank: '2' },
    ])
    expect(found.map((film) => film?.title)).toEqual(['Far', 'Far', undefined])
    expect(faulty.batchSizes().at(-1)).toBe(2)
  })

  it('refuses wrong keys and options before anything is sent', async () => {
    const code = (attempt: Promise<unknown>) => attempt.then(String, (error) => error.code)
    expect(await code(User.objects.getMany([{ userId: '1' }, { userId: 2 as never }]))).toBe('validation.invalid')
    expect(await code(User.objects.getMany([{ name: 'n1' } as never]))).toBe('key.value')
    expect(await code(User.objects.getMany([{} as never]))).toBe('key.missing')
    expect(await code(User.objects.getMany(keys(['1']), { timeout: 0 }))).toBe('query.option')
    expect(await code(User.objects.getMany(keys(['1']), { only: ['nme' as 'name'] }))).toBe('query.unknown-field')
    expect(faulty.sent).toEqual([])
  })
})

describe('a bad day', () => {
  it('answers every key whatever is left unprocessed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 449 }), { minLength: 1, maxLength: 130 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
        async (picked, dice) => {
          faulty.reset()
          let rounds = 0
          faulty.fault = async (request, next) => {
            if (rounds++ > 5) return next()
            if (dice.next().value === 3 && rounds < 3) throw new Throttled('request.throttled', 'Slow down.')
            return unprocessed(request, next, () => dice.next().value === 0)
          }
          const found = await User.objects.getMany(keys(picked.map(String)))
          expect(found.map((user) => user?.userId)).toEqual(picked.map((id) => (id < 400 ? String(id) : undefined)))
        },
      ),
      { numRuns: 15 },
    )
  })

  it('tells progress in distinct keys', async () => {
    faulty.fault = (request, next) => unprocessed(request, next, (index) => faulty.sent.length === 1 && index < 10)
    const steps: string[] = []
    const onProgress = ({ done, total }: { done: number; total: number }) => steps.push(`${done}/${total}`)
    await User.objects.getMany(keys(['1', ...ids.slice(0, 40)]), { onProgress })
    expect(steps).toEqual(['30/40', '40/40'])
  })

  it('says at the deadline what is missing: unprocessed keys', async () => {
    faulty.fault = (request, next) => unprocessed(request, next, (index) => index % 2 === 1 || faulty.sent.length > 1)
    const error = await User.objects.getMany(keys(['1', '2', '3', '4']), { timeout: 500 }).catch((caught) => caught)
    expect(error).toBeInstanceOf(Throttled)
    expect(error).toMatchObject({ code: 'request.throttled', retryable: true })
    expect(error.message).toContain('2 of 4 keys had no answer within 500 ms.')
    const left = ['2', '4'].map((id) => ({ PK: { S: `USER#${id}` }, SK: { S: 'PROFILE' } }))
    expect(error.body).toEqual({ UnprocessedKeys: { [name]: { Keys: left } } })
    expect(faulty.sent.length).toBeGreaterThan(1)
  })

  it('cuts a request off at the deadline', async () => {
    faulty.fault = () => new Promise(() => {})
    const hanging = shop.with(
      {
        client: {
          send: (_operation: string, _body: string, options?: { signal?: AbortSignal }) =>
            new Promise((_resolve, reject) =>
              options?.signal?.addEventListener('abort', () =>
                reject(new RequestError('request.aborted', 'Cancelled.', { attempts: 1 })),
              ),
            ),
        },
      },
      () => User.objects.getMany(keys(['1', '2']), { timeout: 60 }),
    )
    await expect(hanging).rejects.toMatchObject({ code: 'request.timeout', retryable: true })
  })

  it('ends at the signal, in a pause too', async () => {
    const controller = new AbortController()
    faulty.fault = (request, next) => unprocessed(request, next, () => true)
    const call = User.objects.getMany(keys(['1', '2']), { signal: controller.signal })
    const outcome = call.catch((error) => error)
    await pause(30)
    controller.abort(new Error('enough'))
    expect(await outcome).toMatchObject({ code: 'request.aborted' })
    const before = AbortSignal.abort(new Error('never'))
    await expect(User.objects.getMany(keys(['1']), { signal: before })).rejects.toMatchObject({
      code: 'request.aborted',
    })
  })

  it('the first failure ends the rest', async () => {
    faulty.fault = async (request, next) => {
      if (request.input.RequestItems?.[name]?.Keys.length === 50) throw new RequestError('request.failed', 'No.')
      await pause(20)
      return next()
    }
    await expect(User.objects.getMany(keys(ids))).rejects.toMatchObject({ code: 'request.failed' })
    expect(faulty.sent.length).toBe(5)
    let sends = 0
    const client: Transport = {
      send: (_operation, _body, options) =>
        new Promise((_resolve, reject) => {
          if (++sends === 4) reject(new RequestError('request.failed', 'No.'))
          // The others end with the signal, or never.
          options?.signal?.addEventListener('abort', () => reject(new RequestError('request.aborted', 'Cancelled.')))
        }),
    }
    const outcome = shop.with({ client }, () => User.objects.getMany(keys(ids)))
    await expect(outcome).rejects.toMatchObject({ code: 'request.failed' })
    expect(sends).toBe(4)
  })
})
