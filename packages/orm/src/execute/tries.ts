/**
 * The tries of one write after others were in its way: how many there may be, and how they are spread over time.
 *
 * Nothing of the caller's own is retried here: a condition, a version, a unique value that is taken.
 */
import { QueryError } from '../errors/errors.ts'
import { backOff, CONFLICT_BACKOFF, jitter, THROTTLE_BACKOFF } from './backoff.ts'
import type { Session } from './session.ts'

/**
 * Tries after the first one. A writer among others who never pause loses most of its tries, and 64 at once let one through
 * at a time; so many losses in a row do not happen by chance.
 */
export const DEFAULT_RETRIES = 50

/**
 * Of those, tries that go out at once with the item that a failed condition returned; later, one after each pause. Two
 * writers who lost to each other are in step, so that either may win the next time; a writer who reads first is behind one
 * who never pauses.
 */
const AT_ONCE = 3

/** Tries after the first one where capacity was missing. */
const MAX_THROTTLED = 8

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

export class Tries {
  readonly #limit: number
  readonly #signal: AbortSignal | undefined
  #lost = 0
  #paused = 0
  #atOnce = AT_ONCE
  #throttled = 0

  constructor({ retries = DEFAULT_RETRIES }: Session, signal: AbortSignal | undefined) {
    this.#limit = retries
    this.#signal = signal
  }

  /** Whether others were in the way of every try that there may be. */
  get spent(): boolean {
    return this.#lost >= this.#limit
  }

  /** Whether capacity was missing at every try that there may be. */
  get exhausted(): boolean {
    return this.#throttled >= MAX_THROTTLED
  }

  /**
   * Makes room for others before the next try; gives whether time has passed, so that what was known is old.
   *
   * @param fresh whether the item is known as it is now: then some tries anew come at once
   */
  async giveWay(fresh: boolean): Promise<boolean> {
    this.#lost++
    if (fresh && this.#atOnce > 0) {
      this.#atOnce--
      return false
    }
    this.#atOnce = 1
    await backOff(jitter(CONFLICT_BACKOFF, this.#paused++), this.#signal)
    return true
  }

  async awaitCapacity(): Promise<true> {
    await backOff(jitter(THROTTLE_BACKOFF, this.#throttled++), this.#signal)
    return true
  }
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
