/**
 * The tries of one write after others were in its way: how many there may be, and how they are spread over time.
 *
 * Nothing of the caller's own is retried here: a condition, a version, a unique value that is taken.
 */
import { backOff, CONFLICT_BACKOFF, jitter, THROTTLE_BACKOFF } from './backoff.ts'
import { DEFAULT_RETRIES } from './retries.ts'
import type { Session } from './session.ts'

/**
 * Of those, tries that go out at once with the item that a failed condition returned; later, one after each pause. Two
 * writers who lost to each other are in step, so that either may win the next time; a writer who reads first is behind one
 * who never pauses.
 */
const AT_ONCE = 3

/** Tries after the first one where capacity was missing. */
const MAX_THROTTLED = 8

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
