/** Rules of fields that no condition can say: the value that a change leaves is looked at, on condition that it is so. */
import { type Issue, ValidationError } from '../errors/errors.ts'
import { type ChangeNode, type ChangeRule, pathsRead } from '../expression/change.ts'
import { valueAt } from '../expression/evaluate.ts'
import { type FieldEntry, type ParseContext, WireMismatch } from '../field/field-spec.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { applyChanges } from './apply-changes.ts'

/** Why the stored item is needed; `undefined` if no change is under such rules. */
export const ruledReason = (nodes: readonly ChangeNode[]): string | undefined => {
  if (!nodes.some(({ rules }) => rules !== undefined)) return undefined
  const [rule] = rulesOf(nodes)
  return rule && `the rules of '${rule.names.join('.')}' look at its value`
}

/** The fields that the outcome of such changes depends on: what they change, and what they read. */
export const ruledFields = (spec: ModelSpec, nodes: readonly ChangeNode[]): FieldEntry[] =>
  nodes
    .filter(({ rules = [] }) => rules.length > 0)
    .flatMap((node) => [node.path, ...(node.action === 'SET' ? pathsRead(node.operand) : [])])
    .flatMap(([attribute]) => spec.byAttribute(attribute) ?? [])

/** @throws {ValidationError} `validation.invalid` with every issue of a value as the changes leave it */
export const assertRuled = async (spec: ModelSpec, nodes: readonly ChangeNode[], item: Item): Promise<void> => {
  const rules = rulesOf(nodes)
  if (rules.length === 0) return
  const after = applyChanges(item, nodes)
  const issues: Issue[] = []
  for (const rule of rules) {
    const found = await checkRule(rule, after)
    // A schema that transforms may refuse even what it gave itself: then it cannot tell.
    if (found.length > 0 && (rule.spec.kind !== 'standard' || (await checkRule(rule, item)).length === 0))
      issues.push(...found)
  }
  if (issues.length > 0) throw new ValidationError(`An update of ${spec.name}`, issues)
}

/** Each place once. */
const rulesOf = (nodes: readonly ChangeNode[]): ChangeRule[] => [
  ...new Map(nodes.flatMap(({ rules = [] }) => rules).map((rule) => [JSON.stringify(rule.path), rule])).values(),
]

/** What is wrong with the value at a place of the item; an absent one is fine. */
export const checkRule = async ({ spec, path, names, secret }: ChangeRule, item: Item): Promise<readonly Issue[]> => {
  const value = valueAt(item, path)
  if (value === undefined) return []
  const context: ParseContext = { issues: [], pending: [], ...(secret && { secret }) }
  try {
    await spec.parse(spec.decode(value), [...names], context)
  } catch (error) {
    if (!(error instanceof WireMismatch)) throw error
    return [{ path: names, message: `Expected ${error.expected}.` }]
  }
  await Promise.all(context.pending)
  return context.issues
}
