/** Type tests of queries over indexes that hold a part of the items: they give what is there. Never run. */
import { beginsWith, f, gte, type PartOf, type QuerySet, Table, type TableOptions } from 'single-table-orm'
import { assertType, type Equal } from './assert.ts'

const shop = new Table({
  name: 'shop',
  indexes: {
    gsi1: { pk: 'GSI1PK', sk: 'GSI1SK', projection: 'KEYS_ONLY' },
    gsi2: { pk: 'GSI2PK', sk: 'GSI2SK', projection: { include: ['total', 'tg', 'note', 'secretCode'] } },
    gsi3: { pk: 'GSI3PK', sk: 'GSI3SK', projection: 'ALL' },
    area: { pk: ['region'], sk: ['placedAt'], projection: 'KEYS_ONLY' },
    lsi1: { local: true, sk: ['total'], projection: 'KEYS_ONLY' },
  },
})

class Order extends shop.Model<Order>()('Order', {
  fields: {
    userId: f.string(),
    orderId: f.ulid(),
    status: f.enum('open', 'paid').default('open'),
    region: f.string().optional(),
    total: f.number(),
    placedAt: f.date().createdAt(),
    tags: f.list(f.string()).optional().as('tg'),
    note: f.string().as('nt'),
    code: f.string().optional().as('secretCode').secret(),
    text: f.string().nullable(),
  },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}' },
    byRegion: { index: 'gsi2', pk: 'REGION#{region}', sk: '{status}' },
    byText: { index: 'gsi3', pk: 'REGION#{region}', sk: '{placedAt}' },
    byArea: { index: 'area', pk: ['region'], sk: ['placedAt'] },
    byTotal: { index: 'lsi1', sk: ['total'] },
  },
}) {
  get greeting() {
    return `Order ${this.orderId}`
  }
}
type Result<Set extends { all(): unknown }> = Awaited<ReturnType<Set['all']>> extends (infer Item)[] ? Item : never

interface ByStatus {
  userId: string
  orderId: string
  status: 'open' | 'paid'
  placedAt: Date
}
interface ByRegion {
  userId: string
  orderId: string
  region: string | undefined
  status: 'open' | 'paid'
  total: number
  tags: string[] | undefined
  code: string | undefined
}
type Same<Left, Right> = Equal<{ [Name in keyof Left]: Left[Name] }, { [Name in keyof Right]: Right[Name] }>

// the fields of the keys, and of what is included, by their attributes
const byStatus = Order.objects.by('byStatus', { status: 'open' })
assertType<Same<Result<typeof byStatus>, ByStatus>>()
const byRegion = Order.objects.by('byRegion', { region: 'eu', status: beginsWith('o') })
assertType<Same<Result<typeof byRegion>, ByRegion>>()
const byArea = Order.objects.by('byArea', { region: 'eu', placedAt: gte(new Date()) })
assertType<Equal<keyof Result<typeof byArea>, 'userId' | 'orderId' | 'region' | 'placedAt'>>()

// whole items of the table, of an index that holds all, and of a local one, which fetches the rest
const primary = Order.objects.by('primary', { userId: 'u' })
assertType<Equal<Result<typeof primary>, Order>>()
const byText = Order.objects.by('byText', { region: 'eu' })
assertType<Equal<Result<typeof byText>, Order>>()
const byTotal = Order.objects.by('byTotal', { userId: 'u', total: gte(1) })
assertType<Equal<Result<typeof byTotal>, Order>>()

