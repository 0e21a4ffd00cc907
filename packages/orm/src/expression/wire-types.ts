/** Which wire types the values of a field can have, as far as its spec tells. */
import type { FieldKind, FieldSpec } from '../field/field-spec.ts'
import type { WireType } from '../wire/attribute-value.ts'

const typesByKind: Partial<Record<FieldKind, readonly WireType[]>> = {
  string: ['S'],
  enum: ['S'],
  ulid: ['S'],
  uuid: ['S'],
  date: ['S'],
  number: ['N'],
  integer: ['N'],
  bigint: ['N'],
  decimal: ['N'],
  timestamp: ['N'],
  boolean: ['BOOL'],
  binary: ['B'],
  list: ['L'],
  tuple: ['L'],
  map: ['M'],
  record: ['M'],
  set: ['SS', 'NS', 'BS'],
}

/** The wire types of the field's values, NULL aside; `undefined` if any is possible. */
export const wireTypesOf = (spec: FieldSpec): readonly WireType[] | undefined =>
  typesByKind[spec.kind] ?? (spec.keyType === undefined ? undefined : [spec.keyType])

/** Whether values of the field may have one of the types. */
export const mayHaveType = (spec: FieldSpec, types: readonly WireType[]): boolean =>
  wireTypesOf(spec)?.some((type) => types.includes(type)) ?? true

/** Whether members of the field's values are not declared: such values are encoded by their runtime type. */
export const isUntyped = (spec: FieldSpec): boolean =>
  spec.kind === 'any' || spec.kind === 'json' || spec.kind === 'standard'

/** Types with an order, by which DynamoDB compares. */
export const orderedTypes: readonly WireType[] = ['S', 'N', 'B']
