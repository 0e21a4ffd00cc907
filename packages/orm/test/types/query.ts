/** Type tests of query sets and collections: right calls compile, wrong calls do not. Compiled by `tsc`, never run. */
import {
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  missing,
  ne,
  not,
  oneOf,
  size,
  typeIs,
} from '../../src/expression/operators.ts'
import { f } from '../../src/field/f.ts'
import type { ValuesOf } from '../../src/field/field-types.ts'
import type { ModelClassLike, SamePartition } from '../../src/query/collection-part-types.ts'
import type { Collection, CollectionQuery } from '../../src/query/collection-types.ts'
import type { PartOf, PartOfPattern } from '../../src/query/part-types.ts'
import type { QuerySet } from '../../src/query/query-set-types.ts'
import type { ModelSpec } from '../../src/schema/model-spec.ts'
import type { TypesFor } from '../support/types-for.ts'
import { assertType, type Equal } from './assert.ts'

const fields = {
  userId: f.string(),
  orderId: f.ulid(),
  status: f.enum('open', 'paid', 'shipped').default('open'),
  total: f.number(),
  placedAt: f.date(),
  region: f.string().optional(),
  tags: f.set(f.string()).optional(),
  note: f.string().nullable(),
}
const keys = {
  primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
  byStatus: { index: 'gsi1', pk: '{$type}#{status}', sk: '{placedAt}#{total}' },
  byRegion: { index: 'gsi2', pk: ['region'], sk: ['status', 'placedAt'] },
  byTotal: { index: 'lsi', sk: ['total'] },
} as const
interface Order extends ValuesOf<typeof fields> {
  save(): void
}
type Types = TypesFor<Order, 'Order', typeof fields, typeof keys>

declare const using: (part: PartOf<Types>) => QuerySet<Types, Order>
declare const by: <Name extends keyof Types['keys']>(pattern: Name, part: PartOfPattern<Types, Name>) => QuerySet<Types>
declare const set: QuerySet<Types>
declare const order: Order
declare const someText: string
declare const maybe: string | undefined

// right parts of a key
using({ userId: 'u1' })
using({ userId: 'u1', orderId: 'o1' })
using({ userId: 'u1', orderId: gte('o1') })
using({ userId: 'u1', orderId: beginsWith('o') })
using({ userId: 'u1', orderId: between('a', someText) })
using({ userId: 'u1', orderId: eq('o1') })
using({ status: 'open' })
using({ status: 'open', placedAt: gte(new Date()) })
using({ status: 'open', placedAt: beginsWith('2026-05') })
using({ status: 'open', placedAt: new Date(), total: lt(3) })
using({ region: 'eu' })
using({ region: 'eu', status: 'open', placedAt: gt(new Date()) })
using({ userId: 'u1', total: gte(10) })
by('byTotal', { userId: 'u1', total: between(1, 2) })
by('byRegion', { region: 'eu', status: eq('paid') })
by('primary', { userId: 'u1' })

// wrong parts of a key
// @ts-expect-error no pattern begins with orderId
using({ orderId: 'o1' })
// @ts-expect-error no field is no key
using({})
// @ts-expect-error a gap: placedAt stands before total
using({ status: 'open', total: 3 })
// @ts-expect-error an operator must be last
using({ status: 'open', placedAt: gte(new Date()), total: 3 })
// @ts-expect-error a partition key takes a plain value
using({ userId: gte('u1') })
// @ts-expect-error a partition key takes a plain value
using({ userId: beginsWith('u1') })
// @ts-expect-error the value may be absent
using({ userId: maybe })
// @ts-expect-error an absent value
using({ userId: undefined })
// @ts-expect-error of another type
using({ userId: 1 })
// @ts-expect-error of another type
using({ userId: 'u1', total: gte('1') })
// @ts-expect-error numbers do not begin with text
using({ userId: 'u1', total: beginsWith('1') })
// @ts-expect-error not a member of the enum
using({ status: 'lost' })
// @ts-expect-error no key contains note
using({ userId: 'u1', note: 'x' })
// @ts-expect-error there is no such field
using({ userId: 'u1', ordrId: 'x' })
// @ts-expect-error fields of two patterns
using({ userId: 'u1', region: 'eu' })
// @ts-expect-error fields of two patterns
using({ userId: 'u1', orderId: 'o1', total: 3 })
// @ts-expect-error not an operator of keys
using({ userId: 'u1', orderId: contains('x') })
// @ts-expect-error not an operator of keys
using({ userId: 'u1', orderId: size(3) })
// @ts-expect-error not an operator of keys
using({ userId: 'u1', orderId: ne('x') })
// @ts-expect-error not an operator of keys
using({ userId: 'u1', orderId: oneOf('x', 'y') })
// @ts-expect-error not an operator of keys
using({ userId: 'u1', orderId: exists() })
// @ts-expect-error not an operator of keys
using({ userId: 'u1', orderId: missing() })
// @ts-expect-error not an operator of keys
using({ userId: 'u1', orderId: typeIs('S') })
// @ts-expect-error not an operator of keys
using({ userId: 'u1', orderId: not(gte('x')) })
// @ts-expect-error not an operator of keys
using({ userId: 'u1', total: not(eq(1)) })
// @ts-expect-error there is no such pattern
by('byNothing', { userId: 'u1' })
// @ts-expect-error fields of another pattern
by('byRegion', { userId: 'u1' })
// @ts-expect-error a local index has the table's partition key
by('byTotal', { total: 3 })

