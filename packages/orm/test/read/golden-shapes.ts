/** Queries of every shape, by name, for the golden plans. Test code only; nothing is sent. */
import {
  beginsWith,
  between,
  type Explanation,
  eq,
  f,
  gt,
  gte,
  lt,
  lte,
  ne,
  type PlainRequest,
  Table,
  type Transport,
} from 'single-table-orm'

const client: Transport = { send: () => Promise.reject(new Error('Nothing is sent here.')) }

const shop = new Table({
  ...{ name: 'shop', client },
  indexes: {
    gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' },
    inverted: { pk: 'SK', sk: 'PK' },
    level: { local: true, sk: ['total'] },
    late: { local: true, sk: ['placedAt'], projection: 'KEYS_ONLY' },
    place: { pk: ['region'], sk: ['placedAt'] },
    pair: { pk: ['status', 'region'], sk: ['placedAt', 'total'] },
    wide: { pk: ['a', 'b', 'c', 'd'], sk: ['e', 'f', 'g', 'h'] },
    slim: { pk: 'GSI2PK', sk: 'GSI2SK', projection: 'KEYS_ONLY' },
    plain: { pk: 'GSI4PK', sk: 'GSI4SK' },
    some: { pk: 'GSI3PK', sk: 'GSI3SK', projection: { include: ['total', '_type'] } },
  },
})

class Order extends shop.Model<Order>()('Order', {
  fields: {
    userId: f.string(),
    orderId: f.string(),
    status: f.enum('open', 'paid', 'sent'),
    region: f.string().optional(),
    total: f.number(),
    rank: f.integer().min(0).max(99),
    placedAt: f.date(),
    note: f.string().optional(),
    address: f.map({ city: f.string() }).optional(),
  },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}' },
    byOrder: { index: 'inverted', pk: 'ORDER#{orderId}', sk: 'USER#{userId}' },
    byTotal: { index: 'level', sk: ['total'] },
    byDay: { index: 'late', sk: ['placedAt'] },
    byPlace: { index: 'place', pk: ['region'], sk: ['placedAt'] },
    byPair: { index: 'pair', pk: ['status', 'region'], sk: ['placedAt', 'total'] },
    listed: { index: 'slim', pk: '{$type}', sk: 'R#{rank}#{total}' },
    noted: { index: 'some', pk: 'NOTE#{note}', sk: 'DAY#{placedAt}' },
  },
}) {}

class User extends shop.Model<User>()('User', {
  fields: { userId: f.string(), name: f.string(), status: f.enum('open', 'paid', 'sent'), joined: f.date() },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'PROFILE' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{joined}' },
  },
}) {}

class Message extends shop.Model<Message>()('Message', {
  fields: { id: f.string(), sent: f.date() },
  keys: {
    primary: { pk: 'MESSAGE#{id}', sk: 'MESSAGE' },
    newest: { index: 'gsi1', pk: 'MESSAGES', sk: '{sent}', shards: 2 },
  },
}) {}

class Task extends shop.Model<Task>()('Task', {
  fields: {
    taskId: f.string(),
    owner: f.string(),
    due: f.date().optional(),
    rank: f.integer().min(0).max(9).nullable(),
    made: f.date(),
  },
  keys: {
    primary: { pk: 'TASK#{taskId}', sk: 'TASK' },
    byDue: { index: 'gsi1', pk: 'OWNER#{owner}', sk: 'DUE#{due}' },
    byRank: { index: 'some', pk: 'RANKED#{owner}', sk: 'RANK#{rank}' },
    byMade: { index: 'plain', pk: 'MADE#{owner}', sk: '{made}' },
  },
}) {}

class Wide extends shop.Model<Wide>()('Wide', {
  fields: {
    id: f.string(),
    ...{ a: f.string(), b: f.number(), c: f.date(), d: f.string() },
    ...{ e: f.string(), f: f.timestamp(), g: f.bigint(), h: f.binary() },
  },
  keys: {
    primary: { pk: 'WIDE#{id}', sk: 'WIDE' },
    all: { index: 'wide', pk: ['a', 'b', 'c', 'd'], sk: ['e', 'f', 'g', 'h'] },
  },
}) {}

const books = new Table({ name: 'books', client, pk: ['isbn'], sk: ['edition'] })
class Book extends books.Model<Book>()('Book', {
  fields: { isbn: f.string(), edition: f.integer(), title: f.string() },
  keys: { primary: { pk: ['isbn'], sk: ['edition'] } },
}) {}

