import {
  ConditionFailed,
  gte,
  ItemExists,
  ItemNotFound,
  minus,
  patch,
  plus,
  QueryError,
  RequestError,
  Table,
  TransactionFailed,
  UniqueViolation,
  ValidationError,
} from 'single-table-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { before, cancel, openBank, pass } from './bank.ts'

let world: Awaited<ReturnType<typeof openBank>>
beforeEach(async () => {
  world = await openBank()
})

const failure = async (attempt: Promise<unknown>): Promise<TransactionFailed> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof TransactionFailed) return error
  throw error ?? new Error('The transaction succeeded.')
}

describe('what is sent', () => {
  it('one TransactWriteItems with a token, in the order of the calls, and the function’s result', async () => {
    const { bank, Account, Entry, take } = world
    const ada = await Account.objects.create({ id: 'a', owner: 'Ada', balance: 100 })
    await Entry.objects.create({ id: 'a', number: 7, amount: 1 })
    take()
    const result = await bank.transaction(async (tx) => {
      tx.update(ada, { balance: minus(10) }, { if: { balance: gte(10) } })
      const entry = tx.create(Entry, { id: 'a', number: 1, amount: -10 })
      expect(entry.isNew).toBe(true)
      await Promise.resolve()
      tx.replace(Entry, { id: 'a', number: 2, amount: 0 })
      tx.delete(Entry, { id: 'a', number: 7 })
      tx.check(Account, { id: 'zz' }, { exists: false })
      return entry
    })
    expect(result).toBeInstanceOf(Entry)
    expect(result.isNew).toBe(false)
    expect(result.changed).toBeInstanceOf(Date)
    expect(ada.balance).toBe(90)
    const [request, read, ...more] = take()
    expect(request?.name).toBe('TransactWriteItems')
    expect(request?.input.ClientRequestToken).toMatch(/^[0-9a-f-]{36}$/)
    const kinds = request?.input.TransactItems.map((item: object) => Object.keys(item)[0])
    expect(kinds).toEqual(['Update', 'Put', 'Put', 'Delete', 'ConditionCheck'])
    // What an operator made of the balance is read back.
    expect(read).toMatchObject({ name: 'GetItem', input: { ConsistentRead: true } })
    expect(more).toEqual([])
    expect(Object.keys(await world.stored()).sort()).toEqual([
      'ACCOUNT#a ACCOUNT',
      'ACCOUNT#a ENTRY#000001',
      'ACCOUNT#a ENTRY#000002',
    ])
  })

  it('nothing for no operations, and nothing when the function throws', async () => {
    const { bank, Account, take } = world
    expect(await bank.transaction(() => 5)).toBe(5)
    const thrown = new Error('no')
    const attempt = bank.transaction((tx) => {
      tx.create(Account, { id: 'a', owner: 'Ada' })
      throw thrown
    })
    await expect(attempt).rejects.toBe(thrown)
    const invalid = bank.transaction((tx) => tx.create(Account, { id: 'a', owner: 5 as never }))
    await expect(invalid).rejects.toBeInstanceOf(ValidationError)
    expect(take()).toEqual([])
  })

  it('shows and explains itself without sending', async () => {
    const { bank, Account, take } = world
    const create = bank.lazy.transaction((tx) => void tx.create(Account, { id: 'a', owner: 'Ada', email: 'a@b' }))
    const [request] = await create.toRequests()
    expect(request?.operation).toBe('TransactWriteItems')
    expect(request).toMatchObject({
      TransactItems: [{ Put: {} }, { Put: { Item: { PK: { S: 'UNIQUE#Account#email#a@b' } } } }],
    })
    expect(Object.isFrozen(request)).toBe(true)
    expect(await create.explain()).toBe(
      'create of Account: one TransactWriteItems of 2 operations, 1 of them for unique constraints and history; two write units per KB of each item.',
    )
    const remove = bank.lazy.transaction((tx) => tx.delete(Account, { id: 'a' }))
    expect((await remove.toRequests()).map(({ operation }) => operation)).toEqual(['GetItem'])
    expect(await remove.explain()).toMatch(/^delete of Account: reads first, consistently, the Account: .*markers/)
    expect(await bank.lazy.transaction(() => 0).explain()).toMatch(/^Nothing/)
    expect(await bank.lazy.transaction(() => 0).toRequests()).toEqual([])
    expect(take()).toEqual([])
    await create.send()
    expect(await Account.objects.get({ email: 'a@b' })).toMatchObject({ id: 'a' })
  })

  it('takes models of another table with the same client, and refuses another client', async () => {
    const { bank, Account, engine, name } = world
    const table = (client: unknown) => {
      const other = new Table({ name, indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } }, client })
      return other.Model<object>()('Note', {
        fields: Account['~storm'].definition.fields as never,
        keys: { primary: { pk: 'NOTE#{id}', sk: 'N' } } as never,
      })
    }
    const Same = table(engine.client) as unknown as typeof Account
    await bank.transaction((tx) => {
      tx.create(Same, { id: 'n', owner: 'x' })
      tx.create(Account, { id: 'a', owner: 'x' })
    })
    expect(Object.keys(await world.stored()).sort()).toEqual(['ACCOUNT#a ACCOUNT', 'NOTE#n N'])
    const Other = table({ send: () => Promise.reject(new Error('never')) }) as unknown as typeof Account
    const attempt = bank.transaction((tx) => tx.create(Other, { id: 'm', owner: 'x' }))
    await expect(attempt).rejects.toMatchObject({ code: 'transaction.state' })
  })
})

