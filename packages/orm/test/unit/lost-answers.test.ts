/** Deletes and creates whose answers are lost: what they tell is true, or says that it is not sure. */
import { ConditionFailed, f, httpTransport, type Transport } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { rejection } from '../support/recording.ts'
import { type AnswerFault, type AnswerProxy, startAnswerProxy } from './answer-fault-proxy.ts'
import { openBank } from './bank.ts'

let proxy: AnswerProxy | undefined
let transport: Transport | undefined
afterEach(async () => {
  await transport?.close?.()
  await proxy?.close()
})

/** A bank whose next requests of a kind meet the faults of a list. */
const open = async () => {
  const engine = await sharedEngine()
  const planned: [operation: string, fault: AnswerFault, meanwhile?: () => Promise<unknown>][] = []
  let waiting: Promise<unknown> = Promise.resolve()
  proxy = await startAnswerProxy(engine.endpoint, (operation) => {
    const [next] = planned
    if (next?.[0] !== operation) return 'none'
    planned.shift()
    waiting = next[2]?.() ?? waiting
    return next[1]
  })
  transport = httpTransport({ endpoint: proxy.endpoint, region: 'eu-west-1', attemptTimeout: 2000 })
  const bank = await openBank(transport)
  class Page extends bank.bank.Model<Page>()('Page', {
    fields: { id: f.string(), text: f.string().optional() },
    keys: { primary: { pk: 'PAGE#{id}', sk: 'PAGE' } },
    locking: true,
  }) {}
  return { ...bank, Page, planned, settled: () => waiting }
}

const lost = ['reset', 'torn', 'garbled', 'error'] as const

describe('delete', () => {
  it.each(lost)('is told as done where its first answer is lost: %s', async (fault) => {
    const { Entry, Page, Account, planned, names, take } = await open()
    const entry = await Entry.objects.create({ id: 'a', number: 1, amount: 1 })
    planned.push(['DeleteItem', fault])
    expect(await entry.delete()).toBe(true)
    await entry.save()
    planned.push(['DeleteItem', fault])
    expect(await Entry.objects.delete({ id: 'a', number: 1 })).toBe(true)
    // With versions: the second try fails by its condition.
    const page = await Page.objects.create({ id: 'a' })
    planned.push(['DeleteItem', fault])
    expect(await page.delete()).toBe(true)
    // With markers it is a transaction, whose token tells.
    const account = await Account.objects.create({ id: 'a', owner: 'A', email: 'a@x' })
    take()
    planned.push(['TransactWriteItems', fault])
    expect(await account.delete()).toBe(true)
    expect(names()).toEqual(['TransactWriteItems'])
    expect(planned).toEqual([])
  })

  it('that finds nothing says so, if no try before can have done it', async () => {
    const { Entry, Page, planned } = await open()
    const key = { id: 'a', number: 1 }
    expect(await Entry.objects.delete(key)).toBe(false)
    planned.push(['DeleteItem', 'throttle'])
    expect(await Entry.objects.delete(key)).toBe(false)
    planned.push(['DeleteItem', 'throttle'])
    expect(await Page.objects.delete({ id: 'a' }, { version: 1 })).toBe(false)
    expect(planned).toEqual([])
  })

  it('cannot tell where the request itself was lost, and `once` can', async () => {
    const { Entry, Account, planned, take, names } = await open()
    const key = { id: 'a', number: 1 }
    planned.push(['DeleteItem', 'before'])
    expect(await Entry.objects.delete(key)).toBe(true)
    take()
    planned.push(['TransactWriteItems', 'before'])
    expect(await Entry.objects.delete(key, { once: true })).toBe(false)
    expect(names()).toEqual(['TransactWriteItems'])
    const entry = await Entry.objects.create({ ...key, amount: 1 })
    planned.push(['TransactWriteItems', 'reset'])
    expect(await entry.delete({ once: true })).toBe(true)
    planned.push(['TransactWriteItems', 'error'])
    expect(await Account.objects.delete({ id: 'none' }, { once: true })).toBe(false)
    const account = await Account.objects.create({ id: 'a', owner: 'A', email: 'a@x' })
    planned.push(['TransactWriteItems', 'torn'])
    expect(await account.delete({ once: true })).toBe(true)
    expect(planned).toEqual([])
  })

  it('of two callers with `once`, one deleted the item', async () => {
    const { Entry, planned, settled } = await open()
    for (const fault of ['before', 'reset'] as const) {
      await Entry.objects.create({ id: 'a', number: 1, amount: 1 })
      const other: boolean[] = []
      const theirs = async () => other.push(await Entry.objects.delete({ id: 'a', number: 1 }, { once: true }))
      planned.push(['TransactWriteItems', fault, theirs])
      const mine = await Entry.objects.delete({ id: 'a', number: 1 }, { once: true })
      await settled()
      expect([mine, ...other].sort()).toEqual([false, true])
    }
  })

  it('on condition says that an earlier try may have been applied; `once` needs none of that', async () => {
    const { Entry, planned } = await open()
    const entry = await Entry.objects.create({ id: 'a', number: 1, amount: 1 })
    planned.push(['DeleteItem', 'reset'])
    const error = await rejection(entry.delete({ if: { amount: 1 } }))
    expect(error).toBeInstanceOf(ConditionFailed)
    expect(error).toMatchObject({ current: undefined, hint: expect.stringContaining('may have been applied') })
    await entry.save({ overwrite: true })
    planned.push(['TransactWriteItems', 'reset'])
    expect(await entry.delete({ if: { amount: 1 }, once: true })).toBe(true)
    planned.push(['DeleteItem', 'throttle'])
    const sure = await rejection(Entry.objects.delete({ id: 'a', number: 1 }, { if: { amount: 1 } }))
    expect(sure).toMatchObject({ hint: expect.not.stringContaining('may have been applied') })
  })
})

