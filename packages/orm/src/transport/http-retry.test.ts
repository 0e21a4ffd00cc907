import { describe, expect, it } from 'vitest'
import { failureOf, useFaultServer } from '../../test/support/fault-harness.ts'
import * as fault from '../../test/support/fault-server.ts'
import { RequestError, Throttled } from '../errors/errors.ts'
import type { Credentials } from './credentials.ts'

const faults = useFaultServer()
const { open } = faults

describe('failures that pass', () => {
  it.each([
    ['throttling', fault.throttle()],
    ['status 429', fault.page(429)],
    ['a fault of the service', fault.serverError()],
    ['a proxy’s 502', fault.page(502)],
    ['a reset', fault.reset()],
    ['a torn answer', fault.torn()],
    ['a wrong checksum', fault.wrongCrc()],
    ['a good status with a page', fault.page(200)],
    ['a conflict', fault.refuse('TransactionConflictException')],
    ['a transaction in progress', fault.refuse('TransactionInProgressException')],
  ])('%s is retried', async (_name, step) => {
    faults.server.script(step, fault.answer('{"Count":1}'))
    const response = await open().send('Query', '{}')
    expect(response).toMatchObject({ body: '{"Count":1}', attempts: 2 })
    expect(faults.server.requests.map((request) => request.body)).toEqual(['{}', '{}'])
  })

  it.each([
    ['throttling', fault.throttle(), 'request.throttled', Throttled, true],
    ['a fault of the service', fault.serverError(503), 'request.failed', RequestError, true],
    ['resets', fault.reset(), 'request.network', RequestError, true],
    ['torn answers', fault.torn(), 'request.network', RequestError, true],
    ['wrong checksums', fault.wrongCrc(), 'request.corrupt', RequestError, true],
    ['pages', fault.page(200), 'request.corrupt', RequestError, true],
    ['conflicts', fault.refuse('TransactionConflictException'), 'request.failed', RequestError, true],
  ])('%s end with a typed error after all attempts', async (_name, step, code, type, retryable) => {
    faults.server.script(step, step, step)
    const error = await failureOf(open({ maxAttempts: 3 }).send('Query', '{}'))
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({ code, attempts: 3, retryable })
    expect(faults.server.requests).toHaveLength(3)
  })

  it.each([
    ['a reset', fault.reset(), true],
    ['a torn answer', fault.torn(), true],
    ['a fault of the service', fault.serverError(503), true],
    ['throttling', fault.throttle(), undefined],
    ['a conflict', fault.refuse('TransactionConflictException'), undefined],
  ])('after %s it is told whether an earlier try may have been applied', async (_name, step, uncertain) => {
    faults.server.script(step, fault.answer('{}'), step, fault.refuse('ConditionalCheckFailedException'), step)
    const transport = open()
    expect((await transport.send('DeleteItem', '{}')).uncertain).toBe(uncertain)
    expect((await failureOf(transport.send('DeleteItem', '{}'))).uncertain).toBe(uncertain)
    // Of the last try, the error itself tells.
    expect((await failureOf(open({ maxAttempts: 1 }).send('DeleteItem', '{}'))).uncertain).toBeUndefined()
  })

  it('a refusal after a retry pays the retry back: it is an answer', async () => {
    const transport = open()
    for (let round = 0; round < 50; round++) {
      faults.server.script(fault.reset(), fault.refuse('ConditionalCheckFailedException'))
      expect(await failureOf(transport.send('PutItem', '{}'))).toMatchObject({ attempts: 2, code: 'request.failed' })
    }
  })

  it('waits as long as Retry-After says', async () => {
    faults.server.script(
      fault.serverError(),
      fault.refuse('InternalServerError', { status: 503, headers: { 'x-amz-retry-after': '120' } }),
    )
    const times: number[] = []
    const stamp: fault.Step = (response, request) => {
      times.push(performance.now())
      fault.answer()(response, request)
    }
    faults.server.script(stamp)
    const begin = performance.now()
    await open({}, { random: () => 0 }).send('Query', '{}')
    // Not before: timers of the runtime may fire a millisecond early.
    expect((times[0] ?? 0) - begin).toBeGreaterThan(118)
  })

  it('stops retrying when the bucket is empty', async () => {
    const transport = open({ maxAttempts: 1000 }, { random: () => 0 })
    faults.server.script(...Array.from({ length: 60 }, () => fault.serverError()))
    const error = await failureOf(transport.send('Query', '{}'))
    expect(error.attempts).toBe(36)
  })
})