describe('instances', () => {
  it('are untouched after a failure, and changed after success', async () => {
    const { bank, Account, Entry } = world
    const ada = await Account.objects.create({ id: 'a', owner: 'Ada', balance: 5 })
    const gone = await Entry.objects.create({ id: 'a', number: 1, amount: 1 })
    const run = (least: number) => {
      let made: InstanceType<typeof Entry> | undefined
      const done = bank.transaction((tx) => {
        tx.update(ada, { owner: 'Eve', balance: plus(1) }, { if: { balance: gte(least) } })
        tx.delete(gone)
        made = tx.create(Entry, { id: 'a', number: 2, amount: 3 })
      })
      return { done, made: () => made }
    }
    ada.status = 'closed'
    const first = run(6)
    await expect(first.done).rejects.toBeInstanceOf(TransactionFailed)
    expect([ada.owner, ada.balance, ada.status, gone.isNew, first.made()?.isNew]).toEqual([
      'Ada',
      5,
      'closed',
      false,
      true,
    ])
    const second = run(5)
    await second.done
    expect([ada.owner, ada.balance, gone.isNew, second.made()?.isNew]).toEqual(['Eve', 6, true, false])
    // An unsaved change of another field stays unsaved.
    expect(ada.changes()).toEqual({ status: 'closed' })
    await ada.save()
    expect(await Account.objects.get({ id: 'a' })).toMatchObject({ status: 'closed', owner: 'Eve', balance: 6 })
  })

  it('are saved as they are when the function ends', async () => {
    const { bank, Account, Entry, take } = world
    const ada = await Account.objects.create({ id: 'a', owner: 'Ada' })
    const same = await Account.objects.create({ id: 's', owner: 'Sam' })
    take()
    const entry = new Entry({ id: 'a', number: 1, amount: 1 })
    await bank.transaction((tx) => {
      tx.save(ada)
      tx.save(ada)
      tx.save(same)
      tx.save(entry)
      const made = tx.create(Entry, { id: 'a', number: 2, amount: 1 })
      made.amount = 2
      tx.save(made)
      ada.owner = 'Eve'
    })
    expect(take()[0]?.input.TransactItems).toHaveLength(3)
    expect([entry.isNew, ada.changes()]).toEqual([false, {}])
    expect(await Entry.objects.get({ id: 'a', number: 2 })).toMatchObject({ amount: 2 })
    // The index follows, as the update of a loaded instance would have it.
    expect(await Account.objects.using({ owner: 'Eve' }).all()).toHaveLength(1)
  })

  it('stay as loaded when what was stored cannot be read back', async () => {
    const { bank, Account, faults } = world
    const ada = await Account.objects.create({ id: 'a', owner: 'Ada', balance: 1 })
    faults.push(pass, () => Promise.reject(new RequestError('request.network', 'gone.')))
    await bank.transaction((tx) => tx.update(ada, { balance: plus(1) }))
    expect(ada.balance).toBe(1)
    await ada.refresh()
    expect(ada.balance).toBe(2)
  })
})

