/** Indexes that hold a part of the items: local ones, which fetch the rest if whole items are asked for, and global ones. */
import {
  beginsWith,
  between,
  contains,
  exists,
  f,
  gte,
  ne,
  oneOf,
  or,
  QueryError,
  ref,
  related,
  Table,
  type Transport,
  Unrecognised,
} from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recording, rejection } from '../support/recording.ts'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())
const recorder = recording(engine.client)

const table = new Table({
  name: 'parts',
  client: recorder,
  indexes: {
    byN: { local: true, sk: ['n'], projection: 'KEYS_ONLY' },
    byM: { local: true, sk: ['m'], projection: { include: ['note'] } },
    typed: { local: true, sk: ['k'], projection: { include: ['note', '_type'] } },
  },
})

class Part extends table.Model<Part>()('Part', {
  fields: {
    p: f.string(),
    i: f.string(),
    n: f.number(),
    m: f.number(),
    k: f.number(),
    note: f.string(),
    more: f.string(),
  },
  keys: {
    primary: { pk: 'P#{p}', sk: 'I#{i}' },
    byN: { index: 'byN', sk: ['n'] },
    byM: { index: 'byM', sk: ['m'] },
    typed: { index: 'typed', sk: ['k'] },
  },
}) {}

beforeAll(async () => {
  await table.ensure()
  for (let n = 0; n < 6; n++)
    await Part.objects.create({ p: 'a', i: `${n}`, n, m: n, k: n, note: `n${n % 2}`, more: `m${n}` })
})
beforeEach(() => {
  recorder.take()
})

describe('a local index that holds a part', () => {
  test.each(['byN', 'byM', 'typed'] as const)('%s counts, narrows and filters as the table does', async (name) => {
    const set = Part.objects.by(name, { p: 'a' })
    expect(await set.count()).toBe(6)
    expect(await set.exists()).toBe(true)
    expect(await set.only('i').all()).toEqual([...'012345'].map((i) => ({ i })))
    expect(await set.only('more').limit(1).all()).toEqual([{ more: 'm0' }])
    const filtered = set.filter({ more: gte('m4') })
    expect(await filtered.count()).toBe(2)
    expect(await filtered.exists()).toBe(true)
    expect(await filtered.only('i').all()).toEqual([{ i: '4' }, { i: '5' }])
    expect((await filtered.all()).map(({ i }) => i)).toEqual(['4', '5'])
    expect(await set.filter({ note: 'n1', more: contains('5') }).count()).toBe(1)
    expect(await set.where(({ more }) => more === 'm3').count()).toBe(1)
    expect(await set.hydrate().filter({ more: 'm1' }).count()).toBe(1)
    expect(await table.collection(Part).by(name, { p: 'a' }).count()).toBe(6)
    expect(await table.collection(Part).by(name, { p: 'a' }).only(Part, 'more').all()).toHaveLength(6)
    expect(await table.collection(Part).by(name, { p: 'a' }).only(Part, 'i').count()).toBe(6)
    expect(await Part.objects.scan({ index: name }).count()).toBe(6)
    expect(await Part.objects.scan({ index: name }).only('i').all()).toHaveLength(6)
  })

  test('is asked for a part, or for a count, only of what it holds', async () => {
    const ask = async (read: Promise<unknown>) => {
      await read
      return recorder.take().map(({ input }) => input)
    }
    const whole = { Select: 'ALL_ATTRIBUTES' }
    expect(await ask(Part.objects.by('byM', { p: 'a' }).only('more').all())).toMatchObject([whole])
    expect(await ask(Part.objects.by('byN', { p: 'a' }).filter({ note: 'n1' }).count())).toMatchObject([whole])
    const [part] = await ask(Part.objects.by('byM', { p: 'a' }).filter({ note: 'n1' }).only('note').all())
    expect(part).toMatchObject({ FilterExpression: '#1 = :1', ProjectionExpression: expect.any(String) })
    expect(part).not.toHaveProperty('Select')
    expect(await ask(Part.objects.by('typed', { p: 'a' }).filter({ note: 'n1' }).count())).toMatchObject([
      { Select: 'COUNT' },
    ])
  })
})

