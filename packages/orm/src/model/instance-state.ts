/** What an instance knows of the stored item, and which fields differ from it. */
import { decodeKey } from '../codec/decode-key.ts'
import { encodeField, type Values } from '../codec/encode-item.ts'
import { decodeStored } from '../codec/hydrate-item.ts'
import type { Overwritten } from '../execute/overwritten-values.ts'
import { remove } from '../expression/changes.ts'
import { equalValues } from '../expression/compare-values.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import { visibleValue } from '../field/visible-value.ts'
import type { DecodedItem, ModelSpec } from '../schema/model-spec.ts'
import { copyValue, isSameValue } from '../util/same-value.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import type { StoredItem } from '../wire/stored-item.ts'

/** The stored side of an instance. */
export interface InstanceState {
  readonly spec: ModelSpec
  /** The item as it was read or written; `undefined` for a new instance. */
  readonly stored: StoredItem | undefined
  /** The item of a deleted instance: what its values were. */
  readonly deleted?: StoredItem | undefined
  /** Wire forms of defaults that were filled in on read, by field: not stored, and not changes. */
  readonly filled: Readonly<Record<string, AttributeValue>>
  /** What took its place, for writes that began before. */
  successor?: Successor
}

/** A state that took the place of another, and why. */
export interface Successor {
  readonly state: InstanceState
  /** Names of fields whose values stayed, as they were the caller's. */
  readonly kept: ReadonlySet<string>
  /** Names of fields that were written; empty: something was read. */
  readonly written: ReadonlySet<string>
}

/** The state of an instance whose values were just read from an item. */
export const loadedState = (spec: ModelSpec, { values, defaulted }: DecodedItem, stored: StoredItem): InstanceState => {
  if (defaulted === undefined) return { spec, stored, filled: NOTHING_FILLED }
  const filled: Record<string, AttributeValue> = {}
  for (const entry of defaulted) {
    const value = encodeField(entry, values[spec.fields.indexOf(entry)])
    if (value !== undefined) filled[entry.name] = value
  }
  return { spec, stored, filled }
}

/** The state of an instance that was not stored. */
export const newState = (spec: ModelSpec): InstanceState => ({ spec, stored: undefined, filled: NOTHING_FILLED })

const NOTHING_FILLED: InstanceState['filled'] = Object.freeze({})

/**
 * The fields whose values differ from what is stored.
 *
 * Both sides are compared in the form that a write would give them, so that another spelling of the same value (a
 * number with trailing zeros, a set in another order) is no change.
 *
 * @param known what the stored item reads as, where it was read already
 */
export const changedFields = (state: InstanceState, values: Values, known?: DecodedItem): FieldEntry[] => {
  const { spec, stored } = state
  if (stored === undefined) return spec.fields.filter(({ name }) => values[name] !== undefined)
  const { values: loaded } = known ?? decodeStored(spec, stored)
  return spec.fields.filter(
    (entry, slot) =>
      entry.spec.computed === undefined && !isSame(entry, storedMark(state, entry, loaded[slot]), values[entry.name]),
  )
}

/** The values of some fields as changes: what is absent is removed. */
export const changesOf = (fields: readonly FieldEntry[], values: Values): Record<string, unknown> => {
  const changes: Record<string, unknown> = {}
  for (const { name } of fields) changes[name] = values[name] === undefined ? remove() : values[name]
  return changes
}

/** The loaded item that other values are put in place of; none of a new instance. */
export const overwrittenBy = (state: InstanceState, values: Values): Overwritten | undefined => {
  const { spec, stored } = state
  if (stored === undefined) return undefined
  const changes = changesOf(changedFields(state, values), values)
  return { key: decodeKey(spec, stored), item: stored.toItem(), changes }
}

/** What a whole write is given: computed fields are left to be computed. */
export const givenValues = ({ fields }: ModelSpec, values: Values): Record<string, unknown> => {
  const given: Record<string, unknown> = {}
  for (const { name, spec } of fields) if (!spec.computed) given[name] = values[name]
  return given
}

/** What an instance shows of itself: no hidden and no secret fields or members, and none that are absent. */
export const visibleValues = (
  { fields }: ModelSpec,
  values: Values,
  show: (value: unknown) => unknown,
): Record<string, unknown> => {
  const visible: [string, unknown][] = []
  for (const { name, spec } of fields) {
    const value = visibleValue(spec, values[name])
    if (value !== undefined) visible.push([name, show(value)])
  }
  return Object.fromEntries(visible)
}

/** Of a default that was filled in, what it was then: it may be another one every time. */
export const storedMark = ({ filled }: InstanceState, entry: FieldEntry, loaded: unknown): unknown => {
  const wire = filled[entry.name]
  return wire === undefined ? loaded : new Encoded(wire)
}

/** The names of values that are as they are, or were before the delete, stored. */
export const unchangedFields = (state: InstanceState, values: Values): ReadonlySet<string> => {
  const stored = state.stored ?? state.deleted
  const changed = new Set(changedFields({ ...state, stored }, values))
  const same = stored === undefined ? [] : state.spec.fields.filter((entry) => !changed.has(entry))
  return new Set(same.map(({ name }) => name))
}

/** The state of an instance whose item was deleted. */
export const deletedState = ({ spec, stored, filled }: InstanceState): InstanceState => ({
  ...{ spec, stored: undefined, deleted: stored, filled },
})

/** A value as its wire form: as it was stored, or as it was at a moment, where no copy can be made. */
class Encoded {
  readonly wire: Wire
  constructor(wire: Wire) {
    this.wire = wire
  }
}

type Wire = AttributeValue | undefined | typeof UNENCODABLE
const UNENCODABLE: unique symbol = Symbol('a value that no field of this kind stores')

/** What a value is at this moment: itself, a copy, or its wire form. */
export const markOf = (entry: FieldEntry, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const copy = copyValue(value)
  return copy === undefined ? new Encoded(wireOf(entry, value)) : copy.value
}

/** Whether two values or marks are the same, however they are spelt. */
export const isSame = (entry: FieldEntry, left: unknown, right: unknown): boolean => {
  if (isSameValue(left, right)) return true
  const [a, b] = [wireOf(entry, left), wireOf(entry, right)]
  return a === b || (typeof a === 'object' && typeof b === 'object' && equalValues(a, b))
}

/** A value that cannot be encoded is a change, which validation will refuse. */
const wireOf = (entry: FieldEntry, value: unknown): Wire => {
  if (value === undefined) return undefined
  if (value instanceof Encoded) return value.wire
  try {
    return entry.spec.encode(value)
  } catch {
    return UNENCODABLE
  }
}
