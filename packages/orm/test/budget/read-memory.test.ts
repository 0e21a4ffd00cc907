/**
 * What is alive while many items are read one by one: a few of them, and the text of one page. Counted where it can be, and
 * measured after a collection of garbage, so that no speed matters. The network is replaced by one that answers at once.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { f, Table } from '../../src/index.ts'
import { openHttpTransport } from '../../src/transport/open-http-transport.ts'

const PAGES = 3
const PAGE_ITEMS = 2000
/** Results that are made before the consumer gets the first of them. */
const AT_ONCE = 16

/** Pages that a query, or each segment, has left. */
const left = new Map<string, number>()
const exchange = ({ body }: { readonly body: string }) => {
  const { Segment = 0 } = JSON.parse(body) as { readonly Segment?: number }
  const pages = (left.get(`${Segment}`) ?? PAGES) - 1
  left.set(`${Segment}`, pages)
  return Promise.resolve({ status: 200, headers: {}, body: pages > 0 ? PAGE : LAST })
}
const client = openHttpTransport(
  {
    endpoint: 'https://dynamodb.us-east-1.amazonaws.com',
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  },
  { connect: () => ({ exchange, close: () => {} }) },
)

let made = 0
const hooks = { afterLoad: () => void made++ }
const shop = new Table({ name: 'shop', client, hooks, indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })

class Order extends shop.Model<Order>()('Order', {
  fields: { userId: f.string(), orderId: f.string(), note: f.string(), tags: f.list(f.string()) },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    newest: { index: 'gsi1', pk: 'ALL', sk: '{orderId}', shards: 1 },
  },
}) {}
class User extends shop.Model<User>()('User', {
  fields: { userId: f.string() },
  keys: { primary: { pk: 'USER#{userId}', sk: 'USER' } },
}) {}

const s = (value: string) => ({ S: value })
const keyOf = (id: string) => ({ PK: s('USER#u1'), SK: s(`ORDER#${id}`), GSI1PK: s('ALL#0'), GSI1SK: s(id) })
const items = Array.from({ length: PAGE_ITEMS }, (_, no) => {
  const orderId = `o${String(no).padStart(6, '0')}`
  const note = `${orderId} ${'a note that is somewhat long '.repeat(20)}`
  const tags = { L: ['red', 'green', 'blue', 'yellow'].map((colour) => s(`${colour} ${no}`)) }
  return { ...keyOf(orderId), _type: s('Order'), userId: s('u1'), orderId: s(orderId), note: s(note), tags }
})
const LAST = Buffer.from(JSON.stringify({ Count: PAGE_ITEMS, Items: items, ScannedCount: PAGE_ITEMS }))
const PAGE = Buffer.from(
  JSON.stringify({ Count: PAGE_ITEMS, Items: items, LastEvaluatedKey: keyOf('o1'), ScannedCount: PAGE_ITEMS }),
)

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const used = (): number => {
  collect()
  return process.memoryUsage().heapUsed
}

const reads: Readonly<Record<string, readonly [read: () => AsyncIterable<unknown>, lists: number]>> = {
  'a query': [() => Order.objects.using({ userId: 'u1' }), 1],
  'a query with a function': [() => Order.objects.using({ userId: 'u1' }).where(() => true), 1],
  'a query of shards': [() => Order.objects.by('newest', {}), 1],
  'a query of some fields': [() => Order.objects.using({ userId: 'u1' }).only('orderId', 'note'), 1],
  'a query of plain values': [() => Order.objects.using({ userId: 'u1' }).values(), 1],
  'a collection': [() => shop.collection(User, Order).using({ userId: 'u1' }), 1],
  'a scan': [() => Order.objects.scan(), 1],
  'a scan of segments': [() => Order.objects.scan({ segments: 4 }), 4],
  'a scan of the table': [() => shop.scan(), 1],
  'a scan of the table in segments': [() => shop.scan({ segments: 4 }), 4],
}

test.each(Object.entries(reads))(
  '%s makes few instances before they are asked for, and keeps none',
  async (_, [read, lists]) => {
    // What is made once, at the first read, is no matter.
    for await (const _ of read());
    left.clear()
    made = 0
    let [seen, ahead, most] = [0, 0, 0]
    const before = used()
    for await (const item of read()) {
      if (seen === 0) expect(item).toHaveProperty('orderId')
      ahead = Math.max(ahead, made - ++seen)
      // In the middle of a page.
      if (seen % PAGE_ITEMS === PAGE_ITEMS / 2) most = Math.max(most, used() - before)
    }
    expect(seen).toBe(PAGES * PAGE_ITEMS * lists)
    expect(ahead).toBeLessThan(AT_ONCE)
    // A page of instances takes more than 3 MB.
    expect(most).toBeLessThan(1_000_000)
  },
)
