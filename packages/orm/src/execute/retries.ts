/** How often a write may be tried again because of others: the option, and its rule. */
import { QueryError } from '../errors/errors.ts'
import type { Session } from './session.ts'

/**
 * Tries after the first one. A writer among others who never pause loses most of its tries, and 64 at once let one through
 * at a time; so many losses in a row do not happen by chance.
 */
export const DEFAULT_RETRIES = 50

/** Option of every call that writes. */
export interface RetryOptions {
  /**
   * How often a write is tried again because others wrote the same item between its read (or load) and it, or had a
   * transaction under way on it. Three times at once, then after pauses with full jitter that grow from some milliseconds to a quarter of a
   * second at most. What you asked for yourself (`if`, a version, a unique value) is never tried again.
   *
   * Default: the table's `retries`, 50 if it has none. `0`: one try.
   */
  readonly retries?: number | undefined
}

/** The session with a call's own number of retries. @throws {QueryError} `query.option` */
export const withRetries = (session: Session, retries: unknown): Session => {
  if (retries === undefined) return session
  if (isRetries(retries)) return { ...session, retries }
  throw new QueryError('query.option', `retries takes ${RETRIES_RULE}.`)
}

/** What `retries` may be. */
export const RETRIES_RULE = 'a whole number from 0 to 1000'

export const isRetries = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1000