// keys without a sort key: of the table, and of an index
const bookKeys = { primary: { pk: ['userId'] }, byNote: { index: 'gsi3', pk: 'NOTE#{note}' } } as const
type BookTypes = TypesFor<object, 'Book', typeof fields, typeof bookKeys>
declare const book: (part: PartOf<BookTypes>) => QuerySet<BookTypes>
book({ userId: 'u1' })
book({ note: 'x' })
// @ts-expect-error a partition key takes a plain value
book({ userId: beginsWith('u1') })
// @ts-expect-error fields of two patterns
book({ userId: 'u1', note: 'x' })
// @ts-expect-error no field is no key
book({})

// builders and terminals
const all: Promise<Order[]> = set
  .filter({ total: gte(1) })
  .exclude({ tags: contains('x') })
  .limit(3)
  .reverse()
  .all()
const first: Promise<Order | undefined> = set.where((found) => found.total > 1).first()
const narrow = set.only('total', 'region')
assertType<Equal<Awaited<ReturnType<(typeof narrow)['one']>>, { total: number; region: string | undefined }>>()
const plain = set.values()
assertType<Equal<Awaited<ReturnType<(typeof plain)['one']>>['note'], string | null>>()
set.startAfter(order).startAfter('cursor').startAfter({ userId: 'u1', orderId: 'o1' })
set.using({ orderId: gte('x') }).by('byStatus', { status: 'open' })
const iterate = async () => {
  for await (const found of set) found.save()
  for await (const page of set.pages()) page.items[0]?.save()
  const { items, next }: { items: Order[]; next?: string } = await set.page({ size: 3, cursor: maybe })
  return [items, next]
}
void [all, first, iterate]
// @ts-expect-error there is no such field
set.filter({ totl: 1 })
// @ts-expect-error there is no such field
set.only('totl')
// @ts-expect-error it needs a name
set.only()
// @ts-expect-error narrowed results have no methods
narrow.where((found) => found.save())
// @ts-expect-error a key has two fields
set.startAfter({ userId: 'u1' })
// @ts-expect-error a set is no promise
set.then
// @ts-expect-error there is no such pattern
set.by('byNothing')

// collections
const userFields = { userId: f.string(), name: f.string() }
type User = ValuesOf<typeof userFields> & { greet(): string }
interface UserModel extends ModelClassLike {
  readonly '~storm': ModelSpec
  readonly '~types': TypesFor<User, 'User', typeof userFields, { primary: { pk: 'USER#{userId}'; sk: 'PROFILE' } }>
}
interface OrderModel extends ModelClassLike {
  readonly '~types': Types
}
interface OtherModel extends ModelClassLike {
  readonly '~types': TypesFor<object, 'Other', typeof userFields, { primary: { pk: 'OTHER#{userId}'; sk: 'X' } }>
}
declare const UserClass: UserModel
declare const OrderClass: OrderModel
declare const OtherClass: OtherModel
declare const collection: <const Models extends readonly ModelClassLike[]>(
  ...models: Models & SamePartition<Models>
) => Collection<Models>

const account = collection(UserClass, OrderClass)
const query = account.using({ userId: 'u1' })
assertType<Equal<Awaited<ReturnType<(typeof query)['grouped']>>, { User: User[]; Order: Order[] }>>()
assertType<Equal<Awaited<ReturnType<(typeof query)['all']>>, (User | Order)[]>>()
query.startAfter({ userId: 'u1', orderId: 'o1' }).limit(3)
const sentence: SamePartition<[UserModel, OtherModel]>[1] =
  "The models of a collection share one partition key: that of User is 'USER#{userId}', that of Other is 'OTHER#{userId}'"
void sentence
// @ts-expect-error the templates differ
collection(UserClass, OtherClass)
// @ts-expect-error the partition is not complete
account.using({})
// @ts-expect-error orderId is not part of the partition
account.using({ userId: 'u1', orderId: 'o1' })
// @ts-expect-error of another type
account.using({ userId: 1 })
void (null as unknown as CollectionQuery<readonly [UserModel]>)
