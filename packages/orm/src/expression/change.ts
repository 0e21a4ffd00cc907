/**
 * Changes as data: what one UpdateItem does to one path, over wire paths and wire values.
 *
 * Nodes are frozen.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
import type { Issue } from '../errors/errors.ts'
import type { FieldSpec } from '../field/field-spec.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import type { ConditionNode } from './condition.ts'
import { comparePaths, type Path } from './path.ts'

/** The right side of a SET. */
export type SetOperand =
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'ifNotExists'; readonly path: Path; readonly otherwise: SetOperand }
  | { readonly kind: 'listAppend'; readonly first: SetOperand; readonly second: SetOperand }
  | { readonly kind: 'sum'; readonly left: SetOperand; readonly sign: '+' | '-'; readonly right: SetOperand }

/** A condition that keeps the outcome of a change within the bounds of its field. */
export interface ChangeLimit {
  readonly node: ConditionNode
  /** What is wrong if the condition does not hold. */
  readonly issue: Issue
  /** The number that the change needs; `undefined` where it may be absent. */
  readonly needs: Path | undefined
}

/** A place whose value after the change must meet the rules of its field, which no condition can say. */
export interface ChangeRule {
  readonly path: Path
  readonly names: readonly (string | number)[]
  readonly spec: FieldSpec
  /** Whether it is secret, or lies inside what is: messages must not show its value. */
  readonly secret?: boolean
}

interface ChangeFacts {
  readonly path: Path
  /** The top-level attribute that the change touches. */
  readonly attribute: string
  /** Whether applying the change twice gives the same item as applying it once. */
  readonly idempotent: boolean
  /** What must hold for the outcome to be within the bounds of its field. */
  readonly limits?: readonly ChangeLimit[]
  /** Rules that the outcome must meet, for which the stored value must be known. */
  readonly rules?: readonly ChangeRule[]
  /** The maps that the change goes into by `patch`, outermost first: they must be there, or are written as a whole. */
  readonly documents?: readonly ChangeRule[]
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

/** The same change under one rule more. */
export const withRule = (node: ChangeNode, rule: ChangeRule): ChangeNode =>
  Object.freeze({ ...node, rules: [...(node.rules ?? []), rule] })

/** The same change inside a map. */
export const insideDocument = (node: ChangeNode, document: ChangeRule): ChangeNode =>
  Object.freeze({ ...node, documents: [document, ...(node.documents ?? [])] })

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

/**
 * Changes in the order in which those of list elements do not disturb one another: removals last and from the end, so that
 * none moves what another means; before them from the beginning, as a position after the end appends.
 */
export const inElementOrder = (nodes: readonly ChangeNode[]): readonly ChangeNode[] => {
  const elements = nodes.filter(({ path }) => path.some((segment) => typeof segment === 'number'))
  if (elements.length < 2) return nodes
  const sorted = elements.sort((left, right) => comparePaths(left.path, right.path))
  return [
    ...nodes.filter((node) => !elements.includes(node)),
    ...sorted.filter(({ action }) => action !== 'REMOVE'),
    ...sorted.filter(({ action }) => action === 'REMOVE').reverse(),
  ]
}
