/** Which attributes an index holds, and which of them say where a query goes on. */
import { type IndexSpec, slotAttributes, type TableSpec, tableKeyAttributes } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'

/** Attributes of an `ExclusiveStartKey`: the table's key, then the index's, each once. */
export const startAttributes = (table: TableSpec, index: IndexSpec | undefined): readonly string[] => {
  const known = starts.get(index ?? table)
  if (known !== undefined) return known
  const all = [...tableKeyAttributes(table), ...slotAttributes(index?.pk), ...slotAttributes(index?.sk)]
  const attributes = Object.freeze([...new Set(all)])
  starts.set(index ?? table, attributes)
  return attributes
}

/** By index, or by table; an index is one table's. */
const starts = new WeakMap<TableSpec | IndexSpec, readonly string[]>()

/** The key attributes of what is queried, which DynamoDB takes in no filter of a query. */
export const queriedKeyAttributes = (table: TableSpec, index: IndexSpec | undefined): ReadonlySet<string> =>
  new Set([...slotAttributes((index ?? table).pk), ...slotAttributes((index ?? table).sk)])

/** Whether the index itself holds the attribute. Filters of a count or a projected read see nothing else. */
export const holdsAttribute = (table: TableSpec, index: IndexSpec | undefined, attribute: string): boolean => {
  if (index === undefined || index.projection === 'ALL') return true
  if (startAttributes(table, index).includes(attribute)) return true
  return index.projection !== 'KEYS_ONLY' && index.projection.include.includes(attribute)
}

/** Whether reads of the index can give the attribute: a local index fetches whole items from the table, if asked for them. */
export const givesAttribute = (table: TableSpec, index: IndexSpec | undefined, attribute: string): boolean =>
  index?.local === true || holdsAttribute(table, index, attribute)

/** Whether they can give every attribute. */
export const givesAll = (index: IndexSpec | undefined): boolean =>
  index === undefined || index.local || index.projection === 'ALL'

/** Whether the index is one that holds a part of the items, and fetches the rest where whole items are asked for. */
export const canFetch = (index: IndexSpec | undefined): boolean => index?.local === true && index.projection !== 'ALL'

/** The start key that continues after an item; `undefined` if the item lacks one of the attributes. */
export const startKeyOf = (attributes: readonly string[], item: Item): Item | undefined => {
  const entries: [string, Item[string]][] = []
  for (const attribute of attributes) {
    const value = item[attribute]
    if (value === undefined) return undefined
    entries.push([attribute, value])
  }
  return Object.fromEntries(entries)
}
