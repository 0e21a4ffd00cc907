/**
 * Random collection queries on the engine, compared with plain arrays: over the table, an index, shards, and an index that
 * holds keys only. `STORM_RUNS` sets the number of queries.
 */
import fc from 'fast-check'
import { type BudgetExceeded, type CollectionQuery, exists, f, gte, lt, Table, Unrecognised } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recording } from '../support/recording.ts'

const runs = Math.ceil(Number(process.env['STORM_RUNS'] ?? 2000) / 5)
const seed = Number(process.env['STORM_SEED'] ?? Date.now() % 2 ** 31)

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())
const recorder = recording(engine.client)

const table = new Table({
  name: 'mixed',
  client: recorder,
  indexes: {
    scores: { pk: 'GSI1PK', sk: 'GSI1SK' },
    feed: { pk: 'GSI2PK', sk: 'GSI2SK' },
    slim: { pk: 'GSI3PK', sk: 'GSI3SK', projection: 'KEYS_ONLY' },
  },
})

const fields = { acc: f.string(), id: f.string(), score: f.integer().min(0).max(9), note: f.string().optional() }
const sorts = { Order: 'ORDER#{id}', Line: 'ORDER#{id}#LINE#{id}', Note: 'NOTE#{id}', Rest: 'REST#{id}' } as const
const keysOf = <const Name extends keyof typeof sorts>(name: Name) =>
  ({
    primary: { pk: 'ACC#{acc}', sk: sorts[name] },
    scores: { index: 'scores', pk: 'SCORES#{acc}', sk: `{score}#${name}#{id}` },
    feed: { index: 'feed', pk: 'FEED#{acc}', sk: `{score}#${name}#{id}`, shards: 3 },
    slim: { index: 'slim', pk: 'SLIM#{acc}', sk: `{score}#${name}#{id}` },
  }) as const
class Order extends table.Model<Order>()('Order', { fields, keys: keysOf('Order') }) {}
class Rush extends Order.extend<Rush>()('Rush', { fields: { fee: f.number() } }) {}
class Line extends table.Model<Line>()('Line', { fields, keys: keysOf('Line') }) {}
class Note extends table.Model<Note>()('Note', { fields, keys: keysOf('Note') }) {}
class Rest extends table.Model<Rest>()('Rest', { fields, keys: keysOf('Rest') }) {}

type Pattern = 'primary' | 'scores' | 'feed' | 'slim'
type Name = 'Order' | 'Line' | 'Note' | 'Unrecognised'
const members = { Order, Line, Note }

interface Row {
  readonly name: Name
  readonly acc: string
  readonly id: string
  readonly score: number
  readonly note: string | undefined
  readonly sort: Readonly<Record<Pattern, string>>
}
const rows: Row[] = []

beforeAll(async () => {
  await table.ensure()
  for (let at = 0; at < 72; at++) {
    const values = {
      ...{ acc: `a${at % 2}`, id: `i${String((at * 7) % 72).padStart(2, '0')}`, score: (at * 5) % 10 },
      note: at % 3 === 0 ? undefined : `n${at % 4}`,
    }
    const Model = [Order, Line, Note, Rush, Order, Rest][Math.floor(at / 2) % 6] ?? Order
    const made: Order | Rest | Line | Note =
      Model === Rush ? new Rush({ ...values, fee: 1 }) : new (Model as typeof Order)(values)
    await made.save()
    const { SK, GSI1SK, GSI2SK, GSI3SK } = made.keys() as Record<string, string>
    const sort = { primary: `${SK}`, scores: `${GSI1SK}`, feed: `${GSI2SK}`, slim: `${GSI3SK}` }
    const name =
      made instanceof Order ? 'Order' : made instanceof Rest ? 'Unrecognised' : made instanceof Line ? 'Line' : 'Note'
    rows.push({ ...values, name, sort })
  }
})

