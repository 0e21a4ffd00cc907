/**
 * Changes as data: what one UpdateItem does to one path, over wire paths and wire values.
 *
 * Nodes are frozen.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
import type { AttributeValue } from '../wire/attribute-value.ts'
import type { Path } from './path.ts'

/** The right side of a SET. */
export type SetOperand =
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'ifNotExists'; readonly path: Path; readonly otherwise: SetOperand }
  | { readonly kind: 'listAppend'; readonly first: SetOperand; readonly second: SetOperand }
  | { readonly kind: 'sum'; readonly left: SetOperand; readonly sign: '+' | '-'; readonly right: SetOperand }

interface ChangeFacts {
  readonly path: Path
  /** The top-level attribute that the change touches. */
  readonly attribute: string
  /** Whether applying the change twice gives the same item as applying it once. */
  readonly idempotent: boolean
}

export interface SetChange extends ChangeFacts {
  readonly action: 'SET'
  readonly operand: SetOperand
  /** What the whole attribute is afterwards, where that is known: a plain new value of a top-level attribute. */
  readonly value: AttributeValue | undefined
}
export interface RemoveChange extends ChangeFacts {
  readonly action: 'REMOVE'
}
/** Elements into a set, or out of one. `value` is a set. */
export interface ElementsChange extends ChangeFacts {
  readonly action: 'ADD' | 'DELETE'
  readonly elements: AttributeValue
}

/** One change of one path. */
export type ChangeNode = SetChange | RemoveChange | ElementsChange

/** Sets a path to an operand. */
export const setPathNode = (path: Path, operand: SetOperand, idempotent: boolean): SetChange => {
  const value = path.length === 1 && operand.kind === 'value' ? operand.value : undefined
  return Object.freeze({ action: 'SET', path, attribute: path[0], idempotent, operand, value })
}

/** Removes a path. Removing a list element moves those after it, so it must not be repeated. */
export const removePathNode = (path: Path): RemoveChange =>
  Object.freeze({ action: 'REMOVE', path, attribute: path[0], idempotent: typeof path.at(-1) !== 'number' })

/** Adds elements to the set at a path, or takes them out. */
export const elementsNode = (action: 'ADD' | 'DELETE', path: Path, elements: AttributeValue): ElementsChange =>
  Object.freeze({ action, path, attribute: path[0], idempotent: true, elements })

export const setValue = (value: AttributeValue): SetOperand => Object.freeze({ kind: 'value', value })
export const setFromPath = (path: Path): SetOperand => Object.freeze({ kind: 'path', path })
export const ifNotExists = (path: Path, otherwise: SetOperand): SetOperand =>
  Object.freeze({ kind: 'ifNotExists', path, otherwise })
export const listAppend = (first: SetOperand, second: SetOperand): SetOperand =>
  Object.freeze({ kind: 'listAppend', first, second })
export const sumOf = (left: SetOperand, sign: '+' | '-', right: SetOperand): SetOperand =>
  Object.freeze({ kind: 'sum', left, sign, right })

/** Sets a whole attribute. */
export const setNode = (attribute: string, value: AttributeValue): SetChange =>
  setPathNode([attribute], setValue(value), true)
/** Removes a whole attribute. */
export const removeNode = (attribute: string): RemoveChange => removePathNode([attribute])
/** Sets a whole attribute only if the item lacks it. */
export const setIfMissingNode = (attribute: string, value: AttributeValue): SetChange =>
  setPathNode([attribute], ifNotExists([attribute], setValue(value)), true)
/** Adds to a numeric attribute; one that is absent counts from `start`. */
export const incrementNode = (attribute: string, amount: AttributeValue, start: AttributeValue): SetChange =>
  setPathNode([attribute], sumOf(ifNotExists([attribute], setValue(start)), '+', setValue(amount)), false)

/** The paths whose stored values a SET reads. */
export const pathsRead = (operand: SetOperand): readonly Path[] => {
  switch (operand.kind) {
    case 'value':
      return []
    case 'path':
      return [operand.path]
    case 'ifNotExists':
      return [operand.path, ...pathsRead(operand.otherwise)]
    case 'listAppend':
      return [...pathsRead(operand.first), ...pathsRead(operand.second)]
    case 'sum':
      return [...pathsRead(operand.left), ...pathsRead(operand.right)]
  }
}
