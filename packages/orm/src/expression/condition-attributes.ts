/** The attributes that a condition is about. */
import type { ConditionNode, Operand } from './condition.ts'

/** Names of the attributes that a condition is about. */
export const attributesOf = (node: ConditionNode): string[] => {
  switch (node.op) {
    case 'and':
    case 'or':
      return node.nodes.flatMap(attributesOf)
    case 'not':
      return attributesOf(node.node)
    case 'compare':
      return [node.left, node.right].flatMap(ofOperand)
    case 'between':
      return [node.operand, node.low, node.high].flatMap(ofOperand)
    case 'in':
      return [node.operand, ...node.values].flatMap(ofOperand)
    case 'beginsWith':
      return [node.path[0], ...ofOperand(node.prefix)]
    case 'contains':
      return [node.path[0], ...ofOperand(node.element)]
    default:
      return [node.path[0]]
  }
}

const ofOperand = (operand: Operand): string[] => (operand.kind === 'value' ? [] : [operand.path[0]])
