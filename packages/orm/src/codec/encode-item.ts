/** Values → wire items. Index attributes are always what the templates give for the values, complete or not there. */
import { KeyError } from '../errors/errors.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import { assertKeySize } from '../key/key-size.ts'
import type { KeyAttribute, KeySide, ModelSpec, PatternSpec } from '../schema/model-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'

/** Field values by field name. */
export type Values = Readonly<Record<string, unknown>>

/** The stored attributes of the fields: no keys that templates write, no type. */
export const encodeFields = (spec: ModelSpec, values: Values): Record<string, AttributeValue> => {
  const item: Record<string, AttributeValue> = {}
  for (const entry of spec.fields) {
    const value = encodeField(entry, values[entry.name])
    if (value !== undefined) item[entry.attribute] = value
  }
  return item
}

/** The wire form of one field's value; `undefined` where nothing is stored. */
export const encodeField = (entry: FieldEntry, value: unknown): AttributeValue | undefined =>
  value === undefined || entry.spec.keyOnly ? undefined : entry.spec.encode(value)

/** The whole item: fields, keys, type; plus `unknown` attributes that no field names. */
export const encodeItem = (spec: ModelSpec, values: Values, unknown?: Item): Item => {
  const item: Record<string, AttributeValue> = { ...unknown, ...encodeKeys(spec, values) }
  if (spec.table.typeAttribute !== undefined) item[spec.table.typeAttribute] = { S: spec.type }
  Object.assign(item, encodeFields(spec, values))
  assertNaturalKeys(spec, values)
  return item
}

/**
 * Every attribute that a key template writes, table key included. Attributes of an index whose fields are not all
 * there are left out: sparse, never partial.
 *
 * @throws {KeyError} `key.missing`, `key.empty`, `key.too-long`, `key.value`, `key.ambiguous`
 */
export const encodeKeys = (spec: ModelSpec, values: Values): Record<string, AttributeValue> => {
  const keys: Record<string, AttributeValue> = {}
  for (const key of spec.keyAttributes) {
    const text = encodeKeyAttribute(spec, key, values)
    if (text !== undefined) keys[key.attribute] = { S: text }
  }
  for (const entry of spec.fields) if (entry.spec.keyOnly) assertHeld(spec, entry, { values, keys })
  return keys
}

/**
 * A field that only keys hold needs one that is written: with all its index keys incomplete, its value would be lost.
 *
 * @throws {KeyError} `key.missing`
 */
export const assertHeld = (
  spec: ModelSpec,
  { name }: FieldEntry,
  { values, keys }: { values: Values; keys: Readonly<Record<string, AttributeValue | undefined>> },
): void => {
  const holders = spec.keyAttributes.filter(({ codec }) => codec.fields.includes(name))
  if (isAbsent(values[name]) || holders.some(({ attribute }) => keys[attribute] !== undefined)) return
  const fields = new Set(holders.flatMap(({ patterns }) => patterns.flatMap((pattern) => pattern.fields)))
  const absent = [...fields].filter((entry) => isAbsent(values[entry.name])).map((entry) => `'${entry.name}'`)
  throw new KeyError(
    'key.missing',
    `The field '${name}' of ${spec.name} is stored in index keys only, and each of them lacks a field: ${absent.join(', ')}.`,
    { hint: 'Give those fields too, or store the field by leaving out keyOnly().' },
  )
}

/** Text of one key attribute; `undefined` where no pattern that uses it is complete. */
export const encodeKeyAttribute = (spec: ModelSpec, key: KeyAttribute, values: Values): string | undefined => {
  if (!key.primary && !key.patterns.some((pattern) => isComplete(pattern, values))) return undefined
  const text = key.codec.encode(values)
  if (text === undefined) {
    if (!key.primary) return undefined
    throw missingKey(
      spec,
      key.codec.fields.filter((name) => isAbsent(values[name])),
    )
  }
  assertKeySize(text, key.side, `The key attribute '${key.attribute}' of ${spec.name}`)
  return text
}

/**
 * The table key of an item, from the primary key's field values.
 *
 * @throws {KeyError} `key.missing`, `key.empty`, `key.too-long`, `key.value`, `key.ambiguous`
 */
export const encodePrimaryKey = (spec: ModelSpec, values: Values): Item => {
  const key: Record<string, AttributeValue> = {}
  encodeSide(spec, { side: spec.primary.pk, role: 'pk', values }, key)
  if (spec.primary.sk !== undefined) encodeSide(spec, { side: spec.primary.sk, role: 'sk', values }, key)
  return key
}

/** Whether every field of a pattern has a value. */
export const isComplete = (pattern: PatternSpec, values: Values): boolean =>
  pattern.fields.every((entry) => !isAbsent(values[entry.name]))

const encodeSide = (
  spec: ModelSpec,
  { side, role, values }: { side: KeySide; role: 'pk' | 'sk'; values: Values },
  into: Record<string, AttributeValue>,
): void => {
  const missing = side.fields.filter((entry) => isAbsent(values[entry.name]))
  if (missing.length > 0)
    throw missingKey(
      spec,
      missing.map((entry) => entry.name),
    )
  if (side.kind === 'template') {
    const text = side.codec.encode(values) as string
    assertKeySize(text, role, `The key attribute '${side.attribute}' of ${spec.name}`)
    into[side.attribute] = { S: text }
    return
  }
  for (const entry of side.fields) {
    const value = entry.spec.encode(values[entry.name])
    if (value === undefined) throw missingKey(spec, [entry.name])
    assertNaturalKey(spec, { entry, value, role })
    into[entry.attribute] = value
  }
}

/**
 * Natural key attributes obey the same limits as written ones.
 *
 * @throws {KeyError} `key.missing`, `key.empty`, `key.too-long`, `key.value`
 */
export const assertNaturalKeys = (spec: ModelSpec, values: Values): void => {
  for (const pattern of spec.patterns) {
    for (const [role, side] of [
      ['pk', pattern.pk],
      ['sk', pattern.sk],
    ] as const) {
      if (side?.kind !== 'natural') continue
      for (const entry of side.fields) {
        const value = encodeField(entry, values[entry.name])
        if (value !== undefined) assertNaturalKey(spec, { entry, value, role })
        else if (pattern.index === undefined) throw missingKey(spec, [entry.name])
      }
    }
  }
}

/** Checks one natural key attribute. */
export const assertNaturalKey = (
  spec: ModelSpec,
  { entry, value, role }: { entry: FieldEntry; value: AttributeValue; role: 'pk' | 'sk' },
): void => {
  const what = `The key attribute '${entry.attribute}' of ${spec.name}`
  if ('S' in value) assertKeySize(value.S, role, what)
  else if ('B' in value && value.B === '') throw new KeyError('key.empty', `${what} is empty.`)
  else if ('NULL' in value) throw new KeyError('key.value', `${what} is null.`)
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null

const missingKey = (spec: ModelSpec, names: readonly string[]): KeyError =>
  new KeyError(
    'key.missing',
    `The primary key of ${spec.name} needs ${spec.primary.fields.map(({ name }) => `'${name}'`).join(', ')}; ${names
      .map((name) => `'${name}'`)
      .join(', ')} ${names.length === 1 ? 'is' : 'are'} not given.`,
  )
