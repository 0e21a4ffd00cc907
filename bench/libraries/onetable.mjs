/** dynamodb-onetable. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of its key templates

import { Table } from 'dynamodb-onetable'
import { Dynamo } from 'dynamodb-onetable/Dynamo'
import { openClient } from './client.mjs'

const text = /** @type {const} */ ({ type: String, required: true })
const number = /** @type {const} */ ({ type: Number, required: true })

const schema = /** @type {const} */ ({
  format: 'onetable:1.1.0',
  version: '0.0.1',
  indexes: { primary: { hash: 'PK', sort: 'SK' }, gsi1: { hash: 'GSI1PK', sort: 'GSI1SK', project: 'all' } },
  models: {
    Order: {
      PK: { type: String, value: 'CUSTOMER#${customerId}' },
      SK: { type: String, value: 'ORDER#${orderId}' },
      GSI1PK: { type: String, value: 'STATUS#${status}' },
      GSI1SK: { type: String, value: '${placedAt}' },
      customerId: text,
      orderId: text,
      status: text,
      total: number,
      placedAt: text,
      note: text,
      tags: { type: Array, required: true, items: { type: String } },
      address: {
        type: Object,
        required: true,
        schema: { name: text, street: text, city: text, zip: text, country: text },
      },
      lines: {
        type: Array,
        required: true,
        items: { type: Object, schema: { sku: text, quantity: number, price: number } },
      },
    },
  },
  params: { isoDates: true, timestamps: false },
})

/** @type {(line: import('../order.mjs').Line) => import('../order.mjs').Library} */
export const open = (line) => {
  const client = new Dynamo({ client: openClient(line) })
  const table = new Table({ client, name: line.tableName, schema: /** @type {any} */ (schema), partial: true })
  const Order = /** @type {any} */ (table.getModel(/** @type {never} */ ('Order')))
  return {
    put: (order) => Order.create(order, { exists: null }),
    get: (key) => Order.get(key),
    update: (key, changes) => Order.update({ ...key, ...changes }, { return: 'none' }),
    query: (customerId) => Order.find({ customerId }),
    scan: async (segments, visit) => {
      const read = async (/** @type {number} */ segment) => {
        /** @type {any} */
        let next
        do {
          const page = await Order.scan({}, { segment, segments, maxPages: 1, ...(next && { next }) })
          for (const order of page) visit(order)
          next = page.next
        } while (next)
      }
      await Promise.all(Array.from({ length: segments }, (_, segment) => read(segment)))
    },
  }
}
