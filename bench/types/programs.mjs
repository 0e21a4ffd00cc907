/**
 * The same program in the types of each library: a further entity of twelve attributes with one index, a put and three
 * queries. Templates are TypeScript; `n` keeps entities from sharing types.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: key templates

/** @typedef {{ header: string, entity: (n: number) => string }} Program */

const members = (/** @type {number} */ n) => `
  userId: string; orderId: string; status: 'open' | 'paid' | 'shipped'; total: number; placedAt: string
  address: { city: string; zip: string; street: string; no: number; land: string }
  tags: string[]; a${n}: string; b${n}: number; c: string; d: string; e: number`

const values = (/** @type {number} */ n) => `{
  userId: 'u', orderId: 'o', status: 'open', total: 1, placedAt: '2026-05-01T00:00:00.000Z',
  address: { city: 'x', zip: 'z', street: 's', no: 1, land: 'c' },
  tags: ['t'], a${n}: 'x', b${n}: 1, c: 'c', d: 'd', e: 1,
}`

/** @type {Program} */
const documentClient = {
  header: `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}))
`,
  entity: (n) => `
interface Order${n} {${members(n)} }
const order${n}: Order${n} = ${values(n)}
export const put${n} = () => client.send(new PutCommand({ TableName: 't', Item: { PK: 'p', SK: 's', ...order${n} } }))
const query${n} = async (KeyConditionExpression: string, IndexName?: string) => {
  const { Items } = await client.send(new QueryCommand({ TableName: 't', IndexName, KeyConditionExpression }))
  return Items as Order${n}[]
}
export const one${n} = async () => (await query${n}('PK = :p')).map(({ total }) => total)
export const two${n} = async () => (await query${n}('PK = :p', 'gsi1')).map(({ status }) => status)
export const three${n} = async () => (await query${n}('PK = :p AND begins_with(SK, :s)'))[0]?.orderId
`,
}

/** @type {Program} */
const storm = {
  header: `import { beginsWith, f, gte, Table } from 'single-table-orm'
export const shop = new Table({ name: 'shop', indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })
`,
  entity: (n) => `
export class Order${n} extends shop.Model<Order${n}>()('Order${n}', {
  fields: {
    userId: f.string(), orderId: f.string(), status: f.enum('open', 'paid', 'shipped'), total: f.number(), placedAt: f.string(),
    address: f.map({ city: f.string(), zip: f.string(), street: f.string(), no: f.number(), land: f.string() }),
    tags: f.list(f.string()), a${n}: f.string(), b${n}: f.number(), c: f.string(), d: f.string(), e: f.number(),
  },
  keys: {
    primary: { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' },
    byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}' },
  },
}) {}
export const put${n} = () => Order${n}.objects.replace(${values(n)})
export const one${n} = async () => (await Order${n}.objects.using({ userId: 'u' }).all()).map(({ total }) => total)
export const two${n} = async () =>
  (await Order${n}.objects.using({ status: 'open', placedAt: gte('2026') }).all()).map(({ status }) => status)
export const three${n} = async () =>
  (await Order${n}.objects.using({ userId: 'u', orderId: beginsWith('x') }).first())?.orderId
`,
}

