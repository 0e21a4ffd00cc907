/**
 * Every public call with a wrong value for each of its arguments and options: a typed error, and nothing is sent. What may be
 * given is listed by its type, so that an option that is added without a check does not compile here.
 */
import {
  addTo,
  append,
  at,
  type BulkOptions,
  beginsWith,
  between,
  type CallOptions,
  type CountOptions,
  type CreateManyOptions,
  type CreateOptions,
  contains,
  eq,
  F,
  f,
  type GetManyOptions,
  type GetOptions,
  gt,
  gte,
  type HistoryPageOptions,
  type HttpTransportOptions,
  httpTransport,
  ifMissing,
  lt,
  lte,
  minus,
  ne,
  type Override,
  oneOf,
  type PrefetchOptions,
  patch,
  plus,
  prefetch,
  prepend,
  type RelatedManyOptions,
  ref,
  related,
  removeFrom,
  type SaveOptions,
  type ScanOptions,
  type SnapshotOptions,
  StormError,
  size,
  Table,
  type TableScanOptions,
  type TransactionOptions,
  typeIs,
  type UpdateMatchesOptions,
  type VersionOptions,
  versionOf,
  type WriteCallOptions,
} from 'single-table-orm'
import { describe, expect, it } from 'vitest'

/** Calls as plain JavaScript knows them. */
// biome-ignore lint/suspicious/noExplicitAny: every argument is tried with values that its type refuses
type Untyped = any
type Call = (...given: Untyped[]) => unknown

let sent = 0
class Sent extends Error {}
const client = {
  send: async () => {
    sent++
    throw new Sent('This was sent.')
  },
}
const shop: Untyped = new Table({ name: 'shop', client, indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })
class Doc extends (shop as Table<{ indexes: { gsi1: { pk: 'GSI1PK'; sk: 'GSI1SK' } } }>).Model<Doc>()('Doc', {
  fields: {
    id: f.string(),
    n: f.number().optional(),
    title: f.string().optional(),
    email: f.string().optional(),
    place: f.map({ city: f.string().optional() }).optional(),
    words: f.list(f.string()).optional(),
    tags: f.set(f.string()).optional(),
  },
  keys: { primary: { pk: 'DOC#{id}', sk: 'DOC' }, byTitle: { index: 'gsi1', pk: 'T#{title}', sk: '{n}' } },
  unique: { email: ['email'] },
  history: true,
}) {
  parts() {
    return related(Part).many(this, { id: this.id })
  }
}
class Part extends (shop as Table).Model<Part>()('Part', {
  fields: { id: f.string(), p: f.string(), n: f.number().optional() },
  keys: { primary: { pk: 'DOC#{id}', sk: 'PART#{p}' } },
}) {}

const item = {
  PK: { S: 'DOC#a' },
  SK: { S: 'DOC' },
  _type: { S: 'Doc' },
  _v: { N: '3' },
  id: { S: 'a' },
  n: { N: '1' },
}
const loaded = (): Untyped => shop.decode(item)
const docs: Untyped = Doc.objects
const query = (): Untyped => docs.using({ id: 'a' })
const members = (): Untyped => shop.collection(Doc, Part).using({ id: 'a' })
const signal = new AbortController().signal

interface Argument {
  readonly good: unknown
  /** Kinds that it may be, besides that of the good one. */
  readonly kinds: readonly string[]
  /** The options that there are. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Whether it may have further members. */
  readonly open?: boolean
}

const argument = (good: unknown, ...kinds: string[]): Argument => ({ good, kinds: [kindOf(good), ...kinds] })
const open = (good: unknown, ...kinds: string[]): Argument => ({ ...argument(good, ...kinds), open: true })
/** All options of a call, each with a good value. */
const options = <Options extends object>(known: { readonly [Name in keyof Options]-?: unknown }): Argument => ({
  ...{ good: undefined, kinds: ['undefined', 'object'], options: known as Readonly<Record<string, unknown>> },
})

const kindOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return value instanceof AbortSignal ? 'signal' : typeof value
}

const key = argument({ id: 'a' })
const values = argument({ id: 'a', n: 1 })
const changes = argument({ n: 2 })
const filter = argument({ n: 1 })
const callback = argument(() => true)
const count = argument(1)
const model = argument(Doc)
const aSignal = argument(signal)
const doc = argument(loaded())

