/** Writers that are in each other's way: who is tried again, how often, and with what. */
import { type BulkFailed, f, plus, QueryError, Table } from 'single-table-orm'
import { expect, it } from 'vitest'
import { before, cancel, type Fault, openBank, pass } from './bank.ts'

const isContention = (error: { code?: string }) => error.code === 'write.contention'

/** Each writer updates through an instance of its own, over and over, without a pause. */
const steadyWriters = async (bank: Awaited<ReturnType<typeof openBank>>, writers: number, turns: number) => {
  const { Account } = bank
  await Account.objects.create({ id: 'a', owner: 'A' })
  bank.sent.length = 0
  let lost = 0
  const write = async (_: unknown, writer: number) => {
    const mine = await Account.objects.get({ id: 'a' }, { consistent: true })
    for (let turn = 0; turn < turns; turn++)
      await mine
        .update(writer % 2 === 0 ? { owner: `O${turn}` } : { status: turn % 2 === 0 ? 'closed' : 'open' })
        .catch((error: { code?: string }) => {
          if (!isContention(error)) throw error
          lost++
        })
  }
  await Promise.all(Array.from({ length: writers }, write))
  return lost
}

it.each([2, 8])(
  '%i steady writers of different fields of one index template do not hear of each other',
  async (writers) => {
    const bank = await openBank()
    expect(await steadyWriters(bank, writers, 240 / writers)).toBe(0)
    // What it costs: two requests more for a write at most, mostly none.
    expect(bank.sent.length).toBeLessThan(240 * 3)
    const [item] = Object.values(await bank.stored()) as { owner: { S: string }; status: { S: string } }[]
    expect(item).toMatchObject({
      GSI1PK: { S: `OWNER#${item?.owner.S}` },
      GSI1SK: { S: `${item?.status.S}#a` },
    })
  },
)

it('64 updates by key of one item with a history all succeed', async () => {
  const { bank } = await openBank()
  class Doc extends bank.Model<Doc>()('Doc', {
    fields: { id: f.string(), count: f.integer().default(0) },
    keys: { primary: { pk: 'DOC#{id}', sk: 'DOC' } },
    history: true,
  }) {}
  await Doc.objects.create({ id: '1' })
  await Promise.all(Array.from({ length: 64 }, () => Doc.objects.update({ id: '1' }, { count: plus(1) })))
  expect(await Doc.objects.get({ id: '1' })).toMatchObject({ count: 64 })
  expect((await Doc.objects.history({ id: '1' }).all()).map(({ values }) => values.count)).toEqual(
    Array.from({ length: 65 }, (_, index) => 64 - index),
  )
})

it('the first tries anew take the item that DynamoDB returned; after a pause it is read', async () => {
  const { Account, faults, names, take } = await openBank()
  const ada = await Account.objects.create({ id: 'a', owner: 'Ada' })
  take()
  let count = 0
  const intrude = before(async () => {
    faults.unshift(pass)
    await Account.objects.update({ id: 'a' }, { owner: `Eve${count++}` })
  })
  faults.push(intrude)
  await ada.update({ status: 'closed' })
  expect(ada).toMatchObject({ owner: 'Eve0', status: 'closed' })
  // Ours, in it the other's, and ours again.
  expect(names()).toEqual(['UpdateItem', 'UpdateItem', 'UpdateItem'])
  take()
  faults.push(intrude, intrude, intrude, intrude)
  await ada.update({ status: 'open' })
  expect(ada).toMatchObject({ owner: 'Eve4', status: 'open' })
  // Three times at once; then a pause, after which what was returned is old.
  const tries = Array.from({ length: 4 }, () => ['UpdateItem', 'UpdateItem']).flat()
  expect(names()).toEqual([...tries, 'GetItem', 'UpdateItem'])
})

it('a transaction takes the returned items, too', async () => {
  const { bank, Account, faults, names, take } = await openBank()
  const ada = await Account.objects.create({ id: 'a', owner: 'Ada' })
  await Account.objects.create({ id: 'b', owner: 'Bob' })
  take()
  faults.push(
    pass,
    before(async () => {
      faults.unshift(pass)
      await Account.objects.update({ id: 'a' }, { owner: 'Eve' })
    }),
  )
  await bank.transaction((tx) => {
    tx.update(ada, { status: 'closed' })
    tx.delete(Account, { id: 'b' })
  })
  expect(ada).toMatchObject({ owner: 'Eve', status: 'closed' })
  expect(names()).toEqual([...['GetItem', 'TransactWriteItems', 'UpdateItem'], ...['TransactWriteItems', 'GetItem']])
})