/** @type {Program} */
const electro = {
  header: `import { Entity } from 'electrodb'
`,
  entity: (n) => `
const Order${n} = new Entity({
  model: { entity: 'order${n}', version: '1', service: 'shop' },
  attributes: {
    userId: { type: 'string', required: true }, orderId: { type: 'string', required: true },
    status: { type: ['open', 'paid', 'shipped'] as const, required: true }, total: { type: 'number', required: true },
    placedAt: { type: 'string', required: true },
    address: { type: 'map', required: true, properties: {
      city: { type: 'string', required: true }, zip: { type: 'string', required: true },
      street: { type: 'string', required: true }, no: { type: 'number', required: true },
      land: { type: 'string', required: true } } },
    tags: { type: 'list', items: { type: 'string' }, required: true }, a${n}: { type: 'string', required: true },
    b${n}: { type: 'number', required: true }, c: { type: 'string', required: true },
    d: { type: 'string', required: true }, e: { type: 'number', required: true },
  },
  indexes: {
    primary: { pk: { field: 'PK', composite: ['userId'] }, sk: { field: 'SK', composite: ['orderId'] } },
    byStatus: { index: 'gsi1', pk: { field: 'GSI1PK', composite: ['status'] }, sk: { field: 'GSI1SK', composite: ['placedAt'] } },
  },
}, { table: 't' })
export const put${n} = () => Order${n}.put(${values(n)}).go()
export const one${n} = async () => (await Order${n}.query.primary({ userId: 'u' }).go()).data.map(({ total }) => total)
export const two${n} = async () =>
  (await Order${n}.query.byStatus({ status: 'open' }).gte({ placedAt: '2026' }).go()).data.map(({ status }) => status)
export const three${n} = async () =>
  (await Order${n}.query.primary({ userId: 'u' }).begins({ orderId: 'x' }).go()).data[0]?.orderId
`,
}

/** @type {Program} */
const toolbox = {
  header: `import { Entity } from 'dynamodb-toolbox/entity'
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put'
import { item } from 'dynamodb-toolbox/schema/item'
import { list } from 'dynamodb-toolbox/schema/list'
import { map } from 'dynamodb-toolbox/schema/map'
import { number } from 'dynamodb-toolbox/schema/number'
import { string } from 'dynamodb-toolbox/schema/string'
import { Table } from 'dynamodb-toolbox/table'
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query'
const table = new Table({
  name: 't', partitionKey: { name: 'PK', type: 'string' }, sortKey: { name: 'SK', type: 'string' },
  indexes: { gsi1: { type: 'global', partitionKey: { name: 'GSI1PK', type: 'string' }, sortKey: { name: 'GSI1SK', type: 'string' } } },
})
`,
  entity: (n) => `
const Order${n} = new Entity({
  name: 'Order${n}', table, timestamps: false,
  schema: item({
    userId: string().key(), orderId: string().key(), status: string().enum('open', 'paid', 'shipped'), total: number(),
    placedAt: string(),
    address: map({ city: string(), zip: string(), street: string(), no: number(), land: string() }),
    tags: list(string()), a${n}: string(), b${n}: number(), c: string(), d: string(), e: number(),
  }),
  computeKey: ({ userId, orderId }: { userId: string, orderId: string }) => ({ PK: userId, SK: orderId }),
})
export const put${n} = () => Order${n}.build(PutItemCommand).item(${values(n)}).send()
export const one${n} = async () =>
  (await table.build(QueryCommand).entities(Order${n}).query({ partition: 'u' }).send()).Items?.map(({ total }) => total)
export const two${n} = async () =>
  (await table.build(QueryCommand).entities(Order${n}).query({ index: 'gsi1', partition: 'open', range: { gte: '2026' } }).send())
    .Items?.map(({ status }) => status)
export const three${n} = async () =>
  (await table.build(QueryCommand).entities(Order${n}).query({ partition: 'u', range: { beginsWith: 'x' } }).send())
    .Items?.[0]?.orderId
`,
}

