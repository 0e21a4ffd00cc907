/** For tests of fields: parse a value, send it over the wire as JSON text, and read it back. */
import type { FieldSpec } from '../src/field/field-spec.ts'
import { WireMismatch } from '../src/field/field-spec.ts'
import { toFieldSpec } from '../src/field/standard-field.ts'
import type { StandardSchema } from '../src/types/standard-schema.ts'
import type { AttributeValue } from '../src/wire/attribute-value.ts'

export interface Tried {
  readonly value: unknown
  /** `path: message`, one each. */
  readonly issues: readonly string[]
}

/** Parses a value as the field `x` of a model, and waits for what is asynchronous. */
export const parse = async (declared: StandardSchema, value: unknown): Promise<Tried> => {
  const context = { issues: [] as { path: readonly PropertyKey[]; message: string }[], pending: [] as Promise<void>[] }
  const parsed = await toFieldSpec(declared).parse(value, ['x'], context)
  await Promise.all(context.pending)
  return {
    value: parsed,
    issues: context.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`),
  }
}

/** Issues of a value that is not fine; `[]` if it is. */
export const issues = async (declared: StandardSchema, value: unknown): Promise<readonly string[]> =>
  (await parse(declared, value)).issues

/** The wire form of a value that the field takes. */
export const encode = async (declared: StandardSchema, value: unknown): Promise<AttributeValue | undefined> => {
  const tried = await parse(declared, value)
  if (tried.issues.length > 0) throw new Error(tried.issues.join('\n'))
  return spec(declared).encode(tried.value)
}

/** What a value is after it was stored and read, JSON text in between. */
export const roundTrip = async (declared: StandardSchema, value: unknown): Promise<unknown> => {
  const encoded = await encode(declared, value)
  if (encoded === undefined) return (spec(declared).default ?? spec(declared).absent)?.()
  return spec(declared).decode(JSON.parse(JSON.stringify(encoded)))
}

/** The mismatch of a stored value: `path: expected / found`; `undefined` if it decodes. */
export const mismatch = (declared: StandardSchema, stored: AttributeValue): string | undefined => {
  try {
    spec(declared).decode(stored)
    return undefined
  } catch (error) {
    if (!(error instanceof WireMismatch)) throw error
    return `${error.path.join('.')}: ${error.expected} / ${error.found}`
  }
}

export const spec = (declared: StandardSchema): FieldSpec => toFieldSpec(declared)
