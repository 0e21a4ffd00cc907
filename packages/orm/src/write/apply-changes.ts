/** Applies change nodes to an item here, as DynamoDB would: to know what keys, constraints and rules see afterwards. */

import { type ChangeNode, inElementOrder, type SetOperand } from '../expression/change.ts'
import { equalValues } from '../expression/compare-values.ts'
import { valueAt } from '../expression/evaluate.ts'
import type { Path } from '../expression/path.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
import { checkNumberText } from '../wire/number.ts'
import { sumNumbers } from '../wire/number-sum.ts'

/**
 * The item after the changes. Every right side reads the item as it was before, as in DynamoDB.
 *
 * What cannot be computed (a sum over an absent number, or of too many digits) leaves the path as it was: DynamoDB will refuse it.
 */
export const applyChanges = (item: Item, nodes: readonly ChangeNode[]): Item => {
  let after: Item = item
  for (const node of inElementOrder(nodes)) after = applyNode(after, node, item)
  return after
}

const applyNode = (item: Item, node: ChangeNode, before: Item): Item => {
  // A position after the end of the list as it was may be an element by now.
  if (node.action === 'REMOVE') return valueAt(before, node.path) ? replaceAt(item, node.path, undefined) : item
  if (node.action === 'SET') {
    const value = evaluate(node.operand, before)
    return value === undefined ? item : replaceAt(item, node.path, value)
  }
  const elements = combine(valueAt(before, node.path), node.elements, node.action)
  return replaceAt(item, node.path, elements)
}

const evaluate = (operand: SetOperand, item: Item): AttributeValue | undefined => {
  switch (operand.kind) {
    case 'value':
      return operand.value
    case 'path':
      return valueAt(item, operand.path)
    case 'ifNotExists':
      return valueAt(item, operand.path) ?? evaluate(operand.otherwise, item)
    case 'listAppend': {
      const first = evaluate(operand.first, item)
      const second = evaluate(operand.second, item)
      return first && second && 'L' in first && 'L' in second ? { L: [...first.L, ...second.L] } : undefined
    }
    case 'sum': {
      const left = evaluate(operand.left, item)
      const right = evaluate(operand.right, item)
      if (!left || !right || !('N' in left) || !('N' in right)) return undefined
      const sum = sumNumbers(left.N, operand.sign, right.N)
      return checkNumberText(sum) === undefined ? { N: sum } : undefined
    }
  }
}

const combine = (
  stored: AttributeValue | undefined,
  elements: AttributeValue,
  action: 'ADD' | 'DELETE',
): AttributeValue | undefined => {
  const type = Object.keys(elements)[0] as 'SS' | 'NS' | 'BS'
  const own = stored !== undefined && type in stored ? ((stored as Record<string, readonly string[]>)[type] ?? []) : []
  const given = (elements as Record<string, readonly string[]>)[type] ?? []
  const same = (a: string, b: string) => equalValues(scalar(type, a), scalar(type, b))
  const rest = own.filter((element) => !given.some((other) => same(element, other)))
  const all =
    action === 'ADD' ? [...own, ...given.filter((element) => !own.some((other) => same(element, other)))] : rest
  return all.length === 0 ? undefined : ({ [type]: all } as unknown as AttributeValue)
}

const scalar = (type: 'SS' | 'NS' | 'BS', text: string): AttributeValue =>
  ({ [type.slice(0, 1)]: text }) as unknown as AttributeValue

const replaceAt = (item: Item, [attribute, ...segments]: Path, value: AttributeValue | undefined): Item => {
  const { [attribute]: stored, ...others } = item
  const next = segments.length === 0 ? value : replaceInside(stored, segments, value)
  return next === undefined ? others : { ...others, [attribute]: next }
}

const replaceInside = (
  stored: AttributeValue | undefined,
  [segment, ...rest]: readonly (string | number)[],
  value: AttributeValue | undefined,
): AttributeValue | undefined => {
  if (stored === undefined || segment === undefined) return stored
  if (typeof segment === 'number') {
    if (!('L' in stored)) return stored
    const list = [...stored.L]
    const next = rest.length === 0 ? value : replaceInside(list[segment], rest, value)
    if (next !== undefined) list[Math.min(segment, list.length)] = next
    else if (rest.length === 0) list.splice(segment, 1)
    return { L: list }
  }
  if (!('M' in stored)) return stored
  const { [segment]: member, ...others } = stored.M
  const next = rest.length === 0 ? value : replaceInside(member, rest, value)
  return { M: next === undefined ? others : { ...others, [segment]: next } }
}