describe('unique values', () => {
  it('move from one item to another, and swap, in one transaction', async () => {
    const { bank, Account, stored } = world
    const ada = await Account.objects.create({ id: 'a', owner: 'Ada', email: 'a@b', phone: '1' })
    const bob = await Account.objects.create({ id: 'b', owner: 'Bob', email: 'b@b', phone: '2' })
    await bank.transaction((tx) => {
      tx.update(ada, { email: 'b@b' })
      tx.update(bob, { email: 'a@b' })
      tx.check(Account, { id: 'b' })
    })
    expect(await Account.objects.get({ email: 'a@b' })).toMatchObject({ id: 'b' })
    expect(await Account.objects.get({ email: 'b@b' })).toMatchObject({ id: 'a' })
    await bank.transaction((tx) => {
      tx.delete(ada)
      tx.create(Account, { id: 'c', owner: 'Cy', email: 'b@b', phone: '1' })
    })
    expect(await Account.objects.get({ phone: '1' })).toMatchObject({ id: 'c' })
    expect(Object.keys(await stored()).filter((key) => key.startsWith('UNIQUE'))).toHaveLength(4)
  })

  it('refuse a second owner: in the same transaction before it is sent, else by name and operation', async () => {
    const { bank, Account, take } = world
    await Account.objects.create({ id: 'a', owner: 'Ada', email: 'a@b' })
    take()
    const both = await failure(
      bank.transaction((tx) => {
        tx.create(Account, { id: 'x', owner: 'X', phone: '5' })
        tx.create(Account, { id: 'y', owner: 'Y', phone: '5' })
      }),
    )
    expect(both.reasons).toEqual([undefined, expect.any(UniqueViolation)])
    expect(take()).toEqual([])
    const taken = await failure(
      bank.transaction((tx) => {
        tx.create(Account, { id: 'x', owner: 'X', phone: '5' })
        tx.create(Account, { id: 'y', owner: 'Y', phone: '6', email: 'a@b' })
      }),
    )
    expect(taken.reasons).toEqual([undefined, expect.objectContaining({ constraint: 'email' })])
    expect(Object.keys(await world.stored())).toHaveLength(2)
  })
})

describe('reasons', () => {
  it('are aligned with the caller’s operations, and carry what is stored', async () => {
    const { bank, Account, Entry } = world
    await Account.objects.create({ id: 'a', owner: 'Ada', balance: 3, email: 'a@b' })
    await Entry.objects.create({ id: 'a', number: 1, amount: 1 })
    const error = await failure(
      bank.transaction((tx) => {
        tx.create(Account, { id: 'n', owner: 'New', email: 'n@b', phone: '9' })
        tx.create(Entry, { id: 'a', number: 1, amount: 1 })
        tx.check(Account, { id: 'a' }, { if: { balance: gte(10) } })
        tx.update(Account, { id: 'yy' }, { balance: 1 })
        tx.delete(Entry, { id: 'zz', number: 2 })
        tx.check(Account, { id: 'zz' })
        tx.check(Entry, { id: 'a', number: 3 }, { exists: false })
      }),
    )
    expect(error.code).toBe('transaction.failed')
    expect(error.message).toMatch(/because of operations 2, 3, 4, 6 of 7/)
    const [none, exists, failed, missing, nothing, absent, fine] = error.reasons
    expect([none, nothing, fine]).toEqual([undefined, undefined, undefined])
    expect(exists).toBeInstanceOf(Entry.AlreadyExists)
    expect(exists).toBeInstanceOf(ItemExists)
    expect(failed).toBeInstanceOf(ConditionFailed)
    expect((failed as ConditionFailed).current).toBeInstanceOf(Account)
    expect((failed as ConditionFailed).current).toMatchObject({ balance: 3 })
    expect(missing).toBeInstanceOf(Account.DoesNotExist)
    expect(missing).toBeInstanceOf(ItemNotFound)
    expect(absent).toBeInstanceOf(Account.DoesNotExist)
    expect(Object.keys(await world.stored())).toHaveLength(3)
  })

  it('name an item that a read before the transaction did not find', async () => {
    const { bank, Account, Entry, names, take } = world
    const error = await failure(
      bank.transaction((tx) => {
        tx.create(Entry, { id: 'a', number: 1, amount: 1 })
        tx.update(Account, { id: 'zz' }, { email: 'z@b' })
      }),
    )
    expect(error.reasons).toEqual([undefined, expect.any(Account.DoesNotExist)])
    expect(names()).toEqual(['GetItem'])
    take()
  })

  it('of the service itself are told too', async () => {
    const { bank, Entry, faults } = world
    faults.push(cancel(undefined, 'ValidationError'))
    const error = await failure(
      bank.transaction((tx) => {
        tx.create(Entry, { id: 'a', number: 1, amount: 1 })
        tx.create(Entry, { id: 'a', number: 2, amount: 1 })
      }),
    )
    expect(error.reasons).toEqual([
      undefined,
      expect.objectContaining({ code: 'request.failed', service: 'ValidationError' }),
    ])
  })
})