const get = { consistent: true, only: ['n'], signal }
const write = { if: { n: 1 }, retries: 1, signal }
const insert = { retries: 1, signal }
const update = { ...write, once: true }
const bulk = { concurrency: 2, timeout: 1000, onProgress: () => {}, ...insert }

type Only = GetOptions & { readonly only: unknown }
type If = { readonly if: unknown }
type Once = { readonly once: unknown }
const reading = options<Only>(get)
const writing = options<WriteCallOptions & If>(write)
const sending = options<CallOptions>({ signal })
const creating = options<Omit<CreateOptions, 'if'>>({ ...insert, once: true })
const changing = options<WriteCallOptions & If & Once>(update)
const deletingKey = options<WriteCallOptions & If & Once & VersionOptions>({ ...update, version: 3 })
const updatingKey = options({ ...update, version: 3, returning: 'old' })
const paging = options<HistoryPageOptions>({ size: 5, cursor: undefined })
const budget = { ...open({ requests: 1 }), options: { requests: 1, capacity: 1 }, open: false }
const ifOnly = options<If>({ if: { n: 1 } })
const versioned = options<If & VersionOptions>({ if: { n: 1 }, version: 3 })

const inTransaction =
  (name: string): Call =>
  (...given) =>
    shop.transaction((tx: Untyped) => tx[name](...given))
const requests =
  (build: Call): Call =>
  (...given) =>
    (build(...given) as Untyped).toRequests()
const on =
  (target: () => Untyped, name: string): Call =>
  (...given) =>
    target()[name](...given)

const manager = (name: string): Call => on(() => docs, name)
const lazy = (name: string): Call => requests(on(() => docs.lazy, name))
const instance = (name: string): Call => on(loaded, name)
const set = (name: string): Call => requests(on(query, name))
const member = (name: string): Call => requests(on(members, name))
const scanned = (name: string): Call => requests(on(() => shop.scan(), name))
const collects = argument((tx: Untyped) => tx.delete(Part, { id: 'a', p: 'b' }))

