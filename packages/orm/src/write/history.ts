/**
 * Entries of an item's history: one small item per version, under a partition key of its own, written in the transaction
 * of the write that made the version.
 */
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { TransactWriteItem } from '../wire/request.ts'
import { toStoredItem } from '../wire/stored-item.ts'
import { assertItemSize } from './assert-item-size.ts'
import { HISTORY_TYPE, historyKey } from './history-key.ts'
import { absence, conditionInput } from './write-plan.ts'

/** What a write did to the item. */
export type HistoryOperation = 'create' | 'update' | 'delete' | 'restore' | 'replace' | 'move'

/** When a write happens, and who acts. */
export interface HistoryStamp {
  readonly at: Date
  readonly by: string | undefined
}

/** A version that a write makes. */
export interface NewVersion {
  readonly tableName: string
  /** Table key of the item. */
  readonly key: Item
  readonly version: number
  readonly operation: HistoryOperation
  readonly stamp: HistoryStamp | undefined
  /** The whole item after the write; of a delete: as it was. */
  readonly item: Item
}

/**
 * The entry of a new version, and the end of the one that falls out of those that are kept; none without history.
 *
 * @throws {ValidationError} `item.too-large` @throws {KeyError} `key.too-long`
 */
export const historyOperations = (spec: ModelSpec, made: NewVersion): TransactWriteItem[] => {
  if (spec.history === undefined) return []
  const { tableName: TableName, key, version } = made
  const entry = { ...historyKey(spec, key, version), ...entryAttributes(spec, made) }
  assertItemSize(spec, entry)
  const put: TransactWriteItem = { Put: { TableName, Item: toStoredItem(entry), ...conditionInput(absence(spec)) } }
  const { keep } = spec.history
  if (keep === undefined || version <= keep) return [put]
  return [put, { Delete: { TableName, Key: historyKey(spec, key, version - keep) } }]
}

const entryAttributes = (spec: ModelSpec, { version, operation, stamp, item }: NewVersion): Item => {
  const { typeAttribute } = spec.table
  const { at = new Date(), by } = stamp ?? {}
  return {
    ...(typeAttribute !== undefined && { [typeAttribute]: { S: HISTORY_TYPE } }),
    version: { N: String(version) },
    at: { S: at.toISOString() },
    ...(by !== undefined && { by: { S: by } }),
    operation: { S: operation },
    values: { M: withoutIndexKeys(spec, item) },
  }
}

/** The item without what index templates write, unless a field lives there alone. */
const withoutIndexKeys = (spec: ModelSpec, item: Item): Item => {
  const dropped = new Set(
    spec.keyAttributes
      .filter(({ attribute, primary }) => !primary && attribute !== spec.table.typeAttribute)
      .filter(({ codec }) => !codec.fields.some((name) => spec.field(name)?.spec.keyOnly))
      .map(({ attribute }) => attribute),
  )
  return Object.fromEntries(Object.entries(item).filter(([attribute]) => !dropped.has(attribute)))
}