/** @type {Program} */
const onetable = {
  header: `import { Entity, Table } from 'dynamodb-onetable'
`,
  entity: (n) => `
const schema${n} = {
  format: 'onetable:1.1.0', version: '0.0.1',
  indexes: { primary: { hash: 'PK', sort: 'SK' }, gsi1: { hash: 'GSI1PK', sort: 'GSI1SK', project: 'all' } },
  models: {
    Order${n}: {
      PK: { type: String, value: 'USER#\${userId}' }, SK: { type: String, value: 'ORDER#\${orderId}' },
      GSI1PK: { type: String, value: 'STATUS#\${status}' }, GSI1SK: { type: String, value: '\${placedAt}' },
      userId: { type: String, required: true }, orderId: { type: String, required: true },
      status: { type: String, required: true, enum: ['open', 'paid', 'shipped'] }, total: { type: Number, required: true },
      placedAt: { type: String, required: true },
      address: { type: Object, required: true, schema: {
        city: { type: String, required: true }, zip: { type: String, required: true },
        street: { type: String, required: true }, no: { type: Number, required: true },
        land: { type: String, required: true } } },
      tags: { type: Array, required: true, items: { type: String } }, a${n}: { type: String, required: true },
      b${n}: { type: Number, required: true }, c: { type: String, required: true },
      d: { type: String, required: true }, e: { type: Number, required: true },
    },
  },
} as const
const table${n} = new Table({ name: 't', schema: schema${n}, partial: true })
export type Order${n} = Entity<typeof schema${n}.models.Order${n}>
const Order${n} = table${n}.getModel('Order${n}')
export const put${n} = () => Order${n}.create(${values(n)}, { exists: null })
export const one${n} = async () => (await Order${n}.find({ userId: 'u' })).map(({ total }) => total)
export const two${n} = async () => (await Order${n}.find({ status: 'open' }, { index: 'gsi1' })).map(({ status }) => status)
export const three${n} = async () => (await Order${n}.find({ userId: 'u', orderId: 'x' }))[0]?.orderId
`,
}

/** @type {Program} */
const entityStore = {
  header: `import { createEntity, createStandardSingleTableConfig, createStore, rangeWhereSkBeginsWith } from '@symphoniacloud/dynamodb-entity-store'
const store = createStore(createStandardSingleTableConfig('t'))
`,
  entity: (n) => `
interface Order${n} {${members(n)} }
const isOrder${n} = (value: any): value is Order${n} => value.userId !== undefined
const entity${n} = {
  ...createEntity('order${n}', isOrder${n}, ({ userId }: Pick<Order${n}, 'userId'>) => userId,
    ({ orderId }: Pick<Order${n}, 'orderId'>) => orderId),
  gsis: { gsi: { pk: ({ status }: Pick<Order${n}, 'status'>) => status, sk: ({ placedAt }: Pick<Order${n}, 'placedAt'>) => placedAt } },
}
const orders${n} = store.for(entity${n})
export const put${n} = () => orders${n}.put(${values(n)})
export const one${n} = async () => (await orders${n}.queryAllByPk({ userId: 'u' })).map(({ total }) => total)
export const two${n} = async () => (await orders${n}.queryAllWithGsiByPk({ status: 'open' })).map(({ status }) => status)
export const three${n} = async () =>
  (await orders${n}.queryAllByPkAndSk({ userId: 'u' }, rangeWhereSkBeginsWith('x')))[0]?.orderId
`,
}

/** @type {Program} */
const dynamoose = {
  header: `import dynamoose from 'dynamoose'
import { Item } from 'dynamoose/dist/Item.js'
`,
  entity: (n) => `
interface Order${n} {${members(n)} }
interface OrderItem${n} extends Order${n} {}
class OrderItem${n} extends Item {}
const Order${n} = dynamoose.model<OrderItem${n}>('Order${n}', new dynamoose.Schema({
  userId: { type: String, hashKey: true }, orderId: { type: String, rangeKey: true }, status: String, total: Number,
  placedAt: String, address: { type: Object, schema: { city: String, zip: String, street: String, no: Number, land: String } },
  tags: { type: Array, schema: [String] }, a${n}: String, b${n}: Number, c: String, d: String, e: Number,
}))
export const put${n} = () => Order${n}.create(${values(n)}, { overwrite: true })
export const one${n} = async () => (await Order${n}.query('userId').eq('u').exec()).map(({ total }) => total)
export const two${n} = async () => (await Order${n}.query('status').eq('open').using('gsi1').exec()).map(({ status }) => status)
export const three${n} = async () =>
  (await Order${n}.query('userId').eq('u').where('orderId').beginsWith('x').exec())[0]?.orderId
`,
}

/** @type {Readonly<Record<string, Program>>} */
export const programs = {
  'document-client': documentClient,
  'storm-http': storm,
  electrodb: electro,
  toolbox,
  onetable,
  'entity-store': entityStore,
  dynamoose,
}