const names: readonly Name[] = ['Order', 'Line', 'Note']
const count = fc.integer({ min: 0, max: 9 })
const maybe = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: undefined })
const filters = {
  high: { given: { score: gte(4) }, holds: ({ score }: Row) => score >= 4 },
  low: { given: { score: lt(7) }, holds: ({ score }: Row) => score < 7 },
  noted: { given: { note: exists() }, holds: ({ note }: Row) => note !== undefined },
  one: { given: { note: 'n1', score: gte(2) }, holds: ({ note, score }: Row) => note === 'n1' && score >= 2 },
} as const
const asked = fc.record({
  model: fc.constantFrom('Order' as const, 'Line' as const, 'Note' as const),
  filter: fc.constantFrom('high' as const, 'low' as const, 'noted' as const, 'one' as const),
  negated: fc.boolean(),
})

const shape = fc.record({
  pattern: fc.constantFrom<Pattern>('primary', 'scores', 'feed', 'slim'),
  acc: fc.constantFrom('a0', 'a1'),
  models: fc.subarray(['Order', 'Line', 'Note'] as const, { minLength: 1 }),
  filters: fc.array(asked, { maxLength: 2 }),
  under: maybe(fc.constantFrom('ORDER#', 'NOTE#', 'ORDER#i1')),
  odd: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
  limit: maybe(fc.integer({ min: 0, max: 14 })),
  limits: maybe(fc.record({ Order: count, Line: count, Note: count }, { requiredKeys: [] })),
  others: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  only: maybe(fc.constantFrom('Order' as const, 'Line' as const)),
  pageSize: maybe(fc.integer({ min: 1, max: 9 })),
  sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
  reverse: fc.boolean(),
  hydrate: fc.boolean(),
})
type Shape = typeof shape extends fc.Arbitrary<infer Value> ? Value : never

type Query = CollectionQuery<readonly [typeof Order, typeof Line, typeof Note]>

const canBegin = (name: Name, prefix: string): boolean =>
  prefix.startsWith('ORDER#') ? name === 'Order' || name === 'Line' : name === 'Note'

const toQuery = ({ pattern, acc, models, ...options }: Shape): Query => {
  let query: Query = table.collection(Order, Line, Note).by(pattern, { acc })
  query = query.models(...(models.map((name) => members[name]) as unknown as [typeof Order])) as unknown as Query
  for (const { model, filter, negated } of options.filters)
    if (models.includes(model))
      query = query[negated ? 'exclude' : 'filter'](members[model] as typeof Order, filters[filter].given)
  if (options.under !== undefined && pattern === 'primary') query = query.under(options.under)
  if (options.only !== undefined && models.includes(options.only))
    query = query.only(members[options.only] as typeof Order, 'id', 'score') as never
  if (options.others) query = query.unrecognised() as never
  if (options.odd) query = query.where((item) => scoreOf(item) % 2 === 1)
  if (options.limits !== undefined) {
    const own = Object.entries(options.limits).filter(([name]) => (models as readonly string[]).includes(name))
    query = query.limit(Object.fromEntries(own))
  }
  if (options.limit !== undefined) query = query.limit(options.limit)
  if (options.pageSize !== undefined) query = query.pageSize(options.pageSize)
  if (options.reverse) query = query.reverse()
  return pattern === 'slim' || options.hydrate ? query.hydrate() : query
}

const scoreOf = (item: unknown): number =>
  item instanceof Unrecognised ? Number((item.item['score'] as { N: string }).N) : (item as Row).score
const idOf = (item: unknown): string =>
  item instanceof Unrecognised ? (item.item['id'] as { S: string }).S : (item as Row).id
const idsOf = (items: readonly unknown[]): string[] => items.map(idOf)

const expectedOf = (query: Shape): Row[] => {
  const { pattern, acc, models, under, limits = {}, limit } = query
  const direction = query.reverse ? -1 : 1
  const left: Partial<Record<Name, number | undefined>> = { ...limits }
  return rows
    .filter((row) => {
      const isMember = (models as readonly Name[]).includes(row.name)
      if (row.acc !== acc || !(isMember || query.others)) return false
      if (pattern === 'primary' && under !== undefined && !row.sort.primary.startsWith(under)) return false
      if (query.odd && row.score % 2 === 0) return false
      return query.filters.every(
        ({ model, filter, negated }) => !isMember || model !== row.name || filters[filter].holds(row) !== negated,
      )
    })
    .sort((one, two) => (one.sort[pattern] < two.sort[pattern] ? -direction : direction))
    .filter(({ name }) => {
      if (!(models as readonly Name[]).includes(name)) return true
      const known = left[name]
      if (known === 0) return false
      if (known !== undefined) left[name] = known - 1
      return true
    })
    .slice(0, limit)
}

