/** Conditions on every write: one that does not hold writes nothing, and gives the item as it is. */
import {
  BulkFailed,
  ConditionFailed,
  f,
  gte,
  ItemExists,
  missing,
  ne,
  plus,
  TransactionFailed,
  UniqueViolation,
  VersionConflict,
} from 'single-table-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { rejection } from '../support/recording.ts'
import { before, openBank } from './bank.ts'

const { bank, Account, Entry, sent, faults, stored, names, take } = await openBank()

/** A model with versions and a history, in the same table. */
class Page extends bank.Model<Page>()('Page', {
  fields: { id: f.string(), text: f.string(), state: f.enum('draft', 'final').default('draft') },
  keys: { primary: { pk: 'PAGE#{id}', sk: 'PAGE' } },
  history: true,
}) {}
/** The other model with keys like those of `Entry`. */
class Note extends bank.Model<Note>()('Note', {
  fields: { id: f.string(), number: f.integer().min(0).max(999_999), amount: f.number().optional() },
  keys: { primary: { pk: 'ACCOUNT#{id}', sk: 'ENTRY#{number}' } },
}) {}

let count = 0
let id = ''
beforeEach(() => {
  id = `c${count++}`
  faults.length = 0
  sent.length = 0
})

const failure = async (attempt: Promise<unknown>): Promise<ConditionFailed> => {
  const error = await rejection(attempt)
  expect(error).toBeInstanceOf(ConditionFailed)
  expect(error).toMatchObject({ code: 'write.condition' })
  return error as ConditionFailed
}
const reasonOf = async (attempt: Promise<unknown>, index = 0) => {
  const error = await rejection(attempt)
  expect(error).toBeInstanceOf(TransactionFailed)
  return (error as TransactionFailed).reasons[index]
}
const open = { if: { status: 'open' } } as const

describe('save', () => {
  it('writes what changed if the condition holds of what is stored, not of what was loaded', async () => {
    const account = await Account.objects.create({ id, owner: 'Ada' })
    account.balance = 5
    await account.save(open)
    await Account.objects.update({ id }, { status: 'closed' })
    account.balance = 6
    const { current } = await failure(account.save(open))
    expect(current).toBeInstanceOf(Account)
    expect(current).toMatchObject({ id, status: 'closed', balance: 5 })
    // Nothing was written, and the change is still there to be saved.
    expect(account.changes()).toEqual({ balance: 6 })
    expect(await Account.objects.get({ id })).toMatchObject({ balance: 5 })
  })

  it('checks the condition also where nothing changed, by an update that writes nothing', async () => {
    const page = await Page.objects.create({ id, text: 'a' })
    take()
    await page.save({ if: { state: 'draft' } })
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ name: 'UpdateItem', input: { ConditionExpression: expect.any(String) } })
    expect(sent[0]?.input).not.toHaveProperty('UpdateExpression')
    await failure(page.save({ if: { state: 'final' } }))
    expect(await page.history().all()).toHaveLength(1)
    await Page.objects.update({ id }, { text: 'b' })
    // What another writer stored is shown, or is a conflict where there are versions.
    expect(await rejection(page.save({ if: { state: 'draft' } }))).toBeInstanceOf(VersionConflict)
    await Page.objects.delete({ id })
    await expect(page.save({ if: { state: 'draft' } })).rejects.toBeInstanceOf(Page.DoesNotExist)
    expect((await stored())[`PAGE#${id} PAGE`]).toBeUndefined()
  })

  it('of an item that is gone says so, whatever the condition', async () => {
    const account = await Account.objects.create({ id, owner: 'Ada' })
    await Account.objects.delete({ id })
    account.balance = 5
    await expect(account.save(open)).rejects.toBeInstanceOf(Account.DoesNotExist)
  })

  it('with overwrite puts the whole item under the condition, also of a new instance', async () => {
    const account = await Account.objects.create({ id, owner: 'Ada', email: `${id}@x` })
    account.balance = 7
    await failure(account.save({ overwrite: true, if: { status: 'closed' } }))
    await account.save({ overwrite: true, ...open })
    const other = new Account({ id, owner: 'Eve', status: 'closed' })
    await failure(other.save({ overwrite: true, if: { owner: 'Eve' } }))
    expect(other.isNew).toBe(true)
    await other.save({ overwrite: true, if: { owner: 'Ada' } })
    expect((await stored())[`ACCOUNT#${id} ACCOUNT`]).toMatchObject({ owner: { S: 'Eve' } })
    // The marker of the item that was replaced went with it.
    expect(Object.keys(await stored())).not.toContainEqual(expect.stringContaining(`${id}@x`))
  })
})