const calls: Readonly<Record<string, readonly [Call, ...Argument[]]>> = {
  get: [manager('get'), key, reading],
  find: [manager('find'), key, reading],
  'find by a unique constraint': [(given) => docs.find({ email: 'x' }, given), reading],
  getMany: [
    manager('getMany'),
    argument([{ id: 'a' }]),
    options<GetManyOptions & Only>({ ...get, timeout: 9, onProgress: () => {} }),
  ],
  create: [manager('create'), values, creating],
  getOrCreate: [manager('getOrCreate'), key, argument({ n: 1 }, 'undefined'), creating],
  updateOrCreate: [manager('updateOrCreate'), key, changes, argument({ title: 'x' }, 'undefined'), writing],
  upsert: [manager('upsert'), values, writing],
  replace: [manager('replace'), values, writing],
  update: [manager('update'), key, changes, updatingKey],
  delete: [manager('delete'), key, deletingKey],
  createMany: [
    manager('createMany'),
    argument([{ id: 'a' }]),
    options<Omit<CreateManyOptions, 'if'> & CountOptions>({ ...bulk, atomic: true, returning: 'count' }),
  ],
  putMany: [
    manager('putMany'),
    argument([{ id: 'a' }]),
    options<BulkOptions & If & CountOptions>({ ...bulk, if: { n: 1 }, returning: 'count' }),
  ],
  deleteMany: [manager('deleteMany'), argument([{ id: 'a' }]), options<BulkOptions & If>({ ...bulk, if: { n: 1 } })],
  'objects.history': [requests(manager('history')), key, sending],
  'lazy.get': [lazy('get'), key, reading],
  'lazy.find': [lazy('find'), key, reading],
  'lazy.create': [lazy('create'), values, creating],
  'lazy.replace': [lazy('replace'), values, writing],
  'lazy.upsert': [lazy('upsert'), values, writing],
  'lazy.update': [lazy('update'), key, changes, updatingKey],
  'lazy.delete': [lazy('delete'), key, deletingKey],
  using: [requests(manager('using')), key],
  by: [requests(manager('by')), argument('byTitle'), argument({ title: 't' })],
  scan: [requests(manager('scan')), options<ScanOptions>({ segments: 2, index: 'gsi1', onProgress: () => {} })],

  'new instance': [(given) => new (Doc as Untyped)(given), argument({ id: 'a' }, 'undefined')],
  'save of a new instance': [
    (given) => new Doc({ id: 'a' }).save(given),
    options<Omit<SaveOptions<never>, 'if'>>({ ...insert, overwrite: true }),
  ],
  save: [
    (given) => Object.assign(loaded(), { n: 7 }).save(given),
    options<SaveOptions<never>>({ ...write, overwrite: true }),
  ],
  'instance.update': [instance('update'), changes, changing],
  'instance.delete': [instance('delete'), changing],
  move: [instance('move'), argument({ id: 'b' }), writing],
  refresh: [instance('refresh'), sending],
  history: [requests(instance('history')), sending],
  'history.page': [on(() => loaded().history(), 'page'), paging],
  at: [instance('at'), count, sending],
  restore: [instance('restore'), count, writing],
  diff: [instance('diff'), count, argument(2), sending],
  versionOf: [versionOf as Call, doc],

  filter: [set('filter'), filter],
  exclude: [set('exclude'), filter],
  where: [set('where'), callback],
  'query.using': [requests((given) => docs.by('byTitle', { title: 't' }).using(given)), argument({ n: 1 })],
  'query.by': [
    requests((...given) => docs.using({ title: 't' }).by(...given)),
    argument('byTitle'),
    argument({ n: 1 }, 'undefined'),
  ],
  limit: [set('limit'), count],
  pageSize: [set('pageSize'), count],
  only: [set('only'), argument('n')],
  budget: [set('budget'), budget],
  startAfter: [set('startAfter'), open({ id: 'a' })],
  signal: [set('signal'), aSignal],
  page: [on(query, 'page'), paging],
  'query.update': [
    on(query, 'update'),
    changes,
    options<UpdateMatchesOptions & If>({ ...bulk, if: { n: 1 }, once: true }),
  ],
  'query.delete': [on(query, 'delete'), options<BulkOptions & If>({ ...bulk, if: { n: 1 } })],

  collection: [(...given) => shop.collection(...given), model, argument(Part)],
  'collection.using': [requests(on(() => shop.collection(Doc, Part), 'using')), key],
  'collection.by': [requests(on(() => shop.collection(Doc, Part), 'by')), argument('primary'), key],
  models: [member('models'), model],
  'collection.filter': [member('filter'), model, filter],
  'collection.exclude': [member('exclude'), model, filter],
  under: [member('under'), argument('PART')],
  'collection.limit': [member('limit'), argument(1, 'object')],
  'limit of a model': [(given) => members().limit({ Doc: given }), argument(1, 'undefined')],
  'collection.only': [member('only'), model, argument('n')],
  'collection.where': [member('where'), callback],
  'collection.pageSize': [member('pageSize'), count],
  'collection.startAfter': [member('startAfter'), argument('x', 'object')],
  'collection.budget': [member('budget'), budget],
  'collection.signal': [member('signal'), aSignal],
  'collection.page': [on(members, 'page'), paging],
  groupedPage: [on(members, 'groupedPage'), paging],

  'table.scan': [
    requests((given) => shop.scan(given)),
    options<Omit<TableScanOptions, 'startAfter'>>({
      segments: 2,
      index: 'gsi1',
      onProgress: () => {},
      models: [Doc],
      signal,
    }),
  ],
  'scan.where': [scanned('where'), callback],
  'scan.limit': [scanned('limit'), count],
  'scan.pageSize': [scanned('pageSize'), count],
  'scan.budget': [scanned('budget'), budget],
  'scan.startAfter': [scanned('startAfter'), argument('x')],
  'scan.signal': [scanned('signal'), aSignal],
  'scan.page': [on(() => shop.scan(), 'page'), paging],

  transaction: [(...given) => shop.transaction(...given), collects, options<TransactionOptions>(insert)],
  'lazy.transaction': [
    requests((...given) => shop.lazy.transaction(...given)),
    collects,
    options<TransactionOptions>(insert),
  ],
  'tx.create': [inTransaction('create'), model, values, options({})],
  'tx.replace': [inTransaction('replace'), model, values, ifOnly],
  'tx.save': [inTransaction('save'), doc, ifOnly],
  'tx.update by key': [inTransaction('update'), model, key, changes, versioned],
  'tx.update': [inTransaction('update'), doc, changes, ifOnly],
  'tx.delete by key': [inTransaction('delete'), model, key, versioned],
  'tx.delete': [inTransaction('delete'), doc, ifOnly],
  'tx.check by key': [inTransaction('check'), model, key, options({ if: { n: 1 }, version: 3, exists: true })],
  'tx.check': [inTransaction('check'), doc, ifOnly],
  snapshot: [
    (...given) => shop.snapshot(...given),
    argument([docs.lazy.get({ id: 'a' })]),
    options<SnapshotOptions>({ signal }),
  ],

  with: [
    (...given) => shop.with(...given),
    { ...open({}), options: { name: 'other', client, actor: 'x' } satisfies Required<Override>, open: false },
    callback,
  ],
  drop: [(given) => shop.drop(given), argument({ confirm: 'shop' })],
  decode: [(given) => shop.decode(given), open(item)],
  Model: [
    (...given) => (new Table({ name: 'abc' }) as Untyped).Model()(...given),
    argument('X'),
    argument({ fields: { id: f.string() }, keys: { primary: { pk: 'X#{id}', sk: 'X' } } }),
  ],
  Table: [(given) => new Table(given), argument({ name: 'abc' }, 'undefined')],
  httpTransport: [
    httpTransport as Call,
    options<HttpTransportOptions>({
      endpoint: 'http://localhost:1',
      region: 'x',
      credentials: async () => ({}),
      useFipsEndpoint: true,
      useDualstackEndpoint: true,
      maxAttempts: 1,
      attemptTimeout: 1,
      timeout: 1,
      maxSockets: 1,
    }),
  ],

  related: [related as Call, model],
  one: [
    (...given) => (related(Doc) as Untyped).one(...given).find(),
    open(loaded()),
    argument({ id: 'a' }, 'undefined'),
  ],
  'one.get': [
    (given) => related(Doc).one(loaded(), { id: 'a' }).get(given),
    options<GetOptions>({ consistent: true, signal }),
  ],
  many: [
    (...given) => (related(Part) as Untyped).many(...given).query.toRequests(),
    open(loaded()),
    key,
    options<RelatedManyOptions<never>>({ filter: { n: 1 }, limit: 1, reverse: true }),
  ],
  through: [(...given) => (related(Doc) as Untyped).through(...given), argument(loaded().parts()), callback],
  prefetch: [
    prefetch as Call,
    argument([loaded()]),
    argument('parts', 'array'),
    options<PrefetchOptions>({ consistent: true, signal, concurrency: 1 }),
  ],

  'between()': [
    (...given) =>
      query()
        .filter({ n: (between as Call)(...given) })
        .toRequests(),
    count,
    argument(2),
  ],
  'at()': [
    (...given) => docs.lazy.update({ id: 'a' }, { words: (at as Call)(...given) }).toRequests(),
    argument(0),
    argument('x'),
  ],
  'F.plus': [(given) => docs.lazy.update({ id: 'a' }, { n: F('n').plus(given) }).toRequests(), count],
}

