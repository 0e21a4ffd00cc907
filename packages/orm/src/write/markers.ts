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

/** The markers that guard an item with the given values: key text → constraint. */
export type Markers = ReadonlyMap<string, UniqueSpec>

export const markersOf = (spec: ModelSpec, values: Values): Markers => {
  if (spec.unique.length === 0) return noMarkers
  const markers = new Map<string, UniqueSpec>()
  for (const constraint of spec.unique) {
    const key = markerKey(constraint, values)
    if (key !== undefined) markers.set(key, constraint)
  }
  return markers
}

/** No markers: of an item that is not there. */
export const noMarkers: Markers = new Map()

/** What must happen to the markers when an item changes: new ones first. */
export const changeMarkers = (before: Markers, after: Markers): readonly MarkerChange[] =>
  before === after
    ? []
    : [
        ...missingFrom(before, after).map(([key, constraint]) => ({ constraint, action: 'put' as const, key })),
        ...missingFrom(after, before).map(([key, constraint]) => ({ constraint, action: 'delete' as const, key })),
      ]

const missingFrom = (known: Markers, markers: Markers) => [...markers].filter(([key]) => !known.has(key))

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
