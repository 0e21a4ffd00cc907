/** Server-side conditions that tell the items of some models from all others. */
import {
  andNodes,
  attributeMissing,
  beginsWithNode,
  type ConditionNode,
  compareNode,
  existsNode,
  oneOfNode,
  orNodes,
  pathOperand,
  valueOperand,
} from '../expression/condition.ts'
import type { KeySide, ModelSpec } from '../schema/model-spec.ts'
import type { IndexSpec, TableSpec } from '../schema/table-spec.ts'
import { givesAttribute, holdsAttribute, queriedKeyAttributes } from './index-attributes.ts'
import { hasLookalike } from './lookalikes.ts'

/**
 * The stored type is one that the models read. `undefined` where no type is stored, the index does not hold it, or it is
 * part of the queried key, which DynamoDB takes in no filter. `whole`: whether the read asks for whole items.
 */
export const typeCondition = (
  table: TableSpec,
  models: readonly Pick<ModelSpec, 'types'>[],
  { index, scan, whole }: { index: IndexSpec | undefined; scan: boolean; whole: boolean },
): ConditionNode | undefined => {
  const attribute = table.typeAttribute
  const sees = whole ? givesAttribute : holdsAttribute
  if (attribute === undefined || !sees(table, index, attribute)) return undefined
  if (!scan && queriedKeyAttributes(table, index).has(attribute)) return undefined
  const types = [...new Set(models.flatMap((model) => [...model.types]))].map((type) => ({ S: type }))
  const [only] = types
  return types.length === 1 && only !== undefined
    ? compareNode(pathOperand([attribute]), '=', valueOperand(only))
    : oneOfNode(attribute, types)
}

/** Or no type is stored: whose such an item is, its primary key tells after reading. */
export const orUntyped = ({ typeAttribute }: TableSpec, type: ConditionNode): ConditionNode =>
  typeAttribute === undefined ? type : orNodes(type, attributeMissing(typeAttribute))

/**
 * The same for counts, which give nothing to be looked at: an item without a type counts if its primary key begins as the
 * model's keys do. Where keys of another model may begin alike, it does not: the types alone count.
 */
export const orUntypedCount = (
  spec: ModelSpec,
  type: ConditionNode,
  index: IndexSpec | 'scan' | undefined,
): ConditionNode => {
  const { table } = spec
  if (table.typeAttribute === undefined || hasLookalike(spec)) return type
  const untyped = attributeMissing(table.typeAttribute)
  // The key condition speaks of the queried key, and DynamoDB takes none of it in a filter.
  const queried = index === 'scan' ? new Set<string>() : queriedKeyAttributes(table, index)
  const text = keyTextCondition(spec, (attribute) => !queried.has(attribute))
  return orNodes(type, text === undefined ? untyped : andNodes(untyped, text))
}

/**
 * The table key begins with the literal text of the model's templates: for items without a type. `takes` says which
 * attributes the condition may be about.
 */
export const keyTextCondition = (
  { primary }: ModelSpec,
  takes: (attribute: string) => boolean = () => true,
): ConditionNode | undefined => {
  const nodes = [primary.pk, primary.sk].flatMap((side) => (side === undefined ? [] : sideCondition(side, takes)))
  return nodes.length === 0 ? undefined : andNodes(...nodes)
}

const sideCondition = (side: KeySide, takes: (attribute: string) => boolean): ConditionNode[] => {
  if (side.kind === 'natural')
    return side.fields.flatMap(({ attribute }) => (takes(attribute) ? [existsNode([attribute])] : []))
  if (!takes(side.attribute)) return []
  const { literalPrefix, fields } = side.codec
  if (fields.length === 0) return [compareNode(pathOperand([side.attribute]), '=', valueOperand({ S: literalPrefix }))]
  return literalPrefix === '' ? [] : [beginsWithNode(side.attribute, literalPrefix)]
}
