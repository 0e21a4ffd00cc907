/** Models whose items may lie under each other's keys: a write by key must not take another model's item for its own. */
import {
  attributeMissing,
  type ConditionNode,
  compareNode,
  oneOfNode,
  orNodes,
  pathOperand,
  valueOperand,
} from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { rivalsOf } from '../schema/rival-models.ts'
import type { Item } from '../wire/attribute-value.ts'

/**
 * That the stored item, if there is one, is of the model or of one that extends it; an item without a type counts as one.
 * `undefined` where no other model of the table has a primary key that could be the same, or where no type is stored.
 */
export const typeGuard = (spec: ModelSpec): ConditionNode | undefined => {
  const { models, typeAttribute } = spec.table
  if (typeAttribute === undefined) return undefined
  const known = guards.get(spec)
  if (known?.models === models.length) return known.node
  const node =
    rivalsOf(spec).length > 0 ? orNodes(attributeMissing(typeAttribute), typeIsOneOf(typeAttribute, spec)) : undefined
  guards.set(spec, { models: models.length, node })
  return node
}

/** Whether an item is of another model, which a write by key of this model leaves alone. */
export const isRivals = (spec: ModelSpec, item: Item | null): item is Item => {
  if (item === null || typeGuard(spec) === undefined) return false
  const type = item[spec.table.typeAttribute ?? '']
  return type !== undefined && !('S' in type && spec.types.has(type.S))
}

/** By model, as long as the table has as many models: comparing templates is work. */
const guards = new WeakMap<ModelSpec, { readonly models: number; readonly node: ConditionNode | undefined }>()

const typeIsOneOf = (attribute: string, { types }: ModelSpec): ConditionNode => {
  const values = [...types].map((type) => ({ S: type }))
  const [only] = values
  return values.length === 1 && only !== undefined
    ? compareNode(pathOperand([attribute]), '=', valueOperand(only))
    : oneOfNode(attribute, values)
}
