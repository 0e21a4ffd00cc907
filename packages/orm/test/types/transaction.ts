/** Type tests of transactions, bulk writes and moves: right calls compile, wrong calls do not. Compiled by `tsc`, never run. */
import { f, gte, lt, minus, missing, plus, Table } from '../../src/index.ts'
import { assertType, type Equal } from './assert.ts'

const shop = new Table({ name: 'shop', indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })

class User extends shop.Model<User>()('User', {
  fields: { userId: f.string(), name: f.string(), balance: f.number().default(0), born: f.date().optional() },
  keys: { primary: { pk: 'USER#{userId}', sk: 'PROFILE' } },
}) {
  get greeting() {
    return `Hi ${this.name}`
  }
}
class Order extends shop.Model<Order>()('Order', {
  fields: { userId: f.string(), orderId: f.ulid(), total: f.number() },
  keys: { primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' } },
}) {}

declare const ada: User
declare const maybe: User | undefined

// The result is the function's, awaited.
export const text = shop.transaction(() => 'x')
assertType<Equal<typeof text, Promise<string>>>()
export const later = shop.transaction(async (tx) => tx.create(Order, { userId: 'u', total: 1 }))
assertType<Equal<typeof later, Promise<Order>>>()
export const lazy = shop.lazy.transaction(() => 5).send()
assertType<Equal<typeof lazy, Promise<number>>>()

void shop.transaction((tx) => {
  // right calls
  const order = tx.create(Order, { userId: 'u1', total: 10 })
  assertType<Equal<typeof order, Order>>()
  assertType<Equal<ReturnType<typeof tx.save>, void>>()
  tx.replace(User, { userId: 'u', name: 'U' }).greeting.toUpperCase()
  tx.update(ada, { balance: minus(10) }, { if: { balance: gte(10) } })
  tx.update(User, { userId: 'u' }, { balance: plus(1), name: 'x' }, { if: { name: 'y' } })
  tx.delete(ada)
  tx.delete(ada, { if: { balance: 0 } })
  tx.delete(User, { userId: 'u' }, { if: { balance: 0 } })
  tx.check(ada, { if: { balance: gte(0) } })
  tx.check(User, { userId: 'u' })
  tx.check(User, { userId: 'u' }, { exists: false })
  tx.save(ada)
  tx.save(ada, { if: { balance: gte(0) } })
  tx.replace(User, { userId: 'u', name: 'U' }, { if: { balance: missing() } })
  tx.check(User, { userId: 'u' }, { version: 3 })

  // wrong calls
  // @ts-expect-error User has no field `total`
  tx.save(ada, { if: { total: 1 } })
  // @ts-expect-error User has no field `total`
  tx.replace(User, { userId: 'u', name: 'U' }, { if: { total: 1 } })
  // @ts-expect-error a create has no item that a condition could hold of
  tx.create(User, { userId: 'u', name: 'U' }, { if: { balance: 1 } })
  // @ts-expect-error an instance insists on its own version
  tx.check(ada, { version: 3 })
  // @ts-expect-error `total` is missing
  tx.create(Order, { userId: 'u1' })
  // @ts-expect-error `total` is a number
  tx.create(Order, { userId: 'u1', total: '10' })
  // @ts-expect-error Order has no field `name`
  tx.create(Order, { userId: 'u1', total: 10, name: 'x' })
  // @ts-expect-error `name` takes no sum
  tx.update(ada, { name: plus(1) })
  // @ts-expect-error User has no field `total`
  tx.update(ada, { total: 1 })
  // @ts-expect-error User has no field `total`
  tx.update(ada, { balance: 1 }, { if: { total: 1 } })
  // @ts-expect-error the key of Order has two fields
  tx.update(Order, { userId: 'u' }, { total: 1 })
  // @ts-expect-error Order has no field `name`
  tx.update(Order, { userId: 'u', orderId: 'o' }, { name: 'x' })
  // @ts-expect-error Order has no field `name`
  tx.delete(Order, { userId: 'u', orderId: 'o' }, { if: { name: 'x' } })
  // @ts-expect-error a key is needed
  tx.delete(Order)
  // @ts-expect-error the instance may be undefined
  tx.update(maybe, { balance: 1 })
  // @ts-expect-error not an instance
  tx.save({ userId: 'u' })
  // @ts-expect-error `undefined` is no change; remove() is
  tx.update(ada, { born: undefined })
})

// bulk writes
export const made = User.objects.createMany([{ userId: 'u', name: 'U' }], { atomic: true, concurrency: 2 })
assertType<Equal<typeof made, Promise<User[]>>>()
export const counted = User.objects.putMany(new Set([{ userId: 'u', name: 'U' }]), { returning: 'count' })
assertType<Equal<typeof counted, Promise<number>>>()
async function* stream() {
  yield { userId: 'u', name: 'U' }
}
void User.objects.putMany(stream(), { onProgress: ({ done, total }) => [done.toFixed(), total?.toFixed()] })
void User.objects.deleteMany([{ userId: 'u' }])
void User.objects.deleteMany([{ userId: 'u' }], { if: { balance: 0 }, concurrency: 2 })
void User.objects.putMany([{ userId: 'u', name: 'U' }], { if: { balance: lt(1) } })
void User.objects.using({ userId: 'u' }).update({ balance: 1 }, { if: { name: 'x' }, once: true })
void User.objects.using({ userId: 'u' }).delete({ if: { name: 'x' } })
// @ts-expect-error a create has no item that a condition could hold of
void User.objects.createMany([{ userId: 'u', name: 'U' }], { if: { balance: 0 } })
// @ts-expect-error User has no field `total`
void User.objects.deleteMany([{ userId: 'u' }], { if: { total: 0 } })
// @ts-expect-error `balance` is a number
void User.objects.putMany([{ userId: 'u', name: 'U' }], { if: { balance: 'x' } })
// @ts-expect-error User has no field `total`
void User.objects.using({ userId: 'u' }).update({ balance: 1 }, { if: { total: 0 } })
// @ts-expect-error User has no field `total`
void User.objects.using({ userId: 'u' }).delete({ if: { total: 0 } })
export const updated = User.objects
  .using({ userId: 'u' })
  .filter({ balance: 1 })
  .update({ balance: plus(1) }, { once: true })
assertType<Equal<typeof updated, Promise<number>>>()
void Order.objects.using({ userId: 'u' }).only('total').delete({ concurrency: 4 })
// @ts-expect-error `name` is missing
void User.objects.createMany([{ userId: 'u' }])
// @ts-expect-error atomic is for createMany
void User.objects.putMany([{ userId: 'u', name: 'U' }], { atomic: true })
// @ts-expect-error a key is needed, not a text
void User.objects.deleteMany(['u'])
// @ts-expect-error User has no field `total`
void User.objects.using({ userId: 'u' }).update({ total: 1 })

// moves, and updates that apply once
export const moved = ada.move({ userId: 'u2' })
assertType<Equal<typeof moved, Promise<User>>>()
void User.objects.update({ userId: 'u' }, { balance: plus(1) }, { once: true })
void ada.update({ balance: plus(1) }, { once: true, if: { balance: 1 } })
void ada.move({ userId: 'u2' }, { if: { balance: 0 } })
// @ts-expect-error User has no field `total`
void ada.move({ userId: 'u2' }, { if: { total: 0 } })
// @ts-expect-error `name` is no field of the key
void ada.move({ name: 'x' })
void ada.delete({ once: true, if: { balance: 0 } })
void User.objects.delete({ userId: 'u' }, { once: true })
void User.objects.create({ userId: 'u', name: 'U' }, { once: true })
// @ts-expect-error a replace is the same twice
void User.objects.replace({ userId: 'u', name: 'U' }, { once: true })

// hooks are typed by the fields
class Hooked extends shop.Model<Hooked>()('Hooked', {
  fields: { id: f.string(), size: f.number().optional() },
  keys: { primary: { pk: 'HOOKED#{id}', sk: 'H' } },
  hooks: {
    beforeCreate({ values }) {
      values.size = (values.size ?? 0) + 1
      // @ts-expect-error `size` is a number
      values.size = 'large'
    },
    afterCreate: ({ instance }) => instance.id.toUpperCase(),
    async beforeUpdate({ key, changes }) {
      changes['size'] = plus(1)
      key.id?.toUpperCase()
      // @ts-expect-error the key does not change
      key.id = 'x'
    },
    afterLoad(instance) {
      instance.size?.toFixed()
    },
  },
}) {}
void Hooked

// Every write takes `retries`; a read takes none.
void User.objects.create({ userId: 'u', name: 'U' }, { retries: 3 })
void ada.save({ retries: 0 })
void shop.transaction((tx) => tx.delete(ada), { retries: 3 })
// @ts-expect-error retries is a number
void ada.delete({ retries: 'many' })
// @ts-expect-error nothing is tried again of a read
void User.objects.get({ userId: 'u' }, { retries: 3 })
