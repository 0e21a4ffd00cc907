/**
 * Conditions as data: a tree over wire paths and wire values, without models, fields or placeholders.
 *
 * Nodes are frozen. The semantics are DynamoDB's, and `evaluate.ts` states them as code.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
import type { AttributeValue, WireType } from '../wire/attribute-value.ts'
import type { Path } from './path.ts'

/** One side of a comparison. */
export type Operand =
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'size'; readonly path: Path }

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** A condition on one item. */
export type ConditionNode =
  | {
      readonly op: 'compare'
      readonly comparator: Comparator
      readonly left: Operand
      readonly right: Operand
    }
  | { readonly op: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  /** At most 100 values, DynamoDB's limit; `oneOfNode` splits longer lists. */
  | { readonly op: 'in'; readonly operand: Operand; readonly values: readonly Operand[] }
  | { readonly op: 'exists'; readonly path: Path }
  | { readonly op: 'missing'; readonly path: Path }
  | { readonly op: 'type'; readonly path: Path; readonly type: WireType }
  | { readonly op: 'beginsWith'; readonly path: Path; readonly prefix: Operand }
  | { readonly op: 'contains'; readonly path: Path; readonly element: Operand }
  | { readonly op: 'and' | 'or'; readonly nodes: readonly ConditionNode[] }
  | { readonly op: 'not'; readonly node: ConditionNode }

const MAX_IN_VALUES = 100

export const valueOperand = (value: AttributeValue): Operand => Object.freeze({ kind: 'value', value })
export const pathOperand = (path: Path): Operand => Object.freeze({ kind: 'path', path })
export const sizeOperand = (path: Path): Operand => Object.freeze({ kind: 'size', path })

export const compareNode = (left: Operand, comparator: Comparator, right: Operand): ConditionNode =>
  Object.freeze({ op: 'compare', comparator, left, right })
export const betweenNode = (operand: Operand, low: Operand, high: Operand): ConditionNode =>
  Object.freeze({ op: 'between', operand, low, high })
export const existsNode = (path: Path): ConditionNode => Object.freeze({ op: 'exists', path })
export const missingNode = (path: Path): ConditionNode => Object.freeze({ op: 'missing', path })
export const typeNode = (path: Path, type: WireType): ConditionNode => Object.freeze({ op: 'type', path, type })
export const beginsWithOperandNode = (path: Path, prefix: Operand): ConditionNode =>
  Object.freeze({ op: 'beginsWith', path, prefix })
export const containsNode = (path: Path, element: Operand): ConditionNode =>
  Object.freeze({ op: 'contains', path, element })

/** A condition that no item meets; it needs a path, as DynamoDB knows no constants. */
export const neverNode = (path: Path): ConditionNode => andNodes(existsNode(path), missingNode(path))

/** The operand equals one of the values: any number of them, in chunks that DynamoDB accepts. */
export const inNode = (operand: Operand, values: readonly Operand[]): ConditionNode => {
  const chunks: ConditionNode[] = []
  for (let start = 0; start < values.length; start += MAX_IN_VALUES) {
    chunks.push(Object.freeze({ op: 'in', operand, values: Object.freeze(values.slice(start, start + MAX_IN_VALUES)) }))
  }
  return orNodes(...chunks)
}

/** All hold. Nested ANDs are flattened; one node stands for itself. At least one node is needed. */
export const andNodes = (...nodes: readonly ConditionNode[]): ConditionNode => joinNodes('and', nodes)
/** At least one holds. Nested ORs are flattened; one node stands for itself. At least one node is needed. */
export const orNodes = (...nodes: readonly ConditionNode[]): ConditionNode => joinNodes('or', nodes)

/** All that are given hold; `undefined`, as `resolveFilter` gives it for `{}`, is no condition. */
export const joinConditions = (...nodes: readonly (ConditionNode | undefined)[]): ConditionNode | undefined => {
  const given = nodes.filter((node) => node !== undefined)
  return given.length === 0 ? undefined : andNodes(...given)
}

/** The opposite; a double negation disappears, and existence flips. */
export const notNode = (node: ConditionNode): ConditionNode => {
  if (node.op === 'not') return node.node
  if (node.op === 'exists') return missingNode(node.path)
  if (node.op === 'missing') return existsNode(node.path)
  return Object.freeze({ op: 'not', node })
}

/** The attribute equals the value. */
export const attributeEquals = (attribute: string, value: AttributeValue): ConditionNode =>
  compareNode(pathOperand([attribute]), '=', valueOperand(value))
/** The item has the attribute; on a key attribute: the item exists. */
export const attributeExists = (attribute: string): ConditionNode => existsNode([attribute])
/** The item lacks the attribute; on a key attribute: the item does not exist. */
export const attributeMissing = (attribute: string): ConditionNode => missingNode([attribute])
/** The attribute, a string, begins with the text. */
export const beginsWithNode = (attribute: string, text: string): ConditionNode =>
  beginsWithOperandNode([attribute], valueOperand({ S: text }))
/** The attribute equals one of the values; no value at all matches nothing. */
export const oneOfNode = (attribute: string, values: readonly AttributeValue[]): ConditionNode =>
  values.length === 0 ? neverNode([attribute]) : inNode(pathOperand([attribute]), values.map(valueOperand))

const joinNodes = (op: 'and' | 'or', nodes: readonly ConditionNode[]): ConditionNode => {
  const flat: ConditionNode[] = []
  for (const node of nodes)
    if (node.op === op) flat.push(...node.nodes)
    else flat.push(node)
  const [first] = flat
  if (first === undefined) throw new TypeError(`A condition joined by ${op} needs at least one part.`)
  return flat.length === 1 ? first : Object.freeze({ op, nodes: Object.freeze(flat) })
}
