/** `f.json()` and `f.any()`: values of any shape, stored by their run-time type. `null` is a value of both. */
import { type AttributeValue, wireTypeOf } from '../wire/attribute-value.ts'
import { defineField } from './define-field.ts'
import { decodeValue, encodeValue, printValue } from './dynamic-value.ts'
import type { FieldSpec } from './field-spec.ts'
import { type FieldKernel, mismatch, nestMismatch, UNKEYABLE } from './kernel.ts'
import { scanValue } from './scan-value.ts'
import { checkStorable, type StorableRules } from './storable.ts'

const jsonRules: StorableRules = {
  expected: 'a JSON value',
  date: 'Expected a JSON value, but got a Date; give its ISO text, or use f.date().',
  bigint: 'Expected a JSON value, but got a bigint; give its text, or use f.bigint().',
  binary: 'Expected a JSON value, but got a Uint8Array; use f.binary() or f.any().',
  set: 'Expected a JSON value, but got a Set; give an array, or use f.set(…).',
}
const anyRules: StorableRules = {
  expected: 'a value that DynamoDB can hold',
  date: true,
  bigint: true,
  binary: true,
  set: true,
}

const dynamicKernel = (kind: 'json' | 'any', rules: StorableRules): Omit<FieldKernel, 'decode'> => ({
  kind,
  key: UNKEYABLE,
  keyType: undefined,
  nulls: true,
  parse: (value, path, context) => {
    checkStorable(value, rules, { path, context })
    return value
  },
  encode: encodeValue,
  print: printValue,
})

/** Anything that the wire can hold. */
export const anyKernel: FieldKernel = {
  ...dynamicKernel('any', anyRules),
  decode: (value) => decodeValue(value, 'exact'),
  scan: (scanner) => scanValue(scanner, { numbers: 'exact', all: true }),
  child: (segment) => ({ attribute: segment, spec: anySpec }),
  get element() {
    return anySpec
  },
}

/** The spec of `f.any()`: also for values inside documents whose shape is not declared. */
export const anySpec: FieldSpec = defineField(anyKernel)

/** JSON: what `JSON.parse` can give. */
export const jsonKernel: FieldKernel = {
  ...dynamicKernel('json', jsonRules),
  decode: (value) => {
    assertJson(value)
    return decodeValue(value, 'number')
  },
  scan: (scanner) => scanValue(scanner, { numbers: 'number', all: false }),
  child: (segment) => ({ attribute: segment, spec: jsonSpec }),
  get element() {
    return jsonSpec
  },
}

const jsonSpec: FieldSpec = defineField(jsonKernel)

/** JSON has neither bytes nor sets. */
const assertJson = (value: AttributeValue): void => {
  const type = wireTypeOf(value)
  if (type === 'B' || type === 'SS' || type === 'NS' || type === 'BS' || type === undefined)
    throw mismatch('S, N, BOOL, NULL, L or M (JSON)', value)
  if ('L' in value) for (const [index, element] of value.L.entries()) assertInside(element, index)
  else if ('M' in value) for (const [name, member] of Object.entries(value.M)) assertInside(member, name)
}

const assertInside = (value: AttributeValue, segment: string | number): void => {
  try {
    assertJson(value)
  } catch (error) {
    throw nestMismatch(error, segment)
  }
}
