/** dynamoose; it has no key templates, so they are made by hand. */
import { DynamoDB } from '@aws-sdk/client-dynamodb'
import dynamoose from 'dynamoose'
import { clientOptions } from './client.mjs'

const text = { type: String, required: true }
const number = { type: Number, required: true }

const schema = new dynamoose.Schema({
  PK: { type: String, hashKey: true },
  SK: { type: String, rangeKey: true },
  GSI1PK: { type: String, index: { name: 'gsi1', rangeKey: 'GSI1SK', project: true } },
  GSI1SK: { type: String },
  customerId: text,
  orderId: text,
  status: text,
  total: number,
  placedAt: text,
  note: text,
  tags: { type: Array, required: true, schema: [String] },
  address: { type: Object, required: true, schema: { name: text, street: text, city: text, zip: text, country: text } },
  lines: {
    type: Array,
    required: true,
    schema: [{ type: Object, schema: { sku: text, quantity: number, price: number } }],
  },
})

const keyOf = (/** @type {import('../order.mjs').OrderKey} */ { customerId, orderId }) => ({
  PK: `CUSTOMER#${customerId}`,
  SK: `ORDER#${orderId}`,
})

/** @type {(line: import('../order.mjs').Line) => import('../order.mjs').Library} */
export const open = (line) => {
  dynamoose.aws.ddb.set(new DynamoDB(clientOptions(line)))
  const Order = dynamoose.model('Order', schema, { tableName: line.tableName, create: false, waitForActive: false })
  return {
    put: (order) =>
      Order.create(
        { ...keyOf(order), GSI1PK: `STATUS#${order.status}`, GSI1SK: order.placedAt, ...order },
        { overwrite: true },
      ),
    get: (key) => Order.get(keyOf(key)),
    update: (key, changes) => Order.update(keyOf(key), changes),
    query: async (customerId) =>
      await Order.query('PK').eq(`CUSTOMER#${customerId}`).where('SK').beginsWith('ORDER#').exec(),
    // Segments only for all items at once.
    scan: async (segments, visit) => {
      for (const order of await Order.scan().parallel(segments).all().exec()) visit(order)
    },
  }
}
