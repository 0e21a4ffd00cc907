/** Wire items → field values. Types are checked, rules are not; what only a key holds is read from the key. */
import { DecodeError } from '../errors/errors.ts'
import { type FieldEntry, WireMismatch } from '../field/field-spec.ts'
import { ownMember } from '../field/member.ts'
import type { DecodedItem, ModelSpec } from '../schema/model-spec.ts'
import { tableKeyAttributes } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'

/**
 * The field values of a stored item; fields that are absent and have no default are `undefined`.
 *
 * @throws {DecodeError} `decode.type` naming model, key, attribute and both types; `decode.unrecognised` where the model
 * refuses unknown attributes
 */
export const decodeItem = (spec: ModelSpec, item: Item): Record<string, unknown> =>
  valuesOf(spec, decodeFields(spec, item))

/** Decoded values by name, absent ones too. */
export const valuesOf = (spec: ModelSpec, { values }: DecodedItem): Record<string, unknown> => {
  const named: Record<string, unknown> = {}
  for (let slot = 0; slot < spec.fields.length; slot++) named[(spec.fields[slot] as FieldEntry).name] = values[slot]
  return named
}

/** The same without absent ones. */
export const presentOf = (spec: ModelSpec, { values }: DecodedItem): Record<string, unknown> => {
  const named: Record<string, unknown> = {}
  for (let slot = 0; slot < spec.fields.length; slot++)
    if (values[slot] !== undefined) named[(spec.fields[slot] as FieldEntry).name] = values[slot]
  return named
}

/** The same, by the order of the fields, and which of them are defaults. */
export const decodeFields = (spec: ModelSpec, item: Item): DecodedItem => {
  let defaulted: FieldEntry[] | undefined
  let keyed: Record<string, unknown> | undefined
  const values = spec.fields.map((entry) => {
    const stored = ownMember(item, entry.attribute)
    if (stored !== undefined && !entry.spec.keyOnly) return decodeField(spec, entry, item)
    if (stored === undefined && entry.spec.default !== undefined) {
      defaulted ??= []
      defaulted.push(entry)
    }
    keyed ??= decodeKeys(spec, item)
    return keyed[entry.name] ?? absentValue(entry)
  })
  if (spec.unknown === 'reject') assertKnown(spec, item)
  return { values, defaulted }
}

/** The values that the item's keys hold, of all fields that its key templates reference. */
export const decodeKeys = (spec: ModelSpec, item: Item): Record<string, unknown> => {
  const values: Record<string, unknown> = {}
  for (const key of spec.keyAttributes) {
    const stored = item[key.attribute]
    if (stored === undefined || !('S' in stored)) continue
    const decoded = key.codec.decode(stored.S)
    for (const name in decoded) values[name] ??= decoded[name]
  }
  return values
}

/** Decodes the fields that a projection asked for, by name. */
export const decodeSome = (spec: ModelSpec, item: Item, names: readonly string[]): Record<string, unknown> => {
  const values: Record<string, unknown> = {}
  for (const name of names) {
    const entry = spec.field(name)
    if (entry === undefined) continue
    const stored = entry.spec.keyOnly ? undefined : ownMember(item, entry.attribute)
    const value =
      stored !== undefined ? decodeField(spec, entry, item) : (decodeKeys(spec, item)[name] ?? absentValue(entry))
    if (value !== undefined) values[name] = value
  }
  return values
}

/** What a field reads as that the item holds nowhere. */
export const absentValue = ({ spec }: FieldEntry): unknown => (spec.default ?? spec.absent)?.()

const decodeField = (spec: ModelSpec, entry: FieldEntry, item: Item): unknown => {
  try {
    const stored = item[entry.attribute]
    return stored === undefined ? undefined : entry.spec.decode(stored)
  } catch (error) {
    if (!(error instanceof WireMismatch)) throw error
    const path = [entry.attribute, ...error.path].join('.')
    throw new DecodeError(
      'decode.type',
      `The attribute '${path}' of the ${spec.name} with the key ${describeTableKey(spec, item)} holds ${error.found}, but its field is stored as ${error.expected}.`,
    )
  }
}

const assertKnown = (spec: ModelSpec, item: Item): void => {
  const unknown = Object.keys(item).filter((attribute) => !spec.attributes.has(attribute))
  if (unknown.length === 0) return
  throw new DecodeError(
    'decode.unrecognised',
    `The ${spec.name} with the key ${describeTableKey(spec, item)} has attributes that no field names: ${unknown.join(', ')}.`,
    { hint: "Declare them, or define the model with unknown: 'keep'." },
  )
}

/** The table key of an item as JSON, for messages; a key that holds a secret is not shown. */
export const describeTableKey = (spec: ModelSpec, item: Item): string =>
  spec.primary.fields.some((entry) => entry.spec.secret)
    ? '(secret)'
    : JSON.stringify(Object.fromEntries(tableKeyAttributes(spec.table).map((name) => [name, item[name]])))