describe('a request that must not be applied twice', () => {
  const options = { idempotent: false }

  it.each([
    ['a reset', fault.reset(), 'request.network'],
    ['a torn answer', fault.torn(), 'request.network'],
    ['a fault of the service', fault.serverError(), 'request.failed'],
    ['a gateway’s 504', fault.page(504), 'request.failed'],
    ['a wrong checksum', fault.wrongCrc(), 'request.corrupt'],
  ])('is not sent again after %s, and says so', async (_name, step, code) => {
    faults.server.script(step)
    const error = await failureOf(open().send('UpdateItem', '{}', options))
    expect(error).toMatchObject({ code, attempts: 1, retryable: false })
    expect(error.hint).toContain('may have been applied')
    expect(faults.server.requests).toHaveLength(1)
  })

  it('is not sent again after a timeout', async () => {
    faults.server.script(fault.silence())
    const error = await failureOf(open({ attemptTimeout: 30 }).send('UpdateItem', '{}', options))
    expect(error).toMatchObject({ code: 'request.timeout', attempts: 1, retryable: false })
  })

  it.each([
    ['throttling', fault.throttle()],
    ['a conflict', fault.refuse('TransactionConflictException')],
    ['a transaction in progress', fault.refuse('TransactionInProgressException')],
  ])('is sent again after %s', async (_name, step) => {
    faults.server.script(step)
    expect(await open().send('UpdateItem', '{}', options)).toMatchObject({ attempts: 2 })
  })

  it('is tried again while nobody listens', async () => {
    const endpoint = faults.server.endpoint
    await faults.server.close()
    const error = await failureOf(open({ endpoint, maxAttempts: 3 }).send('UpdateItem', '{}', options))
    expect(error).toMatchObject({
      code: 'request.network',
      attempts: 3,
      retryable: true,
      cause: { code: 'ECONNREFUSED' },
    })
    const unknown = open({
      endpoint: 'http://nobody.invalid',
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
      maxAttempts: 2,
    })
    expect(await failureOf(unknown.send('UpdateItem', '{}', options))).toMatchObject({
      code: 'request.network',
      attempts: 2,
    })
  })
})

describe('clock and keys', () => {
  const dateOf = (index: number): string => String(faults.server.requests[index]?.headers['x-amz-date'])

  it('corrects its clock by the service’s, once and at once', async () => {
    const serviceTime = new Date('2026-05-01T12:00:00Z')
    const skewed = fault.refuse('InvalidSignatureException', { headers: { date: serviceTime.toUTCString() } })
    faults.server.script(skewed)
    const transport = open({ maxAttempts: 1 }, { now: () => Date.parse('2026-05-01T11:00:00Z') })
    await transport.send('GetItem', '{}')
    await transport.send('GetItem', '{}')
    expect([dateOf(0), dateOf(1), dateOf(2)]).toEqual(['20260501T110000Z', '20260501T120000Z', '20260501T120000Z'])
    const before = fault.refuse('RequestTimeTooSkewed', { headers: { date: 'Fri, 01 May 2026 15:00:00 GMT' } })
    const after = fault.refuse('RequestTimeTooSkewed', { headers: { date: 'Fri, 01 May 2026 19:00:00 GMT' } })
    faults.server.script(before, after)
    expect(await failureOf(transport.send('GetItem', '{}'))).toMatchObject({
      service: 'RequestTimeTooSkewed',
      attempts: 2,
    })
  })

  it('takes a wrong signature at the right time for what it is', async () => {
    faults.server.script(fault.refuse('InvalidSignatureException', { headers: { date: new Date().toUTCString() } }))
    expect(await failureOf(open().send('GetItem', '{}'))).toMatchObject({
      service: 'InvalidSignatureException',
      attempts: 1,
    })
  })

  it('renews expired keys once and sends again', async () => {
    const given: Credentials[] = ['one', 'two'].map((accessKeyId) => ({ accessKeyId, secretAccessKey: 's' }))
    const credentials = async (): Promise<Credentials> =>
      given.shift() ?? { accessKeyId: 'three', secretAccessKey: 's' }
    faults.server.script(fault.refuse('ExpiredTokenException'))
    const transport = open({ credentials, maxAttempts: 1 })
    expect(await transport.send('GetItem', '{}', { idempotent: false })).toMatchObject({ attempts: 2 })
    expect(faults.server.requests[0]?.headers.authorization).toContain('Credential=one/')
    expect(faults.server.requests[1]?.headers.authorization).toContain('Credential=two/')
    faults.server.script(fault.refuse('ExpiredTokenException'), fault.refuse('ExpiredTokenException'))
    expect(await failureOf(transport.send('GetItem', '{}'))).toMatchObject({
      service: 'ExpiredTokenException',
      attempts: 2,
    })
  })

  it('does not repeat a request with keys that are simply wrong', async () => {
    faults.server.script(fault.refuse('UnrecognizedClientException'))
    expect(await failureOf(open().send('GetItem', '{}'))).toMatchObject({
      service: 'UnrecognizedClientException',
      attempts: 1,
    })
  })

  it('names the missing keys', async () => {
    const credentials = async () => {
      throw new Error('no role')
    }
    const error = await failureOf(open({ credentials }).send('GetItem', '{}'))
    expect(error).toMatchObject({ code: 'request.credentials', cause: { message: 'no role' } })
    expect(faults.server.requests).toHaveLength(0)
  })
})