describe('other writers', () => {
  it('a lost guard is planned anew with what is stored now', async () => {
    const { bank, Account, faults, take } = world
    const ada = await Account.objects.create({ id: 'a', owner: 'Ada', email: 'a@b' })
    const other = await Account.objects.get({ id: 'a' })
    take()
    faults.push(before(() => other.update({ owner: 'Eve', email: 'e@b' })))
    await bank.transaction((tx) => tx.update(ada, { status: 'closed', email: 'x@b' }))
    const [closed] = await Account.objects.using({ owner: 'Eve', status: 'closed' }).all()
    expect(closed).toMatchObject({ id: 'a', email: 'x@b' })
    expect(ada.owner).toBe('Eve')
    const markers = Object.keys(await world.stored()).filter((key) => key.startsWith('UNIQUE'))
    expect(markers).toEqual(['UNIQUE#Account#email#x@b UNIQUE#Account#email#x@b'])
  })

  it('guards that are lost every time give up after as many tries as there may be', async () => {
    const { bank, Account, faults, sent } = world
    const ada = await Account.objects.create({ id: 'a', owner: 'Ada' })
    const rename = (count: number) => () => Account.objects.update({ id: 'a' }, { owner: `Eve${count}` })
    // Every try: the transaction, and (inside the fault) read and write of the other, then our read.
    sent.length = 0
    let count = 0
    const intrude = async () => void (await rename(count++)())
    const fault = async (operation: { name: string }, next: () => Promise<never>) => {
      if (operation.name === 'TransactWriteItems') await intrude()
      return await next()
    }
    faults.push(...Array.from({ length: 40 }, () => fault as never))
    const error = await failure(bank.transaction((tx) => tx.update(ada, { status: 'closed' }), { retries: 3 }))
    expect(error.code).toBe('transaction.conflict')
    expect(error.retryable).toBe(true)
    expect(error.reasons[0]?.code).toBe('write.contention')
    expect(sent.filter(({ name }) => name === 'TransactWriteItems')).toHaveLength(4)
  })

  it('conflicts and throttles are tried again with another token, conditions are not', async () => {
    const { bank, Account, Entry, faults, take } = world
    const ada = await Account.objects.create({ id: 'a', owner: 'Ada', balance: 1 })
    take()
    faults.push(cancel('TransactionConflict'), cancel('ThrottlingError'), cancel(undefined, 'TransactionConflict'))
    await bank.transaction((tx) => {
      tx.update(ada, { balance: plus(1) })
      tx.create(Entry, { id: 'a', number: 1, amount: 1 })
    })
    const tries = take().filter(({ name }) => name === 'TransactWriteItems')
    expect(tries).toHaveLength(4)
    expect(new Set(tries.map(({ input }) => input.ClientRequestToken)).size).toBe(4)
    expect(ada.balance).toBe(2)
    faults.push(...Array.from({ length: 20 }, () => cancel('TransactionConflict')))
    const conflict = await failure(bank.transaction((tx) => tx.update(ada, { balance: plus(1) }), { retries: 8 }))
    expect([conflict.code, take().length]).toEqual(['transaction.conflict', 9])
    faults.length = 0
    await failure(bank.transaction((tx) => tx.update(ada, { balance: 0 }, { if: { balance: 77 } })))
    expect(take()).toHaveLength(1)
  })

  it('a pause ends with the signal', async () => {
    const { bank, Account, faults } = world
    const controller = new AbortController()
    faults.push(async (operation, next) => {
      controller.abort()
      return await cancel('ThrottlingError')(operation, next)
    })
    const attempt = bank.transaction((tx) => tx.create(Account, { id: 'a', owner: 'A' }), { signal: controller.signal })
    await expect(attempt).rejects.toMatchObject({ code: 'request.aborted' })
  })

  it('64 transfers at the same time lose nothing', async () => {
    const { bank, Account } = world
    await Account.objects.create({ id: 'a', owner: 'A', balance: 40 })
    await Account.objects.create({ id: 'b', owner: 'B' })
    const transfers = Array.from({ length: 64 }, () =>
      bank.transaction((tx) => {
        tx.update(Account, { id: 'a' }, { balance: minus(1) }, { if: { balance: gte(1) } })
        tx.update(Account, { id: 'b' }, { balance: plus(1) })
      }),
    )
    const done = (await Promise.allSettled(transfers)).filter(({ status }) => status === 'fulfilled').length
    const [a, b] = [await Account.objects.get({ id: 'a' }), await Account.objects.get({ id: 'b' })]
    expect([done, a.balance, b.balance]).toEqual([40, 0, 40])
  })
})

