/** Field values of the primary key. */
import type { FieldEntry } from '../field/field-spec.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Values } from './encode-item.ts'

/** The primary key's field values, out of more. */
export const keyValuesOf = (spec: ModelSpec, values: Values): Record<string, unknown> =>
  Object.fromEntries(spec.primary.fields.map(({ name }: FieldEntry) => [name, values[name]]))