it('`retries` bounds the tries of every call; the table’s holds where a call says nothing', async () => {
  const { bank, Account, faults, name, engine, take } = await openBank()
  await Account.objects.create({ id: 'a', owner: 'Ada', email: 'a@b' })
  const conflicts = (): Fault[] => Array.from({ length: 40 }, () => cancel('TransactionConflict'))
  const tries = async (write: () => Promise<unknown>) => {
    const passReads: Fault = async (operation, next) => {
      faults.unshift(passReads)
      return operation.name === 'TransactWriteItems'
        ? await cancel('TransactionConflict')(operation, next)
        : await next()
    }
    take()
    faults.splice(0, faults.length, passReads)
    const error = await write().catch(Object)
    faults.length = 0
    expect(error).toMatchObject({ retryable: true })
    return take().filter((sent) => sent.name === 'TransactWriteItems').length
  }
  const ada = await Account.objects.get({ id: 'a' })
  const values = { id: 'a', owner: 'Ada', email: 'b@b' }
  const retries = 2
  expect(await tries(() => ada.update({ email: 'b@b' }, { retries }))).toBe(3)
  expect(await tries(() => ada.delete({ retries }))).toBe(3)
  expect(await tries(() => ada.move({ id: 'b' }, { retries }))).toBe(3)
  expect(await tries(() => Object.assign(ada, { email: 'b@b' }).save({ retries }))).toBe(3)
  expect(await tries(() => ada.save({ overwrite: true, retries }))).toBe(3)
  expect(await tries(() => Account.objects.create({ ...values, id: 'c' }, { retries }))).toBe(3)
  expect(await tries(() => Account.objects.replace(values, { retries }))).toBe(3)
  expect(await tries(() => Account.objects.upsert(values, { retries }))).toBe(3)
  expect(await tries(() => Account.objects.update({ id: 'a' }, { email: 'b@b' }, { retries }))).toBe(3)
  expect(await tries(() => Account.objects.delete({ id: 'a' }, { retries: 0 }))).toBe(1)
  expect(
    await tries(() => Account.objects.updateOrCreate({ id: 'a' }, { email: 'b@b' }, { owner: 'A' }, { retries })),
  ).toBe(3)
  expect(await tries(() => Account.objects.getOrCreate({ id: 'c' }, values, { retries }))).toBe(3)
  expect(await tries(() => bank.transaction((tx) => tx.create(Account, values), { retries }))).toBe(3)
  expect(await tries(() => Account.objects.createMany([values], { atomic: true, retries }))).toBe(3)
  const failed = async (write: Promise<unknown>): Promise<never> => {
    const error = (await write.catch(Object)) as BulkFailed
    throw error.failed[0]?.error
  }
  expect(await tries(() => failed(Account.objects.putMany([values], { retries })))).toBe(3)
  expect(await tries(() => failed(Account.objects.deleteMany([{ id: 'a' }], { retries })))).toBe(3)
  expect(await tries(() => failed(Account.objects.scan().update({ email: 'z@b' }, { retries })))).toBe(3)
  expect(await tries(() => failed(Account.objects.scan().delete({ retries })))).toBe(3)

  const calm = new Table({
    name,
    client: engine.client,
    retries: 1,
    middleware: [
      async (operation, next) => {
        const fault = operation.name === 'TransactWriteItems' ? mine.shift() : undefined
        return fault === undefined ? await next() : await fault(operation, next)
      },
    ],
  })
  const mine: Fault[] = []
  class Plain extends calm.Model<Plain>()('Account', {
    fields: { id: f.string(), email: f.string() },
    keys: { primary: { pk: 'ACCOUNT#{id}', sk: 'ACCOUNT' } },
    unique: { email: ['email'] },
  }) {}
  mine.push(cancel('TransactionConflict'))
  await Plain.objects.create({ id: 'p', email: 'p@b' })
  mine.push(...conflicts())
  await expect(Plain.objects.create({ id: 'q', email: 'q@b' })).rejects.toMatchObject({ code: 'transaction.conflict' })
  expect(mine).toHaveLength(38)
  mine.length = 6
  await Plain.objects.create({ id: 'q', email: 'q@b' }, { retries: 6 })
})

it('`retries` that are none are refused before anything is sent', async () => {
  const { bank, Account, take } = await openBank()
  const ada = await Account.objects.create({ id: 'a', owner: 'Ada' })
  take()
  for (const retries of [-1, 1.5, Number.NaN, 1001, '3', null, Number.POSITIVE_INFINITY]) {
    const options = { retries: retries as never }
    const calls = [
      () => ada.update({ owner: 'x' }, options),
      () => ada.move({ id: 'b' }, options),
      () => Account.objects.create({ id: 'b', owner: 'x' }, options),
      () => Account.objects.lazy.delete({ id: 'a' }, options).send(),
      () => bank.transaction((tx) => tx.create(Account, { id: 'b', owner: 'x' }), options),
      () => Account.objects.putMany([{ id: 'b', owner: 'x' }], options),
      () => Account.objects.createMany([{ id: 'b', owner: 'x' }], { ...options, atomic: true }),
    ]
    for (const call of calls) {
      const error = await (async () => await call())().catch(Object)
      expect(error).toBeInstanceOf(QueryError)
      expect(error.message).toMatch(/^\w+\({ retries }\) takes a whole number from 0 to 1000/)
    }
    expect(() => new Table({ name: 'any', retries: retries as never })).toThrow(/retries: It is a whole number from 0/)
  }
  expect(take()).toEqual([])
})
