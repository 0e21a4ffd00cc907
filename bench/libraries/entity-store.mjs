/** dynamodb-entity-store. */
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import {
  createEntity,
  createMinimumSingleTableConfig,
  createStore,
  createStoreContext,
  rangeWhereSkBeginsWith,
} from '@symphoniacloud/dynamodb-entity-store'
import { openClient } from './client.mjs'

/** @type {(value: any) => value is import('../order.mjs').Order} */
const isOrder = (value) =>
  value.customerId !== undefined &&
  value.orderId !== undefined &&
  value.status !== undefined &&
  value.total !== undefined &&
  value.placedAt !== undefined &&
  value.note !== undefined &&
  value.tags !== undefined &&
  value.address !== undefined &&
  value.lines !== undefined

const entity = {
  ...createEntity(
    'order',
    isOrder,
    (/** @type {{ customerId: string }} */ { customerId }) => `CUSTOMER#${customerId}`,
    (/** @type {{ orderId: string }} */ { orderId }) => `ORDER#${orderId}`,
  ),
  gsis: {
    gsi1: {
      pk: (/** @type {{ status: string }} */ { status }) => `STATUS#${status}`,
      sk: (/** @type {{ placedAt: string }} */ { placedAt }) => placedAt,
    },
  },
}

const attributes = {
  pk: 'PK',
  sk: 'SK',
  entityType: '_type',
  gsisById: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } },
}

/** @type {(line: import('../order.mjs').Line) => import('../order.mjs').Library} */
export const open = (line) => {
  const config = createMinimumSingleTableConfig(line.tableName, attributes)
  const context = createStoreContext({}, DynamoDBDocumentClient.from(openClient(line)))
  const store = createStore({ ...config, gsiNames: { gsi1: 'gsi1' }, allowScans: true }, context)
  const orders = store.for(/** @type {any} */ (entity))
  return {
    put: (order) => orders.put(order),
    get: (key) => orders.getOrThrow(key),
    update: (key, { total, note }) =>
      orders.update(key, {
        update: { set: '#total = :total, #note = :note' },
        conditionExpression: 'attribute_exists(PK)',
        expressionAttributeNames: { '#total': 'total', '#note': 'note' },
        expressionAttributeValues: { ':total': total, ':note': note },
      }),
    query: (customerId) => orders.queryAllByPkAndSk({ customerId }, rangeWhereSkBeginsWith('ORDER#')),
    // It knows no segments: one page after the other.
    scan: async (_segments, visit) => {
      /** @type {any} */
      let start
      do {
        const page = await orders.scanOnePage(start && { exclusiveStartKey: start })
        for (const order of page.items) visit(order)
        start = page.lastEvaluatedKey
      } while (start)
    },
  }
}
