/**
 * Elements into and out of sets inside maps and lists. ADD and DELETE are for top-level attributes only, so such a set is
 * written as a whole, on condition that it is as it was when it was read.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
 */
import { type ChangeNode, type ElementsChange, removePathNode, setPathNode, setValue } from '../expression/change.ts'
import { type ConditionNode, compareNode, missingNode, pathOperand, valueOperand } from '../expression/condition.ts'
import { valueAt } from '../expression/evaluate.ts'
import { formatPath } from '../expression/path.ts'
import type { Item } from '../wire/attribute-value.ts'
import { applyChanges } from './apply-changes.ts'

/** Why the stored item is needed; `undefined` if no such set changes. */
export const nestedSetReason = (nodes: readonly ChangeNode[]): string | undefined => {
  const node = nodes.find(isNestedSet)
  return node && `the set at ${formatPath(node.path)} is written as a whole, as it lies inside another value`
}

/** The changes with such sets written as a whole, and the conditions that they need. */
export const settleNestedSets = (
  nodes: readonly ChangeNode[],
  item: Item,
): { readonly nodes: readonly ChangeNode[]; readonly guards: readonly ConditionNode[] } => ({
  nodes: nodes.map((node) => (isNestedSet(node) ? asWhole(node, item) : node)),
  guards: nodes.filter(isNestedSet).map(({ path }) => {
    const before = valueAt(item, path)
    return before === undefined ? missingNode(path) : compareNode(pathOperand(path), '=', valueOperand(before))
  }),
})

const isNestedSet = (node: ChangeNode): node is ElementsChange =>
  (node.action === 'ADD' || node.action === 'DELETE') && node.path.length > 1

const asWhole = (node: ElementsChange, item: Item): ChangeNode => {
  const after = valueAt(applyChanges(item, [node]), node.path)
  const whole = after === undefined ? removePathNode(node.path) : setPathNode(node.path, setValue(after), true)
  return node.rules === undefined ? whole : { ...whole, rules: node.rules }
}
