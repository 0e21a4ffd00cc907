import { httpTransport, plus, RequestError } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { afterEach, expect, it } from 'vitest'
import { type AnswerFault, type AnswerProxy, startAnswerProxy } from './answer-fault-proxy.ts'
import { type Fault, openBank } from './bank.ts'

let proxy: AnswerProxy | undefined
let transport: ReturnType<typeof httpTransport> | undefined
afterEach(async () => {
  transport?.close?.()
  await proxy?.close()
})

const kinds: readonly AnswerFault[] = ['reset', 'torn', 'garbled', 'before', 'error']

/** A bank behind a proxy that spoils the first answer to each write for which `isHit` holds. */
const openFaulty = async (isHit: (operation: string) => boolean, lateEvery = 0) => {
  const engine = await sharedEngine()
  const seen = new Set<string>()
  let count = 0
  proxy = await startAnswerProxy(engine.endpoint, (operation, body) => {
    if (!isHit(operation) || seen.has(body)) return 'none'
    seen.add(body)
    count++
    if (lateEvery > 0 && count % lateEvery === 0) return 'late'
    return kinds[count % kinds.length] ?? 'none'
  })
  transport = httpTransport({ endpoint: proxy.endpoint, region: 'eu-west-1', attemptTimeout: 400, maxAttempts: 8 })
  return await openBank(transport)
}

/** Runs `work` for 0 … count − 1, `width` at a time. */
const each = async (count: number, width: number, work: (index: number) => Promise<unknown>) => {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: width }, worker))
}

it('1,000 increments whose answers are lost are applied 1,000 times: once, transactions', async () => {
  const { bank, Account } = await openFaulty((operation) => operation === 'TransactWriteItems', 50)
  await each(10, 5, (id) => Account.objects.create({ id: `${id}`, owner: 'A' }))
  const accounts = await Promise.all(Array.from({ length: 10 }, (_, id) => Account.objects.get({ id: `${id}` })))
  await each(1000, 16, async (index) => {
    const id = `${index % 10}`
    const changes = { balance: plus(1) }
    if (index % 3 === 0) return await Account.objects.update({ id }, changes, { once: true })
    if (index % 3 === 1) return await bank.transaction((tx) => tx.update(Account, { id }, changes))
    return await accounts[index % 10]?.update(changes, { once: true })
  })
  const balances = await Promise.all(accounts.map(async (account) => (await account.refresh()).balance))
  expect(balances).toEqual(Array.from({ length: 10 }, () => 100))
  expect(proxy?.faults).toBe(1000)
})

it('an update that is not the same twice is not sent again without `once`, and the error says so', async () => {
  const { Account, sent } = await openFaulty((operation) => operation === 'UpdateItem')
  await Account.objects.create({ id: 'a', owner: 'A' })
  let applied = 0
  const outcomes: (RequestError | undefined)[] = []
  for (let index = 0; index < 10; index++) {
    // The text of each request differs, so that each meets its fault.
    const error = await Account.objects.update({ id: 'a' }, { balance: plus(1 + index / 1024) }).then(
      () => undefined,
      (reason: RequestError) => reason,
    )
    outcomes.push(error)
    if (kinds[(index + 1) % kinds.length] !== 'before') applied += 1 + index / 1024
  }
  expect((await Account.objects.get({ id: 'a' })).balance).toBe(applied)
  expect(proxy?.faults).toBe(10)
  for (const error of outcomes) {
    expect(error).toBeInstanceOf(RequestError)
    expect([error?.retryable, error?.attempts]).toEqual([false, 1])
    expect(error?.hint).toMatch(/may have been applied; it is not idempotent, so it was not sent again/)
  }
  expect(sent.filter(({ name }) => name === 'UpdateItem')).toHaveLength(10)
})

it('an update that is the same twice is sent again by itself', async () => {
  const { Account } = await openFaulty((operation) => operation === 'UpdateItem')
  await Account.objects.create({ id: 'a', owner: 'A' })
  await each(50, 5, (index) => Account.objects.update({ id: 'a' }, { balance: index }))
  expect(proxy?.faults).toBe(50)
})

