/** The items that the library keeps for itself: markers and history. They are no models', and no caller's. */
import type { RegisteredTable } from '../schema/model-spec.ts'
import { slotAttributes } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { HISTORY_PREFIX, HISTORY_TYPE } from './history-key.ts'
import { MARKER_TARGET, MARKER_TYPE } from './markers.ts'

/** Whether an item is a marker of a unique constraint or an entry of a history. */
export const isOwnItem = (table: RegisteredTable, item: Item): boolean => {
  if (table.typeAttribute !== undefined) {
    const type = item[table.typeAttribute]
    return type !== undefined && 'S' in type && (type.S === MARKER_TYPE || type.S === HISTORY_TYPE)
  }
  // No type is stored, so keys and attributes tell.
  const key = item[slotAttributes(table.pk)[0] ?? '']
  const text = key !== undefined && 'S' in key ? key.S : ''
  const isEntry = item['operation'] !== undefined && item['values'] !== undefined && item['version'] !== undefined
  return (
    (text.startsWith(HISTORY_PREFIX) && isEntry) || (text.startsWith('UNIQUE#') && item[MARKER_TARGET] !== undefined)
  )
}
