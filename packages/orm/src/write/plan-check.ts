/** Plans a condition check: an operation of a transaction that writes nothing, and fails it where the condition does. */
import { andNodes, attributeExists, attributeMissing, type ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { typeGuard } from './rivals.ts'
import { versionIs } from './version.ts'
import { conditionInput, keyAttribute, type WritePlan } from './write-plan.ts'

/** A check to plan. */
export interface CheckRequest {
  readonly spec: ModelSpec
  readonly tableName: string
  readonly key: Item
  /** Whether the item must exist, or must not. */
  readonly exists: boolean
  readonly condition: ConditionNode | undefined
  /** The version that must be stored. */
  readonly held?: number | undefined
}

export const planCheck = ({ spec, tableName, key, exists, condition, held }: CheckRequest): WritePlan => {
  const attribute = keyAttribute(spec)
  const presence = exists ? attributeExists(attribute) : attributeMissing(attribute)
  const type = exists ? typeGuard(spec) : undefined
  const version = held === undefined ? [] : versionIs(spec, held)
  const nodes = [presence, ...version, ...(type ? [type] : []), ...(condition ? [condition] : [])]
  const input = conditionInput(andNodes(...nodes))
  return {
    ...{ spec, condition, held, constraints: [undefined], guarded: false, idempotent: true },
    operations: [{ ConditionCheck: { TableName: tableName, Key: key, ...input } }],
  }
}
