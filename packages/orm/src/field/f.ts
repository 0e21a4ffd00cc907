/** `f`: the field builders, one frozen object. Kernels are made when a field is compiled, not when it is declared. */
import type { FieldBuilders } from './builder-types.ts'
import { choiceKernel } from './choice-field.ts'
import { DateBuilder, dateKernel, timestampKernel } from './date-field.ts'
import { anyKernel, jsonKernel } from './dynamic-field.ts'
import { bigintKernel, decimalKernel } from './exact-number-field.ts'
import { ulidField, uuidField } from './id-field.ts'
import { listKernel, tupleKernel } from './list-field.ts'
import { mapKernel } from './map-field.ts'
import { FieldBuilder } from './modifiers.ts'
import { NumberBuilder } from './number-field.ts'
import { recordKernel } from './record-field.ts'
import { binaryKernel, booleanKernel } from './scalar-field.ts'
import { setKernel } from './set-field.ts'
import { standardKernel } from './standard-field.ts'
import { StringBuilder } from './string-field.ts'
import { unionKernel } from './union-field.ts'

/**
 * The field builders. Builders are immutable: every call returns a new one.
 *
 * @example
 * ```ts
 * const address = f.map({ city: f.string().min(1), zip: f.string().optional() })
 * ```
 */
export const f: FieldBuilders = Object.freeze<FieldBuilders>({
  string: () => new StringBuilder(),
  number: () => new NumberBuilder({ integer: false }),
  integer: () => new NumberBuilder({ integer: true }),
  bigint: () => new FieldBuilder(bigintKernel),
  decimal: () => new FieldBuilder(decimalKernel),
  boolean: () => new FieldBuilder(booleanKernel),
  date: () => new DateBuilder(dateKernel),
  timestamp: () => new DateBuilder(timestampKernel),
  binary: () => new FieldBuilder(binaryKernel),
  enum: (first, ...rest) => new FieldBuilder(() => choiceKernel('enum', [first, ...rest])),
  literal: (value) => new FieldBuilder(() => choiceKernel('literal', [value])),
  ulid: ulidField,
  uuid: uuidField,
  list: (element) => new FieldBuilder(() => listKernel(element)),
  tuple: (elements) => new FieldBuilder(() => tupleKernel(elements)),
  map: (members) => new FieldBuilder(() => mapKernel(members)),
  record: (value) => new FieldBuilder(() => recordKernel(value)),
  set: (element) => new FieldBuilder(() => setKernel(element)),
  union: (discriminator, members) => new FieldBuilder(() => unionKernel(discriminator, members)),
  json: () => new FieldBuilder(() => jsonKernel),
  any: () => new FieldBuilder(() => anyKernel),
  from: (schema, options) => new FieldBuilder(() => standardKernel(schema, options)),
})
