/** Type tests of tables, models, managers and instances: right calls compile, wrong calls do not. Never run. */
import { beginsWith, f, gte, type Instance, minus, plus, remove, type StormError, Table } from 'single-table-orm'
import { assertType, type Equal } from './assert.ts'

const shop = new Table({
  name: 'shop',
  indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' }, lsi1: { local: true, sk: 'LSI1SK' } },
})

class User extends shop.Model<User>()('User', {
  fields: { userId: f.string(), email: f.string(), name: f.string(), age: f.integer().optional() },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'PROFILE' },
    byEmail: { index: 'gsi1', pk: 'EMAIL#{email}', sk: 'USER' },
    byName: { index: 'lsi1', sk: 'NAME#{name}' },
  },
  unique: { email: ['email'], both: ['name', 'age'] },
}) {
  get greeting() {
    return `Hi ${this.name}`
  }
}

class Order extends shop.Model<Order>()('Order', {
  fields: {
    userId: f.string(),
    orderId: f.ulid(),
    status: f.enum('open', 'paid').default('open'),
    total: f.number(),
    placedAt: f.date().createdAt(),
    address: f.map({ city: f.string(), zip: f.string().optional() }),
    tags: f.set(f.string()).optional(),
  },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}#{orderId}' },
  },
}) {}

class Admin extends User.extend<Admin>()('Admin', {
  fields: { level: f.integer().default(1) },
  keys: { byEmail: { index: 'gsi1', pk: 'ADMIN#{email}', sk: '{level}' } },
}) {
  override get greeting() {
    return `${super.greeting}, level ${this.level}`
  }
}

class Stamped extends shop.Model<Stamped>()('Stamped', {
  abstract: true,
  fields: { id: f.ulid(), madeAt: f.date().createdAt() },
}) {}
class Note extends Stamped.extend<Note>()('Note', {
  fields: { text: f.string() },
  keys: { primary: { pk: 'NOTE#{id}', sk: 'NOTE' } },
}) {}

const address = { city: 'London' }
const key = { userId: 'u1', orderId: '01JX0000000000000000000001' }

export const managers = async () => {
  const user = await User.objects.get({ userId: 'u1' })
  assertType<Equal<typeof user, User>>()
  assertType<Equal<typeof user.age, number | undefined>>()
  assertType<Equal<typeof user.greeting, string>>()
  await User.objects.get({ email: 'a@b.cd' }, { consistent: true })
  await User.objects.get({ name: 'Ada', age: 5 })
  const some = await Order.objects.get(key, { only: ['total', 'tags'] })
  assertType<Equal<typeof some.total, number>>()
  // @ts-expect-error a field that was not asked for
  some.status
  // @ts-expect-error no such field
  await Order.objects.get(key, { only: ['totle'] })
  // @ts-expect-error half a key
  await Order.objects.get({ userId: 'u1' })
  // @ts-expect-error half a constraint
  await User.objects.get({ name: 'Ada' })
  // @ts-expect-error a field of no key
  await Order.objects.get({ userId: 'u1', orderId: 'x', total: 5 })
  const found = await Order.objects.find(key)
  assertType<Equal<typeof found, Order | undefined>>()

  const order = await Order.objects.create({ userId: 'u1', total: 1, address })
  assertType<Equal<typeof order, Order>>()
  await Order.objects.create({ userId: 'u1', orderId: 'x', total: 1, address, tags: new Set(['a']), status: 'paid' })
  // @ts-expect-error a required field is missing
  await Order.objects.create({ userId: 'u1', address })
  // @ts-expect-error no such field
  await Order.objects.create({ userId: 'u1', total: 1, address, totle: 1 })
  // @ts-expect-error no such status
  await Order.objects.replace({ userId: 'u1', total: 1, address, status: 'lost' })
  // @ts-expect-error a member of the map is missing
  await Order.objects.upsert({ userId: 'u1', total: 1, address: {} })

  const [one, created] = await Order.objects.getOrCreate(key, { total: 1, address })
  assertType<Equal<typeof one, Order>>()
  assertType<Equal<typeof created, boolean>>()
  // @ts-expect-error the defaults lack a required field
  await Order.objects.getOrCreate(key, { total: 1 })
  await Order.objects.updateOrCreate(key, { total: plus(1) }, { total: 1, address })
  await Order.objects.update(key, { total: minus(1), tags: remove() }, { if: { status: 'open', total: gte(1) } })
  // @ts-expect-error plus() on text
  await Order.objects.update(key, { status: plus(1) })
  // @ts-expect-error no such field in the condition
  await Order.objects.update(key, { total: 1 }, { if: { totle: 1 } })
  await Order.objects.replace({ userId: 'u1', total: 1, address }, { if: { total: gte(1) } })
  await Order.objects.upsert({ userId: 'u1', total: 1, address }, { if: { status: 'open' } })
  await Order.objects.updateOrCreate(key, { total: 1 }, { address }, { if: { status: 'open' } })
  // @ts-expect-error no such field in the condition
  await Order.objects.replace({ userId: 'u1', total: 1, address }, { if: { totle: 1 } })
  // @ts-expect-error no such status
  await Order.objects.upsert({ userId: 'u1', total: 1, address }, { if: { status: 'lost' } })
  // @ts-expect-error no such field in the condition
  await Order.objects.updateOrCreate(key, { total: 1 }, { address }, { if: { totle: 1 } })
  // @ts-expect-error a create has no item that a condition could hold of
  await Order.objects.create({ userId: 'u1', total: 1, address }, { if: { status: 'open' } })
  // @ts-expect-error a create has no item that a condition could hold of
  await Order.objects.getOrCreate(key, { total: 1, address }, { if: { status: 'open' } })
  const deleted = await Order.objects.delete(key, { if: { total: 1 } })
  assertType<Equal<typeof deleted, boolean>>()
  const intent = Order.objects.lazy.create({ userId: 'u1', total: 1, address })
  assertType<Equal<ReturnType<typeof intent.send>, Promise<Order>>>()
  // @ts-expect-error an intent is not a promise
  intent.then
  // @ts-expect-error a query set is not a promise
  Order.objects.scan().then
}

