/** Plans a PutItem: a new item, or one in place of whatever is there. */

import { decodeItem } from '../codec/decode-item.ts'
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { printItem } from '../codec/print-item.ts'
import { recogniseAs } from '../codec/recognise.ts'
import { type ConditionNode, joinConditions } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { PutItemInput, TransactWriteItem } from '../wire/request.ts'
import { type StoredItem, toStoredItem } from '../wire/stored-item.ts'
import { assertStoredSize } from './assert-item-size.ts'
import { hasMarkers } from './heirs.ts'
import { versionOfItem } from './held-version.ts'
import { type HistoryOperation, type HistoryStamp, historyOperations } from './history.ts'
import { keepMembers, unknownAttributes } from './keep-members.ts'
import { changeMarkers, type MarkerChange, markersOf, noMarkers } from './markers.ts'
import { typeGuard } from './rivals.ts'
import { guardStored } from './version.ts'
import { absence, addCondition, markerOperations, type Planned } from './write-plan.ts'

/** A put to plan. */
export interface PutRequest {
  readonly spec: ModelSpec
  readonly tableName: string
  /** Valid, whole values. */
  readonly values: Values
  /** `create` refuses to overwrite, `replace` does not look. */
  readonly mode: 'create' | 'replace'
  /** The item that is put anew, of which what no field names is kept. */
  readonly unknown: Item | undefined
  readonly condition: ConditionNode | undefined
  /** What is stored now: an item, `null` for none, `undefined` where that was not read. */
  readonly stored: Item | null | undefined
  /** The version that the caller insists on. */
  readonly held?: number | undefined
  /** The version that the new one follows, of an item that moves here. */
  readonly base?: number | undefined
  /** The newest version that the key has had; `undefined` where that was not read. */
  readonly last?: number | undefined
  /** For the history. Default: by mode. */
  readonly operation?: HistoryOperation | undefined
  readonly stamp?: HistoryStamp | undefined
}

/**
 * @throws {ValidationError} `item.too-large`
 * @throws {KeyError} as `encodeKeys`
 */
export const planPut = (request: PutRequest): Planned => {
  const { spec, tableName, values, mode, stored, held } = request
  const reason = whyItemIsNeeded(request)
  if (reason !== undefined) return { needsItem: reason }
  const version = nextVersion(request)
  const item = whole(request, spec.locking && version)
  assertStoredSize(spec, item)
  const old = (stored && recogniseAs(spec, stored)) ?? spec
  // A create replaces nothing: an item that is there keeps its markers, and stands in the way.
  const before = stored && mode === 'replace' ? markersOf(old, decodeItem(old, stored)) : noMarkers
  const markers = changeMarkers(before, markersOf(spec, values))
  const condition = joinConditions(ownType(request), request.condition)
  const guards = mode === 'create' ? [absence(spec)] : guardStored(old, stored, held)
  const put: PutItemInput = { TableName: tableName, Item: item }
  addCondition(put, joinConditions(...guards, condition))
  return {
    plan: {
      spec,
      operations: [{ Put: put }, ...companions(request, { item, markers, version })],
      constraints: [undefined, ...markers.map(({ constraint }) => constraint)],
      condition,
      guarded: mode === 'replace' && guards.length > 0,
      idempotent: true,
      held,
    },
  }
}

const whole = ({ spec, values, unknown: before }: PutRequest, version: number | undefined): StoredItem => {
  if (before === undefined || spec.unknown === 'drop') return toStoredItem(printItem(spec, values, { version }))
  const unknown = unknownAttributes(spec, before)
  return keepMembers(spec, toStoredItem(printItem(spec, values, { unknown, version })), before)
}

/** What is written with the item: its markers, and its history. */
const companions = (
  { spec, tableName, values, mode, stored, stamp, operation }: PutRequest,
  { item, markers, version }: { item: StoredItem; markers: readonly MarkerChange[]; version: number },
): readonly TransactWriteItem[] => {
  if (markers.length === 0 && spec.history === undefined) return []
  const key = encodePrimaryKey(spec, values)
  const of = operation ?? (mode === 'replace' && stored ? 'replace' : 'create')
  const made = { tableName, key, version, operation: of, stamp, item: item.toItem() }
  return [...markerOperations(spec, markers, { tableName, target: key }), ...historyOperations(spec, made)]
}

const whyItemIsNeeded = ({ spec, mode, stored, last }: PutRequest): string | undefined => {
  if (stored !== undefined) return undefined
  // Without `keep`, the first entry of an earlier item with the key is still there, and stands in the way.
  if (mode === 'create')
    return spec.history?.keep !== undefined && last === undefined
      ? 'an earlier item with its key has versions'
      : undefined
  if (hasMarkers(spec)) return 'the markers of the item that is replaced must go'
  return spec.locking === undefined ? undefined : 'the versions of the item that is replaced go on'
}

/** A condition speaks of an item of the model: another model's item under the key does not meet it. */
const ownType = ({ spec, mode, condition }: PutRequest): ConditionNode | undefined =>
  mode === 'replace' && condition !== undefined ? typeGuard(spec) : undefined

const nextVersion = ({ spec, stored, held, base, last = 0 }: PutRequest): number =>
  Math.max(last, base ?? held ?? (stored ? (versionOfItem(spec, stored) ?? 0) : 0)) + 1
