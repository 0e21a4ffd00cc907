/** dynamodb-toolbox. */
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { Entity } from 'dynamodb-toolbox/entity'
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get'
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put'
import { UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update'
import { item } from 'dynamodb-toolbox/schema/item'
import { list } from 'dynamodb-toolbox/schema/list'
import { map } from 'dynamodb-toolbox/schema/map'
import { number } from 'dynamodb-toolbox/schema/number'
import { string } from 'dynamodb-toolbox/schema/string'
import { Table } from 'dynamodb-toolbox/table'
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query'
import { ScanCommand } from 'dynamodb-toolbox/table/actions/scan'
import { openClient } from './client.mjs'

const indexPartition = (/** @type {any} */ { status }) => (status === undefined ? undefined : `STATUS#${status}`)
const indexSort = (/** @type {any} */ { placedAt }) => placedAt

const schema = item({
  customerId: string().key(),
  orderId: string().key(),
  status: string(),
  total: number(),
  placedAt: string(),
  note: string(),
  tags: list(string()),
  address: map({ name: string(), street: string(), city: string(), zip: string(), country: string() }),
  lines: list(map({ sku: string(), quantity: number(), price: number() })),
}).and({
  GSI1PK: string()
    .hidden()
    .optional()
    .link(/** @type {any} */ (indexPartition)),
  GSI1SK: string()
    .hidden()
    .optional()
    .link(/** @type {any} */ (indexSort)),
})

/** @type {(line: import('../order.mjs').Line) => import('../order.mjs').Library} */
export const open = (line) => {
  const table = new Table({
    documentClient: DynamoDBDocumentClient.from(openClient(line)),
    name: line.tableName,
    partitionKey: { name: 'PK', type: 'string' },
    sortKey: { name: 'SK', type: 'string' },
    indexes: {
      gsi1: {
        type: 'global',
        partitionKey: { name: 'GSI1PK', type: 'string' },
        sortKey: { name: 'GSI1SK', type: 'string' },
      },
    },
  })
  const Order = new Entity({
    name: 'Order',
    table,
    schema,
    timestamps: false,
    computeKey: (/** @type {any} */ { customerId, orderId }) => ({
      PK: `CUSTOMER#${customerId}`,
      SK: `ORDER#${orderId}`,
    }),
  })
  return {
    put: (order) => Order.build(PutItemCommand).item(order).send(),
    get: async (key) => (await Order.build(GetItemCommand).key(key).send()).Item,
    update: (key, changes) =>
      Order.build(UpdateItemCommand)
        .item({ ...key, ...changes })
        .options({ condition: { attr: 'orderId', exists: true } })
        .send(),
    query: async (customerId) => {
      const query = table.build(QueryCommand).entities(Order)
      const { Items } = await query
        .query({ partition: `CUSTOMER#${customerId}`, range: { beginsWith: 'ORDER#' } })
        .options({ maxPages: Infinity })
        .send()
      return Items ?? []
    },
    scan: async (segments, visit) => {
      const read = async (/** @type {number} */ segment) => {
        /** @type {any} */
        let exclusiveStartKey
        do {
          const scan = table.build(ScanCommand).entities(Order)
          /** @type {any} */
          const page = await scan
            .options({ segment, totalSegments: segments, ...(exclusiveStartKey && { exclusiveStartKey }) })
            .send()
          for (const order of page.Items ?? []) visit(order)
          exclusiveStartKey = page.LastEvaluatedKey
        } while (exclusiveStartKey)
      }
      await Promise.all(Array.from({ length: segments }, (_, segment) => read(segment)))
    },
  }
}