export const queries = () => [
  Order.objects.using({ userId: 'u1' }),
  Order.objects.using({ userId: 'u1', orderId: beginsWith('01') }),
  Order.objects.using({ status: 'open' }),
  Order.objects.using({ status: 'open', placedAt: gte(new Date()) }),
  Order.objects.using({ status: 'open', placedAt: new Date(), orderId: gte('x') }),
  User.objects.using({ userId: 'u1', name: 'Ada' }),
  Order.objects.by('byStatus', { status: 'open' }),
  // @ts-expect-error the partition key is missing
  Order.objects.using({ orderId: 'x' }),
  // @ts-expect-error a gap before the last field
  Order.objects.by('byStatus', { status: 'open', orderId: 'x' }),
  // @ts-expect-error an operator before the last field
  Order.objects.by('byStatus', { status: 'open', placedAt: gte(new Date()), orderId: 'x' }),
  // @ts-expect-error an operator on a partition key
  Order.objects.using({ userId: beginsWith('u') }),
  // @ts-expect-error a field of no key
  Order.objects.using({ userId: 'u1', total: 5 }),
  // @ts-expect-error no such pattern
  Order.objects.by('byState', { status: 'open' }),
]

export const standsInTheWay = (error: unknown) => {
  if (error instanceof Order.AlreadyExists) assertType<Equal<typeof error.current, Order | undefined>>()
}

