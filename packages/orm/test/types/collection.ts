/** Type tests of collections: right calls compile, wrong calls do not. Compiled by `tsc`, never run. */
import { f, gte, Table, type Unrecognised } from '../../src/index.ts'
import type { SamePartition, SharesPattern } from '../../src/query/collection-part-types.ts'
import type { Wrong } from '../../src/schema/definition.ts'
import { assertType, type Equal } from './assert.ts'

const shop = new Table({
  name: 'shop',
  indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' }, gsi2: { pk: 'GSI2PK', sk: 'GSI2SK' } },
})

class User extends shop.Model<User>()('User', {
  fields: { userId: f.string(), name: f.string(), city: f.string() },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'PROFILE' },
    byCity: { index: 'gsi1', pk: 'CITY#{city}', sk: 'USER#{name}' },
  },
}) {
  greet(): string {
    return this.name
  }
}
class Order extends shop.Model<Order>()('Order', {
  fields: { userId: f.string(), orderId: f.string(), city: f.string(), total: f.number(), time: f.date() },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    inCity: { index: 'gsi1', pk: 'CITY#{city}', sk: 'ORDER#{time}' },
    byType: { index: 'gsi2', pk: 'TYPE#{$type}', sk: '{time}', shards: 8 },
  },
}) {}
class Line extends shop.Model<Line>()('Line', {
  fields: { userId: f.string(), orderId: f.string(), sku: f.string(), time: f.date() },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}#LINE#{sku}' },
    bySku: { index: 'gsi1', pk: 'SKU#{sku}', sk: '{userId}' },
    byType: { index: 'gsi2', pk: 'TYPE#{$type}', sk: '{time}', shards: 8 },
  },
}) {}
class Shop extends shop.Model<Shop>()('Shop', {
  fields: { shopId: f.string(), city: f.string() },
  keys: {
    primary: { pk: 'SHOP#{shopId}', sk: 'SHOP' },
    byCity: { index: 'gsi1', pk: 'CITY#{city}', sk: 'SHOP#{shopId}' },
  },
}) {}
class Part extends shop.Model<Part>()('Part', {
  fields: { partId: f.string() },
  keys: { primary: { pk: 'PART#{partId}', sk: 'PART' } },
}) {}

// partitions: of the table, and of an index
const account = shop.collection(User, Order, Line)
const inTown = shop.collection(User, Order)
const places = shop.collection(User, Shop)
account.using({ userId: 'u1' })
account.by('primary', { userId: 'u1' })
inTown.using({ userId: 'u1' })
inTown.using({ city: 'London' })
inTown.by('byCity', { city: 'London' })
places.using({ city: 'London' })
shop.collection(Order, Order).by('inCity', { city: 'x' })
// @ts-expect-error Line is not in the city
account.using({ city: 'London' })
// @ts-expect-error fields of two partitions
inTown.using({ userId: 'u1', city: 'London' })
// @ts-expect-error the partition is not complete
inTown.using({})
// @ts-expect-error a sort-key field is not meant
account.using({ userId: 'u1', orderId: 'x' })
// @ts-expect-error a partition key takes a plain value
account.using({ userId: gte('u1') })
// @ts-expect-error of another type
inTown.by('byCity', { city: 1 })
// @ts-expect-error fields of another pattern
inTown.by('byCity', { userId: 'u1' })
// @ts-expect-error Line has another template on the index
account.by('byCity', { city: 'London' })
// @ts-expect-error the first model has no such pattern; Order has
inTown.by('inCity', { city: 'London' })
// @ts-expect-error the primary keys differ
places.by('primary', { userId: 'u1' })
// @ts-expect-error each model has a partition of its own
shop.collection(Order, Line).by('byType', {})
// @ts-expect-error nothing is shared
shop.collection(User, Part)

assertType<
  Equal<
    SamePartition<[typeof User, typeof Part]>[1],
    "The models of a collection share one partition key: that of User is 'USER#{userId}', that of Part is 'PART#{partId}'"
  >
