/** What makes a kind of field a kind: parsing, encoding and decoding, before any modifier. Modifiers never look inside. */
import { DefinitionError, type Problem } from '../errors/errors.ts'
import { quote } from '../util/json-text.ts'
import { type AttributeValue, wireTypeOf } from '../wire/attribute-value.ts'
import { describeValue } from './describe.ts'
import { type FieldSpec, type ParseContext, WireMismatch } from './field-spec.ts'

/** The kind-specific half of a `FieldSpec`; see there for what each member promises. */
export interface FieldKernel
  extends Pick<FieldSpec, 'kind' | 'key' | 'keyType' | 'encode' | 'decode'>,
    Partial<Pick<FieldSpec, 'absent' | 'child' | 'element' | 'values' | 'generate' | 'bounds' | 'checked'>> {
  /** Never gets `undefined`; gets `null` only if `nulls` is set. */
  parse(value: unknown, path: readonly PropertyKey[], context: ParseContext): unknown
  /** Default: no. */
  readonly faithful?: boolean
  /** Default: by way of `encode`. */
  print?(value: unknown): string | undefined
  /** Default: `decode` of what `JSON.parse` gives for the text. */
  readonly scan?: FieldSpec['scan'] | undefined
  /** Whether `null` is one of the kind's own values, parsed, encoded and decoded by it. */
  readonly nulls?: boolean
  /** Whether the kind itself allows absence (a schema that takes `undefined`). */
  readonly optional?: boolean
  /** Whether a member is secret. */
  readonly secretive?: boolean
  /** Whether a member is hidden. */
  readonly hides?: boolean
  readonly variant?: FieldSpec['variant']
}

/** The kind's own `print`, or one by way of `encode`. */
export const printerOf = ({ print, encode }: Pick<FieldKernel, 'print' | 'encode'>): FieldSpec['print'] =>
  print ??
  ((value) => {
    const encoded = encode(value)
    return encoded === undefined ? undefined : JSON.stringify(encoded)
  })
/** JSON text of an S. */
export const printText = (value: unknown): string => `{"S":${quote(value as string)}}`
/** JSON text of an N, of a value that is its own text. */
export const printNumber = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'bigint' ? `{"N":"${value}"}` : `{"N":${quote(String(value))}}`
/** JSON text of a BOOL. */
export const printBoolean = (value: unknown): string => (value ? '{"BOOL":true}' : '{"BOOL":false}')
/** JSON text of a NULL. */
export const NULL_TEXT = '{"NULL":true}'

/** Why lists, maps and the like have no key encoding. */
export const UNKEYABLE = 'A key cannot hold lists, maps, sets, unions or JSON.'

/** Reports an issue. Copies the path, which callers reuse. */
export const report = (context: ParseContext, path: readonly PropertyKey[], message: string): undefined => {
  context.issues.push({ path: [...path], message })
  return undefined
}

/** Where a value stands and where its issues go. */
export interface ParsePlace {
  readonly path: readonly PropertyKey[]
  readonly context: ParseContext
}

/** Reports a value of a wrong type, without showing it. `expected` goes with its article: `a string`. */
export const reportType = (expected: string, value: unknown, { path, context }: ParsePlace): undefined =>
  report(context, path, `Expected ${expected}, but got ${describeValue(value)}.`)

/** The mismatch of a stored value: `expected` as `S (date, ISO-8601)`; `found` is its wire type if not given. */
export const mismatch = (expected: string, value: AttributeValue, found?: string): WireMismatch =>
  new WireMismatch(expected, found ?? wireTypeOf(value) ?? 'no attribute value')

/** The same mismatch seen from the container: its path begins with the member. Other errors pass unchanged. */
export const nestMismatch = (error: unknown, segment: string | number): unknown =>
  error instanceof WireMismatch ? new WireMismatch(error.expected, error.found, [segment, ...error.path]) : error

/**
 * Refuses a field that cannot be. Thrown when the field is compiled, so that a model reports it with its other problems.
 *
 * @throws {DefinitionError} `definition.invalid`, always
 */
export const refuseField = (field: string, ...problems: readonly Problem[]): never => {
  throw new DefinitionError(`the field ${field}`, problems)
}
