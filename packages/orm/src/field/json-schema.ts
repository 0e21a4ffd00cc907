/**
 * What a schema says about its output in JSON Schema (Standard JSON Schema): its wire types and its key encoding.
 *
 * @see https://standardschema.dev/json-schema
 */
import type { KeyEncoding } from '../key/key-encoding.ts'
import type { StandardSchema } from '../types/standard-schema.ts'
import { numberKey } from './number-field.ts'

/** A JSON Schema, as far as it is read here. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
}

/** The schema's own description of its output; `undefined` where the library or the schema has none. */
export const outputSchema = (schema: StandardSchema): JsonSchema | undefined => {
  const standard = schema['~standard'] as StandardSchema['~standard'] & { readonly jsonSchema?: Describer | undefined }
  try {
    return standard.jsonSchema?.output({ target: 'draft-2020-12' })
  } catch {
    // The specification lets a schema throw where it has no JSON form.
    return undefined
  }
}

/** The JSON types that a schema allows, all of them; `undefined` if it does not tell. */
export const jsonTypes = (schema: JsonSchema | undefined): ReadonlySet<string> | undefined => {
  if (schema === undefined) return undefined
  if (schema.type !== undefined) return new Set(typeof schema.type === 'string' ? [schema.type] : schema.type)
  if ('const' in schema) return new Set([jsonTypeOf(schema.const)])
  if (schema.enum !== undefined) return new Set(schema.enum.map(jsonTypeOf))
  const branches = schema.anyOf ?? schema.oneOf
  if (branches === undefined) return undefined
  const all = new Set<string>()
  for (const branch of branches) {
    const types = jsonTypes(branch)
    if (types === undefined) return undefined
    for (const type of types) all.add(type)
  }
  return all
}

/** The key encoding of a schema that tells one scalar type, `null` aside; `undefined` if it does not. */
export const keyOfSchema = (schema: JsonSchema): KeyEncoding | undefined => {
  const types = [...(jsonTypes(schema) ?? [])].filter((type) => type !== 'null')
  const [type] = types
  if (types.length > 1) return types.every(isNumeric) ? { kind: 'number' } : undefined
  if (type === 'string') return { kind: 'string' }
  if (type === 'boolean') return { kind: 'boolean' }
  if (type === 'number') return { kind: 'number' }
  return type === 'integer' ? numberKey({ integer: true, ...bounds(schema) }) : undefined
}

interface Describer {
  readonly output: (options: { readonly target: string }) => JsonSchema
}

const isNumeric = (type: string): boolean => type === 'number' || type === 'integer'

const jsonTypeOf = (value: unknown): string => {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** Inclusive bounds of an integer; the end of the safe integers is implied, no bound that anyone named. */
const bounds = (schema: JsonSchema): { min?: number; max?: number } => {
  const own = schema.type === undefined ? onlyBranch(schema) : schema
  const min = own.minimum ?? (own.exclusiveMinimum === undefined ? undefined : own.exclusiveMinimum + 1)
  const max = own.maximum ?? (own.exclusiveMaximum === undefined ? undefined : own.exclusiveMaximum - 1)
  const named = max !== undefined && max < Number.MAX_SAFE_INTEGER
  return { ...(min === undefined ? {} : { min }), ...(named ? { max } : {}) }
}

/** The branch beside `null`; of several integer branches none speaks for all. */
const onlyBranch = (schema: JsonSchema): JsonSchema => {
  const branches = (schema.anyOf ?? schema.oneOf ?? []).filter((branch) => branch.type !== 'null')
  return branches.length === 1 ? (branches[0] ?? {}) : {}
}
