/**
 * Condition tree → text of a condition, filter or key condition expression, with as few parentheses as are needed.
 *
 * Precedence, tightest first: comparisons, IN, BETWEEN and functions; NOT; AND; OR. DynamoDB refuses redundant
 * double parentheses.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
import type { ConditionNode, Operand } from './condition.ts'
import type { Placeholders } from './placeholders.ts'

/** The text of a condition; names and values go to `placeholders`, in order of their place in the text. */
export const printCondition = (node: ConditionNode, placeholders: Placeholders): string => {
  switch (node.op) {
    case 'and':
    case 'or':
      return node.nodes.map((part) => printPart(part, node.op, placeholders)).join(node.op === 'and' ? ' AND ' : ' OR ')
    case 'not':
      return `NOT ${printPart(node.node, 'not', placeholders)}`
    case 'compare': {
      const left = printOperand(node.left, placeholders)
      return `${left} ${node.comparator} ${printOperand(node.right, placeholders)}`
    }
    case 'between': {
      const [operand, low, high] = [node.operand, node.low, node.high].map((part) => printOperand(part, placeholders))
      return `${operand} BETWEEN ${low} AND ${high}`
    }
    case 'in': {
      const operand = printOperand(node.operand, placeholders)
      return `${operand} IN (${node.values.map((value) => printOperand(value, placeholders)).join(', ')})`
    }
    case 'exists':
      return `attribute_exists(${placeholders.path(node.path)})`
    case 'missing':
      return `attribute_not_exists(${placeholders.path(node.path)})`
    case 'type':
      return `attribute_type(${placeholders.path(node.path)}, ${placeholders.value({ S: node.type })})`
    case 'beginsWith':
      return `begins_with(${placeholders.path(node.path)}, ${printOperand(node.prefix, placeholders)})`
    case 'contains':
      return `contains(${placeholders.path(node.path)}, ${printOperand(node.element, placeholders)})`
  }
}

const tightness = { or: 1, and: 2, not: 3 } as const

/** A part inside AND, OR or NOT, in parentheses if it binds less tightly than what surrounds it. */
const printPart = (node: ConditionNode, around: 'and' | 'or' | 'not', placeholders: Placeholders): string => {
  const text = printCondition(node, placeholders)
  const own = node.op === 'and' || node.op === 'or' || node.op === 'not' ? tightness[node.op] : 4
  return own < tightness[around] ? `(${text})` : text
}

const printOperand = (operand: Operand, placeholders: Placeholders): string => {
  if (operand.kind === 'value') return placeholders.value(operand.value)
  const path = placeholders.path(operand.path)
  return operand.kind === 'size' ? `size(${path})` : path
}
