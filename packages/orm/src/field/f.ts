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

/** Builders are immutable, so one that is told nothing is always the same one, and is compiled once. */
const once = <Builder>(make: () => Builder): (() => Builder) => {
  let made: Builder | undefined
  return () => {
    made ??= make()
    return made
  }
}

/**
 * The field builders. Builders are immutable: no call changes one.
 *
 * @example
 * ```ts
 * const address = f.map({ city: f.string().min(1), zip: f.string().optional() })
 * ```
 */
export const f: FieldBuilders = Object.freeze<FieldBuilders>({
  string: once(() => new StringBuilder()),
  number: once(() => new NumberBuilder({ integer: false })),
  integer: once(() => new NumberBuilder({ integer: true })),
  bigint: once(() => new FieldBuilder(bigintKernel)),
  decimal: once(() => new FieldBuilder(decimalKernel)),
  boolean: once(() => new FieldBuilder(booleanKernel)),
  date: once(() => new DateBuilder(dateKernel)),
  timestamp: once(() => new DateBuilder(timestampKernel)),
  binary: once(() => new FieldBuilder(binaryKernel)),
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
  json: once(() => new FieldBuilder(() => jsonKernel)),
  any: once(() => new FieldBuilder(() => anyKernel)),
  from: (schema, options) => new FieldBuilder(() => standardKernel(schema, options)),
})