>()
assertType<
  Equal<
    SharesPattern<[typeof User, typeof Order, typeof Line], 'byCity'>,
    Wrong<"The models do not share the pattern 'byCity': that of User has the partition key 'CITY#{city}'">
  >
>()

// results
const query = account.using({ userId: 'u1' })
type Groups<Query extends { grouped(): unknown }> = Awaited<ReturnType<Query['grouped']>>
type Items<Query extends { all(): unknown }> = Awaited<ReturnType<Query['all']>>
assertType<Equal<Groups<typeof query>, { User: User[]; Order: Order[]; Line: Line[] }>>()
assertType<Equal<Items<typeof query>, (User | Order | Line)[]>>()

// sub-collections
const orders = query.models(Order, Line)
assertType<Equal<Groups<typeof orders>, { Order: Order[]; Line: Line[] }>>()
const under = query.under('ORDER#')
assertType<Equal<Items<typeof under>, (User | Order | Line)[]>>()
// @ts-expect-error not a model of the collection
query.models(Shop)
// @ts-expect-error left out before
orders.models(User)
// @ts-expect-error at least one
query.models()
// @ts-expect-error text
query.under(1)

// limits by model
query.limit(3).limit({ User: 1, Order: 10 }).limit({ Line: 2 })
// @ts-expect-error not a model of the collection
query.limit({ Shop: 1 })
// @ts-expect-error a number
query.limit({ User: '1' })
// @ts-expect-error left out before
orders.limit({ User: 1 })

// fields by model
const narrow = query.only(Order, 'total', 'orderId')
assertType<Equal<Groups<typeof narrow>, { User: User[]; Order: { total: number; orderId: string }[]; Line: Line[] }>>()
const narrower = narrow.models(Order, User).only(User, 'name')
assertType<Equal<Groups<typeof narrower>, { Order: { total: number; orderId: string }[]; User: { name: string }[] }>>()
const items: Promise<({ total: number; orderId: string } | { name: string })[]> = narrower.all()
// @ts-expect-error not a field of the model
query.only(Order, 'name')
// @ts-expect-error at least one
query.only(Order)
// @ts-expect-error not a model of the collection
query.only(Shop, 'city')

// items of no member
const everything = query.unrecognised()
assertType<Equal<Items<typeof everything>, (User | Order | Line | Unrecognised)[]>>()
const some = everything.models(Order).limit({ Unrecognised: 3 })
assertType<Equal<Groups<typeof some>, { Order: Order[]; Unrecognised: Unrecognised[] }>>()
// @ts-expect-error they are no results of this query
query.limit({ Unrecognised: 3 })

// pages
const pages = async () => {
  const { groups, next, previous } = await orders.groupedPage({ size: 10 })
  const lists: { Order: Order[]; Line: Line[] } = groups
  for await (const page of narrow.pages()) for (const item of page.items) if (item instanceof User) item.greet()
  return [lists, next, previous, await orders.page({ cursor: next })]
}
query.startAfter({ userId: 'u1', orderId: 'o1' }).startAfter('cursor')

// lists by type
Order.objects.by('byType', {})
Order.objects.by('byType', { time: gte(new Date()) }).reverse()
Order.objects.using({})
Order.objects.using({ time: gte(new Date()) })
void [items, pages]

// filters of one model: its own fields and operators
account
  .using({ userId: 'u1' })
  .filter(Order, { total: gte(10) })
  .exclude(User, { city: 'x' })
  .hydrate()
assertType<Equal<typeof ownFiltered, typeof plainGroups>>()
const ownFiltered = account.using({ userId: 'u1' }).filter(Order, { total: 1 }).grouped()
const plainGroups = account.using({ userId: 'u1' }).grouped()
// @ts-expect-error another model's field
account.using({ userId: 'u1' }).filter(User, { total: gte(10) })
// @ts-expect-error of another type
account.using({ userId: 'u1' }).filter(Order, { total: 'x' })
// @ts-expect-error no model of the collection
account.using({ userId: 'u1' }).filter(Part, { partId: 'x' })
// @ts-expect-error models() left it out
account.using({ userId: 'u1' }).models(User).filter(Order, { total: 1 })
