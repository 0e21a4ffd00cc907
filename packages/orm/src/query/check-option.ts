/** Checks of the options of queries, at the call that gives them. */
import { QueryError } from '../errors/errors.ts'
import type { Budget, ScanOptions } from '../read/query-state.ts'
import type { PageOptions } from './query-set-types.ts'

/** @throws {QueryError} `query.option` unless the value is a whole number from `least` up */
export const assertCount = (name: string, value: unknown, least: 0 | 1): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  throw new QueryError('query.option', `${name} takes a whole number of ${least} or more, not ${describe(value)}.`)
}

/** @throws {QueryError} `query.option` unless the value is a positive number of milliseconds, or not given */
export const assertTimeout = (value: unknown): void => {
  if (value === undefined || (typeof value === 'number' && value > 0 && value <= MAX_TIMEOUT)) return
  throw new QueryError('query.option', `timeout takes milliseconds, from 1 to ${MAX_TIMEOUT}, not ${describe(value)}.`)
}

/** @throws {QueryError} `query.option` unless the value is an iterable of inputs: an array, a set, a generator */
export const assertInputs = (what: string, value: unknown): void => {
  if (typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)) return
  throw new QueryError('query.option', `${what} takes an array or another iterable, not ${describe(value)}.`)
}

/** @throws {QueryError} `query.option` unless the options of a bulk write are in range */
export const assertBulk = (options: { concurrency?: unknown; timeout?: unknown }): void => {
  const { concurrency, timeout } = assertObject('A bulk write takes an object of options', options)
  if (concurrency !== undefined) assertCount('concurrency', concurrency, 1)
  assertTimeout(timeout)
}

/** Longest time of a timer. */
const MAX_TIMEOUT = 2 ** 31 - 1

/** @throws {QueryError} `query.option` unless there is at least one bound, and each is in range */
export const assertBudget = (value: unknown): Budget => {
  const { requests, capacity } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Budget>
  if (requests === undefined && capacity === undefined)
    throw new QueryError('query.option', 'budget() takes { requests }, { capacity } or both.')
  if (requests !== undefined) assertCount('budget({ requests })', requests, 1)
  if (capacity !== undefined && !(typeof capacity === 'number' && capacity > 0))
    throw new QueryError('query.option', `budget({ capacity }) takes a number above 0, not ${describe(capacity)}.`)
  return Object.freeze({ requests, capacity } as Budget)
}

/** Most segments that DynamoDB takes. */
const MAX_SEGMENTS = 1_000_000

/** @throws {QueryError} `query.option` unless each is in range */
export const assertScan = (value: unknown = {}): ScanOptions => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new QueryError('query.option', `scan() takes an object of options, not ${describe(value)}.`)
  const { segments, index, onProgress } = value as ScanOptions
  if (segments !== undefined && assertCount('scan({ segments })', segments, 1) > MAX_SEGMENTS)
    throw new QueryError('query.option', `scan({ segments }) takes at most ${MAX_SEGMENTS}.`)
  if (onProgress !== undefined) assertFunction(onProgress, 'scan({ onProgress })')
  return { segments, index, onProgress }
}

/** @throws {QueryError} `query.option` unless the value is a cursor text or an object of values */
export const assertStart = (value: unknown): string | Readonly<Record<string, unknown>> => {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>
  throw new QueryError(
    'query.option',
    `startAfter() takes a cursor, an instance or key values, not ${describe(value)}.`,
  )
}

/** @throws {QueryError} `query.option` unless the value is an object of page options, for a cursor alone is none */
export const assertPage = (value: unknown): PageOptions => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new QueryError('query.option', `page() takes { size, cursor }, not ${describe(value)}.`, {
    hint: 'Write page({ cursor }).',
  })
}

/** @throws {QueryError} `query.option` unless the value is an array */
export const assertList = <Entry>(what: string, value: readonly Entry[]): readonly Entry[] => {
  if (Array.isArray(value)) return value
  throw new QueryError('query.option', `${what}, not ${describe(value)}.`)
}

/** @throws {QueryError} `query.option` unless the value is an object */
export const assertObject = <Options extends object>(what: string, value: Options): Options => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new QueryError('query.option', `${what}, not ${describe(value)}.`)
}

/** @throws {QueryError} `query.option` unless the value is an AbortSignal */
export const assertSignal = (value: unknown, name = 'signal()'): AbortSignal => {
  if (typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value)
    return value as AbortSignal
  throw new QueryError('query.option', `${name} takes an AbortSignal, not ${describe(value)}.`)
}

/** @throws {QueryError} `query.option` unless the options of a call are an object, and its signal is one */
export const assertCallOptions = <Options extends { readonly signal?: unknown }>(
  what: string,
  value: Options,
): Options => {
  const options = assertObject(`${what} takes an object of options`, value)
  if (options.signal !== undefined) assertSignal(options.signal, `${what.slice(0, -1)}{ signal })`)
  return options
}

/** @throws {QueryError} `query.option` unless the options of a read by key are in range */
export const assertGet = <Options extends object>(what: string, value: Options): Options => {
  const { only, onProgress } = assertCallOptions(
    what,
    value as { only?: unknown; onProgress?: unknown; signal?: unknown },
  )
  if (only !== undefined && assertList('only takes an array of field names', only as unknown[]).some(isNoName))
    throw new QueryError('query.option', 'only takes names of fields, and was given something else.')
  if (onProgress !== undefined) assertFunction(onProgress, 'onProgress')
  return value
}

const isNoName = (value: unknown): boolean => typeof value !== 'string'

/** @throws {QueryError} `query.option` unless the value is a function */
export const assertFunction = (value: unknown, name = 'where()'): ((result: never) => unknown) => {
  if (typeof value === 'function') return value as (result: never) => unknown
  throw new QueryError('query.option', `${name} takes a function, not ${describe(value)}.`)
}

/** @throws {QueryError} `query.option` unless there is a name, `query.unknown-field` for one that no field has */
export const assertNames = (
  spec: { readonly name: string; readonly fieldNames: readonly string[] },
  names: readonly unknown[],
): readonly string[] => {
  if (names.length === 0) throw new QueryError('query.option', 'only() takes the name of at least one field.')
  for (const name of names)
    if (typeof name !== 'string' || !spec.fieldNames.includes(name))
      throw new QueryError(
        'query.unknown-field',
        `${spec.name} has no field '${String(name)}'; its fields are ${spec.fieldNames.join(', ')}.`,
      )
  return Object.freeze([...new Set(names as readonly string[])])
}

const describe = (value: unknown): string =>
  typeof value === 'number' ? String(value) : value === null ? 'null' : `a value of type ${typeof value}`
