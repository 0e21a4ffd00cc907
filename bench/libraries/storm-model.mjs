/** single-table-orm: the model, over either transport. */
import { f, Table } from 'single-table-orm'

/** @returns {import('../order.mjs').Library} */
export const createStorm = (/** @type {string} */ name, /** @type {unknown} */ client, loader = true) => {
  const shop = new Table({ name, client, loader, indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })
  class Order extends /** @type {any} */ (shop.Model)()('Order', {
    fields: {
      customerId: f.string(),
      orderId: f.string(),
      status: f.string(),
      total: f.number(),
      placedAt: f.string(),
      note: f.string(),
      tags: f.list(f.string()),
      address: f.map({ name: f.string(), street: f.string(), city: f.string(), zip: f.string(), country: f.string() }),
      lines: f.list(f.map({ sku: f.string(), quantity: f.number(), price: f.number() })),
    },
    keys: {
      primary: { pk: 'CUSTOMER#{customerId}', sk: 'ORDER#{orderId}' },
      byStatus: { index: 'gsi1', pk: 'STATUS#{status}', sk: '{placedAt}' },
    },
  }) {}
  const orders = /** @type {any} */ (Order).objects
  return {
    put: (order) => orders.replace(order),
    get: (key) => orders.get(key),
    update: (key, changes) => orders.update(key, changes, { returning: 'none' }),
    putMany: (list) => orders.putMany(list, { returning: 'count' }),
    query: (customerId) => orders.using({ customerId }).all(),
    scan: async (segments, visit) => {
      for await (const order of orders.scan({ segments })) visit(order)
    },
  }
}
