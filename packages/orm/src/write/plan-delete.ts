/** Plans a DeleteItem, with the markers that guard the item's unique values. */
import { decodeItem } from '../codec/decode-item.ts'
import { andNodes, attributeExists, type ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { DeleteItemInput } from '../wire/request.ts'
import { guardMarkers } from './guards.ts'
import { hasMarkers } from './heirs.ts'
import { versionOfItem } from './held-version.ts'
import { type HistoryOperation, type HistoryStamp, historyOperations } from './history.ts'
import { changeMarkers, markersOf, noMarkers } from './markers.ts'
import { typeGuard } from './rivals.ts'
import { guardStored } from './version.ts'
import { addCondition, keyAttribute, markerOperations, type Planned } from './write-plan.ts'

/** A delete to plan. */
export interface DeleteRequest {
  readonly spec: ModelSpec
  readonly tableName: string
  readonly key: Item
  readonly condition: ConditionNode | undefined
  /** What is stored now; `null` for none, `undefined` where that was not read. */
  readonly stored: Item | null | undefined
  /** The version that the caller insists on. */
  readonly held?: number | undefined
  /** Whether there must be an item. */
  readonly must?: boolean | undefined
  /** For the history. Default: `delete`. */
  readonly operation?: HistoryOperation | undefined
  readonly stamp?: HistoryStamp | undefined
}

/** Whether the plan of a delete depends on the item that was loaded: if not, it is the same as that of a delete by key. */
export const goesByItem = (spec: ModelSpec): boolean =>
  // A history is kept with locking only.
  spec.locking !== undefined || spec.types.size > 1 || hasMarkers(spec) || typeGuard(spec) !== undefined

export const planDelete = (request: DeleteRequest): Planned => {
  const { spec, tableName, key, condition, stored, held, must } = request
  if (hasMarkers(spec) && stored === undefined) return { needsItem: 'the markers of the item must go with it' }
  if (spec.history !== undefined && stored === undefined) return { needsItem: 'its history keeps the whole item' }
  const markers = changeMarkers(stored ? markersOf(spec, decodeItem(spec, stored)) : noMarkers, noMarkers)
  // Without history, a delete that insists on no version takes any.
  const isExact = spec.history !== undefined || held !== undefined
  const guards = isExact ? guardStored(spec, stored, held) : guardMarkers(spec, stored)
  const type = typeGuard(spec)
  const presence = must && stored !== null ? [attributeExists(keyAttribute(spec))] : []
  const conditions = [...presence, ...guards, ...(type ? [type] : []), ...(condition ? [condition] : [])]
  const Delete: DeleteItemInput = { TableName: tableName, Key: key }
  addCondition(Delete, conditions.length > 0 ? andNodes(...conditions) : undefined)
  return {
    plan: {
      spec,
      operations: [{ Delete }, ...markerOperations(spec, markers, { tableName, target: key }), ...historyOf(request)],
      constraints: [undefined, ...markers.map(({ constraint }) => constraint)],
      condition,
      guarded: guards.length > 0 || (type !== undefined && stored !== undefined),
      idempotent: true,
      held,
    },
  }
}

const historyOf = ({ spec, tableName, key, stored, held, operation = 'delete', stamp }: DeleteRequest) => {
  if (!stored) return []
  const version = (held ?? versionOfItem(spec, stored) ?? 0) + 1
  return historyOperations(spec, { tableName, key, version, operation, stamp, item: stored })
}
