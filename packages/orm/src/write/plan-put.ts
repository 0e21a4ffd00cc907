/** Plans a PutItem: a new item, or one in place of whatever is there. */

import { decodeItem } from '../codec/decode-item.ts'
import { encodeItem, encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { recogniseAs } from '../codec/recognise.ts'
import { andNodes, attributeMissing, type ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { assertItemSize } from './assert-item-size.ts'
import { guardMarkers } from './guards.ts'
import { hasMarkers } from './heirs.ts'
import { changeMarkers, markersOf, noMarkers } from './markers.ts'
import { conditionInput, keyAttribute, markerOperations, type Planned } from './write-plan.ts'

/** A put to plan. */
export interface PutRequest {
  readonly spec: ModelSpec
  readonly tableName: string
  /** Valid, whole values. */
  readonly values: Values
  /** `create` refuses to overwrite, `replace` does not look. */
  readonly mode: 'create' | 'replace'
  /** Attributes that no field names, to be kept. */
  readonly unknown: Item | undefined
  readonly condition: ConditionNode | undefined
  /** What is stored now: an item, `null` for none, `undefined` where that was not read. */
  readonly stored: Item | null | undefined
}

/**
 * @throws {ValidationError} `item.too-large`
 * @throws {KeyError} as `encodeKeys`
 */
export const planPut = (request: PutRequest): Planned => {
  const { spec, tableName, values, mode, stored } = request
  if (mode === 'replace' && hasMarkers(spec) && stored === undefined)
    return { needsItem: 'the markers of the item that is replaced must go' }
  const item = encodeItem(spec, values, request.unknown)
  assertItemSize(spec, item)
  const old = (stored && recogniseAs(spec, stored)) ?? spec
  const before = stored ? markersOf(old, decodeItem(old, stored)) : noMarkers
  const markers = changeMarkers(before, markersOf(spec, values))
  const guards = mode === 'create' ? [attributeMissing(keyAttribute(spec))] : guardMarkers(old, stored)
  const conditions = [...guards, ...(request.condition ? [request.condition] : [])]
  const put = {
    TableName: tableName,
    Item: item,
    ...conditionInput(conditions.length > 0 ? andNodes(...conditions) : undefined),
  }
  const target = encodePrimaryKey(spec, values)
  return {
    plan: {
      spec,
      operations: [{ Put: put }, ...markerOperations(spec, markers, { tableName, target })],
      constraints: [undefined, ...markers.map(({ constraint }) => constraint)],
      condition: request.condition,
      guarded: mode === 'replace' && guards.length > 0,
      idempotent: true,
    },
  }
}