describe('an index without the type, and models with the same keys', () => {
  const shared = new Table({
    name: 'rivals',
    client: recorder,
    indexes: {
      slim: { pk: 'KP', sk: 'KS', projection: 'KEYS_ONLY' },
      some: { pk: 'IP', sk: 'IS', projection: { include: ['region', 'a'] } },
      late: { local: true, sk: ['a'], projection: 'KEYS_ONLY' },
      told: { pk: 'TP', sk: 'TS', projection: { include: ['_type', 'b'] } },
      own: { pk: 'OP', sk: 'OS', projection: 'KEYS_ONLY' },
    },
  })
  const fields = { u: f.string(), region: f.string(), a: f.string() }
  const keys = {
    primary: { pk: 'U#{u}', sk: '{a}' },
    slim: { index: 'slim', pk: 'K#{region}', sk: '{a}' },
    some: { index: 'some', pk: 'I#{region}', sk: '{a}' },
    late: { index: 'late', sk: ['a'] },
    told: { index: 'told', pk: 'T#{region}', sk: '{a}' },
  } as const
  class Left extends shared.Model<Left>()('Left', {
    fields,
    keys: { ...keys, own: { index: 'own', pk: 'O#{region}', sk: '{a}' } },
  }) {}
  class Right extends shared.Model<Right>()('Right', { fields, keys }) {}
  class Heir extends Right.extend<Heir>()('Heir', { fields: { more: f.string().optional() } }) {}

  beforeAll(async () => {
    await shared.ensure()
    for (let n = 0; n < 9; n++) await [Left, Right, Heir][n % 3]?.objects.create({ u: 'u', region: 'eu', a: `a${n}` })
  })
  const inRegion = (Model: typeof Left | typeof Right | typeof Heir, name: 'slim' | 'some' | 'told') =>
    (Model as typeof Right).objects.by(name, { region: 'eu' })

  test.each(['slim', 'some'] as const)('%s looks the type up, if it is told to hydrate', async (name) => {
    const of = (Model: typeof Left | typeof Right | typeof Heir) => inRegion(Model, name).hydrate()
    for (const [Model, all] of [
      [Left, 'a0 a3 a6'],
      [Right, 'a1 a2 a4 a5 a7 a8'],
      [Heir, 'a2 a5 a8'],
    ] as const) {
      const expected = all.split(' ')
      expect((await of(Model).all()).map(({ a }) => a)).toEqual(expected)
      expect((await of(Model).only('a').all()).map(({ a }) => a)).toEqual(expected)
      expect(await of(Model).count()).toBe(expected.length)
      expect((await of(Model).limit(2).all()).map(({ a }) => a)).toEqual(expected.slice(0, 2))
      expect(await (Model as typeof Right).objects.by(name, { region: 'eu', a: 'a1' }).hydrate().exists()).toBe(
        Model === Right,
      )
      expect(await (Model as typeof Right).objects.scan({ index: name }).hydrate().count()).toBe(expected.length)
    }
  })

  test.each(['slim', 'some'] as const)('%s is refused without', async (name) => {
    for (const set of [inRegion(Right, name), Heir.objects.scan({ index: name })])
      for (const read of [set.count(), set.exists(), (set as ReturnType<typeof inRegion>).only('a').all(), set.all()])
        await expect(read).rejects.toThrow(QueryError)
    await expect(inRegion(Right, name).count()).rejects.toThrow(
      `The index '${name}' does not hold the type, and keys of Left may be those of Right`,
    )
    const collection = shared.collection(Left, Right).by(name, { region: 'eu' }).only(Left, 'a').only(Right, 'a')
    await expect(collection.all()).rejects.toThrow('does not hold the type')
    const all = shared.collection(Left, Right).by(name, { region: 'eu' })
    // @ts-expect-error the index holds a part
    expect((await rejection(all.all())).message).toContain('hydrate()')
    const { Left: left, Right: right } = await all.hydrate().grouped()
    expect([left, right].map((found) => found.map(({ a }) => a).join(' '))).toEqual(['a0 a3 a6', 'a1 a2 a4 a5 a7 a8'])
    expect(await collection.hydrate().all()).toEqual([...Array(9).keys()].map((at) => ({ a: `a${at}` })))
  })

  test('the type is known where the index holds it, or the item is fetched, or only one model is in the index', async () => {
    expect(await inRegion(Heir, 'told').count()).toBe(3)
    expect(await inRegion(Left, 'told').only('a').all()).toHaveLength(3)
    expect(await Left.objects.by('late', { u: 'u' }).count()).toBe(3)
    expect(await Right.objects.by('late', { u: 'u' }).only('a').all()).toHaveLength(6)
    expect(await Left.objects.by('own', { region: 'eu' }).count()).toBe(3)
  })
})

