/** Which attributes an index holds, and which of them say where a query goes on. */
import { type IndexSpec, slotAttributes, type TableSpec, tableKeyAttributes } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'

/** Attributes of an `ExclusiveStartKey`: the table's key, then the index's, each once. */
export const startAttributes = (table: TableSpec, index: IndexSpec | undefined): readonly string[] => [
  ...new Set([...tableKeyAttributes(table), ...slotAttributes(index?.pk), ...slotAttributes(index?.sk)]),
]

/** The key attributes of what is queried, which DynamoDB takes in no filter of a query. */
export const queriedKeyAttributes = (table: TableSpec, index: IndexSpec | undefined): ReadonlySet<string> =>
  new Set([...slotAttributes((index ?? table).pk), ...slotAttributes((index ?? table).sk)])

/** Whether reads of the index can give the attribute. A local index fetches what it does not hold from the table. */
export const holdsAttribute = (table: TableSpec, index: IndexSpec | undefined, attribute: string): boolean => {
  if (index === undefined || index.local || index.projection === 'ALL') return true
  if (startAttributes(table, index).includes(attribute)) return true
  return index.projection !== 'KEYS_ONLY' && index.projection.include.includes(attribute)
}

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
