import { describe, expect, it } from 'vitest'
import { failureOf, useFaultServer } from '../../test/support/fault-harness.ts'
import * as fault from '../../test/support/fault-server.ts'
import { Throttled } from '../errors/errors.ts'
import type { Credentials } from './credentials.ts'
import { httpTransport } from './http-transport.ts'

const faults = useFaultServer()
const { open } = faults

describe('time limits', () => {
  it('end one attempt, and the next may succeed', async () => {
    faults.server.script(fault.silence(), fault.stalled())
    expect(await open({ attemptTimeout: 200 }).send('GetItem', '{}')).toMatchObject({ attempts: 3 })
  })

  it('end the whole request', async () => {
    faults.server.script(fault.silence(), fault.silence(), fault.silence(), fault.silence())
    const error = await failureOf(open({ timeout: 40 }).send('GetItem', '{}'))
    // A slow machine may time the attempt out a moment before the whole.
    expect(error).toMatchObject({ code: 'request.timeout', retryable: true })
  })

  it('do not begin a pause that would outlast them', async () => {
    faults.server.script(fault.throttle({ 'retry-after': '3' }))
    const error = await failureOf(open({ timeout: 2000 }).send('GetItem', '{}'))
    expect(error).toBeInstanceOf(Throttled)
    expect(error.attempts).toBe(1)
  })

  it('hold while keys are looked up', async () => {
    const credentials = () => new Promise<Credentials>(() => {})
    const error = await failureOf(open({ credentials, timeout: 200 }).send('GetItem', '{}'))
    expect(error).toMatchObject({ code: 'request.timeout', attempts: 0 })
  })

  it.each([
    { timeout: 0 },
    { attemptTimeout: -1 },
    { maxAttempts: 1.5 },
    { maxSockets: Number.NaN },
    { timeout: 2 ** 31 },
  ])('and other limits are positive whole numbers, unlike %j', (options) => {
    expect(() => httpTransport(options)).toThrow(expect.objectContaining({ code: 'request.configuration' }))
  })
})

describe('an AbortSignal', () => {
  const reason = new Error('enough')

  const aborted = async (attempt: Promise<unknown>, attempts: number): Promise<void> => {
    const error = await failureOf(attempt)
    expect(error).toMatchObject({ code: 'request.aborted', attempts, retryable: false })
    expect(error.cause).toBe(reason)
  }

  it('that fired before sends nothing', async () => {
    await aborted(open().send('GetItem', '{}', { signal: AbortSignal.abort(reason) }), 0)
    expect(faults.server.requests).toHaveLength(0)
  })

  it('ends the wait for keys', async () => {
    const controller = new AbortController()
    let asked = () => {}
    const lookup = new Promise<void>((resolve) => {
      asked = resolve
    })
    const credentials = () => {
      asked()
      return new Promise<Credentials>(() => {})
    }
    const attempt = open({ credentials }).send('GetItem', '{}', { signal: controller.signal })
    await lookup
    controller.abort(reason)
    await aborted(attempt, 0)
  })

  it.each([
    ['before the answer', fault.silence()],
    ['within the answer', fault.stalled()],
    ['in the pause', fault.refuse('InternalServerError', { status: 500, headers: { 'retry-after': '4' } })],
  ])('ends the request %s, and leaves nothing behind', async (_name, step) => {
    faults.server.script(step)
    const controller = new AbortController()
    const { signal } = controller
    const listeners = countListeners(signal)
    const attempt = open().send('GetItem', '{}', { signal })
    await faults.server.seen(1)
    await new Promise((resolve) => setTimeout(resolve, 30))
    controller.abort(reason)
    await aborted(attempt, 1)
    expect(listeners()).toBe(0)
    expect(faults.server.requests).toHaveLength(1)
  })

  it('is left without listeners by a request that succeeds', async () => {
    const { signal } = new AbortController()
    const listeners = countListeners(signal)
    await open().send('GetItem', '{}', { signal })
    expect(listeners()).toBe(0)
  })

  it('frees the place of a request that waits for a socket', async () => {
    faults.server.script(fault.silence())
    const transport = open({ maxSockets: 1 })
    const first = new AbortController()
    const second = new AbortController()
    const busy = transport.send('GetItem', '{}', { signal: first.signal })
    await faults.server.seen(1)
    const queued = transport.send('GetItem', '{}', { signal: second.signal })
    await new Promise((resolve) => setTimeout(resolve, 10))
    second.abort(reason)
    await aborted(queued, 1)
    first.abort(reason)
    await aborted(busy, 1)
    expect((await transport.send('GetItem', '{}')).status).toBe(200)
    expect(faults.server.requests).toHaveLength(2)
  })
})

/** Counts the abort listeners that are added to a signal and not removed. */
const countListeners = (signal: AbortSignal): (() => number) => {
  let count = 0
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    count++
    add(...args)
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    count--
    remove(...args)
  }
  return () => count
}
