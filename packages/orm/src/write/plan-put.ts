/** Plans a PutItem: a new item, or one in place of whatever is there. */

import { decodeItem } from '../codec/decode-item.ts'
import { encodeItem, encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { ValidationError } from '../errors/errors.ts'
import { andNodes, attributeExists, attributeMissing, type ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { itemSize } from '../wire/item-size.ts'
import { MAX_ITEM_BYTES } from '../wire/limits.ts'
import { guardFields } from './guards.ts'
import { changeMarkers } from './markers.ts'
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
  if (mode === 'replace' && spec.unique.length > 0 && stored === undefined)
    return { needsItem: 'the markers of the item that is replaced must go' }
  const item = encodeItem(spec, values, request.unknown)
  assertItemSize(spec, item)
  const markers = changeMarkers(spec, stored ? decodeItem(spec, stored) : undefined, values)
  const guards = mode === 'create' ? [attributeMissing(keyAttribute(spec))] : guardStored(spec, stored)
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

/** The markers that go belong to what was read, so what was read must still be there. */
const guardStored = (spec: ModelSpec, stored: Item | null | undefined): ConditionNode[] => {
  if (stored === undefined || spec.unique.length === 0) return []
  if (stored === null) return [attributeMissing(keyAttribute(spec))]
  const fields = new Set(spec.unique.flatMap((constraint) => constraint.fields))
  return [attributeExists(keyAttribute(spec)), ...guardFields(spec, fields, stored)]
}

/** @throws {ValidationError} `item.too-large` */
export const assertItemSize = (spec: ModelSpec, item: Item): void => {
  const size = itemSize(item)
  if (size <= MAX_ITEM_BYTES) return
  throw new ValidationError(
    `The ${spec.name}`,
    [
      {
        path: [],
        message: `The item has ${size} bytes; DynamoDB takes at most ${MAX_ITEM_BYTES}, attribute names included.`,
      },
    ],
    { code: 'item.too-large' },
  )
}