describe('replace and upsert', () => {
  const entry = (amount: number) => ({ id, number: 1, amount })

  it.each(['replace', 'upsert'] as const)('%s under a condition', async (call) => {
    await Entry.objects.create(entry(1))
    take()
    await Entry.objects[call](entry(2), { if: { amount: 1 } })
    // An index key of the entry is over fields that the call does not give.
    expect(names()).toEqual(call === 'replace' ? ['PutItem'] : ['GetItem', 'UpdateItem'])
    const { current } = await failure(Entry.objects[call](entry(3), { if: { amount: 1 } }))
    expect(current).toMatchObject({ amount: 2 })
    expect(await Entry.objects.get({ id, number: 1 })).toMatchObject({ amount: 2 })
  })

  it.each(['replace', 'upsert'] as const)('%s judges a missing item as one without attributes', async (call) => {
    const { current } = await failure(Entry.objects[call](entry(1), { if: { amount: 1 } }))
    expect(current).toBeUndefined()
    await Entry.objects[call](entry(1), { if: { amount: missing() } })
    await failure(Entry.objects[call](entry(2), { if: { amount: missing() } }))
    expect(await Entry.objects.get({ id, number: 1 })).toMatchObject({ amount: 1 })
  })

  it.each(['replace', 'upsert'] as const)('%s leaves alone what another model stores', async (call) => {
    await Note.objects.create({ id, number: 1 })
    const error = await rejection(Entry.objects[call](entry(1), { if: { amount: missing() } }))
    expect(error).toBeInstanceOf(call === 'replace' ? ConditionFailed : Entry.AlreadyExists)
    expect(await Note.objects.find({ id, number: 1 })).toBeDefined()
  })

  it('where the stored item is needed first, judge what is stored when they write', async () => {
    const values = { id, owner: 'Ada', email: `${id}@x` }
    for (const call of ['replace', 'upsert'] as const) {
      await Account.objects.replace(values)
      take()
      const close = () => Account.objects.update({ id }, { status: 'closed', email: `${call}${id}@x` })
      faults.push((_operation, next) => next(), before(close))
      const { current } = await failure(Account.objects[call](values, open))
      expect(current).toMatchObject({ status: 'closed' })
      faults.length = 0
    }
    expect(await Account.objects.get({ id })).toMatchObject({ status: 'closed', email: `upsert${id}@x` })
  })

  it('insert under a condition that a missing item meets, with markers', async () => {
    const values = { id, owner: 'Ada', email: `${id}@x` }
    await failure(Account.objects.upsert(values, open))
    await failure(Account.objects.replace(values, open))
    await Account.objects.upsert(values, { if: { status: ne('closed') } })
    await Account.objects.replace({ ...values, balance: 2 }, open)
    expect(await Account.objects.get({ email: `${id}@x` })).toMatchObject({ balance: 2 })
  })

  it('say what they would send, and that it depends', async () => {
    const intent = Entry.objects.lazy.replace(entry(1), { if: { amount: gte(1) } })
    expect(await intent.toRequests()).toMatchObject([{ ConditionExpression: expect.stringContaining(' AND #1 >= :1') }])
    expect(await intent.explain()).toBe('replace of Entry, if the condition holds: one PutItem.')
    const upsert = Entry.objects.lazy.upsert({ ...entry(1), note: 'x' }, { if: { amount: 1 } })
    expect(await upsert.toRequests()).toMatchObject([{ UpdateExpression: expect.any(String) }])
    expect(await upsert.explain()).toBe('upsert of Entry, if the condition holds: one UpdateItem.')
    expect(sent).toEqual([])
  })
})

