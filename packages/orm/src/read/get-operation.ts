/** A primary key → GetItem. */
import { encodePrimaryKey } from '../codec/encode-item.ts'
import { Placeholders } from '../expression/placeholders.ts'
import { printProjection } from '../expression/projection.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { GetItemInput, Operation } from '../wire/request.ts'
import { projectedAttributes } from './projected-attributes.ts'
import type { GivenValues } from './query-state.ts'

/** A GetItem request. */
export type GetOperation = Extract<Operation, { readonly name: 'GetItem' }>

/** One item to get. */
export interface GetTarget {
  readonly tableName: string
  /** Field values of the primary key, checked. */
  readonly key: GivenValues
  readonly consistent?: boolean | undefined
  /** Fields to read; `undefined`: all. */
  readonly only?: readonly string[] | undefined
}

/**
 * The request that reads one item.
 *
 * @throws {KeyError} `key.missing`, `key.empty`, `key.too-long`, `key.value`, `key.ambiguous`
 * @throws {QueryError} `query.unknown-field`
 */
export const toGetOperation = (spec: ModelSpec, target: GetTarget): GetOperation => {
  const input: GetItemInput = {
    TableName: target.tableName,
    Key: encodePrimaryKey(spec, target.key),
  }
  if (target.consistent) input.ConsistentRead = true
  if (target.only !== undefined) {
    const placeholders = new Placeholders()
    const attributes = projectedAttributes(spec, target.only, { index: undefined, checked: [] })
    input.ProjectionExpression = printProjection(attributes, placeholders)
    Object.assign(input, placeholders.toInput())
  }
  return { name: 'GetItem', input }
}

/** The request that reads one item whose table key is known. */
export const toKeyOperation = (tableName: string, key: Item, consistent = false): GetOperation => ({
  name: 'GetItem',
  input: { TableName: tableName, Key: key, ...(consistent && { ConsistentRead: true }) },
})
