/** Changes of single list elements: one `at()`, or an array made of nothing else. */
import { QueryError } from '../errors/errors.ts'
import { nameOf } from '../util/option-rules.ts'
import { MAX_ITEM_BYTES } from '../wire/limits.ts'
import { changeBrand } from './brands.ts'
import type { At } from './lookup-types.ts'
import { describeTarget, type Target } from './target.ts'
import { mayHaveType } from './wire-types.ts'

/** Whether a list that fits into an item may have such a position: each element takes a byte at least. */
export const isPosition = (index: unknown): boolean =>
  Number.isSafeInteger(index) && Number(index) >= 0 && Number(index) < MAX_ITEM_BYTES

/** The elements that a change is about; `undefined` if it is a change of another kind, or a plain value. */
export const elementChanges = (change: unknown): readonly At<unknown>[] | undefined => {
  if (isAt(change)) return [change]
  return Array.isArray(change) && change.length > 0 && change.every(isAt) ? change : undefined
}

/**
 * The same, for the field that the change was given to.
 *
 * @throws {QueryError} `write.change` for a list of elements and other values, a field that is no list, or no position
 */
export const checkedElements = (target: Target, change: unknown): readonly At<unknown>[] | undefined => {
  const elements = elementChanges(change)
  if (elements === undefined) {
    if (!Array.isArray(change) || !change.some(isAt)) return undefined
    throw new QueryError('write.change', `${describeTarget(target)} was given a list of at() and other values.`, {
      hint: 'Give at() alone, [at(0, …), at(1, …)], or the whole list; append() and at() of one list are two updates.',
    })
  }
  const wrong = elements.find(({ index }) => !isPosition(index))
  if (wrong !== undefined) throw new QueryError('write.change', describeIndex(target, wrong.index))
  if (mayHaveType(target.spec, ['L'])) return elements
  throw new QueryError(
    'write.change',
    `${describeTarget(target)} was given at(), which does not fit a ${target.spec.kind} field.`,
  )
}

const describeIndex = (target: Target, index: unknown): string =>
  `${describeTarget(target)} was given at(${nameOf(index)}), which needs a position: a whole number from 0 to ${MAX_ITEM_BYTES - 1}.`

const isAt = (value: unknown): value is At<unknown> =>
  typeof value === 'object' && value !== null && changeBrand in value && value[changeBrand] === 'at'
