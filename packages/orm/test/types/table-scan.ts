/** Type tests of scans of a whole table: items of any model, or of those that are named. Never run. */
import { type AnyInstance, f, Table, type TableScan, Unrecognised } from 'single-table-orm'
import { assertType, type Equal } from './assert.ts'

const shop = new Table({ name: 'shop' })
class User extends shop.Model<User>()('User', {
  fields: { userId: f.string(), name: f.string(), item: f.string().optional() },
  keys: { primary: { pk: 'USER#{userId}', sk: 'PROFILE' } },
}) {
  get greeting() {
    return `Hi ${this.name}`
  }
}
class Admin extends User.extend<Admin>()('Admin', { fields: { level: f.number() } }) {}
class Order extends shop.Model<Order>()('Order', {
  fields: { orderId: f.ulid(), total: f.number(), lines: f.list(f.string()) },
  keys: { primary: { pk: 'ORDER#{orderId}', sk: 'ORDER' } },
  locking: true,
}) {}

// instances of every model are any instances, and instanceof tells them apart
const any: readonly AnyInstance[] = [{} as User, {} as Admin, {} as Order]
void any
export const all = async () => {
  for await (const item of shop.scan()) {
    assertType<Equal<typeof item, AnyInstance | Unrecognised>>()
    if (item instanceof Unrecognised) item.item['PK']
    else item.toJSON()['name']
    if (item instanceof User) item.greeting.trim()
    else if (item instanceof Order) item.total.toFixed()
    else if (!(item instanceof Unrecognised)) await item.refresh().then((fresh) => [fresh.key(), fresh.keys()])
    // @ts-expect-error it may be of any model
    item.total
  }
  const users = await shop
    .scan()
    .where((item) => item instanceof User)
    .limit(3)
    .all()
  assertType<Equal<typeof users, User[]>>()
  const { items } = await shop.scan().page()
  assertType<Equal<typeof items, (AnyInstance | Unrecognised)[]>>()
  const decoded = shop.decode({})
  assertType<Equal<typeof decoded, AnyInstance | Unrecognised>>()
}

// models that are named
const named = shop.scan({ models: [Admin, Order], segments: 4 })
assertType<Equal<typeof named, TableScan<Admin | Order | Unrecognised>>>()
export const some = async () => {
  for await (const item of named.limit(3)) {
    if (item instanceof Order) item.total.toFixed()
    else if (item instanceof Admin) item.level.toFixed()
    else assertType<Equal<typeof item, Unrecognised>>()
  }
}
const registered = shop.scan({ models: shop.models })
assertType<Equal<typeof registered, TableScan>>()
// @ts-expect-error no model
shop.scan({ models: [Date] })
// @ts-expect-error models are a list
shop.scan({ models: User })
