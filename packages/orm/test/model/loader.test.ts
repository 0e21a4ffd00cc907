/** The loader: gets of one tick are one request, each caller has its own outcome. */
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { f, type GetOptions, RequestError, Table, Throttled, type Transport } from 'single-table-orm'
import { createTestTable, sharedEngine } from 'single-table-orm/testing'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFaultyClient, unprocessed } from '../support/faulty-client.ts'

const faulty = createFaultyClient()
const { client, sent, operations } = faulty
let name = ''
const shop = new Table({ name: () => name, client })
class User extends shop.Model<User>()('User', {
  fields: { userId: f.string(), name: f.string(), email: f.string() },
  keys: { primary: { pk: 'USER#{userId}', sk: 'PROFILE' } },
  unique: { email: ['email'] },
}) {}
class Order extends shop.Model<Order>()('Order', {
  fields: { userId: f.string(), orderId: f.string() },
  keys: { primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' } },
}) {
  user() {
    return User.objects.get({ userId: this.userId })
  }
  async userLater() {
    for (let hop = 0; hop < Number(this.orderId) % 7; hop++) await undefined
    return await this.user()
  }
}
const ids = Array.from({ length: 250 }, (_, index) => String(index))
const orders = ids.map((id) => new Order({ userId: id, orderId: id }))
const get = (userId: string, options?: GetOptions) => User.objects.get({ userId }, options)

beforeAll(async () => {
  name = (await createTestTable(await sharedEngine())).name
  await Promise.all(ids.map((id) => User.objects.create({ userId: id, name: `n${id}`, email: `${id}@x` })))
})
beforeEach(() => faulty.reset())

describe('merging', () => {
  it('reads 100 users of orders by one request, 250 by three', async () => {
    const some = await Promise.all(orders.slice(0, 100).map((order) => order.user()))
    expect(operations()).toEqual(['BatchGetItem'])
    expect(some.map((user) => user.name)).toEqual(ids.slice(0, 100).map((id) => `n${id}`))
    expect(some[0]).toBeInstanceOf(User)
    sent.length = 0
    const all = await Promise.all(orders.map((order) => order.user()))
    expect(operations()).toEqual(['BatchGetItem', 'BatchGetItem', 'BatchGetItem'])
    expect(all.map((user) => user.userId)).toEqual(ids)
  })

  it('waits for whatever the tick still does', async () => {
    await Promise.all(orders.slice(0, 100).map((order) => order.userLater()))
    expect(operations()).toEqual(['BatchGetItem'])
    // The code of a timer or of input runs before any promise reaction of its tick.
    sent.length = 0
    await new Promise((resolve) =>
      setTimeout(() => resolve(Promise.all(orders.slice(0, 100).map((order) => order.userLater())))),
    )
    expect(operations()).toEqual(['BatchGetItem'])
  })

  it('leaves one get alone: the same GetItem as without a loader', async () => {
    const plain = new Table({ name: () => name, client, loader: false })
    class Plain extends plain.Model<Plain>()('User', {
      fields: { userId: f.string() },
      keys: { primary: { pk: 'USER#{userId}', sk: 'PROFILE' } },
    }) {}
    await get('1')
    await Plain.objects.get({ userId: '1' })
    expect(sent[0]).toEqual(sent[1])
    expect(operations()).toEqual(['GetItem', 'GetItem'])
    await get('1')
    await get('2')
    expect(operations()).toHaveLength(4)
    sent.length = 0
    await Promise.all(ids.slice(0, 5).map((userId) => Plain.objects.get({ userId })))
    expect(operations()).toEqual(Array(5).fill('GetItem'))
  })

  it('asks for a key once, and gives each caller its own instance', async () => {
    const [one, two] = await Promise.all([get('1'), get('1')])
    expect(operations()).toEqual(['GetItem'])
    expect(one).not.toBe(two)
    expect(one?.values()).toEqual(two?.values())
    const three = await Promise.all([get('1'), get('2'), get('1')])
    expect(sent[1]?.input.RequestItems?.[name]?.Keys).toHaveLength(2)
    expect(three.map((user) => user.userId)).toEqual(['1', '2', '1'])
  })

  it('keeps consistent reads, tables and clients apart, and never merges only', async () => {
    await Promise.all([get('1'), get('2'), get('3', { consistent: true }), get('4', { consistent: true })])
    expect(sent.map(({ input }) => input.RequestItems?.[name])).toMatchObject([{}, { ConsistentRead: true }])
    expect(sent[0]?.input.RequestItems?.[name]).not.toHaveProperty('ConsistentRead')
    sent.length = 0
    await Promise.all(['1', '2'].map((userId) => User.objects.get({ userId }, { only: ['name'] })))
    expect(operations()).toEqual(['GetItem', 'GetItem'])
    sent.length = 0
    const other = (await createTestTable(await sharedEngine())).name
    const here = [get('1'), get('2')]
    const there = shop.with({ name: other }, () => Promise.allSettled([get('1'), get('2')]))
    await Promise.all(here)
    expect((await there).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(sent.map(({ input }) => Object.keys(input.RequestItems ?? {}))).toEqual([[name], [other]])
    sent.length = 0
    const elsewhere: Transport = { send: client.send }
    await Promise.all([get('1'), get('2'), shop.with({ client: elsewhere }, () => get('3'))])
    expect(operations().sort()).toEqual(['BatchGetItem', 'GetItem'])
  })

  it('merges gets by a unique constraint too: markers, then items', async () => {
    const found = await Promise.all(ids.slice(0, 50).map((id) => User.objects.get({ email: `${id}@x` })))
    expect(operations()).toEqual(['BatchGetItem', 'BatchGetItem'])
    expect(found.map((user) => user.userId)).toEqual(ids.slice(0, 50))
  })
})

describe('outcomes', () => {
  it('any calls of one tick have the outcome that each would have alone', async () => {
    const call = fc.record({
      id: fc.integer({ min: 0, max: 300 }),
      how: fc.constantFrom('get', 'find', 'only', 'consistent', 'email', 'order', 'wrong', 'aborted'),
      hops: fc.integer({ min: 0, max: 5 }),
    })
    type Call = typeof call extends fc.Arbitrary<infer Value> ? Value : never
    const run = async ({ id, how, hops }: Call): Promise<unknown> => {
      for (let hop = 0; hop < hops; hop++) await undefined
      const key = { userId: String(id) }
      if (how === 'find') return (await User.objects.find(key))?.name
      if (how === 'only') return (await User.objects.get(key, { only: ['name'] })).name
      if (how === 'consistent') return (await User.objects.get(key, { consistent: true })).name
      if (how === 'email') return (await User.objects.get({ email: `${id}@x` })).name
      if (how === 'order') return await Order.objects.find({ ...key, orderId: 'none' })
      if (how === 'wrong') return await User.objects.get({ userId: id as never })
      if (how === 'aborted') return await User.objects.get(key, { signal: AbortSignal.abort() })
      return (await User.objects.get(key)).name
    }
    const expected = ({ id, how }: Call): unknown => {
      if (how === 'order') return undefined
      if (how === 'wrong') return 'validation.invalid'
      if (how === 'aborted') return 'request.aborted'
      return id < 250 ? `n${id}` : how === 'find' ? undefined : 'item.not-found'
    }
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 60 }), fc.integer({ min: 2, max: 5 }), async (calls, every) => {
        faulty.reset()
        faulty.fault = (request, next) =>
          request.operation === 'BatchGetItem' && faulty.sent.length < 4
            ? unprocessed(request, next, (index) => index % every === 1)
            : next()
        const outcomes = await Promise.all(calls.map((one) => run(one).catch((error) => error.code)))
        expect(outcomes).toEqual(calls.map(expected))
        const merged = faulty.sent.filter(({ operation }) => operation === 'BatchGetItem')
        // Two kinds of consistency; markers' items; and the rest of what was left unprocessed.
        expect(merged.length).toBeLessThanOrEqual(6)
      }),
      { numRuns: 25 },
    )
  })

  it('tells the one caller whose item is missing, or whose key is wrong', async () => {
    const results = await Promise.allSettled([
      get('1'),
      get('nobody'),
      get(7 as never),
      User.objects.find({ userId: 'nobody' }),
      Order.objects.find({ userId: '1', orderId: 'x' }),
    ])
    expect(operations()).toEqual(['BatchGetItem'])
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.code))).toEqual([
      expect.objectContaining({ userId: '1' }),
      'item.not-found',
      'validation.invalid',
      undefined,
      undefined,
    ])
    expect((results[1] as PromiseRejectedResult).reason).toBeInstanceOf(User.DoesNotExist)
  })

  it('a failed batch fails its callers, each with an error that begins at its own place', async () => {
    faulty.fault = (request, next) => {
      if (request.input.RequestItems?.[name]?.Keys.length === 50) throw new RequestError('request.failed', 'No.')
      return next()
    }
    const results = await Promise.allSettled(orders.slice(0, 150).map((order) => order.user()))
    expect(results.slice(0, 100).every(({ status }) => status === 'fulfilled')).toBe(true)
    const reasons = results.slice(100).map((result) => (result as PromiseRejectedResult).reason)
    expect(reasons.every((error) => error instanceof RequestError && error.code === 'request.failed')).toBe(true)
    expect(new Set(reasons).size).toBe(50)
    const callHere = async () => await get('1')
    const callThere = async () => await get('2')
    faulty.fault = () => Promise.reject(new RequestError('request.failed', 'No.'))
    const [here, there] = await Promise.all([callHere().catch((error) => error), callThere().catch((error) => error)])
    expect(here.stack).toMatch(/^RequestError: No\.[\s\S]*callHere/)
    expect(there.stack).toMatch(/^RequestError: No\.[\s\S]*callThere/)
  })

  it('an abort concerns its caller only, until all have given up', async () => {
    const [one, two, three] = [new AbortController(), new AbortController(), new AbortController()]
    let cancelled = false
    faulty.fault = async (_, next) => {
      await pause(20)
      return next()
    }
    three.abort(new Error('at once'))
    const calls = [
      get('1', { signal: one.signal }),
      get('2', { signal: two.signal }),
      get('3', { signal: three.signal }),
      get('4'),
    ]
    const settled = Promise.allSettled(calls)
    await pause(5)
    one.abort(new Error('enough'))
    const results = await settled
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled'])
    expect(results[0]).toMatchObject({ reason: { code: 'request.aborted', cause: { message: 'enough' } } })
    expect(results[2]).toMatchObject({ reason: { code: 'request.aborted', cause: { message: 'at once' } } })
    expect(sent[0]?.input.RequestItems?.[name]?.Keys).toHaveLength(3)

    const both = [new AbortController(), new AbortController()]
    const wrapped: Transport = {
      send: (_operation, _body, options) =>
        new Promise((_resolve, reject) =>
          options?.signal?.addEventListener('abort', () => {
            cancelled = true
            reject(new RequestError('request.aborted', 'Cancelled.'))
          }),
        ),
    }
    const pending = shop.with({ client: wrapped }, () =>
      Promise.allSettled(both.map((controller, index) => get(String(index), { signal: controller.signal }))),
    )
    await pause(5)
    both[0]?.abort()
    await pause(5)
    expect(cancelled).toBe(false)
    both[1]?.abort()
    expect((await pending).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(cancelled).toBe(true)
  })

  it('asks again for unprocessed keys, and through throttling', async () => {
    let round = 0
    faulty.fault = async (request, next) => {
      if (round++ === 0) throw new Throttled('request.throttled', 'Slow down.')
      const { Keys } = request.input.RequestItems?.[name] ?? { Keys: [] }
      return unprocessed(request, next, (index) => round < 4 && index >= Keys.length / 2)
    }
    const users = await Promise.all(orders.slice(0, 40).map((order) => order.user()))
    expect(users.map(({ userId }) => userId)).toEqual(ids.slice(0, 40))
    expect(faulty.batchSizes()).toEqual([40, 40, 20, 10])
  })
})