describe('a global index gives what it holds', () => {
  const shelf = new Table({
    name: 'shelf',
    client: recorder,
    indexes: {
      slim: { pk: 'KP', sk: 'KS', projection: 'KEYS_ONLY' },
      some: { pk: 'IP', sk: 'IS', projection: { include: ['pages', 'tg', 'seen', 'nt'] } },
      most: { pk: ['genre'], sk: ['year'], projection: { include: ['_type', 'pages', 'tg', 'seen', 'nt', 'note'] } },
    },
  })
  class Book extends shelf.Model<Book>()('Book', {
    fields: {
      shop: f.string(),
      isbn: f.string(),
      genre: f.string().optional(),
      year: f.integer(),
      pages: f.number().optional(),
      tags: f.list(f.string()).as('tg'),
      seen: f.integer().default(0),
      note: f.string().optional().as('nt'),
      part: f.integer().keyOnly(),
    },
    keys: {
      primary: { pk: 'SHOP#{shop}', sk: 'BOOK#{isbn}#{part}' },
      slim: { index: 'slim', pk: 'G#{genre}', sk: '{year}' },
      some: { index: 'some', pk: 'Y#{year}', sk: '{isbn}' },
      most: { index: 'most', pk: ['genre'], sk: ['year'] },
    },
    locking: true,
  }) {
    get label() {
      return `${this.isbn} (${this.year})`
    }
  }
  const key = { shop: 's', isbn: '1', part: 2 }
  const slim = { ...key, genre: 'sf', year: 1984 }
  const some = { ...key, year: 1984, pages: 99, tags: ['a', 'b'], seen: 0 }
  beforeAll(async () => {
    await shelf.ensure()
    await Book.objects.create({ ...slim, pages: 99, tags: ['a', 'b'], note: 'n' })
    await Book.objects.create({ ...slim, isbn: '2', part: 3, year: 2001, tags: [] })
  })

  test('as plain objects of the fields of keys and projection, with defaults; hydrate() gives instances', async () => {
    const bySlim = Book.objects.by('slim', { genre: 'sf' })
    expect(await bySlim.all()).toEqual([slim, { ...slim, isbn: '2', part: 3, year: 2001 }])
    expect(await Book.objects.by('some', { year: 1984 }).all()).toEqual([{ ...some, note: 'n' }])
    expect(await Book.objects.by('some', { year: 2001 }).one()).toEqual({
      ...{ ...key, isbn: '2', part: 3, year: 2001, tags: [], seen: 0 },
    })
    // Even where every field is there: an instance knows more than its fields.
    expect(await Book.objects.by('most', { genre: 'sf', year: 1984 }).first()).toEqual({ ...slim, ...some, note: 'n' })
    expect(await bySlim.first()).not.toBeInstanceOf(Book)
    expect((await bySlim.hydrate().first())?.label).toBe('1 (1984)')
    expect(
      (
        await bySlim
          .filter({ year: gte(1990) })
          .hydrate()
          .all()
      ).map(({ label }) => label),
    ).toEqual(['2 (2001)'])
    expect(await bySlim.values().first()).toEqual(slim)
  })

  test('in every call that gives results', async () => {
    const set = Book.objects.using({ year: 1984, isbn: '1' })
    const expected = { ...some, note: 'n' }
    expect(await set.one()).toEqual(expected)
    expect(await set.last()).toEqual(expected)
    expect((await set.page()).items).toEqual([expected])
    for await (const book of set) expect(book).toEqual(expected)
    for await (const { items } of set.pages()) expect(items).toEqual([expected])
    expect(await set.where(({ pages = 0 }) => pages > 90).count()).toBe(1)
    expect(await set.filter({ pages: 99 }).all()).toEqual([expected])
    expect(await Book.objects.scan({ index: 'some', segments: 2 }).filter({ pages: 99 }).all()).toEqual([expected])
    recorder.take()
    await set.all()
    const [{ input } = { input: {} }] = recorder.take()
    const names = (input as { ExpressionAttributeNames: Record<string, string> }).ExpressionAttributeNames
    expect(
      (input as { ProjectionExpression: string }).ProjectionExpression.split(', ').map((one) => names[one]),
    ).toEqual(expect.arrayContaining(['PK', 'SK', 'IP', 'IS', 'pages', 'tg', 'seen', 'nt']))
    expect(Object.values(names)).not.toContain('genre')
  })

  test('and filters by them, here where only its keys hold them', async () => {
    const set = Book.objects.by('slim', { genre: 'sf' })
    const isbns = async (found: Promise<readonly { isbn: string }[]>) => (await found).map(({ isbn }) => isbn)
    const late = set.filter({ year: gte(1990) })
    expect(await isbns(late.all())).toEqual(['2'])
    expect([await late.count(), await late.exists()]).toEqual([1, true])
    expect(await isbns(set.exclude({ year: gte(1990) }).all())).toEqual(['1'])
    expect(await set.filter({ shop: ref('isbn') }).count()).toBe(0)
    expect(await set.filter(or({ isbn: '1' }, { year: between(2000, 2010), shop: beginsWith('s') })).count()).toBe(2)
    expect(
      await isbns(
        set
          .filter({ genre: exists(), isbn: oneOf('2', '3') })
          .limit(1)
          .only('isbn')
          .all(),
      ),
    ).toEqual(['2'])
    const { items, next } = await set.filter({ shop: 's' }).page({ size: 1 })
    expect(items).toEqual([slim])
    expect(
      await isbns(
        set
          .filter({ shop: 's' })
          .page({ size: 1, cursor: next })
          .then((page) => page.items),
      ),
    ).toEqual(['2'])
    expect(await isbns(Book.objects.scan({ index: 'slim' }).filter({ isbn: '2' }).all())).toEqual(['2'])
    expect(await Book.objects.scan({ index: 'slim' }).filter({ isbn: '2' }).count()).toBe(1)
    // What it holds besides is asked of DynamoDB, and the rest of what is found is not read whole for nothing.
    recorder.take()
    expect(await Book.objects.scan({ index: 'some' }).filter({ pages: 99, shop: 's' }).count()).toBe(1)
    const [scan] = recorder.take()
    expect(Object.values(scan?.input['ExpressionAttributeNames'] ?? {})).toEqual(['pages', 'PK', 'SK', 'IP', 'IS'])
    expect(await isbns(set.filter({ isbn: '2' }).hydrate().all())).toEqual(['2'])
    expect(
      recorder.take().map(({ operation, input }) => [operation, JSON.stringify(input).match(/BOOK#/g)?.length]),
    ).toEqual([
      ['Query', undefined],
      ['BatchGetItem', 1],
    ])
    expect(await set.filter({ isbn: '2' }).hydrate().count()).toBe(1)
    expect(recorder.take().map(({ operation }) => operation)).toEqual(['Query'])
    const books = shelf.collection(Book).by('slim', { genre: 'sf' }).filter(Book, { isbn: '2' })
    recorder.take()
    expect(await books.only(Book, 'isbn').all()).toEqual([{ isbn: '2' }])
    // DynamoDB refuses a projection of what a global index does not hold.
    for (const { input } of recorder.take())
      expect(Object.values(input['ExpressionAttributeNames'] ?? {}).sort()).toEqual(['KP', 'KS', 'PK', 'SK'])
    expect(await books.hydrate().count()).toBe(1)
    expect(String(late.explain())).toContain('A part of the filtered fields is held by keys alone')
    // A field of the key of another index is nowhere in this one.
    const far = Book.objects.by('some', { year: 1984 }).filter({ genre: 'sf' } as never)
    await expect(far.all()).rejects.toMatchObject({ code: 'query.option' })
  })

  test('but neither filters by the rest, nor writes without it, nor gives it where another pattern was named first', async () => {
    const set = Book.objects.by('slim', { genre: 'sf' })
    const refused = { code: 'query.option' }
    await expect(set.filter({ pages: 99 } as never).all()).rejects.toMatchObject(refused)
    await expect(set.only('pages' as never).all()).rejects.toMatchObject(refused)
    // @ts-expect-error what an index holds of an item is not written
    await expect(set.update({ pages: 1 })).rejects.toMatchObject(refused)
    // @ts-expect-error what an index holds of an item is not written
    await expect(set.delete()).rejects.toMatchObject(refused)
    await expect(set.using({ year: 1984 } as never).all()).rejects.toMatchObject(refused)
    await expect(
      Book.objects
        .by('most', { genre: 'sf' })
        .by('slim' as never)
        .all(),
    ).rejects.toMatchObject(refused)
    expect(await set.hydrate().filter({ year: 2001 }).update({ pages: 7 })).toBe(1)
    expect((await Book.objects.get({ ...key, isbn: '2', part: 3 })).pages).toBe(7)
    const books = related(Book).many({}, { genre: 'sf', year: 1984 })
    expect((await books.all())[0]?.label).toBe('1 (1984)')
  })
})

describe('hydrate', () => {
  const notes = new Table({
    name: 'notes',
    client: recorder,
    indexes: { slim: { pk: 'KP', sk: 'KS', projection: 'KEYS_ONLY' } },
  })
  class Note extends notes.Model<Note>()('Note', {
    fields: { p: f.string(), i: f.integer().min(0).max(999), text: f.string() },
    keys: { primary: { pk: 'P#{p}', sk: 'I#{i}' }, slim: { index: 'slim', pk: 'K#{p}', sk: '{i}' } },
  }) {}
  const batches = () =>
    recorder.take().flatMap(({ operation, input }) => {
      const { RequestItems } = input as { RequestItems?: Record<string, { Keys: unknown[] }> }
      return operation === 'BatchGetItem' ? [RequestItems?.['notes']?.Keys.length] : []
    })
  beforeAll(async () => {
    await notes.ensure()
    await Note.objects.putMany(Array.from({ length: 150 }, (_, i) => ({ p: 'a', i, text: `t${i % 50}` })))
  })
  const set = () => Note.objects.by('slim', { p: 'a' }).hydrate()

  test('reads whole items by growing batches where a filter drops many, and stops at the limit exactly', async () => {
    for (const selected of [set().filter({ text: 't49' }), set().where(({ text }) => text === 't49')]) {
      expect((await selected.limit(2).pageSize(150).all()).map(({ i }) => i)).toEqual([49, 99])
      expect(batches()).toEqual([20, 40, 40])
    }
    expect(
      (
        await set()
          .filter({ text: ne('t1') })
          .limit(3)
          .all()
      ).map(({ i }) => i),
    ).toEqual([0, 2, 3])
    expect(batches()).toEqual([20])
  })

  test('reads no more whole items than are wanted where all are results', async () => {
    expect(await set().limit(3).all()).toHaveLength(3)
    expect(batches()).toEqual([3])
  })

  test('reads no whole item to know that another page follows', async () => {
    const first = await set().page({ size: 100 })
    expect([first.items.length, first.items[0]?.text]).toEqual([100, 't0'])
    expect(batches()).toEqual([100])
    const second = await set().page({ size: 100, cursor: first.next })
    expect([second.items.length, second.items.at(-1)?.i, second.next]).toEqual([50, 149, undefined])
    expect(batches()).toEqual([50])
    const back = await set().page({ size: 100, cursor: second.previous })
    expect([back.items.length, back.items[0]?.i, back.previous]).toEqual([100, 0, undefined])
    expect((await set().pageSize(3).page({ size: 7 })).items.map(({ i }) => i)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(batches()).toEqual([100, 3, 3, 1])
    // Of every page whole items only; those that a function drops must be known, though.
    expect(
      (
        await set()
          .where(({ i }) => i % 2 === 0)
          .page({ size: 3 })
      ).items.map(({ i }) => i),
    ).toEqual([0, 2, 4])
  })

  test('items that were deleted meanwhile do not end a page early', async () => {
    const gone = new Set(['000', '001', '004'])
    // An index that is a moment behind: its items are there, and three of the table's are not.
    const behind: Transport = {
      send: async (operation, body, options) => {
        const answer = await engine.client.send(operation, body, options)
        if (operation !== 'BatchGetItem') return answer
        const output = JSON.parse(answer.body)
        output.Responses.notes = output.Responses.notes.filter(
          (item: { SK: { S: string } }) => !gone.has(item.SK.S.slice(2)),
        )
        return { ...answer, body: JSON.stringify(output) }
      },
    }
    await notes.with({ client: behind }, async () => {
      const first = await set().page({ size: 3 })
      expect(first.items.map(({ i }) => i)).toEqual([2, 3, 5])
      const second = await set().page({ size: 3, cursor: first.next })
      expect(second.items.map(({ i }) => i)).toEqual([6, 7, 8])
    })
  })

  test('a scan of everything on an index that holds a part', async () => {
    expect(() => notes.scan({ index: 'slim' }).toRequests()).toThrow("The index 'slim' does not hold whole items.")
    const all = await notes.scan({ index: 'slim' }).hydrate().all()
    expect(all).toHaveLength(150)
    expect(all.every((item) => item instanceof Note && item.text.startsWith('t'))).toBe(true)
    expect(batches()).toEqual([100, 50])
    expect(await table.scan({ index: 'byN' }).all()).toHaveLength(6)
  })
})

describe('items without a type', () => {
  const old = new Table({
    name: 'older',
    client: recorder,
    indexes: {
      gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' },
      flipped: { pk: 'SK', sk: 'PK' },
      area: { pk: ['area'], sk: ['at'] },
    },
  })
  const fields = { p: f.string(), i: f.string(), at: f.number(), area: f.string() }
  class Visit extends old.Model<Visit>()('Visit', {
    fields,
    keys: {
      primary: { pk: 'P#{p}', sk: 'V#{i}' },
      byTime: { index: 'gsi1', pk: 'ALL#{area}', sk: '{at}' },
      flipped: { index: 'flipped', pk: 'V#{i}', sk: 'P#{p}' },
      area: { index: 'area', pk: ['area'], sk: ['at'] },
    },
  }) {}
  class Call extends old.Model<Call>()('Call', {
    fields,
    keys: {
      primary: { pk: 'P#{p}', sk: 'C#{i}' },
      byTime: { index: 'gsi1', pk: 'ALL#{area}', sk: '{at}' },
      area: { index: 'area', pk: ['area'], sk: ['at'] },
    },
  }) {}
  class Part extends old.Model<Part>()('Part', {
    fields: { ...fields, n: f.string() },
    keys: { primary: { pk: 'P#{p}', sk: 'C#{i}#PART#{n}' }, byTime: { index: 'gsi1', pk: 'ALL#{area}', sk: '{at}' } },
  }) {}
  const ids = (found: readonly { i: string }[]) => found.map(({ i }) => i).sort()

  beforeAll(async () => {
    await old.ensure()
    for (const i of ['1', '2', '3']) {
      for (const Model of [Visit, Call]) await Model.objects.create({ p: 'a', i, at: Number(i), area: 'x' })
      await Part.objects.create({ p: 'a', i, n: '1', at: Number(i), area: 'x' })
    }
    // Something else wrote the second of each, and two items that are nobody's.
    const items: Record<string, { S: string } | { N: string }>[] = []
    for (const SK of ['V#2', 'C#2', 'C#2#PART#1', 'W#1', 'X'])
      items.push({
        ...{ PK: { S: 'P#a' }, SK: { S: SK }, GSI1PK: { S: 'ALL#x' }, GSI1SK: { S: 'p20120' } },
        ...{ p: { S: 'a' }, i: { S: '2' }, n: { S: '1' }, at: { N: '2' }, area: { S: 'x' } },
      })
    for (const Item of items) await recorder.send('PutItem', JSON.stringify({ TableName: 'older', Item }))
    recorder.take()
  })

  test.each([
    ['the primary key', () => Visit.objects.using({ p: 'a' })],
    ['an overloaded index', () => Visit.objects.by('byTime', { area: 'x' })],
    ['an index of attributes', () => Visit.objects.by('area', { area: 'x' })],
    ['an index of attributes, a range', () => Visit.objects.by('area', { area: 'x', at: gte(0) })],
    ['a scan', () => Visit.objects.scan()],
    ['a scan of an index', () => Visit.objects.scan({ index: 'gsi1' })],
    ['a scan in segments', () => Visit.objects.scan({ segments: 3 })],
  ])('are found, and counted by the server, by %s', async (_, query) => {
    expect(ids(await query().all())).toEqual(['1', '2', '3'])
    expect(ids(await query().only('i').all())).toEqual(['1', '2', '3'])
    expect(await query().filter({ i: '2' }).exists()).toBe(true)
    recorder.take()
    expect(await query().count()).toBe(3)
    for (const { input } of recorder.take()) expect(input).toMatchObject({ Select: 'COUNT' })
    expect(await query().filter({ i: '2' }).count()).toBe(1)
    expect(ids((await query().page({ size: 9 })).items)).toEqual(['1', '2', '3'])
  })

  test('an inverted index', async () => {
    expect(ids(await Visit.objects.by('flipped', { i: '2' }).all())).toEqual(['2'])
    expect(await Visit.objects.by('flipped', { i: '2' }).count()).toBe(1)
  })

  test('counts go by types where the keys of another model begin alike', async () => {
    for (const query of [
      Call.objects.using({ p: 'a' }),
      Call.objects.by('byTime', { area: 'x' }),
      Call.objects.scan(),
    ]) {
      expect(ids(await query.all())).toEqual(['1', '2', '3'])
      expect(await query.count()).toBe(2)
      expect(await query.where(() => true).count()).toBe(3)
    }
  })

  test('collections and scans of everything give them to their models', async () => {
    const everything = old.collection(Visit, Call, Part).using({ p: 'a' })
    const groups = await everything.unrecognised().grouped()
    expect(Object.entries(groups).map(([name, found]) => [name, found.length])).toEqual([
      ['Visit', 3],
      ['Call', 3],
      ['Part', 3],
      ['Unrecognised', 2],
    ])
    expect(await everything.filter(Visit, { i: '2' }).filter(Call, { i: '3' }).all()).toHaveLength(5)
    const all = await old.scan().all()
    expect(all.filter((item) => item instanceof Visit)).toHaveLength(3)
    expect(all.filter((item) => item instanceof Unrecognised)).toHaveLength(2)
  })
})
