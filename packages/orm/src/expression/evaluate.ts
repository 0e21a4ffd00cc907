/**
 * Evaluates a condition on a wire item here, with DynamoDB's semantics.
 *
 * An absent attribute or a value of another type makes every comparison false, but `<>` true. NOT simply negates, so that
 * an item without the attribute meets the negation. Sizes of text are counted in UTF-16 code units.
 */
import { type AttributeValue, type Item, wireTypeOf } from '../wire/attribute-value.ts'
import { compareValues, equalValues, setElements, toBytes } from './compare-values.ts'
import type { Comparator, ConditionNode, Operand } from './condition.ts'
import type { Path } from './path.ts'

/** Whether the item meets the condition. */
export const evaluateCondition = (node: ConditionNode, item: Item): boolean => {
  switch (node.op) {
    case 'and':
      return node.nodes.every((part) => evaluateCondition(part, item))
    case 'or':
      return node.nodes.some((part) => evaluateCondition(part, item))
    case 'not':
      return !evaluateCondition(node.node, item)
    case 'compare':
      return compareOperands(operandValue(node.left, item), node.comparator, operandValue(node.right, item))
    case 'between': {
      const value = operandValue(node.operand, item)
      return (
        compareOperands(value, '>=', operandValue(node.low, item)) &&
        compareOperands(value, '<=', operandValue(node.high, item))
      )
    }
    case 'in': {
      const value = operandValue(node.operand, item)
      return node.values.some((other) => compareOperands(value, '=', operandValue(other, item)))
    }
    case 'exists':
      return valueAt(item, node.path) !== undefined
    case 'missing':
      return valueAt(item, node.path) === undefined
    case 'type':
      return wireTypeOf(valueAt(item, node.path)) === node.type
    case 'beginsWith':
      return beginsWith(valueAt(item, node.path), operandValue(node.prefix, item))
    case 'contains':
      return contains(valueAt(item, node.path), operandValue(node.element, item))
  }
}

/** The value at a path; `undefined` if any step of the path is not there. */
export const valueAt = (item: Item, path: Path): AttributeValue | undefined => {
  let value: AttributeValue | undefined = { M: item }
  for (const segment of path) value = value && stepInto(value, segment)
  return value
}

const stepInto = (value: AttributeValue, segment: string | number): AttributeValue | undefined => {
  if (typeof segment === 'number') return 'L' in value ? value.L[segment] : undefined
  return 'M' in value && Object.hasOwn(value.M, segment) ? value.M[segment] : undefined
}

const operandValue = (operand: Operand, item: Item): AttributeValue | undefined => {
  if (operand.kind === 'value') return operand.value
  const value = valueAt(item, operand.path)
  if (operand.kind === 'path' || value === undefined) return value
  const size = sizeOf(value)
  return size === undefined ? undefined : { N: String(size) }
}

const sizeOf = (value: AttributeValue): number | undefined => {
  if ('S' in value) return value.S.length
  if ('B' in value) return toBytes(value.B).length
  if ('L' in value) return value.L.length
  if ('M' in value) return Object.keys(value.M).length
  return setElements(value)?.length
}

const compareOperands = (
  left: AttributeValue | undefined,
  comparator: Comparator,
  right: AttributeValue | undefined,
): boolean => {
  if (left === undefined || right === undefined) return comparator === '<>'
  if (comparator === '=') return equalValues(left, right)
  if (comparator === '<>') return !equalValues(left, right)
  const order = compareValues(left, right)
  if (order === undefined) return false
  if (comparator === '<') return order < 0
  if (comparator === '<=') return order <= 0
  return comparator === '>' ? order > 0 : order >= 0
}

const beginsWith = (value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean => {
  if (value === undefined || prefix === undefined) return false
  if ('S' in value && 'S' in prefix) return value.S.startsWith(prefix.S)
  if (!('B' in value && 'B' in prefix)) return false
  const start = toBytes(prefix.B)
  return toBytes(value.B).subarray(0, start.length).equals(start)
}

const contains = (value: AttributeValue | undefined, element: AttributeValue | undefined): boolean => {
  if (value === undefined || element === undefined) return false
  if ('S' in value) return 'S' in element && value.S.includes(element.S)
  if ('B' in value) return 'B' in element && toBytes(value.B).includes(toBytes(element.B))
  const elements = 'L' in value ? value.L : setElements(value)
  return elements?.some((other) => equalValues(other, element)) ?? false
}