/** All pages on, then all the way back, then on again; each must show the same. */
const walk = async (query: Query, sizes: readonly number[], expected: readonly string[]): Promise<void> => {
  const sizeAt = (at: number): number => sizes[at % sizes.length] ?? 1
  let shown: string[] = []
  let page = await query.page({ size: sizeAt(0) })
  const pages = [idsOf(page.items)]
  expect(page.previous).toBeUndefined()
  for (let at = 1; page.next !== undefined; at++) {
    shown.push(...idsOf(page.items))
    expect(shown.length).toBeLessThan(expected.length)
    page = await query.page({ size: sizeAt(at), cursor: page.next })
    expect(page.previous).toBeDefined()
    expect(page.items.length).toBeGreaterThan(0)
    pages.push(idsOf(page.items))
  }
  expect(pages.flat()).toEqual(expected)
  shown = idsOf(page.items)
  for (let at = 1; page.previous !== undefined; at++) {
    page = await query.page({ size: sizeAt(at), cursor: page.previous })
    const again = await query.page({ size: 99, cursor: page.next })
    shown.unshift(...idsOf(page.items))
    expect(shown.slice(page.items.length)).toEqual(idsOf(again.items))
  }
  expect(shown).toEqual(expected)
}

test(`${runs} random queries of collections`, { timeout: 600_000 }, async () => {
  const check = async (query: Shape): Promise<void> => {
    // A prefix that no member can have is refused; see below.
    if (query.under !== undefined && !query.models.some((name) => canBegin(name, query.under ?? ''))) return
    const expected = expectedOf(query)
    const ids = idsOf(expected)
    const set = toQuery(query)
    expect(idsOf(await set.all())).toEqual(ids)
    expect(await set.count()).toBe(ids.length)
    const groups = (await set.grouped()) as Record<Name, unknown[]>
    for (const name of names)
      if (name in groups) expect(idsOf(groups[name])).toEqual(idsOf(expected.filter((row) => row.name === name)))
    await walk(set, query.sizes, ids)
    const first = await set.first()
    expect(first && idOf(first)).toBe(ids[0])
  }
  // The engine and this process take turns otherwise.
  const parts = [0, 1].map((part) =>
    fc.assert(fc.asyncProperty(shape, check), { numRuns: Math.ceil(runs / 2), seed: seed + part }),
  )
  await Promise.all(parts)
})

