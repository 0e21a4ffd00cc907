/** What an upsert does to an item that is there, beside the changes: absent fields get values, index keys come into step. */
import { encodeField, encodeKeyAttribute, type Values } from '../codec/encode-item.ts'
import { type ChangeNode, setNode } from '../expression/change.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { tableKeyAttributes } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { PreparedChanges } from './prepare-changes.ts'

/** An item as it is stored, and its values. */
interface Stored {
  readonly item: Item
  readonly values: Values
}

/** Changes, with values for the fields that the item lacks, and those fields. A value that a key holds is kept. */
export const fillAbsent = (
  spec: ModelSpec,
  changes: PreparedChanges,
  { item, values, fresh }: Stored & { readonly fresh: Values },
): { readonly changes: PreparedChanges; readonly filled: readonly FieldEntry[] } => {
  const nodes: ChangeNode[] = []
  const keyed: Record<string, unknown> = {}
  const filled: FieldEntry[] = []
  for (const entry of spec.fields) {
    const { name, attribute, spec: field } = entry
    if (changes.touched.has(name) || spec.primary.fields.includes(entry) || field.computed !== undefined) continue
    const value = values[name] ?? fresh[name]
    if (field.keyOnly ? value === values[name] : item[attribute] !== undefined) continue
    const encoded = encodeField(entry, value)
    if (encoded === undefined) continue
    filled.push(entry)
    if (field.keyOnly) keyed[name] = value
    else nodes.push(setNode(attribute, encoded))
  }
  if (filled.length === 0) return { changes, filled }
  return {
    changes: {
      nodes: [...changes.nodes, ...nodes],
      keyed: { ...changes.keyed, ...keyed },
      touched: new Set([...changes.touched, ...filled.map(({ name }) => name)]),
    },
    filled,
  }
}

/** Names of the fields of index keys that are not what the templates give: the item was written by something else. */
export const strayFields = (spec: ModelSpec, { item, values }: Stored): string[] => {
  const tableKey = tableKeyAttributes(spec.table)
  return spec.keyAttributes.flatMap((key) => {
    if (key.primary || tableKey.includes(key.attribute)) return []
    const text = encodeKeyAttribute(spec, key, values)
    const stored = item[key.attribute]
    const isRight =
      text === undefined ? stored === undefined : stored !== undefined && 'S' in stored && stored.S === text
    return isRight ? [] : key.patterns.flatMap(({ fields }) => fields.map(({ name }) => name))
  })
}
