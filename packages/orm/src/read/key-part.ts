/** The part of a key that a caller gave → checked values and operators by field. What is absent never widens a query. */
import { type Issue, QueryError, ValidationError } from '../errors/errors.ts'
import { operatorBrand } from '../expression/brands.ts'
import type { Operator } from '../expression/lookup-types.ts'
import { isRef } from '../expression/target.ts'
import type { FieldEntry, ParseContext } from '../field/field-spec.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { isWellFormedText } from '../util/well-formed.ts'
import type { GivenValues } from './query-state.ts'

/** Operators that a key condition can have besides equality. */
export type KeyOperatorName = 'lt' | 'lte' | 'gt' | 'gte' | 'between' | 'beginsWith'

/** An operator with its checked operands. */
export interface KeyOperator {
  readonly name: KeyOperatorName
  readonly operands: readonly unknown[]
}

/** A part of a key, checked. */
export interface KeyPart {
  /** Values by field name. */
  readonly equal: GivenValues
  readonly operators: Readonly<Record<string, KeyOperator>>
  /** All names that the caller wrote, those with an absent value included; in the order of the fields. */
  readonly named: readonly string[]
}

/**
 * Checks the values and operators of a part; `undefined` and `null` count as missing.
 *
 * @throws {QueryError} `query.unknown-field`, `query.operator`
 * @throws {ValidationError} `validation.invalid` with all issues
 */
export const parseKeyPart = (spec: ModelSpec, part: GivenValues): KeyPart => {
  assertPart(spec, part)
  const equal: Record<string, unknown> = Object.create(null)
  const operators: Record<string, KeyOperator> = Object.create(null)
  const issues: Issue[] = []
  for (const [name, given] of Object.entries(part)) {
    const entry = spec.field(name)
    if (entry === undefined) throw unknownField(spec, name)
    const node = toOperator(spec, name, given)
    if (node === undefined || node.name === 'eq') {
      const value = node === undefined ? given : node.operands[0]
      if (value !== undefined && value !== null) equal[name] = parseKeyValue(entry, value, issues)
    } else {
      operators[name] = Object.freeze({
        name: node.name,
        operands: Object.freeze(
          node.operands.map((bound) => parseBound(entry, node.name as KeyOperatorName, { bound, issues })),
        ),
      })
    }
  }
  if (issues.length > 0) throw new ValidationError(`A key of ${spec.name}`, issues)
  return { equal, operators, named: spec.fieldNames.filter((name) => Object.hasOwn(part, name)) }
}

/**
 * Checks the primary key's values among the given ones, or those of other key fields; others are left out.
 *
 * @throws {QueryError} `query.unknown-field`
 * @throws {ValidationError} `validation.invalid` with all issues
 */
export const parseKeyValues = (
  spec: ModelSpec,
  given: GivenValues,
  fields: readonly FieldEntry[] = spec.primary.fields,
): Record<string, unknown> => {
  assertPart(spec, given)
  for (const name of Object.keys(given)) if (spec.field(name) === undefined) throw unknownField(spec, name)
  const issues: Issue[] = []
  const values: Record<string, unknown> = {}
  for (const entry of fields) {
    const value = given[entry.name]
    if (value !== undefined && value !== null) values[entry.name] = parseKeyValue(entry, value, issues)
  }
  if (issues.length > 0) throw new ValidationError(`A key of ${spec.name}`, issues)
  return values
}

/** A key names what is stored: f's own rules apply, schemas do not run again. */
const parseKeyValue = (entry: FieldEntry, value: unknown, issues: Issue[]): unknown => {
  const context: ParseContext = { issues: [], pending: [], stored: true }
  const parsed = entry.spec.parse(value, [entry.name], context)
  issues.push(...context.issues)
  // An asynchronous schema cannot check a query, which shows its requests synchronously; the value stands as given.
  const late = [parsed, ...context.pending].filter(isPromise)
  for (const promise of late) promise.then(undefined, () => {})
  return late.length > 0 ? value : parsed
}

/** A bound of the field's kind need not be a value of the field: `gte('01H')` on a ulid, `lt(100)` where 99 is the most. */
const parseBound = (
  entry: FieldEntry,
  operator: KeyOperatorName,
  { bound, issues }: { bound: unknown; issues: Issue[] },
): unknown => {
  const report = (message: string): unknown => {
    issues.push({ path: [entry.name], message })
    return bound
  }
  if (bound === undefined || bound === null) return report(`${operator}() needs a value.`)
  if (isRef(bound)) return report('A key is compared with values, not with another field.')
  if (operator === 'beginsWith') {
    if (typeof bound === 'string' || bound instanceof Uint8Array) return bound
    return report('beginsWith() needs text, or bytes.')
  }
  const found: Issue[] = []
  const parsed = parseKeyValue(entry, bound, found)
  if (found.length === 0) return parsed
  if (isOfKeyKind(entry, bound)) return bound
  issues.push(...found)
  return bound
}

const isOfKeyKind = ({ spec }: FieldEntry, value: unknown): boolean => {
  const kind = typeof spec.key === 'string' ? undefined : spec.key.kind
  if (kind === 'string') return typeof value === 'string' && isWellFormedText(value)
  if (kind === 'number') return typeof value === 'number' && Number.isFinite(value)
  return kind === 'bigint' && typeof value === 'bigint'
}

const keyOperators: ReadonlySet<string> = new Set(['eq', 'lt', 'lte', 'gt', 'gte', 'between', 'beginsWith'])

const toOperator = (
  spec: ModelSpec,
  name: string,
  given: unknown,
): { name: KeyOperatorName | 'eq'; operands: readonly unknown[] } | undefined => {
  if (typeof given !== 'object' || given === null) return undefined
  if (isRef(given))
    throw new QueryError(
      'query.operator',
      `The key field '${name}' of ${spec.name} was given another field, not a value.`,
    )
  if (!(operatorBrand in given)) return undefined
  const node = given as Operator<unknown>
  const operator = node[operatorBrand]
  if (!keyOperators.has(operator))
    throw new QueryError('query.operator', `The key field '${name}' of ${spec.name} was given ${operator}().`, {
      hint: `A key condition has ${[...keyOperators].map((known) => `${known}()`).join(', ')}; use filter() for the rest.`,
    })
  return { name: operator as KeyOperatorName | 'eq', operands: node.operands }
}

const assertPart = (spec: ModelSpec, part: unknown): void => {
  if (typeof part === 'object' && part !== null && !Array.isArray(part)) return
  throw new QueryError('query.no-index', `A key of ${spec.name} is an object of field values.`)
}

const unknownField = (spec: ModelSpec, name: string): QueryError =>
  new QueryError(
    'query.unknown-field',
    `${spec.name} has no field '${name}'; its fields are ${spec.fieldNames.join(', ')}.`,
  )

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