export const instances = async (order: Order, admin: Admin) => {
  assertType<Equal<Awaited<ReturnType<typeof order.save>>, Order>>()
  await order.save({ overwrite: true, signal: new AbortController().signal })
  await order.save({ overwrite: true, if: { status: 'open' } })
  // @ts-expect-error no such field in the condition
  await order.save({ if: { totle: 1 } })
  await order.update({ total: plus(5), status: 'paid' }, { if: { status: 'open' } })
  // @ts-expect-error no such field
  await order.update({ totle: 1 })
  // @ts-expect-error no such option
  await order.save({ force: true })
  assertType<Equal<ReturnType<typeof order.key>['orderId'], string>>()
  // @ts-expect-error no part of the key
  order.key().total
  assertType<Equal<ReturnType<typeof order.values>['total'], number>>()
  // @ts-expect-error whether an item is stored is not for the caller to say
  order.isNew = false
  const made = new Order({ userId: 'u1', total: 1, address })
  assertType<Equal<typeof made.isNew, boolean>>()
  // @ts-expect-error a required field is missing
  new Order({ userId: 'u1' })
  // @ts-expect-error a wrong type
  made.total = '1'

  assertType<Equal<typeof admin.level, number>>()
  const asUser: User = admin
  const stored: Admin = await Admin.objects.create({ userId: 'u', email: 'e', name: 'n' })
  await Admin.objects.using({ email: 'e', level: gte(1) }).all()
  // @ts-expect-error the parent does not have it
  asUser.level
  const note = await Note.objects.create({ text: 'x' })
  assertType<Equal<typeof note.madeAt, Date>>()
  // @ts-expect-error an abstract model has no manager
  Stamped.objects
  const general: Pick<Instance<never>, 'isNew' | 'toJSON'> = stored
  return general
}

export const errors = (error: unknown) => {
  if (error instanceof Order.DoesNotExist) {
    assertType<Equal<typeof error.code, StormError['code']>>()
    return error.key
  }
  // @ts-expect-error an abstract model has no errors of its own
  return error instanceof Stamped.DoesNotExist
}

export const tables = async () => {
  assertType<Equal<Awaited<ReturnType<typeof shop.ensure>>, boolean>>()
  assertType<Equal<ReturnType<typeof shop.with<number>>, number>>()
  shop.with({ name: 'other', actor: 'me' }, () => 1)
  // @ts-expect-error no such override
  shop.with({ names: 'other' }, () => 1)
  await shop.drop({ confirm: 'shop' })
  // @ts-expect-error not confirmed
  await shop.drop()
  const account = shop.collection(User, Order)
  const { User: users, Order: orders } = await account.using({ userId: 'u1' }).grouped()
  assertType<Equal<typeof users, User[]>>()
  assertType<Equal<typeof orders, Order[]>>()
  for await (const item of account.using({ userId: 'u1' })) assertType<Equal<typeof item, User | Order>>()
  // @ts-expect-error not the fields of the partition
  account.using({ orderId: 'x' })
  // @ts-expect-error other partitions
  shop.collection(User, Note)
  // @ts-expect-error a table has no such option
  new Table({ name: 'shop', colour: 'red' })
  // @ts-expect-error an attribute is named by text
  new Table({ pk: 5 })
}

// @ts-expect-error the class is not named
class NotNamed extends shop.Model()('NotNamed', {
  fields: { id: f.string() },
  keys: { primary: { pk: '{id}', sk: 'X' } },
}) {}
// @ts-expect-error there is no primary key
class NoPrimary extends shop.Model<NoPrimary>()('NoPrimary', { fields: { id: f.string() } }) {}
export const wrong = [
  NotNamed,
  NoPrimary,
  // @ts-expect-error a template names no field
  shop.Model<User>()('A', { fields: { id: f.string() }, keys: { primary: { pk: 'A#{uid}', sk: 'X' } } }),
  // @ts-expect-error a list is part of a key
  shop.Model<User>()('B', { fields: { ids: f.list(f.string()) }, keys: { primary: { pk: 'B#{ids}', sk: 'X' } } }),
  shop.Model<User>()('C', {
    fields: { id: f.string() },
    // @ts-expect-error the table has no such index
    keys: { primary: { pk: 'C#{id}', sk: 'X' }, other: { index: 'gsi9', pk: 'A', sk: 'B' } },
  }),
  shop.Model<User>()('D', {
    fields: { id: f.string() },
    keys: { primary: { pk: 'D#{id}', sk: '{$type}' } },
    // @ts-expect-error a constraint names no field
    unique: { some: ['nobody'] },
  }),
  // @ts-expect-error an extension that does not name its class
  User.extend()('E', {}),
]