/** Operators of filters and of changes, each with a field and a good operand. */
const lookups: readonly (readonly [Call, string, Argument])[] = [
  ...[eq, ne, gt, gte, lt, lte].map((operator) => [operator as Call, 'n', count] as const),
  [oneOf as Call, 'n', argument(1, 'array')],
  [beginsWith as Call, 'title', argument('x')],
  [contains as Call, 'tags', argument('x')],
  [typeIs as Call, 'n', argument('N')],
  [size as Call, 'words', count],
  [ref as Call, 'title', argument('email')],
]
const changers: readonly (readonly [Call, string, Argument])[] = [
  ...[plus, minus, ifMissing].map((operator) => [operator as Call, 'n', count] as const),
  ...[append, prepend].map((operator) => [operator as Call, 'words', argument(['x'], 'string')] as const),
  ...[addTo, removeFrom].map((operator) => [operator as Call, 'tags', argument(['x'], 'string')] as const),
  [patch as Call, 'place', argument({ city: 'x' })],
  [F as Call, 'n', argument('n')],
]
type Operation = readonly [string, readonly [Call, Argument]]
const operations: readonly Operation[] = [
  ...lookups.map(([operator, field, good]): Operation => {
    const call: Call = (given) =>
      query()
        .filter({ [field]: operator(given) })
        .toRequests()
    return [`${operator.name}()`, [call, good]]
  }),
  ...changers.map(([operator, field, good]): Operation => {
    const call: Call = (given) => docs.lazy.update({ id: 'a' }, { [field]: operator(given) }).toRequests()
    return [`${operator.name}()`, [call, good]]
  }),
]