describe('updateOrCreate', () => {
  it('updates on condition, and creates without', async () => {
    const call = (owner: string) => Account.objects.updateOrCreate({ id }, { balance: plus(1) }, { owner }, open)
    expect(await call('Ada')).toMatchObject([{ owner: 'Ada', balance: 0 }, true])
    expect(await call('Eve')).toMatchObject([{ owner: 'Ada', balance: 1 }, false])
    await Account.objects.update({ id }, { status: 'closed' })
    expect(await failure(call('Eve'))).toMatchObject({ current: { balance: 1 } })
  })

  it('judges the item that another writer created in between', async () => {
    faults.push(
      (_operation, next) => next(),
      before(() => Account.objects.create({ id, owner: 'Bob', status: 'closed' })),
    )
    await failure(Account.objects.updateOrCreate({ id }, { balance: 1 }, { owner: 'Ada' }, open))
    expect(await Account.objects.get({ id })).toMatchObject({ owner: 'Bob', balance: 0 })
  })
})

describe('move', () => {
  it('moves on condition', async () => {
    const account = await Account.objects.create({ id, owner: 'Ada', email: `${id}@x` })
    await account.move({ id: `${id}b` }, open)
    expect(account.id).toBe(`${id}b`)
    await Account.objects.update({ id: `${id}b` }, { status: 'closed' })
    const { current } = await failure(account.move({ id: `${id}c` }, open))
    expect(current).toMatchObject({ status: 'closed' })
    expect(account.id).toBe(`${id}b`)
    expect(Object.keys(await stored()).filter((key) => key.startsWith(`ACCOUNT#${id}`))).toEqual([
      `ACCOUNT#${id}b ACCOUNT`,
    ])
  })

  it('moves what another writer changed, if the condition still holds', async () => {
    const account = await Account.objects.create({ id, owner: 'Ada' })
    await Account.objects.update({ id }, { balance: 9 })
    await account.move({ id: `${id}b` }, open)
    expect(await Account.objects.get({ id: `${id}b` })).toMatchObject({ balance: 9 })
  })

  it('to the same key checks the condition', async () => {
    const account = await Account.objects.create({ id, owner: 'Ada' })
    take()
    await account.move({ id })
    expect(names()).toEqual([])
    await account.move({ id }, open)
    expect(names()).toEqual(['UpdateItem'])
    await failure(account.move({ id }, { if: { status: 'closed' } }))
  })
})

describe('restore', () => {
  it('writes the older version on condition', async () => {
    const page = await Page.objects.create({ id, text: 'a' })
    await page.update({ text: 'b', state: 'final' })
    await failure(page.restore(1, { if: { state: 'draft' } }))
    await page.restore(1, { if: { state: 'final' } })
    expect(page).toMatchObject({ text: 'a', state: 'draft' })
    await page.delete()
    expect(await rejection(page.restore(1, { if: { state: 'final' } }))).toMatchObject({ code: 'query.option' })
  })
})