describe('limits by model', () => {
  const account = () => table.collection(Order, Line, Note).using({ acc: 'a0' })

  test('go on exactly from the cursor of a spent budget', async () => {
    const query = account().limit({ Order: 4, Line: 2, Note: 3 }).pageSize(2)
    const all = idsOf(await query.all())
    const error = (await query
      .budget({ requests: 3 })
      .all()
      .catch((thrown: unknown) => thrown)) as BudgetExceeded
    expect(error).toMatchObject({ code: 'query.budget', found: error.items.length })
    expect(error.items.length).toBeLessThan(all.length)
    expect([...idsOf(error.items), ...idsOf(await query.startAfter(error.next).all())]).toEqual(all)
    expect(await query.startAfter(error.next).count()).toBe(all.length - error.items.length)
    const shown: string[] = []
    let cursor: string | undefined
    do {
      const page = await query.budget({ requests: 2 }).page({ size: 3, cursor })
      shown.push(...idsOf(page.items))
      cursor = page.next
    } while (cursor !== undefined)
    expect(shown).toEqual(all)
  })

  test('pages by model go on from what each has left', async () => {
    const query = account().reverse().limit({ Order: 3, Line: 1, Note: 1 })
    const first = await query.groupedPage({ size: 3 })
    const second = await query.groupedPage({ size: 3, cursor: first.next })
    const counts = [first, second].map(({ groups }) => [groups.Order.length, groups.Line.length, groups.Note.length])
    expect(counts[0]?.map((one, at) => one + (counts[1]?.[at] ?? 0))).toEqual([3, 1, 1])
    expect(second.next).toBeUndefined()
    const pages: string[][] = []
    for await (const page of query.pageSize(2).pages()) pages.push(idsOf(page.items))
    expect(pages.flat()).toEqual(idsOf(await query.all()))
    // The cursor remembers what is left where the query says nothing, and less of both holds where it says more.
    expect(
      await account()
        .reverse()
        .startAfter(first.next ?? '')
        .count(),
    ).toBe(2)
    expect(
      await query
        .limit({ Order: 9, Line: 9, Note: 0 })
        .startAfter(first.next ?? '')
        .count(),
    ).toBeLessThan(3)
  })

  test('a page whose items were deleted leads out of itself', async () => {
    const query = table.collection(Order, Line, Note).using({ acc: 'gone' }).limit({ Order: 2, Note: 5 })
    for (const id of ['a', 'b', 'c', 'd']) await Order.objects.create({ acc: 'gone', id, score: 1 })
    for (const id of ['a', 'b', 'c']) await Note.objects.create({ acc: 'gone', id, score: 1 })
    const first = await query.page({ size: 3 })
    const second = await query.page({ size: 3, cursor: first.next })
    expect(idsOf([...first.items, ...second.items])).toEqual(['a', 'b', 'c', 'a', 'b'])
    for (const item of first.items) await item.delete()
    const back = await query.page({ size: 3, cursor: second.previous })
    expect(back.items).toEqual([])
    expect(back.previous).toBeUndefined()
    expect(idsOf((await query.page({ size: 3, cursor: back.next })).items)).toEqual(['a', 'b'])
  })
})

describe('filters of one model', () => {
  const account = () => table.collection(Order, Line, Note).using({ acc: 'a0' })
  const inputs = async (read: () => Promise<unknown>) => {
    recorder.take()
    await read()
    return recorder.take().map(({ input }) => input)
  }

  test('are sent, and counted by the server', async () => {
    const query = account().filter(Order, { score: gte(4) })
    expect(await inputs(() => query.count())).toMatchObject([
      { Select: 'COUNT', FilterExpression: '(NOT #1 IN (:1, :2) OR #2 >= :3) AND #1 IN (:4, :5, :6, :7)' },
    ])
    expect(query.explain().warnings).toEqual([expect.stringContaining('A filter is applied after reading')])
    expect(String(query.explain())).toContain('score >= 4')
  })

  test('concern a model that extends another by itself, where both are members', async () => {
    const both = table.collection(Order, Rush).using({ acc: 'a0' })
    const all = await both.grouped()
    const { Order: orders, Rush: rushes } = await both.filter(Order, { score: gte(99) }).grouped()
    expect([orders.length, rushes.length]).toEqual([0, all.Rush.length])
    expect(all.Rush.length).toBeGreaterThan(0)
    const fees = await both.filter(Rush, { fee: gte(2) }).grouped()
    expect([fees.Order.length, fees.Rush.length]).toEqual([all.Order.length, 0])
  })

  test('bind cursors, and are checked before anything is sent', async () => {
    const query = account().filter(Order, { score: gte(4) })
    const { next } = await query.page({ size: 1 })
    recorder.take()
    for (const other of [
      account(),
      account().filter(Order, { score: gte(5) }),
      account().filter(Line, { score: gte(4) }),
    ])
      await expect(other.page({ size: 1, cursor: next })).rejects.toMatchObject({ code: 'cursor.invalid' })
    await expect(
      account()
        .filter(Order, { nothing: 1 } as never)
        .all(),
    ).rejects.toMatchObject({
      code: 'query.unknown-field',
    })
    expect(() => account().filter(Rest as never, { score: 1 } as never)).toThrow('filter() takes a model class')
    const slim = table.collection(Order, Line).by('slim', { acc: 'a0' })
    await expect(slim.only(Order, 'id').only(Line, 'id').filter(Order, { note: 'n1' }).all()).rejects.toThrow(
      'Add hydrate()',
    )
    // @ts-expect-error the index holds a part
    await expect(slim.all()).rejects.toThrow('Add hydrate()')
    expect(recorder.take()).toEqual([])
  })
})
