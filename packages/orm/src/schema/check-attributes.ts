/** Where fields are stored: no attribute has two owners, and no field ends up in an index key that cannot hold it. */
import type { Problem } from '../errors/errors.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import type { KeyAttribute, PatternSpec, RegisteredTable } from './model-spec.ts'
import type { KeySlot } from './table-spec.ts'

/** What decides whether a model's attributes are well chosen. */
export interface AttributeContext {
  readonly table: RegisteredTable
  readonly type: string
  /** `undefined` where a pattern has problems of its own, so that not all references are known. */
  readonly patterns: readonly PatternSpec[] | undefined
  readonly keyAttributes: readonly KeyAttribute[]
}

/** Problems of fields with the attributes that they are stored under. */
export const checkAttributes = (entries: readonly FieldEntry[], context: AttributeContext): Problem[] => [
  ...entries.flatMap((entry) => {
    const message = entry.spec.keyOnly ? checkKeyOnly(entry, context.patterns) : checkStored(entry, context)
    return message === undefined ? [] : [{ path: `fields.${entry.name}`, message }]
  }),
  ...checkTypeAttribute(context),
]

const checkStored = ({ attribute, spec }: FieldEntry, { table, keyAttributes }: AttributeContext) => {
  if (keyAttributes.some((key) => key.attribute === attribute))
    return `Its attribute '${attribute}' is written by a key template; store it under another name with .as(…).`
  if (attribute === table.typeAttribute)
    return `Its attribute '${attribute}' holds the model's type; store it under another name with .as(…).`
  const slots = slotsOf(table).filter((slot) => names(slot).includes(attribute))
  if (slots.length > 0 && slots.every(({ kind }) => kind === 'template'))
    return `Its attribute '${attribute}' is a key attribute of the table, which key templates write; store it under another name with .as(…).`
  const expected = keyTypeOf(table, attribute)
  if (expected === undefined || spec.keyType === expected || (expected === 'any' && spec.keyType !== undefined))
    return undefined
  return expected === 'any'
    ? `Its attribute '${attribute}' is a key of an index, so it must be stored as a string, a number or binary.`
    : `Its attribute '${attribute}' is a key of an index that holds the type ${expected}, but the field is stored as ${spec.keyType ?? 'another type'}.`
}

/** Wire type of a key attribute of the table; `'any'` while no model has settled it, `undefined` if it is no key. */
const keyTypeOf = (table: RegisteredTable, attribute: string): 'S' | 'N' | 'B' | 'any' | undefined => {
  const slot = slotsOf(table).find((candidate) => names(candidate).includes(attribute))
  if (slot === undefined) return undefined
  if (slot.kind === 'template') return 'S'
  const owners = table.models.map((model) => model.byAttribute(attribute)?.spec)
  return owners.find((spec) => spec?.keyType !== undefined && !spec.keyOnly)?.keyType ?? 'any'
}

const slotsOf = (table: RegisteredTable): readonly KeySlot[] =>
  [table.pk, table.sk, ...[...table.indexes.values()].flatMap(({ pk, sk }) => [pk, sk])].filter(
    (slot) => slot !== undefined,
  )

const names = (slot: KeySlot): readonly string[] => (slot.kind === 'template' ? [slot.attribute] : slot.attributes)

/** A field that is not stored on its own must be in a key, and a key holds no null. */
const checkKeyOnly = (entry: FieldEntry, patterns: readonly PatternSpec[] | undefined) => {
  if (patterns?.every((pattern) => !pattern.fields.includes(entry)))
    return 'It is .keyOnly(), but no key template references it, so its value would be lost.'
  return entry.spec.nullable ? 'It is .keyOnly() and .nullable(), but a key holds no null.' : undefined
}

/** Where an index is keyed by the type attribute, its template gives the type. */
const checkTypeAttribute = ({ table, type, keyAttributes }: AttributeContext): Problem[] =>
  keyAttributes
    .filter(({ attribute, codec }) => attribute === table.typeAttribute && codec.template.text !== type)
    .map(({ attribute, patterns }) => ({
      path: `keys.${patterns[0]?.name}`,
      message: `It writes the attribute '${attribute}', which holds the model's type; use the template '{$type}'.`,
    }))
