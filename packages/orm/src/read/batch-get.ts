/** Table keys → BatchGetItem requests: every key once, at most 100 in a request. */
import type { Item } from '../wire/attribute-value.ts'
import { MAX_BATCH_GET_KEYS } from '../wire/limits.ts'
import type { BatchGetItemInput, Operation } from '../wire/request.ts'
import type { FieldProjection } from './project-fields.ts'

/** A BatchGetItem request. */
export type BatchGetOperation = Extract<Operation, { readonly name: 'BatchGetItem' }>

/** What to read of one table. */
export interface BatchGetTarget {
  readonly tableName: string
  readonly consistent?: boolean | undefined
  /** Attributes to read; `undefined`: all. */
  readonly projection?: FieldProjection | undefined
}

/**
 * The request for at most 100 distinct keys.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export const toBatchGetOperation = (keys: readonly Item[], target: BatchGetTarget): BatchGetOperation => {
  const { tableName, consistent = false, projection } = target
  const request = { Keys: keys, ...(consistent && { ConsistentRead: true }), ...projection }
  const input: BatchGetItemInput = { RequestItems: { [tableName]: request } }
  return { name: 'BatchGetItem', input }
}

/** Splits a list into parts of at most `size`, in order; one BatchGetItem takes 100 keys. */
export const toChunks = <Entry>(entries: readonly Entry[], size = MAX_BATCH_GET_KEYS): (readonly Entry[])[] => {
  const chunks: (readonly Entry[])[] = []
  for (let start = 0; start < entries.length; start += size) chunks.push(entries.slice(start, start + size))
  return chunks
}
