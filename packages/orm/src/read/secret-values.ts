/** Which stored attributes hold secrets, and requests printed without them. For `explain()` only, never sent. */
import type { ConditionNode, Operand } from '../expression/condition.ts'
import type { ReadPlan } from './read-plan.ts'

/** What is shown in place of a secret value. */
export const SECRET = '(secret)'

/** The attributes of fields that are secret, or have secret members, and of keys that are made of such fields. */
export const secretAttributes = ({ models }: Pick<ReadPlan, 'models'>): ReadonlySet<string> => {
  const attributes = new Set<string>()
  for (const { fields, keyAttributes, field } of models) {
    for (const { attribute, spec } of fields) if (spec.secretive) attributes.add(attribute)
    for (const { attribute, codec } of keyAttributes)
      if (codec.fields.some((name) => field(name)?.spec.secretive)) attributes.add(attribute)
  }
  return attributes
}

/** A request as JSON, its secret values masked, wherever they stand. */
export const printRequest = (request: unknown, plan: ReadPlan): string => {
  const secrets = secretAttributes(plan)
  if (secrets.size === 0) return JSON.stringify(request)
  const hidden = new Set<string>()
  for (const node of [plan.key, plan.filter, plan.type, ...(plan.shards ?? [])])
    if (node !== undefined) collect(node, { secrets, hidden })
  return JSON.stringify(request, (name, value: unknown) =>
    typeof value === 'object' && value !== null && (secrets.has(name) || hidden.has(JSON.stringify(value)))
      ? SECRET
      : value,
  )
}

/** Whether any of the operands is a path into a secret attribute. */
export const isSecret = (operands: readonly Operand[], secrets: ReadonlySet<string>): boolean =>
  operands.some((operand) => operand.kind !== 'value' && secrets.has(String(operand.path[0])))

/** All operands of one comparison, its path among them. */
export const operandsOf = (node: ConditionNode): readonly Operand[] => {
  switch (node.op) {
    case 'compare':
      return [node.left, node.right]
    case 'between':
      return [node.operand, node.low, node.high]
    case 'in':
      return [node.operand, ...node.values]
    case 'beginsWith':
      return [{ kind: 'path', path: node.path }, node.prefix]
    case 'contains':
      return [{ kind: 'path', path: node.path }, node.element]
    default:
      return []
  }
}

const collect = (node: ConditionNode, into: { secrets: ReadonlySet<string>; hidden: Set<string> }): void => {
  if (node.op === 'and' || node.op === 'or') for (const part of node.nodes) collect(part, into)
  else if (node.op === 'not') collect(node.node, into)
  const operands = operandsOf(node)
  if (isSecret(operands, into.secrets))
    for (const operand of operands) if (operand.kind === 'value') into.hidden.add(JSON.stringify(operand.value))
}
