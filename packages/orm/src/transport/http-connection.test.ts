import { describe, expect, it } from 'vitest'
import { failureOf, useFaultServer } from '../../test/support/fault-harness.ts'
import * as fault from '../../test/support/fault-server.ts'
import type { Credentials } from './credentials.ts'

const faults = useFaultServer()
const { open } = faults

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('connections', () => {
  it('that the other end closed while they were idle are not used', async () => {
    const closing: fault.Step = (response, request) => {
      fault.answer()(response, request)
      response.on('finish', () => request.close())
    }
    faults.server.script(closing)
    const transport = open()
    await transport.send('UpdateItem', '{}', { idempotent: false })
    await sleep(30)
    expect(await transport.send('UpdateItem', '{}', { idempotent: false })).toMatchObject({ attempts: 1 })
    expect(faults.server.connections).toBe(2)
  })

  it('carry one request at a time', async () => {
    const transport = open({ maxSockets: 1 })
    let underWay = 0
    const slow: fault.Step = (response, request) => {
      expect(++underWay).toBe(1)
      setTimeout(() => {
        underWay--
        fault.answer()(response, request)
      }, 5)
    }
    faults.server.script(...Array.from({ length: 5 }, () => slow))
    await Promise.all(Array.from({ length: 5 }, () => transport.send('GetItem', '{}')))
    expect(faults.server.connections).toBe(1)
  })

  it('give a large answer whole, however it is cut', async () => {
    const body = `{"Item":{"a":{"S":"${'ä😀'.repeat(200_000)}"}}}`
    const bytes = Buffer.from(body)
    faults.server.script((response) => {
      response.writeHead(200, { 'content-length': String(bytes.length) })
      // Odd sizes cut characters apart.
      for (let at = 0; at < bytes.length; at += 9973) response.write(bytes.subarray(at, at + 9973))
      response.end()
    })
    expect((await open().send('GetItem', '{}')).body).toBe(body)
  })

  it('lost by many requests at once are opened anew', async () => {
    const transport = open({ maxSockets: 8 })
    await Promise.all(Array.from({ length: 8 }, () => transport.send('GetItem', '{}')))
    faults.server.script(...Array.from({ length: 8 }, () => fault.reset()))
    const answers = await Promise.all(Array.from({ length: 8 }, () => transport.send('GetItem', '{}')))
    expect(answers.map(({ attempts }) => attempts)).toEqual(Array.from({ length: 8 }, () => 2))
  })

  it('are free again after a time limit', async () => {
    faults.server.script(fault.silence(), fault.stalled())
    const transport = open({ maxSockets: 1, attemptTimeout: 400, maxAttempts: 1 })
    for (let round = 0; round < 2; round++)
      expect(await failureOf(transport.send('GetItem', '{}'))).toMatchObject({ code: 'request.timeout' })
    expect((await transport.send('GetItem', '{}')).status).toBe(200)
  })
})

describe('keys that expire', () => {
  const MINUTE = 60_000
  const begin = Date.parse('2026-05-01T12:00:00Z')

  /** Keys `K1`, `K2`, …, each good for an hour. */
  const issue = (clock: { now: number }) => {
    let issued = 0
    const credentials = async (): Promise<Credentials> => {
      const accessKeyId = `K${++issued}`
      await sleep(5)
      return { accessKeyId, secretAccessKey: 's', expiration: new Date(clock.now + 60 * MINUTE) }
    }
    return { credentials, issued: () => issued }
  }
  const used = () =>
    faults.server.requests.map(({ headers }) => /Credential=(\w+)/.exec(String(headers.authorization))?.[1])

  it('are renewed before they do, once for all requests', async () => {
    const clock = { now: begin }
    const keys = issue(clock)
    const transport = open({ credentials: keys.credentials }, { now: () => clock.now })
    const sendFour = () => Promise.all(Array.from({ length: 4 }, () => transport.send('GetItem', '{}')))
    await sendFour()
    clock.now += 54 * MINUTE
    await sendFour()
    clock.now += 2 * MINUTE
    await sendFour()
    expect(keys.issued()).toBe(2)
    expect(used()).toEqual([...Array.from({ length: 8 }, () => 'K1'), ...Array.from({ length: 4 }, () => 'K2')])
  })

  it('while a request is tried again are renewed for the next try', async () => {
    const clock = { now: begin }
    const keys = issue(clock)
    const transport = open({ credentials: keys.credentials }, { now: () => clock.now })
    faults.server.script((response, request) => {
      clock.now += 58 * MINUTE
      fault.serverError()(response, request)
    })
    expect(await transport.send('GetItem', '{}')).toMatchObject({ attempts: 2 })
    expect(used()).toEqual(['K1', 'K2'])
    expect(faults.server.requests.map(({ headers }) => headers['x-amz-date'])).toEqual([
      '20260501T120000Z',
      '20260501T125800Z',
    ])
  })

  it('and are refused to many requests at once are asked for once', async () => {
    const clock = { now: begin }
    const keys = issue(clock)
    const transport = open({ credentials: keys.credentials }, { now: () => clock.now })
    await transport.send('GetItem', '{}')
    const refuseFirst: fault.Step = (response, request) => {
      const isOld = String(request.headers.authorization).includes('Credential=K1/')
      const step = isOld ? fault.refuse('ExpiredTokenException') : fault.answer()
      step(response, request)
    }
    faults.server.script(...Array.from({ length: 8 }, () => refuseFirst))
    const answers = await Promise.all(Array.from({ length: 4 }, () => transport.send('GetItem', '{}')))
    expect(answers.map(({ attempts }) => attempts)).toEqual([2, 2, 2, 2])
    expect(keys.issued()).toBe(2)
  })
})