const users = new Table({ name: 'users', client, sk: false, typeAttribute: false })
class Person extends users.Model<Person>()('Person', {
  fields: { id: f.string() },
  keys: { primary: { pk: 'PERSON#{id}' } },
}) {}

const raw = new Table({ name: 'raw', client, keyEncoding: 'raw' })
class Reading extends raw.Model<Reading>()('Reading', {
  fields: { sensor: f.string(), time: f.date(), kind: f.string(), value: f.number() },
  keys: { primary: { pk: 'SENSOR#{sensor}', sk: 'AT#{time}#{kind}#{value}' } },
}) {}

/** What can show its plan. */
export interface Shown {
  explain(): Explanation<PlainRequest>
  toRequests(): readonly PlainRequest[]
}

const day = new Date('2026-05-01T00:00:00.000Z')
const later = new Date('2026-06-01T00:00:00.000Z')
const { objects } = Order
const account = shop.collection(User, Order)
const user = { userId: 'u1' }
const pair = { status: 'open', region: 'eu' } as const
const wide = { a: 'x', b: 1, c: day, d: 'y' }
const sensor = { sensor: 's1' }

/** Name → query. Add shapes; never change one. */
export const goldenShapes: Readonly<Record<string, () => Shown>> = {
  'a partition': () => objects.using(user),
  'a partition backwards': () => objects.using(user).reverse(),
  'a partition, consistent': () => objects.using(user).consistent(),
  'a complete key': () => objects.using({ ...user, orderId: 'o1' }),
  'a complete key by eq': () => objects.using({ ...user, orderId: eq('o1') }),
  'a complete key, named': () => objects.by('primary', { ...user, orderId: 'o1' }),
  'a complete key, some fields, consistent': () =>
    objects
      .using({ ...user, orderId: 'o1' })
      .only('total')
      .consistent(),
  'a complete key with a filter': () => objects.using({ ...user, orderId: 'o1' }).filter({ total: gte(1) }),
  'a complete key after itself': () => objects.using({ ...user, orderId: 'o1' }).startAfter({ ...user, orderId: 'o1' }),
  'a template: gt': () => objects.using({ ...user, orderId: gt('o#1') }),
  'a template: gte': () => objects.using({ ...user, orderId: gte('o1') }),
  'a template: lt': () => objects.using({ ...user, orderId: lt('o1') }),
  'a template: lte': () => objects.using({ ...user, orderId: lte('o1') }),
  'a template: between': () => objects.using({ ...user, orderId: between('a', 'b') }),
  'a template: between, swapped': () => objects.using({ ...user, orderId: between('b', 'a') }),
  'a template: beginsWith': () => objects.using({ ...user, orderId: beginsWith('o ') }),
  'an overloaded index': () => objects.using({ status: 'open' }),
  'an overloaded index: gt a date': () => objects.using({ status: 'open', placedAt: gt(day) }),
  'an overloaded index: lt a date': () => objects.using({ status: 'open', placedAt: lt(day) }),
  'an overloaded index: a date': () => objects.using({ status: 'open', placedAt: day }),
  'an overloaded index: between, backwards, limited': () =>
    objects
      .using({ status: 'open', placedAt: between(day, later) })
      .reverse()
      .limit(3),
  'an overloaded index: some fields of what every index holds': () => objects.using({ status: 'open' }).only('orderId'),
  'an inverted index': () => objects.using({ orderId: 'o1' }),
  'an inverted index: beginsWith': () => objects.by('byOrder', { orderId: 'o1', userId: beginsWith('u') }),
  'a local index of a number': () => objects.using({ ...user, total: gte(10) }),
  'a local index, consistent, backwards': () => objects.by('byTotal', user).consistent().reverse(),
  'a local index that holds keys only': () => objects.using({ ...user, placedAt: lte(day) }),
  'an index of fields, sparse': () => objects.using({ region: 'eu' }),
  'an index of fields: beginsWith a date': () => objects.using({ region: 'eu', placedAt: beginsWith('2026') }),
  'two and two attributes': () => objects.using(pair),
  'two and two attributes: the first': () => objects.using({ ...pair, placedAt: day }),
  'two and two attributes: the first, lt': () => objects.using({ ...pair, placedAt: lt(day) }),
  'two and two attributes: both, between': () => objects.using({ ...pair, placedAt: day, total: between(1, 9) }),
  'two and two attributes: named': () => objects.by('byPair', { ...pair, placedAt: gte(day) }),
  'four and four attributes': () => Wide.objects.using(wide),
  'four and four attributes: the first': () => Wide.objects.using({ ...wide, e: beginsWith('z') }),
  'four and four attributes: three': () => Wide.objects.using({ ...wide, e: 'z', f: day, g: lt(5n) }),
  'four and four attributes: all': () =>
    Wide.objects.using({ ...wide, e: 'z', f: day, g: 5n, h: gt(Uint8Array.of(1, 255)) }),
  'a listing by type, keys only': () => objects.by('listed', {}).only('orderId'),
  'a listing by type, whole': () => objects.by('listed', { rank: gte(7) }).hydrate(),
  'a listing by type: a composite key': () => objects.by('listed', { rank: 7, total: gt(42) }).only('orderId'),
  'a listing by type, counted fields, filtered': () =>
    objects.by('listed', {}).hydrate().filter({ region: 'eu' }).only('orderId', 'note'),
  'an index with some attributes': () => objects.using({ note: 'gift' }).only('total'),
  'an index with some attributes, whole': () =>
    objects
      .using({ note: 'gift', placedAt: gte(day) })
      .filter({ total: gt(1) })
      .hydrate(),
  'filters: an attribute, a key attribute, a nested one': () =>
    objects
      .using(user)
      .filter({ total: gte(10), address: { city: 'York' } })
      .exclude({ orderId: 'o1' }),
  'filters: ne and a limit': () =>
    objects
      .using({ region: 'eu' })
      .filter({ note: ne('x') })
      .limit(5),
  'a page size and a budget': () => objects.using(user).pageSize(10).budget({ requests: 2, capacity: 5 }),
  'after values': () =>
    objects.using({ region: 'eu' }).startAfter({ ...user, orderId: 'o1', region: 'eu', placedAt: day }),
  'attributes of the table: a partition': () => Book.objects.using({ isbn: '1' }),
  'attributes of the table: gt': () => Book.objects.using({ isbn: '1', edition: gt(2) }),
  'attributes of the table: a complete key': () => Book.objects.using({ isbn: '1', edition: 2 }),
  'no sort key, no type': () => Person.objects.using({ id: 'p1' }),
  'raw: a partition': () => Reading.objects.using(sensor),
  'raw: gte a date': () => Reading.objects.using({ ...sensor, time: gte(day) }),
  'raw: gt text before a literal': () => Reading.objects.using({ ...sensor, time: day, kind: gt('heat') }),
  'raw: gt a number': () => Reading.objects.using({ ...sensor, time: day, kind: 'heat', value: gt(3) }),
  'a scan': () => objects.scan(),
  'a scan, filtered, of an index': () => objects.scan({ index: 'gsi1' }).filter({ status: 'open' }),
  'a scan of keys, whole': () => objects.scan({ index: 'slim' }).hydrate(),
  'a scan in segments': () => objects.scan({ segments: 2 }).limit(10),
  'a scan where no type is stored': () => Person.objects.scan(),
  'a collection': () => account.using(user),
  'a collection backwards, limited, consistent': () => account.using(user).reverse().limit(3).consistent(),
  'a collection: one model of it': () => account.using(user).models(Order),
  'a collection: the keys under a text': () => account.using(user).under('ORDER#2026'),
  'a collection over an index': () => account.by('byStatus', { status: 'open' }),
  'a collection: a filter of one model': () => account.using(user).filter(Order, { total: gte(10), note: 'x' }),
  'a collection: limits by model': () => account.using(user).limit({ Order: 3, User: 1 }),
  'two indexes, one without some items': () => Task.objects.using({ owner: 'o1' }),
  'two indexes, one without some items: by its sort key': () => Task.objects.using({ owner: 'o1', due: lt(later) }),
  'two indexes, one without some items: named': () => Task.objects.by('byDue', { owner: 'o1' }).limit(5),
  'two indexes, one without some items: what both hold': () =>
    Task.objects.using({ owner: 'o1' }).only('taskId').reverse(),
  'a pattern in shards': () => Message.objects.by('newest', {}),
  'a pattern in shards, backwards, limited': () =>
    Message.objects
      .by('newest', { sent: gte(day) })
      .reverse()
      .limit(10),
}
