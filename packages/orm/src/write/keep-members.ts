/**
 * What no field names, in an item that is put or a value that is written anew: attributes, members of maps, and whatever
 * elements hold that did not change.
 */
import { type ChangeNode, setPathNode, setValue } from '../expression/change.ts'
import { equalValues } from '../expression/compare-values.ts'
import { valueAt } from '../expression/evaluate.ts'
import type { Path } from '../expression/path.ts'
import type { FieldSpec } from '../field/field-spec.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
import { type StoredItem, toStoredItem } from '../wire/stored-item.ts'

/** The attributes of an item that the model does not own. */
export const unknownAttributes = ({ attributes }: ModelSpec, item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([attribute]) => !attributes.has(attribute)))

/** An item with the members that the one before it has, and no field names. */
export const keepMembers = (spec: ModelSpec, item: StoredItem, before: Item): StoredItem => {
  const entries = spec.fields.filter(({ attribute }) => holdsMore(before[attribute]))
  if (entries.length === 0) return item
  const kept: Record<string, AttributeValue> = { ...item.toItem() }
  for (const { attribute, spec: field } of entries) {
    const [stored, value] = [before[attribute], kept[attribute]]
    if (stored !== undefined && value !== undefined) kept[attribute] = keepInside(field, stored, value)
  }
  return toStoredItem(kept)
}

/** The changes of a save: values that are written as a whole keep what the item as it was loaded has in them. */
export const keepInChanges = (
  spec: ModelSpec,
  nodes: readonly ChangeNode[],
  before: StoredItem,
): readonly ChangeNode[] =>
  nodes.map((node) => {
    if (node.action !== 'SET' || node.operand.kind !== 'value' || !holdsMore(node.operand.value)) return node
    const item = before.toItem()
    const [field, stored] = [fieldAt(spec, node.path, item), valueAt(item, node.path)]
    if (field === undefined || stored === undefined) return node
    const value = keepInside(field, stored, node.operand.value)
    return { ...node, ...setPathNode(node.path, setValue(value), node.idempotent) }
  })

/** The field at a wire path of a stored item. */
const fieldAt = (spec: ModelSpec, [attribute, ...segments]: Path, item: Item): FieldSpec | undefined => {
  let field = spec.byAttribute(attribute)?.spec
  let stored = item[attribute]
  for (const segment of segments) {
    if (field === undefined || stored === undefined) return undefined
    const next = valueAt({ stored }, ['stored', segment])
    field = typeof segment === 'number' ? field.child(segment)?.spec : childrenOf(field, stored).get(segment)
    stored = next
  }
  return field
}

/** The declared members that a stored map has, by attribute. */
const childrenOf = (spec: FieldSpec, stored: AttributeValue): ReadonlyMap<string, FieldSpec> =>
  new Map(
    Object.keys(spec.decode(stored) as object).flatMap((name) => {
      const child = spec.child(name)
      return child === undefined ? [] : [[String(child.attribute), child.spec] as const]
    }),
  )

/** A new value with what the stored one holds beside its members: as it is stored, where both read the same. */
export const keepInside = (spec: FieldSpec, stored: AttributeValue, value: AttributeValue): AttributeValue => {
  if (!holdsMore(stored)) return value
  try {
    if (isSameRead(spec, stored, value)) return stored
    if ('M' in stored && 'M' in value) return { M: keepInMap(spec, stored.M, value.M) }
    if ('L' in stored && 'L' in value) return { L: keepInList(spec, stored.L, value.L) }
  } catch {
    // What cannot be read as the field has it is replaced.
  }
  return value
}

const holdsMore = (value: AttributeValue | undefined): boolean => value !== undefined && ('M' in value || 'L' in value)

const isSameRead = (spec: FieldSpec, stored: AttributeValue, value: AttributeValue): boolean => {
  const read = spec.encode(spec.decode(stored))
  return read !== undefined && equalValues(read, value)
}

const keepInMap = (spec: FieldSpec, stored: Item, value: Item): Item => {
  if (spec.kind !== 'map' && spec.kind !== 'record') return value
  const children = childrenOf(spec, { M: stored })
  const members: [string, AttributeValue][] = Object.entries(stored).filter(([attribute]) => !children.has(attribute))
  for (const [attribute, member] of Object.entries(value)) {
    const [child, before] = [children.get(attribute), stored[attribute]]
    members.push([attribute, child && before ? keepInside(child, before, member) : member])
  }
  return Object.fromEntries(members)
}

/** Of an element that changed nobody knows which one it was before. */
const keepInList = (
  spec: FieldSpec,
  stored: readonly AttributeValue[],
  value: readonly AttributeValue[],
): AttributeValue[] => {
  const free = new Map<string, AttributeValue[]>()
  const read = stored.map((element, index) => {
    const child = spec.child(index)?.spec
    return JSON.stringify(child?.encode(child.decode(element)))
  })
  const texts = value.map((element) => JSON.stringify(element))
  // An element that is where it was is that one, whatever others are equal.
  const stays = texts.map((text, index) => text === read[index])
  for (const [index, text] of read.entries())
    if (text !== undefined && stays[index] !== true)
      free.set(text, [...(free.get(text) ?? []), stored[index] as AttributeValue])
  return value.map((element, index) =>
    stays[index] ? (stored[index] as AttributeValue) : (free.get(texts[index] as string)?.shift() ?? element),
  )
}