describe('create', () => {
  const values = { id: 'a', number: 1, amount: 1, changed: undefined } as const

  it.each(lost)('is told as done where its first answer is lost: %s', async (fault) => {
    const { Entry, Account, planned } = await open()
    planned.push(['PutItem', fault])
    expect(await Entry.objects.create({ ...values })).toMatchObject({ amount: 1, isNew: false })
    planned.push(['TransactWriteItems', fault])
    expect(await Account.objects.create({ id: 'a', owner: 'A', email: 'a@x' })).toMatchObject({ owner: 'A' })
    planned.push(['TransactWriteItems', fault])
    expect(await Entry.objects.create({ ...values, number: 2 }, { once: true })).toMatchObject({ amount: 1 })
    expect(planned).toEqual([])
  })

  it('with `once`, of two callers of the very same item one is told that it is there', async () => {
    const { Account, Page, planned, settled } = await open()
    for (const fault of ['before', 'reset'] as const) {
      const make = () => Page.objects.create({ id: fault, text: 'same' }, { once: true })
      const other: unknown[] = []
      planned.push([
        'TransactWriteItems',
        fault,
        () =>
          make().then(
            (page) => other.push(page),
            (error) => other.push(error),
          ),
      ])
      const mine = await make().catch((error: unknown) => error)
      await settled()
      expect([mine, ...other].filter((outcome) => outcome instanceof Page)).toHaveLength(1)
      expect([mine, ...other].filter((outcome) => outcome instanceof Page.AlreadyExists)).toHaveLength(1)
    }
    // So it is without the option where markers make it a transaction; either may be the first.
    const make = () => Account.objects.create({ id: 'b', owner: 'B', email: 'b@x' })
    const theirs: unknown[] = []
    planned.push([
      'TransactWriteItems',
      'before',
      async () => theirs.push(await make().catch((error: unknown) => error)),
    ])
    const mine = await make().catch((error: unknown) => error)
    await settled()
    const outcomes = [mine, ...theirs]
    expect(outcomes.filter((outcome) => outcome instanceof Account)).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome instanceof Account.AlreadyExists)).toHaveLength(1)
  })
})
