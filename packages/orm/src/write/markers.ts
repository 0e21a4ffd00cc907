/** Markers of unique constraints: one small item per tuple of values, written in the transaction of the item it guards. */
import type { Values } from '../codec/encode-item.ts'
import type { ModelSpec, UniqueSpec } from '../schema/model-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'

/** Type of a marker, where the table stores types; no model can have it, as it is not an identifier. */
export const MARKER_TYPE = '~unique'
/** Attribute of a marker that holds the table key of the item it guards. */
export const MARKER_TARGET = 'target'

/** A marker that a write puts or deletes. */
export interface MarkerChange {
  readonly constraint: UniqueSpec
  readonly action: 'put' | 'delete'
  /** Text of both key attributes. */
  readonly key: string
}

/** Text of the marker's key; `undefined` if a field of the constraint is absent: the constraint does not apply then. */
export const markerKey = (constraint: UniqueSpec, values: Values): string | undefined => constraint.codec.encode(values)

/** What must happen to the markers when an item's values change; either side may be absent. */
export const changeMarkers = (spec: ModelSpec, before: Values | undefined, after: Values | undefined): MarkerChange[] =>
  spec.unique.flatMap((constraint) => {
    const old = before && markerKey(constraint, before)
    const next = after && markerKey(constraint, after)
    if (old === next) return []
    const changes: MarkerChange[] = []
    if (next !== undefined) changes.push({ constraint, action: 'put', key: next })
    if (old !== undefined) changes.push({ constraint, action: 'delete', key: old })
    return changes
  })

/** Table key of a marker. */
export const markerTableKey = ({ table }: ModelSpec, text: string): Item => {
  const key: Record<string, AttributeValue> = {}
  if (table.pk.kind === 'template') key[table.pk.attribute] = { S: text }
  if (table.sk?.kind === 'template') key[table.sk.attribute] = { S: text }
  return key
}

/** The whole marker, guarding the item with the given table key. */
export const markerItem = (spec: ModelSpec, text: string, target: Item): Item => {
  const { typeAttribute } = spec.table
  const type: Item = typeAttribute === undefined ? {} : { [typeAttribute]: { S: MARKER_TYPE } }
  return { ...markerTableKey(spec, text), ...type, [MARKER_TARGET]: { M: target } }
}

/** Table key of the item that a marker guards; `undefined` if the item is not a marker. */
export const markerTarget = (marker: Item): Item | undefined => {
  const target = marker[MARKER_TARGET]
  return target !== undefined && 'M' in target ? target.M : undefined
}
