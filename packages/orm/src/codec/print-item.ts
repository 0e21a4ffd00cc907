/**
 * Values → the JSON text of the whole wire item, without making its tree. Equal to `JSON.stringify` of what `encodeItem`
 * gives, and refuses the same values with the same errors.
 */
import type { FieldEntry } from '../field/field-spec.ts'
import { factsOf } from '../schema/model-facts.ts'
import type { KeyAttribute, ModelSpec } from '../schema/model-spec.ts'
import { perModel } from '../schema/per-model.ts'
import { quote } from '../util/json-text.ts'
import type { Item } from '../wire/attribute-value.ts'
import { assertNaturalKeys, encodeKeyAttribute, encodeKeys, type Values } from './encode-item.ts'

/** What an item holds beside its model's fields, keys and type. */
export interface PrintedWith {
  /** Attributes that the model does not own. */
  readonly unknown?: Item | undefined
  /** The version, where the model has one. */
  readonly version?: number | undefined
}

/**
 * The text of an item.
 *
 * @throws {KeyError} as `encodeKeys`
 */
export const printItem = (spec: ModelSpec, values: Values, { unknown, version }: PrintedWith = {}): string => {
  const { keys, type, fields, version: versionText, hasKeyOnly, hasNatural } = shapeOf(spec)
  let out = unknown === undefined ? '' : JSON.stringify(unknown).slice(1, -1)
  // Refuses values that would be stored nowhere.
  if (hasKeyOnly) encodeKeys(spec, values)
  for (const { key, before } of keys) {
    const text = encodeKeyAttribute(spec, key, values)
    if (text !== undefined) out += `${out === '' ? '' : ','}${before}${quote(text)}}`
  }
  if (type !== '') out += out === '' ? type : `,${type}`
  for (const { name, before, spec: field } of fields) {
    const value = values[name]
    const text = value === undefined ? undefined : field.print(value)
    if (text !== undefined) out += `${out === '' ? '' : ','}${before}${text}`
  }
  if (version !== undefined) out += `,${versionText}{"N":"${version}"}`
  if (hasNatural) assertNaturalKeys(spec, values)
  return `{${out}}`
}

/** What of the text is the same for every item. */
interface ItemShape {
  readonly keys: readonly { readonly key: KeyAttribute; readonly before: string }[]
  readonly type: string
  readonly fields: readonly (FieldEntry & { readonly before: string })[]
  readonly version: string
  readonly hasKeyOnly: boolean
  readonly hasNatural: boolean
}

const shapeOf = perModel((spec): ItemShape => {
  const { typeAttribute } = spec.table
  return {
    // An index may be keyed by the type, which is written once.
    keys: spec.keyAttributes
      .filter(({ attribute }) => attribute !== typeAttribute)
      .map((key) => ({ key, before: `${quote(key.attribute)}:{"S":` })),
    type: typeAttribute === undefined ? '' : `${quote(typeAttribute)}:{"S":${quote(spec.type)}}`,
    fields: spec.fields
      .filter((entry) => !entry.spec.keyOnly)
      .map((entry) => ({ ...entry, before: `${quote(entry.attribute)}:` })),
    version: `${quote(spec.locking?.attribute ?? '')}:`,
    hasKeyOnly: factsOf(spec).keyOnly.length > 0,
    hasNatural: factsOf(spec).hasNatural,
  }
})
