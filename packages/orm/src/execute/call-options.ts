/** The options of each kind of call, as `option-rules` checks them: at the call, before anything is sent. */
import { QueryError } from '../errors/errors.ts'
import {
  abortSignal,
  anything,
  callback,
  count,
  describe,
  flag,
  list,
  milliseconds,
  type OptionRule,
  type OptionRules,
  oneOf,
  optionProblem,
  text,
} from '../util/option-rules.ts'
import { isRetries, RETRIES_RULE } from './retries.ts'

/**
 * The options of a call, none if they are not given.
 *
 * @param call names the call, with its brackets: `find()`
 * @throws {QueryError} `query.option` for what is no object, for a name that no option has, and for a value out of range
 */
export const assertOptions = <Options extends object>(
  call: string,
  given: Options | undefined,
  rules: OptionRules,
): Options => {
  if (given === undefined) return {} as Options
  const problem = optionProblem(call, given, rules)
  if (problem === undefined) return given
  throw new QueryError('query.option', problem.message, problem)
}

/** @throws {QueryError} `query.option` unless the rule holds of the value */
export const assertRule = <Value>(what: string, value: unknown, [takes, holds]: OptionRule): Value => {
  if (holds(value)) return value as Value
  throw new QueryError('query.option', `${what} takes ${takes}, not ${describe(value)}.`)
}

export const sending: OptionRules = { signal: abortSignal }
export const reading: OptionRules = { consistent: flag, ...sending }
const retrying: OptionRules = { retries: [RETRIES_RULE, isRetries], ...sending }

/** Reads by key. */
export const getting: OptionRules = {
  ...reading,
  only: ['an array of field names', (value) => Array.isArray(value) && value.every((name) => typeof name === 'string')],
}
export const gettingMany: OptionRules = { ...getting, timeout: milliseconds, onProgress: callback }

/** Writes that a condition may hold back. What it says, the model's fields decide. */
export const writing: OptionRules = { if: anything, ...retrying }
export const saving: OptionRules = { ...writing, overwrite: flag }
export const changing: OptionRules = { ...writing, once: flag }
/** Writes by key may name a version, which the model's locking judges. */
export const deletingKey: OptionRules = { ...changing, version: anything }
export const updatingKey: OptionRules = { ...deletingKey, returning: oneOf('new', 'old', 'none') }

/** The condition of an insert is that no item has the key: one that is passed over would write what it is to prevent. */
const unconditional: OptionRules = {
  if: [
    'no condition: it inserts, so no item is there that one could hold of.',
    () => false,
    'Use upsert(), replace() or update() with { if }; or tx.check() for a condition on another item.',
  ],
}
export const inserting: OptionRules = { ...retrying, ...unconditional }
export const savingNew: OptionRules = { ...saving, ...inserting }
export const creating: OptionRules = { once: flag, ...inserting }

const bulk: OptionRules = { ...retrying, concurrency: count(), timeout: milliseconds, onProgress: callback }
const counting: OptionRules = { returning: oneOf('count') }
export const creatingMany: OptionRules = { ...bulk, ...counting, atomic: flag, ...unconditional }
export const deletingMany: OptionRules = { ...bulk, if: anything }
export const puttingMany: OptionRules = { ...deletingMany, ...counting }
export const updatingMatches: OptionRules = { ...deletingMany, once: flag }

/** A transaction, and what is collected in it. */
export const transacting: OptionRules = retrying
export const insertingInto: OptionRules = unconditional
export const conditional: OptionRules = { if: anything }
export const versioned: OptionRules = { ...conditional, version: anything }
export const checking: OptionRules = { ...versioned, exists: flag }

/** Parts of a read; cursors are judged where they are decoded. */
export const paging: OptionRules = { size: count(), cursor: anything }
/** Most segments that DynamoDB takes. */
const MAX_SEGMENTS = 1_000_000
const segments: OptionRule = [
  `a whole number from 1 to ${MAX_SEGMENTS}`,
  (value) => Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= MAX_SEGMENTS,
]
export const scanning: OptionRules = { segments, index: text, onProgress: callback }
export const scanningTable: OptionRules = { ...scanning, models: list, startAfter: anything, ...sending }
export const spending: OptionRules = {
  requests: count(),
  capacity: ['a number above 0', (value) => typeof value === 'number' && value > 0],
}

/** Relations. */
export const relating: OptionRules = { filter: anything, limit: anything, reverse: flag }
export const prefetching: OptionRules = { ...reading, concurrency: count() }
