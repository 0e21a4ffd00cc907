/**
 * What the data file itself says, in plain JavaScript over its items: no part of the library is used here, so that the
 * answers are compared with something that knows nothing of them.
 */
import type { AttributeValue, Item } from 'single-table-orm'

/** One item of an answer: its model, and every value that a reader would expect of it. */
export type Row = Readonly<Record<string, unknown>>

/** The text of an attribute; empty where the item has none. */
const text = (item: Item, attribute: string): string => {
  const value = item[attribute]
  return value !== undefined && 'S' in value ? value.S : ''
}

/** The items under one partition key of the table or of an index, in the order of its sort key. */
export const partition = (items: readonly Item[], index: 'table' | 'GSI1' | 'GSI2', key: string): Item[] => {
  const [pk, sk] = index === 'table' ? ['PK', 'SK'] : [`${index}-PK`, `${index}-SK`]
  return items.filter((item) => text(item, pk) === key).sort((a, b) => (text(a, sk) < text(b, sk) ? -1 : 1))
}

/** Whether an item's attribute begins with a text. */
export const startsWith = (attribute: string, start: string) => (item: Item) => text(item, attribute).startsWith(start)

/** Whether an item's attribute lies between two texts, ends included. */
export const within = (attribute: string, low: string, high: string) => (item: Item) =>
  text(item, attribute) >= low && text(item, attribute) <= high

/** Whether an item is of a type. */
export const ofType = (type: string) => (item: Item) => text(item, 'EntityType') === type

/** What keys hold, by model: attribute → name of the id or time. */
const idsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  customer: { PK: 'customerId' },
  product: { PK: 'productId' },
  warehouse: { PK: 'warehouseId' },
  warehouseItem: { PK: 'productId', SK: 'warehouseId', 'GSI2-PK': 'inventoryOf' },
  order: { PK: 'orderId', SK: 'customerId' },
  orderItem: { PK: 'orderId', SK: 'productId', 'GSI2-PK': 'customerId', 'GSI2-SK': 'orderedAt' },
  invoice: { PK: 'orderId', SK: 'invoiceId', 'GSI2-PK': 'customerId' },
  shipment: { PK: 'orderId', SK: 'shipmentId', 'GSI2-PK': 'warehouseId' },
  shipmentItem: { PK: 'orderId', SK: 'shipmentItemId', 'GSI1-PK': 'shipmentId', 'GSI1-SK': 'productId' },
}

const keyAttributes = ['PK', 'SK', 'GSI1-PK', 'GSI1-SK', 'GSI2-PK', 'GSI2-SK', 'EntityType']

/** An item as a row: ids out of its keys, all other attributes as plain values. */
export const toRow = (item: Item): Row => {
  const type = text(item, 'EntityType')
  const row: Record<string, unknown> = { model: type.charAt(0).toUpperCase() + type.slice(1) }
  for (const [attribute, name] of Object.entries(idsOf[type] ?? {}))
    if (item[attribute] !== undefined) row[name] = text(item, attribute).replace(/^[a-z]+#/, '')
  for (const [attribute, value] of Object.entries(item))
    if (!keyAttributes.includes(attribute)) row[lowerFirst(attribute)] = plain(value)
  return row
}

const plain = (value: AttributeValue): unknown => {
  if ('S' in value) return value.S
  if ('N' in value) return Number(value.N)
  if ('L' in value) return value.L.map(plain)
  if ('M' in value)
    return Object.fromEntries(Object.entries(value.M).map(([name, member]) => [lowerFirst(name), plain(member)]))
  throw new Error(`The data has no ${Object.keys(value).join()}.`)
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)
