/** Plans a DeleteItem, with the markers that guard the item's unique values. */
import { decodeItem } from '../codec/decode-item.ts'
import { andNodes, type ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { guardMarkers } from './guards.ts'
import { hasMarkers } from './heirs.ts'
import { changeMarkers, markersOf, noMarkers } from './markers.ts'
import { conditionInput, markerOperations, type Planned } from './write-plan.ts'

/** A delete to plan. */
export interface DeleteRequest {
  readonly spec: ModelSpec
  readonly tableName: string
  readonly key: Item
  readonly condition: ConditionNode | undefined
  /** What is stored now; `null` for none, `undefined` where that was not read. */
  readonly stored: Item | null | undefined
}

export const planDelete = ({ spec, tableName, key, condition, stored }: DeleteRequest): Planned => {
  if (hasMarkers(spec) && stored === undefined) return { needsItem: 'the markers of the item must go with it' }
  const markers = changeMarkers(stored ? markersOf(spec, decodeItem(spec, stored)) : noMarkers, noMarkers)
  const guards = guardMarkers(spec, stored)
  const conditions = [...guards, ...(condition ? [condition] : [])]
  const Delete = {
    TableName: tableName,
    Key: key,
    ...conditionInput(conditions.length > 0 ? andNodes(...conditions) : undefined),
  }
  return {
    plan: {
      spec,
      operations: [{ Delete }, ...markerOperations(spec, markers, { tableName, target: key })],
      constraints: [undefined, ...markers.map(({ constraint }) => constraint)],
      condition,
      guarded: guards.length > 0,
      idempotent: true,
    },
  }
}