describe('transactions', () => {
  it('replace and save on condition, with the reason and the item as it is', async () => {
    const account = await Account.objects.create({ id, owner: 'Ada' })
    account.balance = 5
    await bank.transaction((tx) => {
      tx.save(account, open)
      tx.replace(Entry, { id, number: 1, amount: 1 }, { if: { amount: missing() } })
    })
    expect(await Account.objects.get({ id })).toMatchObject({ balance: 5 })
    account.balance = 6
    const close = { if: { status: 'closed' } } as const
    const reason = await reasonOf(bank.transaction((tx) => tx.save(account, close)))
    expect(reason).toMatchObject({ code: 'write.condition', current: { balance: 5 } })
    const replaced = bank.transaction((tx) => tx.replace(Entry, { id, number: 1, amount: 2 }, { if: { amount: 3 } }))
    expect(await reasonOf(replaced)).toMatchObject({ code: 'write.condition', current: { amount: 1 } })
    expect(await Entry.objects.get({ id, number: 1 })).toMatchObject({ amount: 1 })
  })

  it('check the condition of a save where nothing changed, and of a second save', async () => {
    const account = await Account.objects.create({ id, owner: 'Ada' })
    take()
    await bank.transaction((tx) => tx.save(account, open))
    expect(sent[0]?.input).toMatchObject({ TransactItems: [{ ConditionCheck: {} }] })
    const closed = { if: { status: 'closed' } } as const
    expect(await reasonOf(bank.transaction((tx) => tx.save(account, closed)))).toMatchObject({
      code: 'write.condition',
    })
    account.balance = 1
    const twice = bank.transaction((tx) => {
      tx.save(account)
      tx.save(account, closed)
    })
    expect(await reasonOf(twice, 1)).toMatchObject({ code: 'write.condition' })
    expect(await Account.objects.get({ id })).toMatchObject({ balance: 0 })
  })

  it('check the version of an instance, or one that is named', async () => {
    const page = await Page.objects.create({ id, text: 'a' })
    await bank.transaction((tx) => tx.check(page))
    await bank.transaction((tx) => tx.check(Page, { id }, { version: 1 }))
    await Page.objects.update({ id }, { text: 'b' })
    const reason = await reasonOf(bank.transaction((tx) => tx.check(page)))
    expect(reason).toBeInstanceOf(VersionConflict)
    expect(reason).toMatchObject({ current: { text: 'b' } })
    const named = bank.transaction((tx) => tx.check(Page, { id }, { version: 1, if: { text: 'b' } }))
    expect(await reasonOf(named)).toBeInstanceOf(VersionConflict)
    // A check by key alone takes any version.
    await bank.transaction((tx) => tx.check(Page, { id }))
    // Joined with a write of the item, it is the version that the write insists on.
    const joined = bank.transaction((tx) => {
      tx.check(page)
      tx.delete(Page, { id })
    })
    expect(await reasonOf(joined)).toBeInstanceOf(VersionConflict)
    const both = bank.transaction((tx) => {
      tx.check(page)
      tx.update(Page, { id }, { text: 'c' }, { version: 2 })
    })
    expect(await rejection(both)).toMatchObject({ code: 'transaction.same-item' })
    const absent = bank.transaction((tx) => tx.check(Page, { id }, { exists: false, version: 1 }))
    expect(await rejection(absent)).toMatchObject({ code: 'query.option' })
    expect(await Page.objects.get({ id })).toMatchObject({ text: 'b' })
  })
})

describe('many items', () => {
  const values = (amounts: readonly number[]) => amounts.map((amount, number) => ({ id, number, amount }))

  it('are put and deleted on condition, each that fails by name', async () => {
    await Entry.objects.putMany(values([1, 2, 3]))
    take()
    const attempt = Entry.objects.putMany(values([10, 20, 30]), { if: { amount: gte(2) } })
    const error = (await rejection(attempt)) as BulkFailed
    expect(error).toBeInstanceOf(BulkFailed)
    expect(error).toMatchObject({ succeeded: 2, failed: [{ index: 0, error: { current: { amount: 1 } } }] })
    expect(names()).toEqual(['PutItem', 'PutItem', 'PutItem'])
    const keys = [0, 1, 2, 3].map((number) => ({ id, number }))
    const deletion = (await rejection(Entry.objects.deleteMany(keys, { if: { amount: 20 } }))) as BulkFailed
    expect(deletion).toMatchObject({ succeeded: 1, failed: [{ index: 0 }, { index: 2 }, { index: 3 }] })
    for (const { error } of deletion.failed) expect(error).toBeInstanceOf(ConditionFailed)
    const left = await Entry.objects.using({ id, number: gte(0) }).all()
    expect(left.map(({ amount }) => amount)).toEqual([1, 30])
  })

  it('of a query: what no longer matches is left out, what does not meet the condition fails', async () => {
    await Entry.objects.putMany(values([1, 2, 3]))
    const query = Entry.objects.using({ id, number: gte(0) }).filter({ amount: gte(2) })
    const error = (await rejection(query.update({ amount: plus(10) }, { if: { amount: 2 } }))) as BulkFailed
    expect(error).toMatchObject({ succeeded: 1, failed: [{ index: 1, error: { current: { amount: 3 } } }] })
    expect(await query.update({ note: 'x' }, { if: { amount: gte(3) } })).toBe(2)
    // Between the query and its write, another writer takes an item out of what matches.
    const leave = () => Entry.objects.update({ id, number: 1 }, { amount: 0 })
    faults.push((_operation, next) => next(), before(leave))
    expect(await query.delete({ if: { note: 'x' } })).toBe(1)
    expect(await rejection(Entry.objects.using({ id, number: gte(0) }).delete({ if: { note: 'x' } }))).toMatchObject({
      succeeded: 1,
      failed: [{ error: { code: 'write.condition' } }],
    })
  })
})

