/**
 * What writes cost in CPU, as ratios to the same requests written by hand and signed the same way, measured by turns in this
 * process. The limits are wide enough for a busy machine, and tight enough to catch a cost that doubles. The network is
 * replaced by one that answers at once.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { byHand, type Comparison, client, network, ratioOf } from './floor.ts'
import { published } from './published.ts'

const { f, plus, Table } = published

const shop = new Table({ name: 'shop', client, indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })

class Order extends shop.Model<Order>()('Order', {
  fields: {
    userId: f.string(),
    orderId: f.string(),
    status: f.enum('open', 'paid'),
    total: f.number(),
    placedAt: f.date(),
    tags: f.list(f.string()),
    address: f.map({ city: f.string(), zip: f.string(), street: f.string(), no: f.number(), country: f.string() }),
    lines: f.list(f.map({ sku: f.string(), qty: f.number(), price: f.number() })),
  },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}' },
  },
}) {}

const key = { userId: 'u1', orderId: 'o1' }
const values = {
  ...key,
  status: 'open' as const,
  total: 10.5,
  placedAt: new Date(1_770_000_000_000),
  tags: ['alpha', 'beta', 'gamma', 'delta', 'epsilon'],
  address: { city: 'London', zip: 'N1 9GU', street: 'Pentonville Road', no: 12, country: 'GB' },
  lines: ['a', 'b', 'c'].map((name, index) => ({ sku: `sku-${name}`, qty: index + 1, price: index * 1.25 })),
}

const text = JSON.stringify
const s = (value: string): string => `{"S":${text(value)}}`
const keyText = (of: typeof key): string => `{"PK":${s(`USER#${of.userId}`)},"SK":${s(`ORDER#${of.orderId}`)}}`

const itemText = (of: typeof values): string => {
  const at = of.placedAt.toISOString()
  const { address: a } = of
  const tags = of.tags.map(s).join(',')
  const lines = of.lines.map(
    (line) => `{"M":{"sku":${s(line.sku)},"qty":{"N":"${line.qty}"},"price":{"N":"${line.price}"}}}`,
  )
  const own = `"userId":${s(of.userId)},"orderId":${s(of.orderId)},"status":${s(of.status)},"total":{"N":"${of.total}"}`
  const map = `"city":${s(a.city)},"zip":${s(a.zip)},"street":${s(a.street)},"no":{"N":"${a.no}"},"country":${s(a.country)}`
  return `${keyText(of).slice(0, -1)},"GSI1PK":${s(`STATUS#${of.status}`)},"GSI1SK":${s(at)},"_type":{"S":"Order"},${own},"placedAt":${s(at)},"tags":{"L":[${tags}]},"address":{"M":{${map}}},"lines":{"L":[${lines.join(',')}]}}`
}

const putByHand = (of: typeof values) =>
  byHand(
    'PutItem',
    `{"TableName":"shop","Item":${itemText(of)},"ConditionExpression":"attribute_not_exists(#0)","ExpressionAttributeNames":{"#0":"PK"},"ReturnValuesOnConditionCheckFailure":"ALL_OLD"}`,
  )
const updateByHand = (total: number) =>
  byHand(
    'UpdateItem',
    `{"TableName":"shop","Key":${keyText(key)},"UpdateExpression":"SET #0 = :0","ConditionExpression":"attribute_exists(#1)","ExpressionAttributeNames":{"#0":"total","#1":"PK"},"ExpressionAttributeValues":{":0":{"N":"${total}"}},"ReturnValuesOnConditionCheckFailure":"ALL_OLD","ReturnValues":"ALL_NEW"}`,
  )
const deleteByHand = () => byHand('DeleteItem', `{"TableName":"shop","Key":${keyText(key)},"ReturnValues":"ALL_OLD"}`)

const NOTHING = Buffer.from('{}')
const UPDATED = Buffer.from(`{"Attributes":${itemText(values)}}`)

const loaded = await Order.objects.create(values)
let count = 0

const many = Array.from({ length: 100 }, (_, index) => ({ ...values, orderId: `o${index}` }))

const cases: Readonly<Record<string, Comparison>> = {
  create: { answer: NOTHING, hand: () => putByHand(values), ours: () => Order.objects.create(values), limit: 3.2 },
  'an instance, saved': {
    ...{ answer: NOTHING, hand: () => putByHand(values), limit: 4 },
    ours: () => new Order(values).save(),
  },
  'update by key': {
    ...{ answer: UPDATED, hand: () => updateByHand(count++), limit: 2.4 },
    ours: () => Order.objects.update(key, { total: count++ }),
  },
  'update by key, relative': {
    ...{ answer: UPDATED, hand: () => updateByHand(count++), limit: 2.4 },
    ours: () => Order.objects.update(key, { total: plus(1) }),
  },
  'update of an instance': {
    ...{ answer: UPDATED, hand: () => updateByHand(count++), limit: 3 },
    ours: () => loaded.update({ total: count++ }),
  },
  'an instance, changed and saved': {
    ...{ answer: UPDATED, hand: () => updateByHand(count++), limit: 3.4 },
    ours: () => {
      loaded.total = -count++
      return loaded.save()
    },
  },
  delete: { answer: NOTHING, hand: deleteByHand, ours: () => Order.objects.delete(key), limit: 3.5 },
  'putMany, an item': {
    ...{ answer: NOTHING, hand: () => putByHand(values), items: 100, limit: 2.4 },
    ours: () => Order.objects.putMany(many, { returning: 'count' }),
  },
}

test('the requests by hand are those that are sent', async () => {
  const [create] = await Order.objects.lazy.create(values).toRequests()
  expect((create as unknown as { Item: unknown }).Item).toEqual(JSON.parse(itemText(values)))
})

test.each(Object.entries(cases))('%s costs little more than a request by hand', async (_name, one) => {
  expect(await ratioOf(one)).toBeLessThan(one.limit)
})

test('an instance keeps its item in one piece', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  network.answer = NOTHING
  const used = (): number => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const kept: Order[] = []
  const before = used()
  for (let index = 0; index < 3000; index++) kept.push(await Order.objects.create({ ...values, total: index }))
  // 1600 bytes, text included; as a tree of the parts that the text was made of, 5700.
  expect((used() - before) / kept.length).toBeLessThan(3200)
})

test('inputs of a bulk write are taken no faster than items are written', async () => {
  network.answer = NOTHING
  let [taken, ahead] = [0, 0]
  const inputs = function* () {
    for (; taken < 5000; taken++) yield { ...values, orderId: `o${taken}` }
  }
  const onProgress = ({ done }: { readonly done: number }) => {
    ahead = Math.max(ahead, taken - done)
  }
  expect(await Order.objects.putMany(inputs(), { returning: 'count', concurrency: 4, onProgress })).toBe(5000)
  // Four batches under way, and one that is being filled.
  expect(ahead).toBeLessThanOrEqual(5 * 25)
})