const wrong: readonly unknown[] = [null, undefined, 5, 'text', [], () => 1, true, Symbol('s'), {}, Object.create(null)]
const every = [...Object.entries(calls), ...operations] as readonly (readonly [
  string,
  readonly [Call, ...Argument[]],
])[]
const names = new Set(every.flatMap(([, [, ...given]]) => given.flatMap((one) => Object.keys(one.options ?? {}))))

const isObject = (value: unknown): value is object => kindOf(value) === 'object'

/** What a call comes to: its error, if it has one. */
const outcome = async (call: () => unknown): Promise<unknown> => {
  sent = 0
  return await (async () => await call())().then(
    () => undefined,
    (error: unknown) => error,
  )
}

const show = (value: unknown): string =>
  isObject(value)
    ? `{ ${Object.entries(value).map(([name, one]) => `${name}: ${show(one)}`)} }`
    : Array.isArray(value)
      ? '[]'
      : String(value)

describe.each(every)('%s', (_name, [call, ...given]) => {
  const good = given.map((one) => one.good)
  const run = (at: number, value: unknown) =>
    outcome(() => call(...good.map((one, place) => (place === at ? value : one))))

  const refused = async (at: number, value: unknown) => {
    const error = await run(at, value)
    const what = `argument ${at}: ${show(value)}, sent ${sent}: ${error}`
    expect(error, what).toBeInstanceOf(StormError)
    expect(sent, what).toBe(0)
  }

  it('refuses what an argument cannot be, before anything is sent', async () => {
    for (const [position, { kinds, good: right, open: isOpen, options: known }] of given.entries()) {
      for (const value of wrong) if (!kinds.includes(kindOf(value))) await refused(position, value)
      const isRecord = known !== undefined || (isObject(right) && Object.getPrototypeOf(right) === Object.prototype)
      if (isRecord && !isOpen) await refused(position, { ...(right as object), unknownName: 1 })
    }
  })

  it('refuses options that it does not have, and what an option cannot be', async () => {
    for (const [position, { options: known }] of given.entries()) {
      if (known === undefined) continue
      for (const name of names) if (!Object.hasOwn(known, name)) await refused(position, { [name]: true })
      for (const [name, right] of Object.entries(known))
        for (const value of wrong)
          if (value !== undefined && kindOf(value) !== kindOf(right)) await refused(position, { [name]: value })
    }
  })

  it('takes what is right', async () => {
    const all = given.map((one) => (one.options === undefined ? one.good : { ...(one.good as object), ...one.options }))
    for (const error of [await outcome(() => call(...good)), await outcome(() => call(...all))])
      if (sent === 0 && error instanceof StormError) expect(['cursor.invalid']).toContain(error.code)
  })
})

it('a table is no model, though it has a spec, too', async () => {
  expect(await outcome(() => shop.collection(shop))).toMatchObject({ code: 'query.collection' })
  expect(await outcome(() => shop.collection(Doc, shop))).toMatchObject({ code: 'query.collection' })
  expect(await outcome(() => shop.scan({ models: [shop] }).all())).toMatchObject({ code: 'query.option' })
})

it('an item that was unmarshalled, or that has what is no attribute value, is not decoded', async () => {
  for (const wrongItem of [
    { PK: 'DOC#a', SK: 'DOC', _type: 'Doc', id: 'a' },
    { ...item, n: 5 },
    { ...item, title: null },
  ])
    expect(await outcome(() => shop.decode(wrongItem))).toMatchObject({ code: 'decode.type' })
})
