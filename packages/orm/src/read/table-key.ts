/** Table keys as identities: equal keys, however their numbers are written, have one text. */
import { type TableSpec, tableKeyAttributes } from '../schema/table-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
import { canonicalNumber } from '../wire/number.ts'

/** A text that two items of a table share exactly if they have the same table key. Takes keys and whole items. */
export const tableKeyId = (table: TableSpec, item: Item): string =>
  JSON.stringify(tableKeyAttributes(table).map((attribute) => identity(item[attribute])))

const identity = (value: AttributeValue | undefined): unknown =>
  value !== undefined && 'N' in value ? { N: canonicalNumber(value.N) } : value
