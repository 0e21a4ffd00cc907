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

/**
 * Or no type is stored: for counts over a part of the primary key that tells the model, as reads go by the key of such items.
 */
export const orUntyped = ({ typeAttribute }: TableSpec, type: ConditionNode): ConditionNode =>
  typeAttribute === undefined ? type : orNodes(type, attributeMissing(typeAttribute))

/** For a scan where no type is stored: the table key begins with the literal text of the model's templates. */
export const keyTextCondition = ({ primary }: ModelSpec): ConditionNode | undefined => {
  const nodes = [primary.pk, primary.sk].flatMap((side) => (side === undefined ? [] : sideCondition(side)))
  return nodes.length === 0 ? undefined : andNodes(...nodes)
}

const sideCondition = (side: KeySide): ConditionNode[] => {
  if (side.kind === 'natural') return side.fields.map((entry) => existsNode([entry.attribute]))
  const { literalPrefix, fields } = side.codec
  if (fields.length === 0) return [compareNode(pathOperand([side.attribute]), '=', valueOperand({ S: literalPrefix }))]
  return literalPrefix === '' ? [] : [beginsWithNode(side.attribute, literalPrefix)]
}
