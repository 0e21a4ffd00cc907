/**
 * The fifteen access patterns that the table was designed for: the question, the call that answers it, and what the data
 * file says. The order is AWS's.
 */
import { between, type Item } from 'single-table-orm'
import { ofType, partition, type Row, startsWith, toRow, within } from './expected.ts'
import {
  Customer,
  Invoice,
  Order,
  OrderItem,
  Product,
  Shipment,
  ShipmentItem,
  type ShopItem,
  shop,
  Warehouse,
  WarehouseItem,
} from './models.ts'

/** A read that was not sent yet: a query set, or the query of a collection. */
export interface LazyRead {
  all(): Promise<ShopItem[]>
  explain(): {
    readonly index: string | undefined
    readonly why: string
    readonly keyConditions: readonly string[]
    readonly filters: readonly string[]
  }
}

/** One access pattern. */
export interface AccessPattern {
  readonly name: string
  readonly question: string
  readonly where: 'table' | 'GSI1' | 'GSI2'
  /** The calls that answer it, whose source text is printed: a get is sent at once, all else is lazy. */
  readonly calls: readonly (() => Promise<ShopItem> | LazyRead)[]
  /** The answer, from the items of the data file. */
  readonly expected: (items: readonly Item[]) => Row[]
}

const byId: readonly AccessPattern[] = [
  {
    name: 'Customer by id',
    question: 'Who is customer 12345?',
    where: 'table',
    calls: [() => Customer.objects.get({ customerId: '12345' })],
    expected: (items) => partition(items, 'table', 'c#12345').map(toRow),
  },
  {
    name: 'Product by id',
    question: 'What is product 12345?',
    where: 'table',
    calls: [() => Product.objects.get({ productId: '12345' })],
    expected: (items) => partition(items, 'table', 'p#12345').filter(startsWith('SK', 'p#')).map(toRow),
  },
  {
    name: 'Warehouse by id',
    question: 'Where is warehouse 12345?',
    where: 'table',
    calls: [() => Warehouse.objects.get({ warehouseId: '12345' })],
    expected: (items) => partition(items, 'table', 'w#12345').map(toRow),
  },
  {
    name: 'Inventory of a product',
    question: 'How many of product 12345 are there, in all warehouses?',
    where: 'table',
    calls: [() => WarehouseItem.objects.using({ productId: '12345' })],
    expected: (items) => partition(items, 'table', 'p#12345').filter(startsWith('SK', 'w#')).map(toRow),
  },
]

const ofOrder: readonly AccessPattern[] = [
  {
    name: 'All of an order',
    question: 'What belongs to order 12345? Five types of item, one request.',
    where: 'table',
    calls: [() => shop.collection(Order, OrderItem, Invoice, Shipment, ShipmentItem).using({ orderId: '12345' })],
    expected: (items) => partition(items, 'table', 'o#12345').map(toRow),
  },
  {
    name: 'Products of an order',
    question: 'Which products were ordered with order 12345?',
    where: 'table',
    calls: [() => OrderItem.objects.using({ orderId: '12345' })],
    expected: (items) => partition(items, 'table', 'o#12345').filter(startsWith('SK', 'p#')).map(toRow),
  },
  {
    name: 'Invoice of an order',
    question: 'What was invoiced for order 12345?',
    where: 'table',
    calls: [() => Invoice.objects.using({ orderId: '12345' })],
    expected: (items) => partition(items, 'table', 'o#12345').filter(startsWith('SK', 'i#')).map(toRow),
  },
  {
    name: 'Shipments of an order',
    question: 'In which shipments did order 12345 leave?',
    where: 'table',
    calls: [() => Shipment.objects.using({ orderId: '12345' })],
    expected: (items) => partition(items, 'table', 'o#12345').filter(startsWith('SK', 'sh#')).map(toRow),
  },
]

const overGsi1: readonly AccessPattern[] = [
  {
    name: 'Orders of a product between dates',
    question: 'Which orders of product 99887 came in on 21 June 2020?',
    where: 'GSI1',
    calls: [
      () =>
        OrderItem.objects.using({
          productId: '99887',
          orderedAt: between('2020-06-21', '2020-06-22'),
        }),
    ],
    expected: (items) =>
      partition(items, 'GSI1', 'p#99887')
        .filter(within('GSI1-SK', '2020-06-21', '2020-06-22'))
        .map(toRow),
  },
  {
    name: 'Invoice by id',
    question: 'What does invoice 55443 say, and how was it paid?',
    where: 'GSI1',
    calls: [() => Invoice.objects.using({ invoiceId: '55443' })],
    expected: (items) => partition(items, 'GSI1', 'i#55443').filter(startsWith('GSI1-SK', 'i#55443')).map(toRow),
  },
  {
    name: 'Shipment with its items',
    question: 'What is in shipment 98765, and where does it go?',
    where: 'GSI1',
    calls: [() => shop.collection(Shipment, ShipmentItem).by('byShipment', { shipmentId: '98765' })],
    expected: (items) => partition(items, 'GSI1', 'sh#98765').map(toRow),
  },
]

const overGsi2: readonly AccessPattern[] = [
  {
    name: 'Shipments of a warehouse',
    question: 'Which shipments left warehouse 12345?',
    where: 'GSI2',
    calls: [() => Shipment.objects.using({ warehouseId: '12345' })],
    expected: (items) => partition(items, 'GSI2', 'w#12345').filter(startsWith('GSI2-SK', 'sh#')).map(toRow),
  },
  {
    name: 'Inventory of a warehouse',
    question: 'What does warehouse 12345 hold?',
    where: 'GSI2',
    calls: [() => WarehouseItem.objects.using({ inventoryOf: '12345' })],
    expected: (items) => partition(items, 'GSI2', 'w#12345').filter(startsWith('GSI2-SK', 'p#')).map(toRow),
  },
  {
    name: 'Invoices of a customer between dates',
    question: 'What was customer 12345 invoiced in June 2020?',
    where: 'GSI2',
    calls: [
      () =>
        Invoice.objects.using({
          customerId: '12345',
          date: between('2020-06-01', '2020-07-01'),
        }),
    ],
    expected: (items) =>
      partition(items, 'GSI2', 'c#12345')
        .filter(within('GSI2-SK', '2020-06-01', '2020-07-01'))
        .filter(ofType('invoice'))
        .map(toRow),
  },
  {
    name: 'Products of a customer between dates',
    question: 'What did customer 12345 order on 21 June 2020 before 19:19?',
    where: 'GSI2',
    calls: [
      () =>
        OrderItem.objects.using({
          customerId: '12345',
          orderedAt: between('2020-06-21', '2020-06-21T19:19'),
        }),
    ],
    expected: (items) =>
      partition(items, 'GSI2', 'c#12345')
        .filter(within('GSI2-SK', '2020-06-21', '2020-06-21T19:19'))
        .filter(ofType('orderItem'))
        .map(toRow),
  },
]

/** All access patterns. */
export const patterns: readonly AccessPattern[] = [...byId, ...ofOrder, ...overGsi1, ...overGsi2]
