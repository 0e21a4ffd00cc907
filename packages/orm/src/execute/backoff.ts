/** Pauses before another try: full jitter, bounded, ended by the caller's signal. */
import { RequestError } from '../errors/errors.ts'

/** How pauses grow, in milliseconds. */
export interface Backoff {
  /** Longest first pause; doubled each time. */
  readonly base: number
  /** Longest pause of all. */
  readonly cap: number
}

/** Where another transaction, or another writer, was in the way: short at first, as that is over at once. */
export const CONFLICT_BACKOFF: Backoff = { base: 10, cap: 250 }
/** Where capacity was missing. */
export const THROTTLE_BACKOFF: Backoff = { base: 100, cap: 5000 }

/** A random time from 0 up to the bound of this retry, the first being number 0. */
export const jitter = ({ base, cap }: Backoff, retry: number): number =>
  Math.random() * Math.min(cap, base * 2 ** retry)

/**
 * Waits. @throws {RequestError} `request.aborted` when the signal fires
 *
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export const backOff = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  // Loaded when there is something to wait for, not in every cold start.
  const { setTimeout: pause } = await import('node:timers/promises')
  try {
    await pause(milliseconds, undefined, signal && { signal })
  } catch (cause) {
    throw new RequestError('request.aborted', 'The call was aborted during the pause before another try.', { cause })
  }
}
