/**
 * Standard Schemas as fields: what the schema gives is stored by its run-time type, and comes back as the same type. What
 * could not come back is refused on write.
 */
import type { KeyEncoding } from '../key/key-encoding.ts'
import type { StandardResult, StandardSchema } from '../types/standard-schema.ts'
import { schema as anySchema, brokenRules } from '../util/option-rules.ts'
import { type AttributeValue, type WireType, wireTypeOf } from '../wire/attribute-value.ts'
import type { FromOptions, SchemaKey } from './builder-types.ts'
import { reportIssues } from './check.ts'
import { dateKernel, isStoredIso, timestampKernel } from './date-field.ts'
import { defineField, scanNullable } from './define-field.ts'
import { anySpec } from './dynamic-field.ts'
import { decodeValue, encodeValue, printValue } from './dynamic-value.ts'
import { bigintKernel, decimalKernel } from './exact-number-field.ts'
import type { FieldSpec } from './field-spec.ts'
import { jsonTypes, keyOfSchema, outputSchema } from './json-schema.ts'
import { type FieldKernel, mismatch, NULL_TEXT, type ParsePlace, printerOf, refuseField, reportType } from './kernel.ts'
import { isMembers } from './member.ts'
import { numberKernel } from './number-field.ts'
import { probe, probeAmbiguous } from './probe-schema.ts'
import { binaryKernel, booleanKernel } from './scalar-field.ts'
import { scanStoredIso } from './scan-iso.ts'
import { scanValue } from './scan-value.ts'
import { checkStorable, type StorableRules } from './storable.ts'
import { stringKernel } from './string-field.ts'

/**
 * The spec of whatever declares a field: a builder of `f`, or a schema of any library.
 *
 * @throws {DefinitionError} `definition.invalid` if it is neither, or a field that cannot be
 */
export const toFieldSpec = (declared: StandardSchema): FieldSpec => {
  const given: unknown = declared
  // Arktype's schemas are functions.
  const known = (typeof given === 'object' && given !== null) || typeof given === 'function'
  if (known && '~field' in given) return given['~field'] as FieldSpec
  if (known && '~standard' in given) return specs.get(declared) ?? remember(declared)
  return refuseField('that was given', {
    path: 'schema',
    message: 'A field is a builder of f, or a schema that follows Standard Schema (zod, valibot, arktype, …).',
  })
}

/** A schema as a field; with `options.key` its output is that type, and is stored as `f`’s own field of it would be. */
export const standardKernel = (schema: StandardSchema, options: FromOptions = {}): FieldKernel => {
  const wrong = brokenRules({ schema: schema ?? null }, { schema: anySchema })
  if (wrong.length > 0) refuseField('f.from(…)', ...wrong)
  const output = options.key === undefined ? storedByType(schema) : storedAs(options.key)
  const given = probe(schema, undefined)
  const print = printerOf(output)
  return {
    ...output,
    kind: 'standard',
    checked: true,
    nulls: true,
    optional: given !== undefined && given.value === undefined,
    generate: given?.value === undefined ? undefined : () => probe(schema, undefined)?.value,
    child: (segment) => ({ attribute: segment, spec: anySpec }),
    parse: (value, path, context) => {
      if (context.stored) return value === null ? null : (output.check ?? output.parse)(value, path, context)
      const result = schema['~standard'].validate(value)
      if (!(result instanceof Promise)) return settle(output, result, { path, context })
      const place = { path: [...path], context }
      return result.then((settled) => settle(output, settled, place))
    },
    encode: (value) => (value === null ? { NULL: true } : output.encode(value)),
    print: (value) => (value === null ? NULL_TEXT : print(value)),
    decode: (value) => ('NULL' in value ? null : output.decode(value)),
    scan: output.scan && scanNullable(output.scan),
  }
}

/** Schemas are probed once, however many models and containers name them. */
const specs = new WeakMap<StandardSchema, FieldSpec>()

const remember = (schema: StandardSchema): FieldSpec => {
  const spec = defineField(standardKernel(schema))
  specs.set(schema, spec)
  return spec
}

/** How the schema's output is checked, stored and read; never gets `null`. */
type OutputKernel = Pick<
  FieldKernel,
  'key' | 'keyType' | 'parse' | 'encode' | 'print' | 'faithful' | 'decode' | 'scan' | 'absent' | 'element'
> & {
  /** As `parse`, for values that did not come from the schema just now; default: the same. */
  readonly check?: FieldKernel['parse']
}

const settle = (output: OutputKernel, result: StandardResult<unknown>, place: ParsePlace): unknown => {
  if (result.issues !== undefined) return reportIssues(result.issues, place)
  const { value } = result
  return value === undefined || value === null ? value : output.parse(value, place.path, place.context)
}

const storedAs = (key: SchemaKey): OutputKernel => {
  const kernel = kernels[key]
  return kernel === undefined
    ? refuseField('f.from(…)', {
        path: 'key',
        message: `There is no key type '${String(key)}'; there are ${Object.keys(kernels).join(', ')}.`,
      })
    : kernel()
}

const kernels: Readonly<Record<SchemaKey, () => FieldKernel>> = {
  string: stringKernel,
  number: () => numberKernel({ integer: false }),
  integer: () => numberKernel({ integer: true }),
  bigint: bigintKernel,
  decimal: decimalKernel,
  boolean: booleanKernel,
  date: dateKernel,
  timestamp: timestampKernel,
  binary: binaryKernel,
}