it('`once` is a transaction of one update with a token, and its condition fails as ever', async () => {
  const { Account, sent } = await openBank()
  const ada = await Account.objects.create({ id: 'a', owner: 'A' })
  sent.length = 0
  await ada.update({ balance: plus(1) }, { once: true, if: { balance: 0 } })
  expect(sent.map(({ name }) => name)).toEqual(['TransactWriteItems', 'GetItem'])
  expect(sent[0]?.input.ClientRequestToken).toMatch(/^[0-9a-f-]{36}$/)
  expect(ada.balance).toBe(1)
  const again = ada.update({ balance: plus(1) }, { once: true, if: { balance: 0 } })
  await expect(again).rejects.toMatchObject({ code: 'write.condition', current: { balance: 1 } })
  const [request] = await Account.objects.lazy.update({ id: 'a' }, { balance: plus(1) }, { once: true }).toRequests()
  expect(request?.operation).toBe('TransactWriteItems')
  await expect(Account.objects.update({ id: 'z' }, { balance: plus(1) }, { once: true })).rejects.toBeInstanceOf(
    Account.DoesNotExist,
  )
})

it('a condition that the update itself ends: the error of a repeated request says so, and `once` needs none', async () => {
  const { Account } = await openFaulty((operation) => /^(UpdateItem|TransactWriteItems)$/.test(operation))
  await Account.objects.create({ id: 'a', owner: 'A' })
  await Account.objects.create({ id: 'b', owner: 'B' })
  const close = (id: string, once: boolean) =>
    Account.objects.update({ id }, { status: 'closed' }, { if: { status: 'open' }, once })
  // The first fault of the list that comes after the effect.
  await expect(close('a', false)).rejects.toMatchObject({
    code: 'write.condition',
    hint: expect.stringMatching(/an earlier try may have been applied/),
    current: { status: 'closed' },
  })
  expect(await close('b', true)).toMatchObject({ status: 'closed' })
  expect(proxy?.faults).toBe(2)
})

it('a transaction whose answer is lost for good is not called retryable where twice would be too much', async () => {
  const { bank, Account, faults } = await openBank()
  const ada = await Account.objects.create({ id: 'a', owner: 'A' })
  const lost: Fault = async (_operation, next) => {
    await next()
    throw new RequestError('request.network', 'The answer was lost.', { attempts: 4 })
  }
  faults.push(lost)
  const error = await bank.transaction((tx) => tx.update(Account, { id: 'a' }, { balance: plus(1) })).catch(Object)
  expect([error.code, error.retryable]).toEqual(['request.network', false])
  faults.push(lost)
  await expect(bank.transaction((tx) => tx.update(Account, { id: 'a' }, { owner: 'B' }))).rejects.toMatchObject({
    retryable: true,
  })
  expect(await ada.refresh()).toMatchObject({ balance: 1, owner: 'B' })
})

it('a lost try that then meets another transaction is sent again as it was, with its token', async () => {
  const engine = await sharedEngine()
  const script: AnswerFault[] = []
  const tokens: string[] = []
  proxy = await startAnswerProxy(engine.endpoint, (operation, body) => {
    if (operation !== 'TransactWriteItems') return 'none'
    tokens.push(JSON.parse(body).ClientRequestToken)
    return script.shift() ?? 'none'
  })
  transport = httpTransport({ endpoint: proxy.endpoint, region: 'eu-west-1' })
  const { bank, Account } = await openBank(transport)
  await Account.objects.create({ id: 'a', owner: 'A' })
  const add = { balance: plus(1) }
  const writes = [
    () => Account.objects.update({ id: 'a' }, add, { once: true }),
    () => bank.transaction((tx) => tx.update(Account, { id: 'a' }, add)),
  ]
  for (const [index, write] of writes.entries()) {
    script.push('reset', 'conflict', 'conflict')
    await write()
    expect((await Account.objects.get({ id: 'a' })).balance).toBe(index + 1)
    expect([tokens.length, new Set(tokens.splice(0)).size]).toEqual([4, 1])
    // Where nothing was lost, nothing was applied: the next try is planned anew.
    script.push('conflict')
    await write()
    expect(new Set(tokens.splice(0)).size).toBe(2)
    await Account.objects.update({ id: 'a' }, { balance: index + 1 })
    script.push('reset', ...Array.from({ length: 9 }, () => 'conflict' as const))
    const retries = 2
    const spent =
      index === 0
        ? Account.objects.update({ id: 'a' }, add, { once: true, retries })
        : bank.transaction((tx) => tx.update(Account, { id: 'a' }, add), { retries })
    await expect(spent).rejects.toMatchObject({ code: 'transaction.conflict', retryable: false })
    expect(new Set(tokens.splice(0)).size).toBe(1)
    script.length = 0
    await Account.objects.update({ id: 'a' }, { balance: index + 1 })
  }
})
