/** Types of relations, prefetch, getMany, lazy gets and snapshots: right calls, and wrong ones. Compiled, never run. */
import { f, gte, prefetch, type ReadIntent, related, Table, type ToMany, type ToOne } from '../../src/index.ts'
import { assertType, type Equal } from './assert.ts'

const shop = new Table({ name: 'shop' })

// Two classes that refer to each other, and one that refers to itself, without annotations.
class User extends shop.Model<User>()('User', {
  fields: { userId: f.string(), name: f.string(), email: f.string(), sponsorId: f.string().optional() },
  keys: { primary: { pk: 'USER#{userId}', sk: 'PROFILE' } },
  unique: { email: ['email'] },
}) {
  orders() {
    return related(Order).many(this, { userId: this.userId }, { filter: { total: gte(1) }, limit: 10, reverse: true })
  }
  sponsor() {
    return related(User).one(this, this.sponsorId === undefined ? undefined : { userId: this.sponsorId })
  }
  async spent() {
    let sum = 0
    for await (const order of this.orders()) sum += order.total
    return sum
  }
}
class Order extends shop.Model<Order>()('Order', {
  fields: { userId: f.string(), orderId: f.string(), total: f.number() },
  keys: { primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' } },
}) {
  user() {
    return related(User).one(this, { userId: this.userId })
  }
  tags() {
    return related(Tag).through(this.links(), (link) => ({ tagId: link.tagId }))
  }
  links() {
    return related(OrderTag).many(this, { orderId: this.orderId })
  }
  get label() {
    return this.orderId
  }
  parse(text: string) {
    return related(User).one(this, { userId: text })
  }
}
class OrderTag extends shop.Model<OrderTag>()('OrderTag', {
  fields: { orderId: f.string(), tagId: f.string() },
  keys: { primary: { pk: 'TAGS#{orderId}', sk: 'TAG#{tagId}' } },
}) {
  order() {
    return related(Order).one(this, { userId: 'u1', orderId: this.orderId })
  }
}
class Tag extends shop.Model<Tag>()('Tag', {
  fields: { tagId: f.string() },
  keys: { primary: { pk: 'TAG#{tagId}', sk: 'TAG' } },
}) {
  orders() {
    return related(Order).through(related(OrderTag).many(this, { orderId: this.tagId }), (link) => ({
      userId: 'u1',
      orderId: link.orderId,
    }))
  }
}
class Admin extends User.extend<Admin>()('Admin', { fields: { rights: f.string() } }) {}

declare const orders: Order[]
declare const users: readonly User[]
declare const admins: Admin[]
declare const order: Order
declare const user: User

// Relations.
assertType<Equal<ReturnType<Order['user']>, ToOne<User>>>()
assertType<Equal<ReturnType<Order['tags']>, ToMany<Tag>>>()
const owner = await order.user().get()
assertType<Equal<typeof owner, User>>()
const perhaps = await order.user().find({ consistent: true })
assertType<Equal<typeof perhaps, User | undefined>>()
assertType<Equal<ReturnType<User['sponsor']>['loaded'], User | null | undefined>>()
const list = await user.orders().all()
assertType<Equal<typeof list, Order[]>>()
assertType<Equal<ReturnType<User['orders']>['loaded'], readonly Order[] | undefined>>()
const narrower = await user
  .orders()
  .query.filter({ total: gte(5) })
  .only('total')
  .all()
assertType<Equal<typeof narrower, { total: number }[]>>()
for await (const tag of order.tags()) assertType<Equal<typeof tag, Tag>>()
const links = await order.links().all()
assertType<Equal<typeof links, OrderTag[]>>()

// Prefetch.
const same = await prefetch(orders, 'user')
assertType<Equal<typeof same, readonly Order[]>>()
await prefetch(orders, ['user', 'tags', 'links'], { consistent: true, concurrency: 2 })
await prefetch(users, ['orders', 'sponsor'])
await prefetch(admins, 'orders')

// @ts-expect-error a method that is no relation
await prefetch(orders, 'save')
// @ts-expect-error no such name
await prefetch(orders, 'usr')
// @ts-expect-error a getter
await prefetch(orders, 'label')
// @ts-expect-error a field
await prefetch(orders, 'total')
// @ts-expect-error a relation that takes arguments
await prefetch(orders, 'parse')
// @ts-expect-error one of the names is of another model
await prefetch(orders, ['user', 'orders'])
// @ts-expect-error no option of this name
await prefetch(orders, 'user', { parallel: 3 })

export const wrongRelations = () => [
  // @ts-expect-error not the key of a user
  related(User).one(order, { orderId: 'o1' }),
  // @ts-expect-error a value of another type
  related(User).one(order, { userId: 1 }),
  // @ts-expect-error no key of an order is complete with it
  related(Order).many(user, { total: 1 }),
  // @ts-expect-error a filter over a field that is not there
  related(Order).many(user, { userId: 'u1' }, { filter: { name: 'x' } }),
  // @ts-expect-error the links have no such field
  related(Tag).through(order.links(), (link) => ({ tagId: link.name })),
  // @ts-expect-error not the key of a tag
  related(Tag).through(order.links(), (link) => ({ orderId: link.orderId })),
  // @ts-expect-error one item is no list of links
  related(Tag).through(order.user(), () => ({ tagId: 'x' })),
  // @ts-expect-error no model
  related(Date),
]

// getMany.
const many = await User.objects.getMany([{ userId: 'u1' }], {
  timeout: 5,
  onProgress: ({ done, total }) => done / total,
})
assertType<Equal<typeof many, (User | undefined)[]>>()
const names = await User.objects.getMany([{ userId: 'u1' }], { only: ['name'] })
assertType<Equal<typeof names, ({ name: string } | undefined)[]>>()
// @ts-expect-error a unique constraint is no key here
await User.objects.getMany([{ email: 'a@example.com' }])
// @ts-expect-error keys are field values
await User.objects.getMany(['u1'])
// @ts-expect-error no such field
await User.objects.getMany([{ userId: 'u1' }], { only: ['nme'] })

// Lazy gets and snapshots.
const intent = User.objects.lazy.get({ userId: 'u1' })
assertType<Equal<typeof intent, ReadIntent<User>>>()
const sent = await User.objects.lazy.find({ userId: 'u1' }).send()
assertType<Equal<typeof sent, User | undefined>>()
const [one, two, three] = await shop.snapshot([
  intent,
  Order.objects.lazy.find({ userId: 'u1', orderId: 'o1' }),
  User.objects.lazy.get({ userId: 'u1' }, { only: ['name'] }),
])
assertType<Equal<typeof one, User>>()
assertType<Equal<typeof two, Order | undefined>>()
assertType<Equal<typeof three, { name: string }>>()
const page = await shop.snapshot(['u1', 'u2'].map((userId) => User.objects.lazy.get({ userId })))
assertType<Equal<typeof page, User[]>>()
// @ts-expect-error a unique constraint needs two reads
User.objects.lazy.get({ email: 'a@example.com' })
// @ts-expect-error a write is no part of a snapshot
await shop.snapshot([User.objects.lazy.delete({ userId: 'u1' })])
// @ts-expect-error a read that was sent already
await shop.snapshot([User.objects.get({ userId: 'u1' })])