// using() knows which patterns a part fits; one on whole items is preferred
const fromStatus = Order.objects.using({ status: 'open', placedAt: gte(new Date()) })
assertType<Same<Result<typeof fromStatus>, ByStatus>>()
const fromUser = Order.objects.using({ userId: 'u', orderId: beginsWith('x') })
assertType<Equal<Result<typeof fromUser>, Order>>()
const fromPlace = Order.objects.using({ region: 'eu', placedAt: gte(new Date()) })
assertType<Equal<Result<typeof fromPlace>, Order>>()
const fromRegion = Order.objects.using({ region: 'eu', status: 'open' })
assertType<Same<Result<typeof fromRegion>, ByRegion>>()
declare const anyPart: PartOf<(typeof Order)['~types']>
const fromAny = Order.objects.using(anyPart)
assertType<Equal<Result<typeof fromAny> extends { userId: string } ? true : false, true>>()
declare const name: 'byStatus' | 'primary'
const fromName = Order.objects.by(name, {} as never)
assertType<Equal<Order extends Result<typeof fromName> ? true : false, true>>()
// @ts-expect-error it may be the index, which does not hold the total
fromName.all().then(([order]) => order?.total)

// hydrate() gives instances, whatever stands between
const whole = byStatus
  .filter({ placedAt: gte(new Date()) })
  .limit(3)
  .hydrate()
assertType<Equal<Result<typeof whole>, Order>>()
whole.filter({ text: null, note: 'x' }).by('byText')
const narrowed = byStatus.hydrate().only('text')
assertType<Equal<Result<typeof narrowed>, { text: string | null }>>()
const early = byStatus.only('orderId').hydrate()
assertType<Equal<Result<typeof early>, { orderId: string }>>()
const values = byRegion.values()
assertType<Equal<Result<typeof values>['total'], number>>()
const change = () => byStatus.hydrate().update({ text: null, total: 1 })

// a scan
const scan = Order.objects.scan()
assertType<Equal<Result<typeof scan>, Order>>()
const wholeScan = Order.objects.scan({ index: 'gsi3', segments: 4 })
assertType<Equal<Result<typeof wholeScan>, Order>>()
const localScan = Order.objects.scan({ index: 'lsi1' })
assertType<Equal<Result<typeof localScan>, Order>>()
const partScan = Order.objects.scan({ index: 'gsi2', segments: 4 })
assertType<Same<Result<typeof partScan>, ByRegion>>()

// whatever a set refuses, it is a set
const sets: readonly QuerySet<(typeof Order)['~types']>[] = [scan, wholeScan, byText, primary, byStatus.hydrate()]
void sets
const writes = () => [byRegion.limit(3).hydrate().delete(), partScan.hydrate().update({ text: null }), byText.delete()]
const ends = [
  byStatus.reverse(),
  primary.reverse(),
  primary.consistent(),
  byTotal.consistent(),
  byArea.values().reverse(),
]

// of several indexes, what all of them hold
declare const one: 'gsi1' | 'gsi2'
const oneScan = Order.objects.scan({ index: one })
assertType<Equal<keyof Result<typeof oneScan>, 'userId' | 'orderId' | 'status'>>()

// of a projection that the types do not know, the keys
declare const include: string[]
declare const projection: NonNullable<NonNullable<TableOptions['indexes']>[string]['projection']>
const options = {
  name: 'shop',
  indexes: {
    list: { pk: 'APK', sk: 'ASK', projection: { include } },
    any: { pk: 'BPK', sk: 'BSK', projection },
    all: { pk: 'CPK', sk: 'CSK', projection: 'ALL' },
  },
} satisfies TableOptions
const vague = new Table(options)
class Leaf extends vague.Model<Leaf>()('Leaf', {
  fields: { id: f.string(), tree: f.string(), size: f.number() },
  keys: {
    primary: { pk: 'LEAF#{id}', sk: 'LEAF' },
    byList: { index: 'list', pk: 'TREE#{tree}', sk: '{id}' },
    byAny: { index: 'any', pk: 'TREE#{tree}', sk: '{id}' },
    byAll: { index: 'all', pk: 'TREE#{tree}', sk: '{size}' },
  },
}) {}
const byList = Leaf.objects.by('byList', { tree: 't' })
assertType<Equal<keyof Result<typeof byList>, 'id' | 'tree'>>()
const byAny = Leaf.objects.by('byAny', { tree: 't' })
assertType<Equal<keyof Result<typeof byAny>, 'id' | 'tree'>>()
const byAll = Leaf.objects.by('byAll', { tree: 't' })
assertType<Equal<Result<typeof byAll>, Leaf>>()