export const returning = async () => {
  assertType<Equal<User, Awaited<ReturnType<typeof plain>>>>()
  const old = await User.objects.update({ userId: 'u' }, { name: 'A' }, { returning: 'old' })
  assertType<Equal<typeof old, User>>()
  const none = await User.objects.update({ userId: 'u' }, { name: 'A' }, { returning: 'none', if: { name: 'B' } })
  assertType<Equal<typeof none, undefined>>()
  const lazy = await User.objects.lazy.update({ userId: 'u' }, { name: 'A' }, { returning: 'none' }).send()
  assertType<Equal<typeof lazy, undefined>>()
  // @ts-expect-error there is no such choice
  await User.objects.update({ userId: 'u' }, { name: 'A' }, { returning: 'all' })
}
const plain = () => User.objects.update({ userId: 'u' }, { name: 'A' })

export const undefinedChanges = async (name: string | undefined, user: User) => {
  // @ts-expect-error undefined is no change
  await User.objects.update({ userId: 'u' }, { name })
  // @ts-expect-error undefined is no change
  await user.update({ age: undefined })
  // @ts-expect-error undefined is no change
  await User.objects.updateOrCreate({ userId: 'u' }, { name }, { email: 'e' })
  // @ts-expect-error undefined is no change
  await User.objects.using({ userId: 'u' }).update({ age: undefined })
  await user.update({ age: plus(1), name: 'A' })
  await shop.transaction((tx) => {
    tx.update(user, { age: remove() })
    // @ts-expect-error undefined is no change
    tx.update(user, { name })
    // @ts-expect-error undefined is no change
    tx.update(User, { userId: 'u' }, { name })
  })
}

class Document extends shop.Model<Document>()('Document', {
  fields: { docId: f.string(), title: f.string() },
  keys: { primary: { pk: 'DOC#{docId}', sk: 'DOC' } },
  history: { keep: 3, actor: () => 'me' },
}) {
  ofThis() {
    return Document.objects.history({ docId: this.docId })
  }
  newest() {
    return this.history().page({ size: 1 })
  }
}
class Letter extends Document.extend<Letter>()('Letter', { fields: { to: f.string() } }) {}
class Report extends Note.extend<Report>()('Report', { fields: { on: f.date() }, history: true }) {}
class Kept extends shop.Model<Kept>()('Kept', { abstract: true, fields: { id: f.ulid() }, history: true }) {}
class Paper extends Kept.extend<Paper>()('Paper', {
  fields: { pages: f.integer() },
  keys: { primary: { pk: 'PAPER#{id}', sk: 'PAPER' } },
}) {}
/** Without history, its names are free. */
class Visit extends shop.Model<Visit>()('Visit', {
  fields: { visitId: f.string(), at: f.date(), history: f.string() },
  keys: { primary: { pk: 'VISIT#{visitId}', sk: 'VISIT' } },
  history: false,
}) {
  restore(how: string) {
    return `${how} ${this.history} ${this.at.getTime()}`
  }
}

export const versions = async (kept: { doc: Document; letter: Letter; report: Report; paper: Paper; visit: Visit }) => {
  const { doc, letter, report, paper, visit } = kept
  for await (const { values } of doc.history()) values.title satisfies string
  ;(await doc.at(1))?.title satisfies string | undefined
  ;(await doc.diff(1, 2)).title?.from satisfies string | undefined
  assertType<Equal<Awaited<ReturnType<typeof doc.restore>>, Document>>()
  ;(await Document.objects.history({ docId: 'd' }).all())[0]?.values.title satisfies string | undefined
  ;(await doc.newest()).items[0]?.version satisfies number | undefined
  for await (const { values } of letter.history()) values.to satisfies string
  ;(await Letter.objects.history({ docId: 'd' }).all())[0]?.values.to satisfies string | undefined
  ;(await report.at(1))?.on satisfies Date | undefined
  await Report.objects.history({ id: 'x' }).all()
  ;(await paper.at(1))?.pages satisfies number | undefined
  await Paper.objects.history({ id: 'x' }).all()
  visit.restore('slowly') satisfies string
  // @ts-expect-error no versions are kept
  visit.diff(1, 2)
  // @ts-expect-error of this one neither
  new User({ userId: 'u', email: 'e', name: 'n' }).history()
  // @ts-expect-error nor can they be read by key
  User.objects.history({ userId: 'u' })
  shop.Model<Document>()('Wrong', {
    fields: { id: f.string() },
    keys: { primary: { pk: 'X#{id}', sk: 'X' } },
    // @ts-expect-error what is no option of histories
    history: 5,
  })
}
