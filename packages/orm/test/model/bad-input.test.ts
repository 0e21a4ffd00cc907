/** Bad input gets a typed error before anything is sent, and every error points at the line that called. */
import {
  and,
  beginsWith,
  between,
  contains,
  DefinitionError,
  exists,
  f,
  gt,
  KeyError,
  missing,
  ne,
  not,
  oneOf,
  or,
  QueryError,
  RequestError,
  related,
  StormError,
  size,
  Table,
  typeIs,
  UniqueViolation,
  ValidationError,
} from 'single-table-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recording, rejection } from '../support/recording.ts'
import { anOrder, Order, recorder, shop, Thing, User, unique } from './shop.ts'

beforeEach(() => {
  recorder.take()
})

describe('nothing is sent for', () => {
  afterEach(() => expect(recorder.take()).toEqual([]))
  // What a caller without types could write.
  type Untyped = (...values: unknown[]) => Promise<unknown>
  type Single =
    | 'create'
    | 'replace'
    | 'upsert'
    | 'update'
    | 'get'
    | 'find'
    | 'delete'
    | 'getOrCreate'
    | 'updateOrCreate'
  type Call = Single | 'createMany' | 'putMany' | 'deleteMany'
  const objects = Order.objects as unknown as Record<Call, Untyped>
  const good = { userId: 'u', total: 1, address: { city: 'Rome' } }
  const key = { userId: 'u', orderId: '01JX0000000000000000000001' }
  const writes = ['create', 'replace', 'upsert'] as const

  it.each([null, 5, 'a cursor', []])('page(%j): what is no object of options is not the first page', async (given) => {
    const sets = [
      Order.objects.using({ userId: 'u' }),
      shop.collection(User, Order).using({ userId: 'u' }),
      shop.scan(),
    ] as unknown as Record<'page', Untyped>[]
    for (const set of sets)
      expect(await rejection(set.page(given))).toMatchObject({ code: 'query.option', hint: 'Write page({ cursor }).' })
  })

  it.each([5, 'x', [], () => 1, Symbol('s'), true, null])('options of reads: %s', async (given) => {
    const reads = Order.objects as unknown as Record<'find' | 'getMany' | 'history' | 'by', Untyped>
    const lazy = Order.objects.lazy as unknown as Record<'find', (...values: unknown[]) => { toRequests(): unknown }>
    const snapshot = shop.snapshot.bind(shop) as unknown as Untyped
    const intents = [Order.objects.lazy.find(key)]
    const links = related(Order).many(new User({ userId: 'u', email: 'a@b.c', name: 'A' }), { userId: 'u' })
    const calls: (() => unknown)[] = [
      ...[given, { signal: given }].flatMap((options) => [
        () => reads.find(key, options),
        () => reads.getMany([key], options),
        () => lazy.find(key, options),
        () => snapshot(intents, options),
      ]),
      () => Order.objects.by(given as never, {} as never).toRequests(),
    ]
    if (!Array.isArray(given))
      calls.push(
        () => reads.find(key, { only: given }),
        () => reads.getMany([key], { only: given }),
        () => lazy.find(key, { only: given }),
      )
    if (typeof given !== 'string') calls.push(() => lazy.find(key, { only: [given] }))
    if (typeof given !== 'function')
      calls.push(
        () => reads.getMany([key], { onProgress: given }),
        () => related(User).through(links, given as never),
      )
    for (const call of calls) {
      const error = await rejection((async () => call())())
      expect(error).toBeInstanceOf(QueryError)
      expect(['query.option', 'query.no-index']).toContain((error as StormError).code)
    }
  })

  it('an expression over 4 KB, as it is sent', async () => {
    const many = Array.from({ length: 800 }, (_, index) => index)
    const orders = Order.objects.using({ userId: 'u' }).filter({ total: oneOf(many) })
    for (const call of [() => orders.all(), () => orders.count(), async () => orders.toRequests()])
      expect(await rejection(call())).toMatchObject({
        code: 'query.expression-size',
        message: expect.stringMatching(/^The filter expression has 4\d{3} bytes; DynamoDB takes at most 4096\./),
      })
    expect(await rejection(Order.objects.delete(key, { if: { total: oneOf(many) } }))).toMatchObject({
      code: 'query.expression-size',
      message: expect.stringContaining('The condition expression has'),
    })
    // Names and values are not counted: only what stands for them.
    const long = Order.objects.using({ userId: 'u' }).filter({ address: { city: 'x'.repeat(10_000) } })
    expect(long.toRequests()).toHaveLength(1)
    const most = Order.objects.using({ userId: 'u' }).filter({ total: oneOf(many.slice(0, 650)) })
    const [{ FilterExpression } = { FilterExpression: '' }] = most.toRequests() as readonly {
      FilterExpression?: string
    }[]
    expect(FilterExpression?.match(/ IN /g)).toHaveLength(7)
    expect(FilterExpression?.length).toBeLessThanOrEqual(4096)
  })

  it('more than 300 operators and functions of a condition or a filter', async () => {
    const of = (count: number) => Array.from({ length: count }, (_, total) => ({ total }))
    const filtered = Order.objects.using({ userId: 'u' }).filter(or(...of(151)))
    for (const call of [() => filtered.all(), () => filtered.count(), async () => filtered.toRequests()])
      expect(await rejection(call())).toMatchObject({
        code: 'query.expression-size',
        // A count has the library's own condition on the type besides.
        message: expect.stringMatching(
          /^The filter expression has 30[15] operators and functions, .* takes at most 300\./,
        ),
      })
    type Options = Parameters<typeof Order.objects.lazy.delete>[1]
    const conditioned = (filter: unknown) => Order.objects.lazy.delete(key, { if: filter } as Options).toRequests()
    expect(await conditioned(or(...of(150)))).toHaveLength(1)
    expect(await rejection(Order.objects.delete(key, { if: or(...of(151)) }))).toMatchObject({
      code: 'query.expression-size',
      message: expect.stringContaining('The condition expression has 301'),
    })
    // One of each kind is one; parentheses and the second half of BETWEEN are none.
    const kinds = and(
      { total: between(1, 2), note: beginsWith('x'), tags: contains('y'), lines: size(gt(1)) },
      not({ status: oneOf(['open', 'paid']) }),
      or({ note: missing() }, { note: exists() }, { note: typeIs('S') }, { total: ne(1) }),
    )
    const operators = 1 + 1 + 1 + 2 + (1 + 1) + 4 + (3 + 1 + 1 + 3)
    const room = (300 - operators) / 2
    expect(await conditioned(and(kinds, ...of(Math.floor(room))))).toHaveLength(1)
    const error = await rejection(conditioned(and(kinds, ...of(Math.floor(room) + 1))))
    expect(error.message).toContain(`has ${operators + 2 * (Math.floor(room) + 1)} operators`)
  })

  it('names and values of more than 2 MB', async () => {
    const long = (count: number, length = 400_000) =>
      Array.from({ length: count }, (_, index) => `${index}`.padEnd(length))
    const orders = (notes: string[]) => Order.objects.using({ userId: 'u' }).filter({ note: oneOf(notes) })
    const refused = {
      code: 'query.expression-size',
      message: expect.stringMatching(/^The names and values of a request’s expressions have \d{7} bytes; .* 2097152\./),
    }
    for (const read of [() => orders(long(6)).all(), () => orders(long(6)).count()])
      expect(await rejection(read())).toMatchObject(refused)
    expect(await rejection(Order.objects.delete(key, { if: { note: oneOf(long(6)) } }))).toMatchObject(refused)
    const transaction = shop.transaction((tx) => tx.check(Order, key, { if: { note: oneOf(long(6)) } }))
    expect(await rejection(transaction)).toMatchObject(refused)
    // Of three bytes a character.
    expect(await rejection(orders(['語'.repeat(400_000), '文'.repeat(400_000)]).all())).toMatchObject(refused)
    await orders(long(5)).all()
    expect(recorder.take().map(({ operation }) => operation)).toEqual(['Query'])
  })

  it.each([null, undefined, 5, 'x', {}])('reads of many of %j, and what is no list or no intent', async (given) => {
    const { getMany } = Order.objects as unknown as Record<'getMany', Untyped>
    const many = getMany.bind(Order.objects)
    const snapshot = shop.snapshot.bind(shop) as unknown as Untyped
    for (const read of [() => many(given), () => snapshot(given), () => snapshot([given])])
      expect(await rejection(read())).toMatchObject({ code: 'query.option' })
    expect(() => (shop.collection as (model: unknown) => unknown).call(shop, given)).toThrow(
      expect.objectContaining({ code: 'query.collection' }),
    )
  })

  it.each(writes)('an unknown field in %s', async (call) => {
    const error = await rejection(objects[call]({ ...good, totle: 1, addres: 2 }))
    expect(error).toBeInstanceOf(ValidationError)
    expect(error).toMatchObject({ code: 'validation.invalid', issues: [{ path: ['totle'] }, { path: ['addres'] }] })
  })

  it.each([
    ['create', () => objects.create(good, { if: { status: 'open' } })],
    ['createMany', () => objects.createMany([good], { if: { status: 'open' } })],
    ['getOrCreate', () => objects.getOrCreate(key, good, { if: { status: 'open' } })],
    ['save of a new instance', () => new Order(good).save({ if: { status: 'open' } })],
    ['tx.create', () => shop.transaction((tx) => (tx.create as Untyped)(Order, good, { if: { status: 'open' } }))],
    ['tx.save of a new instance', () => shop.transaction((tx) => tx.save(new Order(good), { if: { status: 'open' } }))],
  ])('a condition in %s, which inserts: passing over it would write', async (_call, attempt) => {
    const error = await rejection(attempt())
    expect(error).toBeInstanceOf(QueryError)
    expect(error).toMatchObject({ code: 'query.option', hint: expect.stringContaining('upsert(') })
  })

  it.each([
    ['replace', (options: object) => objects.replace(good, options)],
    ['upsert', (options: object) => objects.upsert(good, options)],
    ['updateOrCreate', (options: object) => objects.updateOrCreate(key, { total: 1 }, good, options)],
    ['putMany', (options: object) => objects.putMany([good], options)],
    ['deleteMany', (options: object) => objects.deleteMany([key], options)],
    ['save', (options: object) => new Order(good).save({ overwrite: true, ...options })],
    ['tx.replace', (options: object) => shop.transaction((tx) => tx.replace(Order, good, options))],
    ['query.update', (options: object) => Order.objects.using({ userId: 'u' }).update({ total: 1 }, options)],
    ['query.delete', (options: object) => Order.objects.using({ userId: 'u' }).delete(options)],
  ])('a wrong condition in %s', async (_call, attempt) => {
    expect(await rejection(attempt({ if: { totle: 1 } }))).toMatchObject({ code: 'query.unknown-field' })
    expect(await rejection(attempt({ if: 'open' }))).toMatchObject({ code: 'query.operator' })
    expect(await rejection(attempt({ if: null }))).toMatchObject({ code: 'query.operator' })
  })

  it.each(writes)('values of wrong types in %s, all at once', async (call) => {
    const wrong = { ...good, total: '1', status: 'lost', address: { city: 5 }, tags: ['a'], placedAt: 'now' }
    const error = await rejection(objects[call](wrong))
    const paths = (error as ValidationError).issues.map(({ path }) => path.join('.'))
    expect(paths.sort()).toEqual(['address.city', 'placedAt', 'status', 'tags', 'total'])
  })

  it.each(writes)('a required field that is missing in %s', async (call) => {
    expect(await rejection(objects[call]({ userId: 'u', total: 1 }))).toMatchObject({
      issues: [{ path: ['address'] }],
    })
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('the number %s', async (total) => {
    expect(await rejection(objects.create({ ...good, total }))).toBeInstanceOf(ValidationError)
    expect(await rejection(objects.update(key, { total }))).toBeInstanceOf(ValidationError)
  })

  it('numbers of more than 38 digits', async () => {
    const things = Thing.objects
    const thing = {
      thingId: 't',
      big: 1n,
      when: new Date(),
      bytes: new Uint8Array(),
      marks: new Set<number>(),
      price: '1',
    }
    const long = 10n ** 39n + 1n
    for (const wrong of [{ big: long }, { price: `0.${long}` }])
      expect(await rejection(things.create({ ...thing, ...wrong }))).toMatchObject({ code: 'validation.invalid' })
    expect(await rejection(things.update({ thingId: 't' }, { big: long }))).toBeInstanceOf(ValidationError)
  })

  it('a key of which a part is missing', async () => {
    for (const call of ['get', 'find', 'delete'] as const) {
      const error = await rejection(objects[call]({ userId: 'u' }))
      expect(error).toBeInstanceOf(KeyError)
      expect(error).toMatchObject({ code: 'key.missing' })
      expect(error.message).toContain("'orderId' is not given")
    }
    expect(await rejection(objects.update({ userId: 'u' }, { total: 1 }))).toMatchObject({ code: 'key.missing' })
    expect(await rejection(objects.getOrCreate({ userId: 'u' }, good))).toMatchObject({ code: 'key.missing' })
    expect(await rejection(objects.updateOrCreate({ userId: 'u' }, {}, good))).toMatchObject({ code: 'key.missing' })
    expect(await rejection(objects.get({ userId: 'u', orderId: null }))).toMatchObject({ code: 'key.missing' })
  })

  it('a key with fields of no key, of wrong types, or that is no object', async () => {
    expect(await rejection(objects.get({ ...key, total: 1 }))).toMatchObject({ code: 'key.value' })
    expect(await rejection(objects.get({ ...key, userId: 5 }))).toMatchObject({ code: 'validation.invalid' })
    for (const none of [undefined, null, 'u1', 5, []])
      for (const call of ['get', 'find', 'delete', 'create', 'replace', 'upsert', 'update'] as const)
        expect(await rejection(objects[call](none, {})), `${call}(${none})`).toBeInstanceOf(StormError)
    expect(await rejection(objects.update(key, undefined))).toBeInstanceOf(StormError)
    expect(await rejection(objects.update(key, null))).toBeInstanceOf(StormError)
  })

  it('an empty or oversized key', async () => {
    const table = new Table({ name: 'shop', client: recorder })
    class Bare extends table.Model<Bare>()('Bare', {
      fields: { id: f.string(), part: f.string() },
      keys: { primary: { pk: '{id}', sk: '{part}' } },
    }) {}
    expect(await rejection(Bare.objects.create({ id: '', part: 'x' }))).toMatchObject({ code: 'key.empty' })
    expect(await rejection(Bare.objects.get({ id: '', part: 'x' }))).toBeInstanceOf(KeyError)
    const long = { id: 'x'.repeat(2049), part: 'x' }
    expect(await rejection(Bare.objects.create(long))).toMatchObject({ code: 'key.too-long' })
    const longer = { id: 'x', part: 'é'.repeat(513) }
    expect(await rejection(Bare.objects.get(longer))).toMatchObject({ code: 'key.too-long' })
    expect(await rejection(Bare.objects.replace(longer))).toBeInstanceOf(KeyError)
    expect(
      await rejection(User.objects.create({ userId: '', email: `${'a'.repeat(2050)}@b.cd`, name: 'x' })),
    ).toBeInstanceOf(StormError)
  })

  it('an item over 400 KB', async () => {
    const note = 'x'.repeat(400 * 1024)
    for (const call of ['create', 'replace'] as const) {
      const error = await rejection(objects[call]({ ...good, note }))
      expect(error).toBeInstanceOf(ValidationError)
      expect(error).toMatchObject({ code: 'item.too-large' })
    }
  })

  it('a partial key in using(), and fields of no key', async () => {
    const using = (part: object) => Order.objects.using(part as never).all()
    for (const part of [{}, { orderId: key.orderId }, { placedAt: new Date() }, { total: 1 }, { userId: undefined }]) {
      const error = await rejection(using(part))
      expect(error).toBeInstanceOf(QueryError)
      expect(error).toMatchObject({ code: 'query.no-index' })
      expect(error.message).toContain('byStatus')
    }
    expect(await rejection(using({ userId: 'u', nothing: 1 }))).toMatchObject({ code: 'query.unknown-field' })
  })

  it('two models that cannot be told apart', () => {
    const table = new Table({ name: 'shop', client: recorder, typeAttribute: false })
    const fields = { id: f.string() }
    class One extends table.Model<One>()('One', { fields, keys: { primary: { pk: 'A#{id}', sk: 'X' } } }) {}
    const define = () => table.Model<One>()('Two', { fields, keys: { primary: { pk: '{id}#{id}', sk: 'X' } } })
    expect(define).toThrow(DefinitionError)
    expect(define).toThrow(/cannot be told apart from those of One/)
    const again = new Table({ name: 'shop', client: recorder })
    class Three extends again.Model<Three>()('Three', { fields, keys: { primary: { pk: 'A#{id}', sk: 'X' } } }) {}
    const same = { type: 'Three', fields, keys: { primary: { pk: 'B#{id}', sk: 'X' } } }
    expect(() => again.Model<Three>()('Four', same)).toThrow(/Three is already stored with the type 'Three'/)
    expect(() => again.Model<Three>()('Three', same)).toThrow(/already has a model 'Three'/)
  })

  it('an index that the table does not have, a template of no field, and everything else, in one error', () => {
    const table = new Table({ name: 'shop', client: recorder })
    const wrong = {
      fields: { id: f.string(), save: f.string(), parts: f.list(f.string()) },
      keys: {
        primary: { pk: 'A#{uid}', sk: 'X' },
        byParts: { index: 'gsi9', pk: 'P#{parts}' },
      },
      unique: { some: ['nobody'] },
      colour: 'red',
    }
    let error: unknown
    try {
      table.Model<User>()('Wrong', wrong as never)
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(DefinitionError)
    const paths = (error as DefinitionError).problems.map(({ path }) => path)
    expect(paths).toEqual(
      expect.arrayContaining(['fields.save', 'keys.primary.pk', 'keys.byParts.index', 'unique.some', 'colour']),
    )
    expect(table.models).toEqual([])
  })
})

describe('every error', () => {
  /** The file and line that the first line of the stack names. */
  const firstLine = (error: Error): string => /^\s+at .*$/m.exec(error.stack ?? '')?.[0] ?? ''
  const here = 'bad-input.test.ts'

  it('points at the caller, also after a request', async () => {
    const order = await anOrder()
    const other = new Order({ ...order.key(), total: 1, address: { city: 'Rome' } })
    const bad = { userId: 'u', total: Number.NaN, address: { city: 'Rome' } }
    const absent = { ...order.key(), userId: 'nobody' }
    const attempts: (() => Promise<unknown>)[] = [
      async () => await Order.objects.create(bad),
      async () => await Order.objects.get(absent),
      async () => await Order.objects.update(absent, { total: 1 }),
      async () => await Order.objects.create({ ...order.key(), total: 1, address: { city: 'Rome' } }),
      async () => await order.update({ total: 1 }, { if: { status: 'paid' } }),
      async () => await other.save(),
      async () => await Order.objects.lazy.create(bad).send(),
      async () => await Order.objects.using({ userId: 'u' }).one(),
      async () => await Order.objects.getOrCreate({ ...order.key(), userId: '' as never }, bad),
    ]
    for (const attempt of attempts) expect(firstLine(await rejection(attempt())), String(attempt)).toContain(here)
    expect(() => new Order({ ...bad, totle: 1 } as never)).toThrow(StormError)
    try {
      new Order({ ...bad, totle: 1 } as never)
    } catch (error) {
      // The class itself has the first line: its constructor is implicit.
      expect(firstLine(error as Error)).toMatch(/new Order .*shop\.ts/)
      expect((error as Error).stack?.split('\n').filter((line) => /^ +at /.test(line))[1]).toContain(here)
    }
  })

  it('points at the caller for requests over HTTP that fail', async () => {
    const table = new Table({ name: `missing-${unique()}`, client: recorder })
    class Leaf extends table.Model<Leaf>()('Leaf', {
      fields: { id: f.string() },
      keys: { primary: { pk: 'LEAF#{id}', sk: 'LEAF' } },
    }) {}
    const get = async () => await Leaf.objects.get({ id: 'x' })
    const list = async () => await Leaf.objects.using({ id: 'x' }).all()
    for (const attempt of [get, list]) {
      const error = await rejection(attempt())
      expect(error).toMatchObject({ code: 'table.not-found' })
      expect(firstLine(error)).toContain(here)
    }
  })

  it('has a code, a hint, a page, and is found by instanceof', async () => {
    const email = `${unique()}@example.com`
    await User.objects.create({ userId: unique(), email, name: 'x' })
    const error = await rejection(User.objects.create({ userId: unique(), email, name: 'y' }))
    expect(error).toBeInstanceOf(UniqueViolation)
    expect(error).toBeInstanceOf(StormError)
    expect(error).not.toBeInstanceOf(RequestError)
    expect(error).toMatchObject({ code: 'write.unique', retryable: false, name: 'UniqueViolation' })
    expect((error as StormError).hint.length).toBeGreaterThan(5)
    expect((error as StormError).docs).toMatch(/^https:.*errors\.md#writeunique$/)
  })

  it('passes on what the transport says', async () => {
    const failing = recording({
      send: async () => {
        throw new RequestError('request.network', 'The endpoint is not reachable.')
      },
    })
    const table = new Table({ name: 'shop', client: failing })
    class Leaf extends table.Model<Leaf>()('Leaf', {
      fields: { id: f.string() },
      keys: { primary: { pk: 'LEAF#{id}', sk: 'LEAF' } },
    }) {}
    const error = await rejection(Leaf.objects.getOrCreate({ id: 'x' }, {}))
    expect(error).toMatchObject({ code: 'request.network', retryable: true })
    expect(failing.take()).toHaveLength(1)
  })
})
