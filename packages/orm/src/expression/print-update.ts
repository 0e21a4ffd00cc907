/** Change nodes → text of an `UpdateExpression`: the clauses SET, REMOVE, ADD, DELETE, each at most once. */
import { QueryError } from '../errors/errors.ts'
import { type ChangeNode, inElementOrder, type SetOperand } from './change.ts'
import { assertExpressionSize } from './expression-size.ts'
import { formatPath, type Path, pathsOverlap } from './path.ts'
import type { Placeholders } from './placeholders.ts'

/**
 * The text of all changes; `undefined` if there are none, as DynamoDB refuses an empty expression.
 *
 * @throws {QueryError} `query.expression-size`; `write.conflict` if two changes touch one path, or one lies inside the other
 */
export const printUpdate = (nodes: readonly ChangeNode[], placeholders: Placeholders): string | undefined => {
  assertDisjoint(nodes)
  const ordered = inElementOrder(nodes)
  let text = ''
  for (const action of ACTIONS) {
    let clause = ''
    for (const node of ordered)
      if (node.action === action) clause += (clause === '' ? `${action} ` : ', ') + printNode(node, placeholders)
    if (clause !== '') text += text === '' ? clause : ` ${clause}`
  }
  return text === '' ? undefined : assertExpressionSize(text, 'update')
}

const ACTIONS = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const

/** @throws {QueryError} `write.conflict` */
export const assertDisjoint = (nodes: readonly ChangeNode[]): void => {
  if (nodes.length < 2) return
  const byAttribute = new Map<string, Path[]>()
  for (const { attribute, path } of nodes) {
    const others = byAttribute.get(attribute) ?? []
    const clash = others.find((other) => pathsOverlap(other, path))
    if (clash !== undefined) {
      throw new QueryError(
        'write.conflict',
        clash.length === path.length
          ? `Two changes of one update touch the path ${formatPath(path)}.`
          : `One update touches the path ${formatPath(clash)} and the path ${formatPath(path)}, which overlap.`,
      )
    }
    others.push(path)
    byAttribute.set(attribute, others)
  }
}

const printNode = (node: ChangeNode, placeholders: Placeholders): string => {
  const path = placeholders.path(node.path)
  if (node.action === 'REMOVE') return path
  if (node.action === 'SET') return `${path} = ${printSetOperand(node.operand, placeholders)}`
  return `${path} ${placeholders.value(node.elements)}`
}

const printSetOperand = (operand: SetOperand, placeholders: Placeholders): string => {
  const print = (part: SetOperand) => printSetOperand(part, placeholders)
  switch (operand.kind) {
    case 'value':
      return placeholders.value(operand.value)
    case 'path':
      return placeholders.path(operand.path)
    case 'ifNotExists':
      return `if_not_exists(${placeholders.path(operand.path)}, ${print(operand.otherwise)})`
    case 'listAppend':
      return `list_append(${print(operand.first)}, ${print(operand.second)})`
    case 'sum':
      return `${print(operand.left)} ${operand.sign} ${print(operand.right)}`
  }
}
