/**
 * The online shop: one table, nine models.
 *
 * AWS designed the table; the models say the same in TypeScript. Every id lives in the keys and nowhere else, and one
 * index serves several questions: what its keys hold depends on the type of the item.
 */
import { f, Table } from 'single-table-orm'

// The table, as it exists: names of attributes, two indexes, and how types are told apart. 'raw' writes values into
// keys as they are, because this table's keys are older than this program.
export const shop = new Table({
  name: 'OnlineShop',
  typeAttribute: 'EntityType',
  keyEncoding: 'raw',
  indexes: {
    GSI1: { pk: 'GSI1-PK', sk: 'GSI1-SK' },
    GSI2: { pk: 'GSI2-PK', sk: 'GSI2-SK' },
  },
})

// Fields are builders, so what several models share is written once.

/** An id that is stored in keys only, and read back from them. */
const id = () => f.string().keyOnly()

/** A date and time without a zone, as this table writes it. As text it sorts by time. */
const moment = () => f.string().pattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/, 'Expected YYYY-MM-DDThh:mm:ss.')

// Fields are named as TypeScript names things; `as` says what the attribute is called.
const address = () =>
  f.map({
    country: f.string().as('Country'),
    county: f.string().as('County'),
    city: f.string().as('City'),
    street: f.string().as('Street'),
    number: f.string().as('Number'),
    zipCode: f.string().as('ZipCode'),
  })

// An item alone in its collection: partition key and sort key are the same text. A model is a class, so it can have
// methods; here each says in a line what it is.
export class Customer extends shop.Model<Customer>()('Customer', {
  type: 'customer',
  fields: {
    customerId: id(),
    email: f.string().as('Email'),
    name: f.string().as('Name'),
  },
  keys: {
    primary: { pk: 'c#{customerId}', sk: 'c#{customerId}' },
  },
}) {
  override toString() {
    return `${this.name} <${this.email}>`
  }
}

export class Product extends shop.Model<Product>()('Product', {
  type: 'product',
  fields: {
    productId: id(),
    price: f.string().as('Price'),
    detail: f.map({ name: f.string().as('Name'), description: f.string().as('Description') }).as('Detail'),
  },
  keys: {
    primary: { pk: 'p#{productId}', sk: 'p#{productId}' },
  },
}) {
  override toString() {
    return `${this.detail.name}: ${this.detail.description}, at ${this.price}`
  }
}

export class Warehouse extends shop.Model<Warehouse>()('Warehouse', {
  type: 'warehouse',
  fields: {
    warehouseId: id(),
    address: address().as('Address'),
  },
  keys: {
    primary: { pk: 'w#{warehouseId}', sk: 'w#{warehouseId}' },
  },
}) {
  override toString() {
    return `${this.address.street} ${this.address.number}, ${this.address.city}, ${this.address.country}`
  }
}

// How much of a product a warehouse holds. The key turned round, in GSI2, gives a warehouse's inventory; but not every
// warehouse keeps one. `inventoryOf` is a field that only the index key holds: without it the item is not in the index.
export class WarehouseItem extends shop.Model<WarehouseItem>()('WarehouseItem', {
  type: 'warehouseItem',
  fields: {
    productId: id(),
    warehouseId: id(),
    inventoryOf: id().optional(),
    quantity: f.string().as('Quantity'),
  },
  keys: {
    primary: { pk: 'p#{productId}', sk: 'w#{warehouseId}' },
    byWarehouse: { index: 'GSI2', pk: 'w#{inventoryOf}', sk: 'p#{productId}' },
  },
}) {
  override toString() {
    return `${this.quantity} of product ${this.productId} in warehouse ${this.warehouseId}`
  }
}

// Everything of an order shares the partition key 'o#{orderId}': order, items, invoice and shipments come together.
export class Order extends shop.Model<Order>()('Order', {
  type: 'order',
  fields: {
    orderId: id(),
    customerId: id(),
    date: moment().as('Date'),
  },
  keys: {
    primary: { pk: 'o#{orderId}', sk: 'c#{customerId}' },
  },
}) {
  override toString() {
    return `${this.orderId} of customer ${this.customerId}, ${this.date}`
  }
}

