/** The entity that every library stores, and the shape of a library. */

/**
 * @typedef {object} Order
 * @property {string} customerId
 * @property {string} orderId
 * @property {string} status
 * @property {number} total
 * @property {string} placedAt
 * @property {string} note
 * @property {string[]} tags five texts
 * @property {{ name: string, street: string, city: string, zip: string, country: string }} address
 * @property {{ sku: string, quantity: number, price: number }[]} lines three maps
 */

/** @typedef {{ customerId: string, orderId: string }} OrderKey */

/**
 * Where requests go.
 *
 * @typedef {object} Line
 * @property {string} endpoint
 * @property {string} tableName
 * @property {object} [requestHandler] in place of the SDK's
 * @property {object} [transport] in place of our http transport
 * @property {(operation: string, body: string, headers: Record<string, string>) => Promise<Buffer>} [exchange] in place
 *   of the floor's connection
 * @property {boolean} [loader] whether our gets of one tick may share a request; default true
 */

/**
 * One library with its model of an order.
 *
 * @typedef {object} Library
 * @property {(order: Order) => Promise<unknown>} put stores, whatever was there before
 * @property {(key: OrderKey) => Promise<unknown>} get
 * @property {(key: OrderKey, changes: { total: number, note: string }) => Promise<unknown>} update two fields that no key holds
 * @property {(customerId: string) => Promise<unknown[]>} query all orders of a customer
 * @property {(segments: number, visit: (order: unknown) => void) => Promise<void>} scan
 * @property {(orders: Iterable<Order>) => Promise<number>} [putMany] stores any number, and gives it
 */

const pick = (/** @type {readonly string[]} */ list, /** @type {number} */ n) => String(list[n % list.length])

/** The order with a number; the same number gives the same order.
 *
 * @returns {Order}
 */
export const orderOf = (/** @type {number} */ n, customerId = `c${Math.floor(n / 100)}`) => ({
  customerId,
  orderId: `o${String(n).padStart(8, '0')}`,
  status: pick(['open', 'paid', 'shipped'], n),
  total: 10 + (n % 997) / 4,
  placedAt: new Date(Date.UTC(2026, 0, 1) + n * 61_000).toISOString(),
  note: `Leave order ${n} with the “neighbour”, please`,
  tags: ['gift', 'express', `batch-${n % 7}`, 'fragile', 'first-order'],
  address: {
    name: 'Ada Lovelace',
    street: `${1 + (n % 200)} St James’s Square`,
    city: pick(['London', 'Leeds', 'Łódź'], n),
    zip: `SW1Y ${n % 10}JH`,
    country: 'United Kingdom',
  },
  lines: [0, 1, 2].map((line) => ({
    sku: `SKU-${n % 89}-${line}`,
    quantity: 1 + ((n + line) % 4),
    price: 2.5 * (line + 1),
  })),
})

const names = ['customerId', 'orderId', 'status', 'total', 'placedAt', 'note', 'tags', 'address', 'lines']

/** The fields of an order as a library gave it, without what the library adds of its own. */
export const plainOrder = (/** @type {any} */ entity) =>
  Object.fromEntries(names.map((name) => [name, JSON.parse(JSON.stringify(entity?.[name] ?? null))]))