/** A schema whose output type is known from its JSON Schema, found by probing, or not known at all. */
const storedByType = (schema: StandardSchema): OutputKernel => {
  const described = outputSchema(schema)
  const types = jsonTypes(described)
  const ambiguous = types === undefined ? probeAmbiguous(schema) : undefined
  const key = ambiguous === undefined ? described && keyOfSchema(described) : { kind: ambiguous }
  const rules: StorableRules = {
    expected: 'a value that DynamoDB can hold',
    date: refusal('Date', 'date'),
    bigint: refusal('bigint', 'bigint'),
    binary: true,
    set: true,
  }
  const parse: FieldKernel['parse'] = (value, path, context) => {
    if (ambiguous !== undefined && isAmbiguous[ambiguous](value))
      return kernels[ambiguous]().parse(value, path, context)
    checkStorable(value, rules, { path, context })
    return Object.is(value, -0) ? 0 : value
  }
  return {
    key: key ?? (isContainer(types) ? CONTAINER_KEY : UNKNOWN_KEY),
    keyType: key === undefined ? undefined : keyTypes[key.kind],
    element: types === undefined || types.has('array') ? anySpec : undefined,
    absent: probe(schema, new Set())?.value instanceof Set ? () => new Set() : undefined,
    parse,
    check: (value, path, context) => {
      const expected = whatElse(value, { schema, types, ambiguous })
      return expected === undefined ? parse(value, path, context) : reportType(expected, value, { path, context })
    },
    encode: encodeValue,
    print: printValue,
    faithful: ambiguous === undefined && types !== undefined && [...types].every((type) => scalars.has(type)),
    decode: reader(types, ambiguous),
    scan: textReader(types, ambiguous),
  }
}

/** What an output would have been, if the value is none; `undefined` where it may be one. */
const whatElse = (
  value: unknown,
  { schema, types, ambiguous }: OutputTypes & { readonly schema: StandardSchema },
): string | undefined => {
  if (ambiguous !== undefined) {
    const fits = isAmbiguous[ambiguous](value) || Object.is(probe(schema, value)?.value, value)
    return fits ? undefined : `a ${ambiguous === 'date' ? 'Date' : 'bigint'}`
  }
  if (types === undefined || [...types].some((type) => isOfJsonType[type]?.(value))) return undefined
  return `a value of the type ${[...types].join(' or ')}`
}

/** What is known of a schema's outputs. */
interface OutputTypes {
  readonly types: ReadonlySet<string> | undefined
  readonly ambiguous: 'date' | 'bigint' | undefined
}

const isOfJsonType: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: isMembers,
}

const scalars: ReadonlySet<string> = new Set(['string', 'number', 'integer', 'boolean', 'null'])

const UNKNOWN_KEY =
  "The type of this schema's output is not known; name it with f.from(schema, { key: 'string' | 'number' | 'date' | … })."
const CONTAINER_KEY = 'A key cannot hold lists or maps, which this schema gives.'

const refusal = (type: string, key: SchemaKey): string =>
  `Expected a value that comes back as it was, but got a ${type}, which is stored as ${type === 'Date' ? 'text' : 'a number'}; ` +
  `use f.from(schema, { key: '${key}' }) for a field, or f.map({ … }) with f.${key}() for a member.`

const keyTypes: Readonly<Record<KeyEncoding['kind'], FieldSpec['keyType']>> = {
  string: 'S',
  date: 'S',
  boolean: undefined,
  binary: 'B',
  padded: 'N',
  number: 'N',
  bigint: 'N',
  decimal: 'N',
  timestamp: 'N',
}

const isContainer = (types: ReadonlySet<string> | undefined): boolean =>
  types !== undefined && [...types].every((type) => type === 'array' || type === 'object')

const isAmbiguous = {
  date: (value: unknown): boolean => value instanceof Date,
  bigint: (value: unknown): boolean => typeof value === 'bigint',
}

const wireOf: Readonly<Record<string, WireType>> = {
  string: 'S',
  number: 'N',
  integer: 'N',
  boolean: 'BOOL',
  array: 'L',
  object: 'M',
  null: 'NULL',
}

/** Reads by wire type; text or numbers come back as what the probe found where they are its wire form. */
const reader = (
  types: ReadonlySet<string> | undefined,
  ambiguous: 'date' | 'bigint' | undefined,
): ((value: AttributeValue) => unknown) => {
  if (ambiguous === 'date')
    return (value) => ('S' in value && isStoredIso(value.S) ? new Date(value.S) : decodeValue(value, 'number'))
  if (ambiguous === 'bigint') {
    const { decode } = bigintKernel()
    return (value) => ('N' in value ? decode(value) : decodeValue(value, 'number'))
  }
  if (types === undefined) return (value) => decodeValue(value, 'number')
  const allowed = new Set([...types].map((type) => wireOf[type]))
  const expected = `${[...allowed].join(' or ')} (${[...types].join(' or ')})`
  return (value) => {
    if (!allowed.has(wireTypeOf(value))) throw mismatch(expected, value)
    return decodeValue(value, 'number')
  }
}

/** As `reader`, from the text of the wire. */
const textReader = (
  types: ReadonlySet<string> | undefined,
  ambiguous: 'date' | 'bigint' | undefined,
): NonNullable<FieldKernel['scan']> | undefined => {
  if (ambiguous === 'bigint') return undefined
  const reading = { numbers: 'number', all: true } as const
  const allowed = types && new Set([...types].map((type) => wireOf[type]))
  if (ambiguous === undefined) return (scanner) => scanValue(scanner, reading, allowed)
  return (scanner) => {
    const time = scanStoredIso(scanner)
    if (time !== undefined) return new Date(time)
    const value = scanValue(scanner, reading)
    return typeof value === 'string' && isStoredIso(value) ? new Date(value) : value
  }
}