describe('the same item', () => {
  it('takes updates of different fields and members, and checks, as one operation', async () => {
    const { bank, Account, take } = world
    const ada = await Account.objects.create({ id: 'a', owner: 'Ada', balance: 1, address: { city: 'Rome', zip: '1' } })
    take()
    await bank.transaction((tx) => {
      tx.update(ada, { owner: 'Eve', address: patch({ city: 'Oslo' }) })
      tx.update(Account, { id: 'a' }, { status: 'closed', address: patch({ zip: '2' }) })
      tx.check(ada, { if: { balance: 1 } })
    })
    expect(take()[0]?.input.TransactItems).toHaveLength(1)
    expect(ada).toMatchObject({ owner: 'Eve', status: 'closed', address: { city: 'Oslo', zip: '2' } })
    expect(await Account.objects.using({ owner: 'Eve', status: 'closed' }).all()).toHaveLength(1)
    const error = await failure(
      bank.transaction((tx) => {
        tx.update(ada, { owner: 'Mallory' }, { if: { status: 'closed' } })
        tx.check(ada, { if: { balance: 2 } })
      }),
    )
    expect(error.reasons).toEqual([undefined, expect.any(ConditionFailed)])
  })

  it('refuses everything else, by names, before anything is sent', async () => {
    const { bank, Account, take } = world
    const ada = await Account.objects.create({ id: 'a', owner: 'Ada' })
    take()
    const updates = await failure(
      bank.transaction((tx) => {
        tx.update(ada, { balance: plus(1) })
        tx.update(ada, { balance: plus(2) })
      }),
    )
    expect(updates.code).toBe('transaction.same-item')
    expect(updates.message).toMatch(
      /The update of Account and the update of Account are on the same item, and both change 'balance'/,
    )
    const two = await failure(
      bank.transaction((tx) => {
        tx.update(ada, { balance: 1 })
        tx.delete(ada)
      }),
    )
    expect(two.message).toMatch(/The update of Account and the delete of Account are on the same item/)
    const absent = await failure(
      bank.transaction((tx) => {
        tx.check(Account, { id: 'a' }, { exists: false })
        tx.update(ada, { balance: 1 })
      }),
    )
    expect(absent.code).toBe('transaction.same-item')
    expect(take()).toEqual([])
  })
})

describe('limits and states', () => {
  it('over 100 operations and over 4 MB are refused with the arithmetic', async () => {
    const { bank, Account, Entry, take } = world
    const markers = await failure(
      bank.transaction((tx) => {
        for (let i = 0; i < 51; i++) tx.create(Account, { id: `${i}`, owner: 'A', email: `${i}` })
      }),
    )
    expect(markers.code).toBe('transaction.too-large')
    expect(markers.message).toMatch(
      /has 51 operations, which with 51 for markers of unique constraints are 102; DynamoDB takes at most 100/,
    )
    const large = await failure(
      bank.transaction((tx) => {
        for (let i = 0; i < 12; i++) tx.update(Account, { id: `${i}` }, { secret: 'x'.repeat(390_000) })
      }),
    )
    expect(large.code).toBe('transaction.too-large')
    expect(large.message).toMatch(/have \d+ bytes; DynamoDB takes at most 4194304/)
    expect(take()).toEqual([])
    await bank.transaction((tx) => {
      for (let i = 0; i < 100; i++) tx.create(Entry, { id: 'a', number: i, amount: 1 })
    })
    expect(await Entry.objects.using({ id: 'a' }).count()).toBe(100)
  })

  it('does not nest, ends with its function, and takes instances and models only', async () => {
    const { bank, Account } = world
    const nested = bank.transaction(() => bank.transaction(() => 1))
    await expect(nested).rejects.toMatchObject({ code: 'transaction.state' })
    let late: Parameters<Parameters<typeof bank.transaction>[0]>[0] | undefined
    await bank.transaction((tx) => {
      late = tx
    })
    expect(() => late?.create(Account, { id: 'a', owner: 'A' })).toThrow(QueryError)
    await expect(bank.transaction((tx) => tx.save({} as never))).rejects.toMatchObject({ code: 'transaction.state' })
    await expect(bank.transaction((tx) => tx.create({} as never, {} as never))).rejects.toMatchObject({
      code: 'transaction.state',
    })
    const fresh = new Account({ id: 'n', owner: 'N' })
    await expect(bank.transaction((tx) => tx.delete(fresh))).rejects.toMatchObject({ code: 'write.state' })
    // One after the other is fine.
    await bank.transaction((tx) => tx.save(fresh))
    expect(fresh.isNew).toBe(false)
  })
})
