/** electrodb. */
import { Entity } from 'electrodb'
import { openClient } from './client.mjs'

const text = /** @type {const} */ ({ type: 'string', required: true })
const number = /** @type {const} */ ({ type: 'number', required: true })

const schema = /** @type {const} */ ({
  model: { entity: 'order', version: '1', service: 'shop' },
  attributes: {
    customerId: text,
    orderId: text,
    status: text,
    total: number,
    placedAt: text,
    note: text,
    tags: { type: 'list', items: { type: 'string' }, required: true },
    address: {
      type: 'map',
      required: true,
      properties: { name: text, street: text, city: text, zip: text, country: text },
    },
    lines: {
      type: 'list',
      required: true,
      items: { type: 'map', properties: { sku: text, quantity: number, price: number } },
    },
  },
  indexes: {
    primary: { pk: { field: 'PK', composite: ['customerId'] }, sk: { field: 'SK', composite: ['orderId'] } },
    byStatus: {
      index: 'gsi1',
      pk: { field: 'GSI1PK', composite: ['status'] },
      sk: { field: 'GSI1SK', composite: ['placedAt'] },
    },
  },
})

/** @type {(line: import('../order.mjs').Line) => import('../order.mjs').Library} */
export const open = (line) => {
  const orders = new Entity(schema, { client: openClient(line), table: line.tableName })
  return {
    put: (order) => orders.put(/** @type {any} */ (order)).go(),
    get: async (key) => (await orders.get(key).go()).data,
    update: (key, changes) => orders.patch(key).set(changes).go(),
    query: async (customerId) => (await orders.query.primary({ customerId }).go({ pages: 'all' })).data,
    scan: async (segments, visit) => {
      const read = async (/** @type {number} */ Segment) => {
        /** @type {string | null} */
        let cursor = null
        do {
          /** @type {{ data: unknown[], cursor: string | null }} */
          const page = await orders.scan.go({ cursor, params: { Segment, TotalSegments: segments } })
          for (const order of page.data) visit(order)
          cursor = page.cursor
        } while (cursor !== null)
      }
      await Promise.all(Array.from({ length: segments }, (_, segment) => read(segment)))
    },
  }
}
