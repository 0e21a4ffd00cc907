/** Conditions that say "as it was when it was read": what makes a computed key or marker safe against other writers. */
import { attributeEquals, attributeExists, attributeMissing, type ConditionNode } from '../expression/condition.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { hasMarkers } from './heirs.ts'
import { keyAttribute } from './write-plan.ts'

/** One condition per attribute that holds one of the fields; the table key needs none, it names the item. */
export const guardFields = (spec: ModelSpec, fields: Iterable<FieldEntry>, item: Item): ConditionNode[] => {
  const attributes = new Set<string>()
  for (const entry of fields) {
    if (spec.primary.fields.includes(entry)) continue
    if (!entry.spec.keyOnly) attributes.add(entry.attribute)
    // A field that the item lacks as an attribute was read from the index keys that reference it.
    if (entry.spec.keyOnly || item[entry.attribute] === undefined)
      for (const key of spec.keyAttributes)
        if (!key.primary && key.codec.fields.includes(entry.name)) attributes.add(key.attribute)
  }
  return [...attributes].map((attribute) => {
    const value = item[attribute]
    return value === undefined ? attributeMissing(attribute) : attributeEquals(attribute, value)
  })
}

/**
 * The markers that go with an item are those of what was read, so what was read must still be there.
 *
 * @param stored `null`: nothing was; `undefined`: it was not read, and no marker goes
 */
export const guardMarkers = (spec: ModelSpec, stored: Item | null | undefined): ConditionNode[] => {
  if (stored === undefined || !hasMarkers(spec)) return []
  if (stored === null) return [attributeMissing(keyAttribute(spec))]
  const fields = new Set(spec.unique.flatMap((constraint) => constraint.fields))
  return [attributeExists(keyAttribute(spec)), ...guardFields(spec, fields, stored)]
}
