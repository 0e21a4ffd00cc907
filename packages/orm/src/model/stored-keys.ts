/** The key attributes of an item as a model stores them, of the table and of every index that it is in. */
import { encodeKeys, type Values } from '../codec/encode-item.ts'
import type { ModelSpec } from '../schema/model-spec.ts'

/** Attribute name → what is stored: text of a template, or a field's own value. */
export const storedKeys = (spec: ModelSpec, values: Values): Record<string, unknown> => {
  const keys: Record<string, unknown> = {}
  for (const [attribute, value] of Object.entries(encodeKeys(spec, values))) if ('S' in value) keys[attribute] = value.S
  for (const { pk, sk } of spec.patterns)
    for (const side of [pk, sk])
      if (side?.kind === 'natural')
        for (const { name, attribute } of side.fields) if (values[name] !== undefined) keys[attribute] = values[name]
  return keys
}
