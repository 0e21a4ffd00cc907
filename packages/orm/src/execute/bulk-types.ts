/** Options of bulk writes, and what they tell on the way. */

import type { Unconditional } from '../expression/lookup-types.ts'
import type { RetryOptions } from './retries.ts'

/** What a bulk write takes: a list, or a stream that is read no faster than items are written. */
export type Inputs<Input> = Iterable<Input> | AsyncIterable<Input>

/** How far a bulk write is. */
export interface BulkProgress {
  /** Items written. */
  readonly done: number
  /** Items tried and not written. */
  readonly failed: number
  /** Number of given items, where it is known beforehand. */
  readonly total: number | undefined
}

/** Options of bulk writes. */
export interface BulkOptions extends RetryOptions {
  /** Requests under way at a time. Default 8. */
  readonly concurrency?: number | undefined
  /**
   * Milliseconds until the call gives up. Default: none; where DynamoDB takes nothing more for 30 seconds, the call gives up
   * all the same.
   */
  readonly timeout?: number | undefined
  /** Cancels the call: what is under way, and everything after it. */
  readonly signal?: AbortSignal | undefined
  /** Called after each answer. */
  readonly onProgress?: ((progress: BulkProgress) => void) | undefined
}

/** Options of a bulk write that gives the number of items in place of instances, so that a stream needs no memory. */
export interface CountOptions {
  readonly returning: 'count'
}

/** Options of `createMany`. */
export interface CreateManyOptions extends BulkOptions, Unconditional {
  /** One transaction: all items or none, 100 operations at most, markers of unique constraints included. */
  readonly atomic?: boolean | undefined
}

/** Options of a query's `update`. */
export interface UpdateMatchesOptions extends BulkOptions {
  /** As for the update of one item: each is sent as a transaction with a token, which can be retried. */
  readonly once?: boolean | undefined
}