describe('what stands in the way', () => {
  it('of a create is the item that is there, without another request', async () => {
    await Account.objects.create({ id, owner: 'Ada', email: `${id}@x` })
    await Entry.objects.create({ id, number: 1, amount: 5 })
    take()
    const single = await rejection(Entry.objects.create({ id, number: 1, amount: 6 }))
    expect(single).toBeInstanceOf(Entry.AlreadyExists)
    expect((single as ItemExists).current).toBeInstanceOf(Entry)
    expect(single).toMatchObject({ current: { amount: 5 } })
    expect(names()).toEqual(['PutItem'])
    const marked = await rejection(Account.objects.create({ id, owner: 'Eve', email: `${id}@y` }))
    expect(marked).toMatchObject({ current: { owner: 'Ada' } })
    const reason = await reasonOf(bank.transaction((tx) => tx.create(Entry, { id, number: 1, amount: 6 })))
    expect(reason).toBeInstanceOf(ItemExists)
    expect(reason).toMatchObject({ current: { amount: 5 } })
    // Another model's item is no instance of this one.
    await Note.objects.create({ id, number: 2 })
    expect(await rejection(Entry.objects.create({ id, number: 2, amount: 1 }))).toMatchObject({ current: undefined })
  })

  it('of getOrCreate is given, without another read', async () => {
    faults.push(
      (_operation, next) => next(),
      before(() => Entry.objects.create({ id, number: 1, amount: 5 })),
    )
    const [entry, created] = await Entry.objects.getOrCreate({ id, number: 1 }, { amount: 6 })
    expect(entry).toMatchObject({ amount: 5, isNew: false })
    expect(created).toBe(false)
    expect(names()).toEqual(['GetItem', 'PutItem', 'PutItem'])
  })

  it('of a unique value is named by its key', async () => {
    await Account.objects.create({ id, owner: 'Ada', email: `${id}@x` })
    const values = { id: `${id}b`, owner: 'Eve', email: `${id}@x` }
    const single = await rejection(Account.objects.create(values))
    expect(single).toBeInstanceOf(UniqueViolation)
    expect(single).toMatchObject({ constraint: 'email', holder: { id } })
    const reason = await reasonOf(bank.transaction((tx) => tx.create(Account, values)))
    expect(reason).toMatchObject({ code: 'write.unique', constraint: 'email', holder: { id } })
  })

  it('of a create and of a unique value at once are both told', async () => {
    await Account.objects.create({ id, owner: 'Ada', email: `${id}@x` })
    const attempt = bank.transaction((tx) => {
      tx.create(Account, { id, owner: 'Ada' })
      tx.create(Account, { id: `${id}b`, owner: 'Eve', email: `${id}@x` })
    })
    const error = (await rejection(attempt)) as TransactionFailed
    expect(error.reasons[0]).toBeInstanceOf(Account.AlreadyExists)
    expect(error.reasons[1]).toBeInstanceOf(UniqueViolation)
  })

  it('of both are told also where the item under the key is read first', async () => {
    class Kept extends bank.Model<Kept>()('Kept', {
      fields: { id: f.string(), name: f.string() },
      keys: { primary: { pk: 'KEPT#{id}', sk: 'KEPT' } },
      unique: { name: ['name'] },
      history: { keep: 3 },
    }) {}
    await Kept.objects.create({ id, name: id })
    const attempt = bank.transaction((tx) => {
      tx.create(Kept, { id, name: `${id}b` })
      tx.create(Kept, { id: `${id}b`, name: id })
    })
    const error = (await rejection(attempt)) as TransactionFailed
    expect(error.reasons[0]).toBeInstanceOf(Kept.AlreadyExists)
    expect(error.reasons[1]).toBeInstanceOf(UniqueViolation)
  })
})
