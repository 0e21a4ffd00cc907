/**
 * What writes cost in CPU, as ratios to the same requests written by hand and signed the same way, measured by turns in this
 * process. The limits are wide enough for a busy machine, and tight enough to catch a cost that doubles. The network is
 * replaced by one that answers at once.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createSigner } from '../../src/transport/signature-v4.ts'
import { openPublished, published } from './published.ts'

const { f, plus, Table } = published

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const host = 'dynamodb.us-east-1.amazonaws.com'

/** What the network answers. */
let answer: Buffer = Buffer.from('{}')
const exchange = () => Promise.resolve({ status: 200, headers: {}, body: answer })
const client = openPublished(
  { endpoint: `https://${host}`, region: 'us-east-1', credentials },
  { connect: () => ({ exchange, close: () => {} }) },
)
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

const sign = createSigner('us-east-1')

/** A request by hand: its text signed, the answer parsed. */
const byHand = async (operation: string, body: string): Promise<unknown> => {
  const target = `DynamoDB_20120810.${operation}`
  const { date, authorization } = sign({ host, path: '/', target, body, time: Date.now() }, credentials)
  const length = String(Buffer.byteLength(body))
  const headers = ['host', host, 'content-length', length, 'x-amz-target', target, 'x-amz-date', date, authorization]
  const { body: answered } = await exchange()
  return headers.length > 0 ? JSON.parse(answered.toString('utf8')) : undefined
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

interface Case {
  readonly answer: Buffer
  readonly hand: () => Promise<unknown>
  readonly ours: () => Promise<unknown>
  /** Calls that `ours` stands for. */
  readonly items?: number
  /** Most times what is written by hand takes. */
  readonly limit: number
}

const cases: Readonly<Record<string, Case>> = {
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

/** Microseconds of one call in the quietest of several turns. */
const measure = async (one: Case): Promise<{ readonly hand: number; readonly ours: number }> => {
  const { items = 1 } = one
  answer = one.answer
  const best = { hand: Number.POSITIVE_INFINITY, ours: Number.POSITIVE_INFINITY }
  const time = async (name: keyof typeof best, run: () => Promise<unknown>, calls: number): Promise<void> => {
    const start = process.hrtime.bigint()
    for (let call = 0; call < calls; call++) await run()
    best[name] = Math.min(best[name], Number(process.hrtime.bigint() - start) / 1000 / calls)
  }
  for (let turn = 0; turn < 150; turn++) {
    await time('hand', one.hand, 20)
    await time('ours', one.ours, Math.ceil(20 / items))
  }
  return { hand: best.hand, ours: best.ours / items }
}

test('the requests by hand are those that are sent', async () => {
  const [create] = await Order.objects.lazy.create(values).toRequests()
  expect((create as unknown as { Item: unknown }).Item).toEqual(JSON.parse(itemText(values)))
})

test.each(Object.entries(cases))('%s costs little more than a request by hand', async (_name, one) => {
  // Measured again where the machine was busy: a cost that doubled stays doubled.
  let ratio = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < 3 && ratio > one.limit; attempt++) {
    const { hand, ours } = await measure(one)
    ratio = Math.min(ratio, ours / hand)
  }
  expect(ratio).toBeLessThan(one.limit)
})

test('an instance keeps its item in one piece', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  answer = NOTHING
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
  answer = NOTHING
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
