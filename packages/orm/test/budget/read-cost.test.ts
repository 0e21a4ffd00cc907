/**
 * What reads cost in CPU, as ratios to the same requests written by hand, signed the same way, and decoded by `JSON.parse`
 * and a function for this very item, measured by turns in this process. The limits are wide enough for a busy machine, and
 * tight enough to catch a cost that doubles. The network is replaced by one that answers at once.
 */
import { expect, test } from 'vitest'
import { byHand, type Comparison, client, network, ratioOf } from './floor.ts'
import { published } from './published.ts'

const { f, lt, Table } = published

const shop = new Table({ name: 'shop', client, indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })

class Order extends shop.Model<Order>()('Order', {
  fields: {
    userId: f.string(),
    orderId: f.string(),
    status: f.enum('open', 'paid').default('open'),
    total: f.number(),
    placedAt: f.date(),
    tags: f.list(f.string()),
    address: f.map({ city: f.string(), zip: f.string(), street: f.string(), no: f.integer(), country: f.string() }),
    lines: f.list(f.map({ sku: f.string(), title: f.string(), quantity: f.integer(), price: f.number() })),
  },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}' },
  },
}) {}

const s = (value: string) => ({ S: value })
const n = (value: number) => ({ N: String(value) })
const lineOf = (no: number) => ({
  M: { sku: s(`SKU-000${no}`), title: s(`A “thing” that costs money ${no}`), quantity: n(no), price: n(no * 19.99) },
})

const itemOf = (no: number) => {
  const orderId = `01HZXK${String(no).padStart(20, '0')}`
  const placedAt = new Date(1_770_000_000_000 + no * 1000).toISOString()
  return {
    ...{
      PK: s('USER#u1'),
      SK: s(`ORDER#${orderId}`),
      GSI1PK: s('STATUS#open'),
      GSI1SK: s(placedAt),
      _type: s('Order'),
    },
    ...{ userId: s('u1'), orderId: s(orderId), status: s('open'), total: n(no * 1.5), placedAt: s(placedAt) },
    tags: { L: ['red', 'green', 'blue', 'yellow', 'purple'].map(s) },
    address: {
      M: {
        city: s('London'),
        zip: s('N1 9GU'),
        street: s('12 Pentonville Road'),
        no: n(3),
        country: s('United Kingdom'),
      },
    },
    lines: { L: [1, 2, 3].map(lineOf) },
  }
}

type Stored = ReturnType<typeof itemOf>

const decodeByHand = (item: Stored) => {
  const { M: address } = item.address
  return {
    ...{ userId: item.userId.S, orderId: item.orderId.S, status: item.status.S, total: Number(item.total.N) },
    placedAt: new Date(item.placedAt.S),
    tags: item.tags.L.map((tag) => tag.S),
    address: {
      ...{ city: address.city.S, zip: address.zip.S, street: address.street.S },
      ...{ no: Number(address.no.N), country: address.country.S },
    },
    lines: item.lines.L.map(({ M: line }) => ({
      ...{ sku: line.sku.S, title: line.title.S, quantity: Number(line.quantity.N), price: Number(line.price.N) },
    })),
  }
}

const key = { userId: 'u1', orderId: '01HZXK00000000000000000001' }
const getByHand = async () => {
  const body = `{"TableName":"shop","Key":{"PK":{"S":"USER#${key.userId}"},"SK":{"S":"ORDER#${key.orderId}"}}}`
  return decodeByHand((await byHand<{ Item: Stored }>('GetItem', body)).Item)
}
const queryByHand = async () => {
  const body =
    '{"TableName":"shop","KeyConditionExpression":"#0 = :0 AND begins_with(#1, :1)","ExpressionAttributeNames":{"#0":"PK","#1":"SK"},"ExpressionAttributeValues":{":0":{"S":"USER#u1"},":1":{"S":"ORDER#"}}}'
  return (await byHand<{ Items: Stored[] }>('Query', body)).Items.map(decodeByHand)
}

/** DynamoDB gives members in any order, and in another one each time. */
const reordered = <Value>(value: Value, turn: number): Value => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((element, index) => reordered<unknown>(element, turn + index)) as Value
  const members = Object.entries(value).map(([name, member]) => [name, reordered<unknown>(member, turn)] as const)
  const at = turn % Math.max(1, members.length)
  return Object.fromEntries([...members.slice(at), ...members.slice(0, at).reverse()]) as Value
}

const ITEM = Buffer.from(JSON.stringify({ Item: itemOf(1) }))
const items = Array.from({ length: 100 }, (_, no) => reordered(itemOf(no), no * 7))
const PAGE = Buffer.from(JSON.stringify({ Count: 100, ScannedCount: 100, Items: items }))
const BATCH = Buffer.from(JSON.stringify({ Responses: { shop: items }, UnprocessedKeys: {} }))
const keys = items.map(({ orderId }) => ({ userId: 'u1', orderId: orderId.S }))
const orders = () => Order.objects.using({ userId: 'u1' })

const page = { answer: PAGE, hand: queryByHand, calls: 2 }
const cases: Readonly<Record<string, Comparison>> = {
  get: { answer: ITEM, hand: getByHand, ours: () => Order.objects.get(key), limit: 1.6 },
  'a page of 100': { ...page, ours: () => orders().all(), limit: 0.6 },
  'a page of 100, plain values': { ...page, ours: () => orders().values().all(), limit: 0.6 },
  'a page of 100, one by one': {
    ...page,
    ours: async () => {
      for await (const _ of orders());
    },
    limit: 0.6,
  },
  // Its keys are looked at again after reading: a key condition cannot say all of it.
  'a page of 100, by a range': {
    ...page,
    ours: () => Order.objects.using({ userId: 'u1', orderId: lt('01I') }).all(),
    limit: 0.6,
  },
  'a page() of 100': { ...page, ours: () => orders().page({ size: 100 }), limit: 0.65 },
  'a scan': { ...page, ours: () => Order.objects.scan({ segments: 1 }).all(), limit: 0.75 },
  'a scan of the table': { ...page, ours: () => shop.scan().all(), limit: 0.75 },
  'getMany of 100': {
    ...page,
    answer: BATCH,
    hand: getManyByHand,
    ours: () => Order.objects.getMany(keys),
    limit: 1,
  },
}

async function getManyByHand() {
  const body = JSON.stringify({ RequestItems: { shop: { Keys: items.map(({ PK, SK }) => ({ PK, SK })) } } })
  return (await byHand<{ Responses: { shop: Stored[] } }>('BatchGetItem', body)).Responses.shop.map(decodeByHand)
}

test('what is read by hand is what the library reads', async () => {
  network.answer = ITEM
  expect((await Order.objects.get(key)).values()).toEqual(await getByHand())
  network.answer = PAGE
  const page = await queryByHand()
  expect(page).toHaveLength(100)
  expect(await orders().values().all()).toEqual(page)
  network.answer = BATCH
  expect((await Order.objects.getMany(keys)).map((order) => order?.values())).toEqual(await getManyByHand())
})

test.each(Object.entries(cases))('%s costs little beside one by hand', async (_name, one) => {
  expect(await ratioOf(one)).toBeLessThan(one.limit)
})
