/** `f.enum(…)` and `f.literal(…)`: one of several fixed values. On read only the type is checked, not the choice. */
import type { AttributeValue } from '../wire/attribute-value.ts'
import { listValues } from './describe.ts'
import type { FieldSpec } from './field-spec.ts'
import { type FieldKernel, mismatch, printBoolean, printNumber, printText, refuseField, report } from './kernel.ts'
import { scanBoolean } from './scalar-field.ts'
import { scanText } from './string-field.ts'

/** A fixed value. */
export type Choice = string | number | boolean

/** Choices of one JavaScript type; an enum is of strings. */
export const choiceKernel = (kind: 'enum' | 'literal', values: readonly Choice[]): FieldKernel => {
  const type = choiceType(kind, values)
  const choices = new Set<unknown>(values)
  const expected = `Expected ${values.length === 1 ? '' : 'one of '}${listValues(values)}.`
  return {
    kind,
    key: choiceKey(type, values),
    keyType: type === 'string' ? 'S' : type === 'number' ? 'N' : undefined,
    values: Object.freeze([...values]),
    parse: (value, path, context) => (choices.has(value) ? value : report(context, path, expected)),
    encode: encodeChoice[type],
    print: printChoice[type],
    // A literal 0 is met by −0 as well.
    faithful: type !== 'number',
    decode: decodeChoice[type],
    scan: scanChoice[type],
  }
}

type ChoiceType = 'string' | 'number' | 'boolean'

const choiceType = (kind: string, values: readonly Choice[]): ChoiceType => {
  const types = [...new Set(values.map((value) => typeof value))]
  const type = types[0]
  const known = type === 'string' || type === 'number' || type === 'boolean'
  if (!known || types.length > 1 || values.some((value) => typeof value === 'number' && !Number.isFinite(value)))
    return refuseField(`f.${kind}(…)`, {
      path: 'values',
      message: 'The values must be at least one, and all strings, all finite numbers or all booleans.',
    })
  return type
}

const choiceKey = (type: ChoiceType, values: readonly Choice[]): FieldSpec['key'] =>
  type === 'string' ? { kind: 'string', values: values.map(String) } : { kind: type }

const encodeChoice: Readonly<Record<ChoiceType, FieldKernel['encode']>> = {
  string: (value) => ({ S: value as string }),
  number: (value) => ({ N: String(value) }),
  boolean: (value) => ({ BOOL: value as boolean }),
}

const printChoice: Readonly<Record<ChoiceType, FieldSpec['print']>> = {
  string: printText,
  number: printNumber,
  boolean: printBoolean,
}

const decodeChoice: Readonly<Record<ChoiceType, (value: AttributeValue) => Choice>> = {
  string: (value) => {
    if ('S' in value) return value.S
    throw mismatch('S (one of several strings)', value)
  },
  number: (value) => {
    if ('N' in value) return Number(value.N)
    throw mismatch('N (a fixed number)', value)
  },
  boolean: (value) => {
    if ('BOOL' in value) return value.BOOL
    throw mismatch('BOOL (a fixed boolean)', value)
  },
}

const scanChoice: Readonly<Record<ChoiceType, NonNullable<FieldKernel['scan']>>> = {
  string: scanText,
  number: (scanner) => scanner.number(),
  boolean: scanBoolean,
}
