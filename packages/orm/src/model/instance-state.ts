/** What an instance knows of the stored item, and which fields differ from it. */
import { encodeField, type Values } from '../codec/encode-item.ts'
import { equalValues } from '../expression/compare-values.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import type { DecodedItem, ModelSpec } from '../schema/model-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
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
 */
export const changedFields = ({ spec, stored: loaded, filled }: InstanceState, values: Values): FieldEntry[] => {
  if (loaded === undefined) return spec.fields.filter(({ name }) => values[name] !== undefined)
  const item = loaded.toItem()
  return spec.fields.filter((entry) => {
    if (entry.spec.computed !== undefined) return false
    const stored = storedValue(spec, { item, filled }, entry)
    const current = currentValue(entry, values[entry.name])
    if (stored === undefined || current === undefined) return stored !== current
    return current === UNENCODABLE || !equalValues(stored, current)
  })
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

/** The values of an instance at the moment when a write of it began. */
export interface Snapshot {
  /** Wire forms by field. */
  readonly values: ReadonlyMap<FieldEntry, ReturnType<typeof currentValue>>
  /** Fields that differed from what was stored. */
  readonly unsaved: ReadonlySet<FieldEntry>
}

export const takeSnapshot = (state: InstanceState, values: Values): Snapshot => ({
  values: new Map(state.spec.fields.map((entry) => [entry, currentValue(entry, values[entry.name])])),
  unsaved: new Set(state.stored === undefined ? [] : changedFields(state, values)),
})

/**
 * The fields that a finished write must leave alone: those assigned since the snapshot, and those that were unsaved then
 * and are not among the written ones (default: the write was of all).
 */
export const keptFields = (snapshot: Snapshot, values: Values, written?: ReadonlySet<string>): FieldEntry[] =>
  [...snapshot.values].flatMap(([entry, before]) => {
    const now = currentValue(entry, values[entry.name])
    const same = before === now || (isWire(before) && isWire(now) && equalValues(before, now))
    return same && (written?.has(entry.name) !== false || !snapshot.unsaved.has(entry)) ? [] : [entry]
  })

const isWire = (value: ReturnType<typeof currentValue>): value is AttributeValue => typeof value === 'object'

const UNENCODABLE: unique symbol = Symbol('a value that no field of this kind stores')

/** The wire form of a property's value; a value that cannot be encoded is a change, which validation will refuse. */
const currentValue = (entry: FieldEntry, value: unknown): AttributeValue | undefined | typeof UNENCODABLE => {
  if (value === undefined) return undefined
  try {
    return entry.spec.encode(value)
  } catch {
    return UNENCODABLE
  }
}

const storedValue = (
  spec: ModelSpec,
  { item, filled }: { item: Item; filled: Readonly<Record<string, AttributeValue>> },
  entry: FieldEntry,
): AttributeValue | undefined => {
  const stored = entry.spec.keyOnly ? undefined : item[entry.attribute]
  if (stored !== undefined) return entry.spec.encode(entry.spec.decode(stored))
  const keyed = valueInKeys(spec, item, entry.name)
  return keyed === undefined ? filled[entry.name] : entry.spec.encode(keyed)
}

const valueInKeys = (spec: ModelSpec, item: Item, name: string): unknown => {
  for (const key of spec.keyAttributes) {
    if (!key.codec.fields.includes(name)) continue
    const stored = item[key.attribute]
    const value = stored !== undefined && 'S' in stored ? key.codec.decode(stored.S)?.[name] : undefined
    if (value !== undefined) return value
  }
  return undefined
}

/** Attributes of the stored item that the model does not own. */
export const unknownAttributes = ({ spec, stored }: InstanceState): Item | undefined => {
  if (stored === undefined || spec.unknown === 'drop') return undefined
  return Object.fromEntries(Object.entries(stored.toItem()).filter(([attribute]) => !spec.attributes.has(attribute)))
}
