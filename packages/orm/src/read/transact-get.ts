/** Gets of one moment → a TransactGetItems request: every item once, at most 100. */
import { TransactionFailed } from '../errors/errors.ts'
import { MAX_TRANSACTION_OPERATIONS } from '../wire/limits.ts'
import type { Operation, TransactGetItemsInput } from '../wire/request.ts'
import type { GetOperation } from './get-operation.ts'

/** A TransactGetItems request. */
export type TransactGetOperation = Extract<Operation, { readonly name: 'TransactGetItems' }>

/** The request for a list of gets, and where each finds its answer. */
export interface TransactGetPlan {
  readonly operation: TransactGetOperation
  /** For every get, the index of the request's entry that answers it. */
  readonly entries: readonly number[]
}

/** One get, and a text that gets of the same item share. */
export interface IdentifiedGet {
  readonly id: string
  readonly operation: GetOperation
}

/**
 * Plans one request for all gets. An item that is asked for twice is read once, whole if the projections differ, as
 * DynamoDB takes an item once only. Reads of a transaction are consistent whatever a get says.
 *
 * @throws {TransactionFailed} `transaction.too-large` for more than 100 items
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
 */
export const planTransactGet = (gets: readonly IdentifiedGet[]): TransactGetPlan => {
  const indexes = new Map<string, number>()
  const items: TransactGetItemsInput['TransactItems'][number][] = []
  const entries = gets.map(({ id, operation }) => {
    const { ConsistentRead: _, ...input } = operation.input
    const index = indexes.get(id)
    if (index === undefined) {
      indexes.set(id, items.length)
      return items.push({ Get: input }) - 1
    }
    if (JSON.stringify(items[index]?.Get) !== JSON.stringify(input))
      items[index] = { Get: { TableName: input.TableName, Key: input.Key } }
    return index
  })
  if (items.length > MAX_TRANSACTION_OPERATIONS)
    throw new TransactionFailed(
      'transaction.too-large',
      `A snapshot reads at most ${MAX_TRANSACTION_OPERATIONS} items, and this one names ${items.length}.`,
      { hint: 'Split it into several snapshots, or use getMany().' },
    )
  return { operation: { name: 'TransactGetItems', input: { TransactItems: items } }, entries }
}
