/** Checks of the options of queries, at the call that gives them. */
import { QueryError } from '../errors/errors.ts'
import { assertOptions, assertRule, paging, spending } from '../execute/call-options.ts'
import type { Budget } from '../read/query-state.ts'
import { abortSignal, callback, count, describe, isObject, nameOf, type OptionRule } from '../util/option-rules.ts'
import type { PageOptions } from './query-set-types.ts'

/** @throws {QueryError} `query.option` unless the value is a whole number from `least` up */
export const assertCount = (name: string, value: unknown, least: 0 | 1): number => assertRule(name, value, count(least))

/** @throws {QueryError} `query.option` unless the value is an iterable of inputs: an array, a set, a generator */
export const assertInputs = (what: string, value: unknown): void => assertRule(what, value, iterable)

const iterable: OptionRule = [
  'an array or another iterable',
  (value) => typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value),
]

/** @throws {QueryError} `query.option` unless there is at least one bound, and each is in range */
export const assertBudget = (value: Budget): Budget => {
  const { requests, capacity } = assertOptions('budget()', value, spending) as Partial<Budget>
  if (requests === undefined && capacity === undefined)
    throw new QueryError('query.option', 'budget() takes { requests }, { capacity } or both.')
  return Object.freeze({ requests, capacity } as Budget)
}

/** @throws {QueryError} `query.option` unless the value is a cursor text or an object of values */
export const assertStart = (value: unknown): string | Readonly<Record<string, unknown>> =>
  assertRule('startAfter()', value, start)

const start: OptionRule = [
  'a cursor, an instance or key values',
  (value) => typeof value === 'string' || isObject(value),
]

/** @throws {QueryError} `query.option` unless the value is an object of page options, for a cursor alone is none */
export const assertPage = (value: PageOptions): PageOptions => {
  if (isObject(value)) return assertOptions('page()', value, paging)
  throw new QueryError('query.option', `page() takes { size, cursor }, not ${describe(value)}.`, {
    hint: 'Write page({ cursor }).',
  })
}

/** @throws {QueryError} `query.option` unless the value is an array */
export const assertList = <Entry>(what: string, value: readonly Entry[], of: string): readonly Entry[] =>
  assertRule(what, value, [`an array of ${of}`, Array.isArray])

/** @throws {QueryError} `query.option` unless the value is an object */
export const assertObject = <Given extends object>(what: string, value: Given, of: string): Given =>
  assertRule(what, value, [`an object of ${of}`, isObject])

/** @throws {QueryError} `query.option` unless the value is an AbortSignal */
export const assertSignal = (value: unknown): AbortSignal => assertRule('signal()', value, abortSignal)

/** @throws {QueryError} `query.option` unless the value is a function */
export const assertFunction = (value: unknown, name = 'where()'): ((result: never) => unknown) =>
  assertRule(name, value, callback)

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
        `${spec.name} has no field '${nameOf(name)}'; its fields are ${spec.fieldNames.join(', ')}.`,
      )
  return Object.freeze([...new Set(names as readonly string[])])
}
