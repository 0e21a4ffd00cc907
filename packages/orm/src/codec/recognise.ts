/** Which model an item belongs to: by the stored type, or, where none is stored, by its primary key. */
import type { KeySide, ModelSpec, RegisteredTable } from '../schema/model-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'

/** The model that the item belongs to; `undefined` if it is none of the table's. */
export const recognise = (table: RegisteredTable, item: Item): ModelSpec | undefined => {
  const type = storedType(table, item)
  return type !== undefined
    ? table.models.find((model) => model.type === type)
    : table.models.find((model) => matchesPrimary(model, attributesOf(item)))
}

/** The same of an item of an answer. */
export const recogniseAny = (table: RegisteredTable, item: TypedItem): ModelSpec | undefined => {
  const type = item.typeIn(table)
  return table.models.find((model) => (type === undefined ? matchesPrimary(model, item) : model.type === type))
}

/** The model among `spec` and those that extend it that the item belongs to; `undefined` if it is another's. */
export const recogniseAs = (spec: ModelSpec, item: Item): ModelSpec | undefined => {
  const type = storedType(spec.table, item)
  if (type === undefined) return matchesPrimary(spec, attributesOf(item)) ? spec : undefined
  return recogniseType(spec, type)
}

/** An item whose type may be known without looking into it. */
export interface TypedItem extends StoredAttributes {
  typeIn(table: Pick<RegisteredTable, 'typeAttribute'>): string | undefined
}

/** Stored attributes, of which not all need to be parsed. */
interface StoredAttributes {
  attribute(name: string): AttributeValue | undefined
  has(name: string): boolean
}

/** The same of an item of an answer. */
export const recogniseRead = (spec: ModelSpec, item: TypedItem): ModelSpec | undefined => {
  const type = item.typeIn(spec.table)
  if (type === undefined) return matchesPrimary(spec, item) ? spec : undefined
  return recogniseType(spec, type)
}

const recogniseType = (spec: ModelSpec, type: string): ModelSpec | undefined => {
  if (type === spec.type) return spec
  return spec.types.has(type) ? spec.table.models.find((model) => model.type === type) : undefined
}

/** The stored type of an item; `undefined` if it has none. */
export const storedType = (table: Pick<RegisteredTable, 'typeAttribute'>, item: Item): string | undefined => {
  const stored = table.typeAttribute === undefined ? undefined : item[table.typeAttribute]
  return stored !== undefined && 'S' in stored ? stored.S : undefined
}

/** Whether the item's table key is one that the model writes. */
const matchesPrimary = ({ primary }: ModelSpec, item: StoredAttributes): boolean =>
  matchesSide(primary.pk, item) && (primary.sk === undefined || matchesSide(primary.sk, item))

const matchesSide = (side: KeySide, item: StoredAttributes): boolean => {
  if (side.kind === 'natural') return side.fields.every((entry) => item.has(entry.attribute))
  const stored = item.attribute(side.attribute)
  return stored !== undefined && 'S' in stored && side.codec.matches(stored.S)
}

const attributesOf = (item: Item): StoredAttributes => ({
  attribute: (name) => item[name],
  has: (name) => item[name] !== undefined,
})
