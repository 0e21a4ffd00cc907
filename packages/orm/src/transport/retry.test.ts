import { describe, expect, it } from 'vitest'
import { RequestError } from '../errors/errors.ts'
import type { Failure } from './failure.ts'
import {
  BUCKET,
  createRetryPolicy,
  MAX_PAUSE,
  MAX_RETRY_AFTER,
  RETRY_COST,
  THROTTLE_BASE,
  TRANSIENT_BASE,
} from './retry.ts'

const failure = (kind: Failure['kind'], more: Partial<Failure> = {}): Failure => ({
  kind,
  mayHaveApplied: kind === 'transient',
  toError: () => new RequestError('request.failed', 'x.'),
  ...more,
})

describe('pauses', () => {
  it('are full jitter under a doubling ceiling', () => {
    const least = createRetryPolicy(100, () => 0)
    const most = createRetryPolicy(100, () => 1)
    for (const attempts of [1, 2, 3, 4]) {
      expect(least.next(failure('transient'), attempts, true)?.pause).toBe(0)
      expect(most.next(failure('transient'), attempts, true)?.pause).toBe(TRANSIENT_BASE * 2 ** (attempts - 1))
      expect(most.next(failure('throttle'), attempts, true)?.pause).toBe(THROTTLE_BASE * 2 ** (attempts - 1))
    }
    expect(most.next(failure('throttle'), 12, true)?.pause).toBe(MAX_PAUSE)
  })

  it('follow the service’s wish within bounds', () => {
    const policy = createRetryPolicy(100, () => 0.5)
    expect(policy.next(failure('transient', { retryAfter: 300 }), 1, true)?.pause).toBe(300)
    expect(policy.next(failure('transient', { retryAfter: 1 }), 1, true)?.pause).toBe(TRANSIENT_BASE / 2)
    const long = policy.next(failure('transient', { retryAfter: 10 ** 9 }), 1, true)
    expect(long?.pause).toBe(TRANSIENT_BASE / 2 + MAX_RETRY_AFTER)
  })
})

describe('the decision', () => {
  it('ends with the attempts', () => {
    const policy = createRetryPolicy(3)
    expect(policy.next(failure('throttle'), 2, true)).toBeDefined()
    expect(policy.next(failure('throttle'), 3, true)).toBeUndefined()
  })

  it('never repeats a request that may have been applied and must not be applied twice', () => {
    const policy = createRetryPolicy(4)
    expect(policy.next(failure('transient'), 1, false)).toBeUndefined()
    expect(policy.next(failure('transient', { mayHaveApplied: false }), 1, false)).toBeDefined()
    expect(policy.next(failure('throttle'), 1, false)).toBeDefined()
    expect(policy.next(failure('conflict'), 1, false)).toBeDefined()
  })

  it.each(['final', 'clock', 'credentials'] as const)('gives up on %s', (kind) => {
    expect(createRetryPolicy(4).next(failure(kind), 1, true)).toBeUndefined()
  })
})

describe('the token bucket', () => {
  const drain = (policy: ReturnType<typeof createRetryPolicy>): number => {
    let granted = 0
    while (policy.next(failure('transient'), 1, true)) granted++
    return granted
  }

  it('stops retries when it is empty, and fills with successes', () => {
    const policy = createRetryPolicy(4)
    expect(drain(policy)).toBe(Math.floor(BUCKET / RETRY_COST))
    policy.succeed(RETRY_COST)
    expect(drain(policy)).toBe(1)
    for (let count = 0; count < RETRY_COST; count++) policy.succeed(0)
    expect(drain(policy)).toBe(1)
  })

  it('never holds more than it began with', () => {
    const policy = createRetryPolicy(4)
    for (let count = 0; count < 100; count++) policy.succeed(RETRY_COST)
    expect(drain(policy)).toBe(Math.floor(BUCKET / RETRY_COST))
  })
})
