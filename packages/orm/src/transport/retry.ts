/**
 * The standard retry policy: when to send again, and after which pause. One policy per transport: its token bucket is
 * shared, so that a service in trouble sees few retries.
 *
 * Numbers are those of the AWS SDK for JavaScript 3.1162, standard mode, for DynamoDB: 4 attempts; full jitter over
 * 25 ms × 2^retry, for throttling 1 s × 2^retry, at most 20 s; 500 tokens, 14 a retry, 5 after throttling.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
import type { Failure } from './failure.ts'

/** Attempts of one request, the first included, unless options say otherwise. */
export const DEFAULT_ATTEMPTS = 4
/** First pause after a passing fault, milliseconds. */
export const TRANSIENT_BASE = 25
/** First pause after throttling, milliseconds. */
export const THROTTLE_BASE = 1000
/** Longest pause of the jitter, milliseconds. */
export const MAX_PAUSE = 20_000
/** Tokens of a full bucket. */
export const BUCKET = 500
/** Tokens that a retry after throttling takes. */
export const THROTTLE_COST = 5
/** Tokens that any other retry takes. */
export const RETRY_COST = 14
/** How much a service's `Retry-After` may lengthen a pause, milliseconds. */
export const MAX_RETRY_AFTER = 5000

/** One retry that the policy grants. */
export interface Retry {
  /** Milliseconds to wait first. */
  readonly pause: number
  /** Tokens taken; given back when the retry succeeds. */
  readonly cost: number
}

/** The policy of one transport. */
export interface RetryPolicy {
  /** The next retry after `attempts` attempts, or `undefined` to give up. Takes tokens. */
  next(failure: Failure, attempts: number, idempotent: boolean): Retry | undefined
  /** Gives back what the last retry took; a success at the first try gives one token. */
  succeed(cost: number): void
}

/** @param random a number from 0 up to 1, like `Math.random` */
export const createRetryPolicy = (maxAttempts: number, random: () => number = Math.random): RetryPolicy => {
  let tokens = BUCKET
  return {
    next(failure, attempts, idempotent) {
      const { kind } = failure
      if (kind !== 'throttle' && kind !== 'conflict' && kind !== 'transient') return undefined
      if (attempts >= maxAttempts || (!idempotent && failure.mayHaveApplied)) return undefined
      const cost = kind === 'throttle' ? THROTTLE_COST : RETRY_COST
      if (tokens < cost) return undefined
      tokens -= cost
      const base = kind === 'throttle' ? THROTTLE_BASE : TRANSIENT_BASE
      const jitter = random() * Math.min(MAX_PAUSE, base * 2 ** (attempts - 1))
      const asked = failure.retryAfter
      const pause = asked === undefined ? jitter : Math.max(jitter, Math.min(asked, jitter + MAX_RETRY_AFTER))
      return { pause, cost }
    },
    succeed(cost) {
      if (tokens < BUCKET) tokens = Math.min(BUCKET, tokens + (cost || 1))
    },
  }
}