// Two more questions, two more keys: who bought a product, and what a customer bought, both by time.
export class OrderItem extends shop.Model<OrderItem>()('OrderItem', {
  type: 'orderItem',
  fields: {
    orderId: id(),
    productId: id(),
    customerId: id(),
    orderedAt: moment().keyOnly(),
    price: f.string().as('Price'),
    quantity: f.string().as('Quantity'),
  },
  keys: {
    primary: { pk: 'o#{orderId}', sk: 'p#{productId}' },
    byProduct: { index: 'GSI1', pk: 'p#{productId}', sk: '{orderedAt}' },
    byCustomer: { index: 'GSI2', pk: 'c#{customerId}', sk: '{orderedAt}' },
  },
}) {
  override toString() {
    return `${this.quantity} of product ${this.productId} at ${this.price}, ${this.orderedAt}`
  }
}

export class Invoice extends shop.Model<Invoice>()('Invoice', {
  type: 'invoice',
  fields: {
    orderId: id(),
    invoiceId: id(),
    customerId: id(),
    date: moment().as('Date'),
    amount: f.string().as('Amount'),
    detail: f
      .map({
        payments: f
          .list(
            f.map({
              type: f.string().as('Type'),
              amount: f.number().as('Amount'),
              data: f.string().as('Data'),
            }),
          )
          .as('Payments'),
      })
      .as('Detail'),
  },
  keys: {
    primary: { pk: 'o#{orderId}', sk: 'i#{invoiceId}' },
    byInvoice: { index: 'GSI1', pk: 'i#{invoiceId}', sk: 'i#{invoiceId}' },
    byCustomer: { index: 'GSI2', pk: 'c#{customerId}', sk: '{date}' },
  },
}) {
  override toString() {
    const payments = this.detail.payments.map(({ type, amount }) => `${type} ${amount}`)
    return `${this.invoiceId} over ${this.amount}: ${payments.join(', ')}`
  }
}

export class Shipment extends shop.Model<Shipment>()('Shipment', {
  type: 'shipment',
  fields: {
    orderId: id(),
    shipmentId: id(),
    warehouseId: id(),
    type: f.string().as('Type'),
    date: moment().as('Date'),
    address: address().as('Address'),
  },
  keys: {
    primary: { pk: 'o#{orderId}', sk: 'sh#{shipmentId}' },
    byShipment: { index: 'GSI1', pk: 'sh#{shipmentId}', sk: 'sh#{shipmentId}' },
    byWarehouse: { index: 'GSI2', pk: 'w#{warehouseId}', sk: 'sh#{shipmentId}' },
  },
}) {
  override toString() {
    return `${this.shipmentId}, ${this.type}, to ${this.address.street} ${this.address.number}, ${this.address.city}`
  }
}

// 'shp#…' begins with 'sh', not with 'sh#': in the collection of an order, shipments and their items stay apart.
export class ShipmentItem extends shop.Model<ShipmentItem>()('ShipmentItem', {
  type: 'shipmentItem',
  fields: {
    orderId: id(),
    shipmentItemId: id(),
    shipmentId: id(),
    productId: id(),
    quantity: f.string().as('Quantity'),
  },
  keys: {
    primary: { pk: 'o#{orderId}', sk: 'shp#{shipmentItemId}' },
    byShipment: { index: 'GSI1', pk: 'sh#{shipmentId}', sk: 'p#{productId}' },
  },
}) {
  override toString() {
    return `${this.quantity} of product ${this.productId} in shipment ${this.shipmentId}`
  }
}

/** All models, in the order of this file. */
export const models = [
  Customer,
  Product,
  Warehouse,
  WarehouseItem,
  Order,
  OrderItem,
  Invoice,
  Shipment,
  ShipmentItem,
] as const

/** An instance of any of the models. */
export type ShopItem = InstanceType<(typeof models)[number]>
