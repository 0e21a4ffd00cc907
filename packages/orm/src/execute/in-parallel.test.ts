/** Bounded concurrency, and the end of calls. */
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { limitCall } from './call-limit.ts'
import { inParallel } from './in-parallel.ts'

describe('inParallel', () => {
  test('begins in order, never more than the limit at a time, and runs everything', async () => {
    const entries = Array.from({ length: 20 }, (_, index) => index)
    const begun: number[] = []
    let running = 0
    let most = 0
    await inParallel(entries, 3, async (entry) => {
      begun.push(entry)
      most = Math.max(most, ++running)
      await pause(entry % 3)
      running--
    })
    expect(begun).toEqual(entries)
    expect(most).toBe(3)
    expect(running).toBe(0)
  })

  test('the first failure stops it, and is thrown when all that was begun has ended', async () => {
    const begun: number[] = []
    const ended: number[] = []
    const run = inParallel([0, 1, 2, 3, 4, 5], 2, async (entry) => {
      begun.push(entry)
      await pause(entry === 0 ? 20 : 1)
      if (entry === 1) throw new Error('one')
      ended.push(entry)
      if (entry === 0) throw new Error('zero')
    })
    await expect(run).rejects.toThrow('one')
    expect([begun, ended]).toEqual([[0, 1], [0]])
  })

  test('nothing to do is done', async () => {
    await inParallel([], 4, () => Promise.reject(new Error('never')))
  })
})

describe('limitCall', () => {
  test('fires at the deadline', async () => {
    const limit = limitCall(undefined, 5)
    expect([limit.signal.aborted, limit.expired]).toEqual([false, false])
    await new Promise((resolve) => limit.signal.addEventListener('abort', resolve))
    expect(limit.expired).toBe(true)
    limit.release()
  })

  test('fires with the caller’s signal, which is not the deadline', async () => {
    const controller = new AbortController()
    const limit = limitCall(controller.signal, 10)
    controller.abort(new Error('enough'))
    expect(limit.signal.reason).toMatchObject({ message: 'enough' })
    await pause(20)
    expect(limit.expired).toBe(false)
    limit.release()
    expect(limitCall(controller.signal, 10).signal.aborted).toBe(true)
  })

  test('after release, neither fires it', async () => {
    const controller = new AbortController()
    const limit = limitCall(controller.signal, 5)
    limit.release()
    controller.abort()
    await pause(15)
    expect([limit.signal.aborted, limit.expired]).toEqual([false, false])
  })
})
