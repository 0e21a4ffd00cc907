/** Conditions as people read them, with names and values in place of placeholders. For `explain()` only, never sent. */
import type { ConditionNode, Operand } from '../expression/condition.ts'
import { formatPath } from '../expression/path.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import { isSecret, operandsOf, SECRET } from './secret-values.ts'

/**
 * `PK = "USER#u1" AND begins_with(SK, "ORDER#")`
 *
 * @param secrets attributes whose values are not shown
 */
export const formatCondition = (node: ConditionNode, secrets: ReadonlySet<string> = new Set()): string => {
  const hidden = isSecret(operandsOf(node), secrets)
  const formatOperand = (operand: Operand): string => showOperand(operand, hidden)
  const formatPart = (part: ConditionNode): string => showPart(part, secrets)
  switch (node.op) {
    case 'and':
    case 'or':
      return node.nodes.map((part) => formatPart(part)).join(node.op === 'and' ? ' AND ' : ' OR ')
    case 'not':
      return `NOT ${formatPart(node.node)}`
    case 'compare':
      return `${formatOperand(node.left)} ${node.comparator} ${formatOperand(node.right)}`
    case 'between':
      return `${formatOperand(node.operand)} BETWEEN ${formatOperand(node.low)} AND ${formatOperand(node.high)}`
    case 'in':
      return `${formatOperand(node.operand)} IN (${node.values.map(formatOperand).join(', ')})`
    case 'exists':
      return `attribute_exists(${formatPath(node.path)})`
    case 'missing':
      return `attribute_not_exists(${formatPath(node.path)})`
    case 'type':
      return `attribute_type(${formatPath(node.path)}, ${node.type})`
    case 'beginsWith':
      return `begins_with(${formatPath(node.path)}, ${formatOperand(node.prefix)})`
    case 'contains':
      return `contains(${formatPath(node.path)}, ${formatOperand(node.element)})`
  }
}

const showPart = (node: ConditionNode, secrets: ReadonlySet<string>): string => {
  const text = formatCondition(node, secrets)
  return node.op === 'and' || node.op === 'or' ? `(${text})` : text
}

const showOperand = (operand: Operand, hidden: boolean): string => {
  if (operand.kind === 'value') return hidden ? SECRET : formatValue(operand.value)
  return operand.kind === 'size' ? `size(${formatPath(operand.path)})` : formatPath(operand.path)
}

const formatValue = (value: AttributeValue): string => {
  if ('S' in value) return JSON.stringify(value.S)
  if ('N' in value) return value.N
  if ('BOOL' in value) return String(value.BOOL)
  return 'NULL' in value ? 'null' : JSON.stringify(value)
}