// a collection
class Twig extends shop.Model<Twig>()('Twig', {
  fields: { twigId: f.string(), status: f.enum('open', 'paid') },
  keys: {
    primary: { pk: 'TWIG#{twigId}', sk: 'TWIG' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: 'TWIG#{twigId}' },
  },
}) {}
const both = shop.collection(Order, Twig).by('byStatus', { status: 'open' })
const wholeBoth = both.limit(3).hydrate()
assertType<Equal<Result<typeof wholeBoth>, Order | Twig>>()
const narrowBoth = both.only(Order, 'orderId').only(Twig, 'twigId')
assertType<Equal<Result<typeof narrowBoth>, { orderId: string } | { twigId: string }>>()
const narrowOne = both.models(Twig).only(Twig, 'twigId').reverse()
const wholeOne = shop.collection(Order).by('byText', { region: 'eu' })
export const reads = () => [
  wholeBoth.all(),
  narrowBoth.grouped(),
  narrowOne.count(),
  wholeOne.all(),
  shop.collection(Order).by('primary', { userId: 'u' }).page(),
  shop.collection(Order).by('byTotal', { userId: 'u' }).one(),
  // @ts-expect-error the index holds a part
  both.all(),
  shop.collection(Order, Twig).using({ status: 'open' }).hydrate().all(),
  shop.collection(Order).using({ userId: 'u' }).all(),
  // @ts-expect-error the only partition that they share is on an index that holds a part
  shop.collection(Order, Twig).using({ status: 'open' }).all(),
  // @ts-expect-error the index holds a part of the other model's
  both.only(Order, 'orderId').reverse().page(),
  // @ts-expect-error the index holds a part
  both.models(Twig).count(),
]

export const use = [change, writes, ends]
export const wrong = async () => {
  const [order] = await byStatus.all()
  // @ts-expect-error the index does not hold the field
  order?.total
  // @ts-expect-error it is no instance
  order?.save()
  // @ts-expect-error it is no instance
  order?.greeting
  // @ts-expect-error 'note' is stored as 'nt', which the index does not hold
  ;(await byRegion.first())?.note
  // @ts-expect-error the index does not hold the field
  byStatus.filter({ total: 5 })
  // @ts-expect-error the index does not hold the field
  byStatus.only('total')
  // @ts-expect-error what an index holds of an item is not written
  byStatus.limit(3).delete()
  // @ts-expect-error what an index holds of an item is not written
  byRegion.update({ total: 5 })
  // @ts-expect-error what an index holds of an item is not written
  partScan.values().delete()
  // @ts-expect-error a scan has no order
  partScan.reverse()
  // @ts-expect-error a scan has no last item
  scan.filter({ total: 5 }).last()
  // @ts-expect-error a global index has no consistent reads
  byStatus.consistent()
  // @ts-expect-error the pattern is known from the first call
  byStatus.by('primary')
  // @ts-expect-error the pattern is known from the first call
  byStatus.using({ placedAt: gte(new Date()) })
  // @ts-expect-error a field of no key
  Order.objects.using({ status: 'open', total: 5, text: 'x' })
  // @ts-expect-error a gap
  Order.objects.using({ placedAt: new Date() })
  // @ts-expect-error no such index
  Order.objects.scan({ index: 'gsi9' })
  // @ts-expect-error no such status
  Order.objects.using({ status: 'lost' })
}

// models that extend one know the indexes of its table
class Rush extends Order.extend<Rush>()('Rush', {
  fields: { until: f.date() },
  keys: { byStatus: { index: 'gsi1', pk: 'RUSH#{status}', sk: '{until}' } },
}) {}
const rush = Rush.objects.by('byStatus', { status: 'open' })
assertType<Equal<keyof Result<typeof rush>, 'userId' | 'orderId' | 'status' | 'until'>>()
// @ts-expect-error the table has no such index
class Lost extends Order.extend<Lost>()('Lost', { keys: { other: { index: 'gsi9', pk: 'X#{status}' } } }) {}
void Lost
