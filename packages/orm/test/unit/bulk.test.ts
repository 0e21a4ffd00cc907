import {
  BulkFailed,
  type BulkProgress,
  gte,
  lt,
  plus,
  QueryError,
  RequestError,
  remove,
  TransactionFailed,
  UniqueViolation,
  ValidationError,
} from 'single-table-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { before, type Fault, openBank, pass } from './bank.ts'

let world: Awaited<ReturnType<typeof openBank>>
beforeEach(async () => {
  world = await openBank()
})

const failure = async (attempt: Promise<unknown>): Promise<BulkFailed> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof BulkFailed) return error
  throw error ?? new Error('The call succeeded.')
}

const entries = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ id: 'a', number: from + index, amount: index }))

/** Writes only the first `count` requests of a batch, and says that the rest is unprocessed. */
const partly =
  (count: number): Fault =>
  async (operation, next) => {
    const [[table, requests] = ['', []]] = Object.entries(operation.input['RequestItems'] as Record<string, object[]>)
    const body = JSON.stringify({ RequestItems: { [table]: requests.slice(0, count) } })
    if (count > 0) await world.engine.client.send('BatchWriteItem', body)
    const response = count > 0 ? { status: 200 } : await next()
    return { ...response, body: JSON.stringify({ UnprocessedItems: { [table]: requests.slice(count) } }) }
  }
const unreachable: Fault = () => Promise.reject(new RequestError('request.network', 'The endpoint is down.'))

describe('putMany', () => {
  it('sends batches of 25, sends again what is left, and keeps the order', async () => {
    const { Entry, faults, sent } = world
    faults.push(partly(7), partly(0), partly(24))
    const progress: BulkProgress[] = []
    const given = entries(103)
    const made = await Entry.objects.putMany(given, { onProgress: (at) => progress.push(at), concurrency: 2 })
    expect(made.map(({ number }) => number)).toEqual(given.map(({ number }) => number))
    expect(made.every((entry) => entry instanceof Entry && !entry.isNew)).toBe(true)
    expect(await Entry.objects.using({ id: 'a' }).count()).toBe(103)
    const batches = sent.filter(({ name }) => name === 'BatchWriteItem')
    const sizes = batches.map(({ input }) => input.RequestItems[world.name].length)
    expect(sizes.slice(0, 2)).toEqual([25, 25])
    expect(sizes.reduce((sum: number, size: number) => sum + size, 0)).toBeGreaterThanOrEqual(103 + 18 + 1)
    expect(progress.at(-1)).toEqual({ done: 103, failed: 0, total: 103 })
  })

  it('stores the last of several values with one key', async () => {
    const { Entry, sent } = world
    const twice = [...entries(30), ...entries(30).map((entry) => ({ ...entry, amount: 99 }))]
    await Entry.objects.putMany(twice, { concurrency: 8 })
    const amounts = (await Entry.objects.using({ id: 'a' }).all()).map(({ amount }) => amount)
    expect(amounts).toEqual(Array.from({ length: 30 }, () => 99))
    for (const { name, input } of sent) {
      if (name !== 'BatchWriteItem') continue
      const keys = input.RequestItems[world.name].map(
        (request: { PutRequest: { Item: { SK: { S: string } } } }) => request.PutRequest.Item.SK.S,
      )
      expect(new Set(keys).size).toBe(keys.length)
    }
  })

  it('reads a stream no faster than it writes, and needs no memory for a count', async () => {
    const { Entry } = world
    let read = 0
    let written = 0
    let ahead = 0
    async function* stream() {
      for (const entry of entries(400)) {
        read++
        ahead = Math.max(ahead, read - written)
        yield entry
      }
    }
    const onProgress = ({ done, total }: BulkProgress) => {
      expect(total).toBeUndefined()
      written = done
    }
    expect(await Entry.objects.putMany(stream(), { concurrency: 2, returning: 'count', onProgress })).toBe(400)
    expect(ahead).toBeLessThanOrEqual(25 * 3 + 1)
  })

  it('moves markers of unique values', async () => {
    const { Account, stored } = world
    await Account.objects.create({ id: 'a', owner: 'Ada', email: 'old@b' })
    await Account.objects.putMany([
      { id: 'a', owner: 'Ada', email: 'new@b' },
      { id: 'b', owner: 'Bob', email: 'bob@b' },
    ])
    const markers = Object.keys(await stored()).filter((key) => key.startsWith('UNIQUE'))
    expect(markers.map((key) => key.split('#').at(-1)).sort()).toEqual(['bob@b', 'new@b'])
  })

  it('goes on after a throttle that the transport gave up on', async () => {
    const { Entry, faults } = world
    const { Throttled } = await import('single-table-orm')
    const refuse: Fault = () => Promise.reject(new Throttled('request.throttled', 'slow down.'))
    faults.push(refuse, refuse)
    await Entry.objects.putMany(entries(3))
    expect(await Entry.objects.using({ id: 'a' }).count()).toBe(3)
  })
})

describe('what cannot be written', () => {
  it('is listed item by item; everything else is written', async () => {
    const { Account, stored } = world
    await Account.objects.create({ id: '1', owner: 'One', email: 'one@b' })
    const error = await failure(
      Account.objects.createMany([
        { id: '0', owner: 'Zero' },
        { id: '1', owner: 'Again' },
        { id: '2', owner: 2 as never },
        { id: '3', owner: 'Three', email: 'one@b' },
        { id: '4', owner: 'Four' },
        { id: '4', owner: 'Four too' },
      ]),
    )
    expect([error.code, error.succeeded, error.notTried]).toEqual(['bulk.failed', 2, undefined])
    expect(error.failed.map(({ index }) => index)).toEqual([1, 2, 3, 5])
    const [exists, invalid, unique, twice] = error.failed.map((entry) => entry.error)
    expect(exists).toBeInstanceOf(Account.AlreadyExists)
    expect(invalid).toBeInstanceOf(ValidationError)
    expect(unique).toBeInstanceOf(UniqueViolation)
    expect(twice).toBeInstanceOf(Account.AlreadyExists)
    expect(error.message).toMatch(
      /Of the items of createMany for Account, 2 were written and 4 were not; the first, number 1: item.exists\./,
    )
    const owners = Object.values(await stored()).flatMap(
      (item) => (item['owner'] as { S: string } | undefined)?.S ?? [],
    )
    expect(owners.sort()).toEqual(['Four', 'One', 'Zero'])
  })

  it('stops the call if no other item would fare better, and says from where', async () => {
    const { Entry, faults, sent } = world
    faults.push(pass, unreachable)
    const error = await failure(Entry.objects.putMany(entries(100), { concurrency: 1 }))
    expect(error.succeeded).toBe(25)
    expect(error.succeeded + error.failed.length).toBe(error.notTried)
    // What was waiting was not sent any more.
    expect(sent).toHaveLength(2)
    expect(error.failed[0]?.error).toMatchObject({ code: 'request.network' })
    expect(error.notTried).toBeLessThan(60)
    expect(error.cause).toMatchObject({ code: 'request.network' })
    // Nothing is lost from the account: what was written, what failed, and what was not tried is everything.
    const left = entries(100).slice(error.notTried)
    const again = [...error.failed.map(({ index }) => entries(100)[index]), ...left].flatMap((entry) => entry ?? [])
    expect(await Entry.objects.putMany(again, { returning: 'count' })).toBe(100 - error.succeeded)
    expect(await Entry.objects.using({ id: 'a' }).count()).toBe(100)
  })

  it('includes what a deadline, a signal or the inputs cut off', async () => {
    const { Entry, faults } = world
    faults.push(...Array.from({ length: 200 }, () => partly(0)))
    const late = await failure(Entry.objects.putMany(entries(30), { timeout: 150 }))
    expect(late.failed.length + (late.notTried === undefined ? 0 : 30 - late.notTried)).toBe(30)
    expect(late.cause).toMatchObject({ code: 'request.timeout' })
    const controller = new AbortController()
    faults.splice(0)
    faults.push(before(async () => controller.abort()))
    const aborted = await failure(Entry.objects.createMany(entries(50), { signal: controller.signal, concurrency: 1 }))
    expect(aborted.notTried).toBeLessThan(50)
    expect(aborted.succeeded + aborted.failed.length).toBe(aborted.notTried)
    function* broken() {
      yield* entries(2, 500)
      throw new Error('no more')
    }
    const cut = await failure(Entry.objects.putMany(broken()))
    expect([cut.succeeded, cut.notTried, (cut.cause as Error).message]).toEqual([2, 2, 'no more'])
    await expect(Entry.objects.putMany(entries(1), { concurrency: 0 })).rejects.toBeInstanceOf(QueryError)
  })
})

describe('createMany', () => {
  it('never overwrites, by one conditional put an item', async () => {
    const { Entry, names, sent } = world
    const made = await Entry.objects.createMany(entries(5))
    expect(made.map(({ isNew }) => isNew)).toEqual([false, false, false, false, false])
    expect(names()).toEqual(Array.from({ length: 5 }, () => 'PutItem'))
    expect(sent[0]?.input.ConditionExpression).toBe('attribute_not_exists(#0)')
    expect(await Entry.objects.createMany(new Set(entries(2, 50)), { returning: 'count' })).toBe(2)
    expect(await Entry.objects.createMany([])).toEqual([])
  })

  it('atomic: all or none, with reasons in order of the values', async () => {
    const { Account, stored, names, take } = world
    const values = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ id: `${i}`, owner: 'A', email: `${i}` }))
    const made = await Account.objects.createMany(values(50), { atomic: true })
    expect(names()).toEqual(['TransactWriteItems'])
    expect(made.map(({ id }) => id)).toEqual(values(50).map(({ id }) => id))
    take()
    const attempt = Account.objects.createMany([{ id: 'x', owner: 'X' }, ...values(1)], { atomic: true })
    await expect(attempt).rejects.toMatchObject({ reasons: [undefined, expect.any(Account.AlreadyExists)] })
    await expect(Account.objects.createMany(values(51), { atomic: true })).rejects.toMatchObject({
      code: 'transaction.too-large',
    })
    await expect(attempt).rejects.toBeInstanceOf(TransactionFailed)
    expect(Object.keys(await stored())).toHaveLength(100)
  })
})

describe('deleteMany', () => {
  it('deletes by batches, duplicates once, and with markers by transactions', async () => {
    const { Account, Entry, stored, names, take } = world
    await Entry.objects.putMany(entries(60))
    take()
    const keys = entries(60).map(({ id, number }) => ({ id, number }))
    expect(await Entry.objects.deleteMany([...keys, ...keys.slice(0, 5)])).toBe(65)
    expect(names()).toEqual(['BatchWriteItem', 'BatchWriteItem', 'BatchWriteItem'])
    await Account.objects.createMany([
      { id: '1', owner: 'A', email: 'a' },
      { id: '2', owner: 'B', email: 'b' },
    ])
    expect(await Account.objects.deleteMany([{ id: '1' }, { id: '2' }, { id: '3' }])).toBe(3)
    expect(await stored()).toEqual({})
    const wrong = await failure(Entry.objects.deleteMany([{ id: 'a' } as never]))
    expect(wrong.failed[0]?.error).toMatchObject({ code: 'key.missing' })
  })
})

describe('queries that write', () => {
  it('update what matches, each item once though it moves in the index', async () => {
    const { Entry, sent } = world
    await Entry.objects.putMany(entries(40).map((entry) => ({ ...entry, note: 'n' })))
    sent.length = 0
    const updated = await Entry.objects
      .using({ note: 'n' })
      .filter({ amount: lt(30) })
      .pageSize(7)
      .update({ amount: plus(30) })
    expect(updated).toBe(30)
    const amounts = (await Entry.objects.using({ id: 'a' }).all()).map(({ amount }) => amount)
    expect(amounts).toEqual(Array.from({ length: 40 }, (_, i) => (i < 30 ? i + 30 : i)))
    expect(await Entry.objects.using({ note: 'n' }).count()).toBe(40)
    expect(sent.filter(({ name }) => name === 'UpdateItem')).toHaveLength(30)
    expect(await Entry.objects.using({ note: 'n' }).update({ note: remove() })).toBe(40)
    expect(await Entry.objects.using({ note: 'n' }).count()).toBe(0)
  })

  it('leave out what no longer matches when its turn comes', async () => {
    const { Entry, Account, faults } = world
    await Entry.objects.putMany(entries(3))
    const change = () =>
      Promise.all([
        Entry.objects.update({ id: 'a', number: 0 }, { amount: 50 }),
        Entry.objects.delete({ id: 'a', number: 1 }),
      ])
    faults.push(pass, before(change))
    expect(
      await Entry.objects
        .using({ id: 'a' })
        .filter({ amount: lt(10) })
        .update({ amount: 7 }, { concurrency: 1 }),
    ).toBe(1)
    const amounts = (await Entry.objects.using({ id: 'a' }).all()).map(({ number, amount }) => [number, amount])
    expect(amounts).toEqual([
      [0, 50],
      [2, 7],
    ])
    await Account.objects.create({ id: '1', owner: 'Ada', email: 'x' })
    // It moves out of the index partition between the read and the write.
    faults.push(
      pass,
      before(() => Account.objects.update({ id: '1' }, { owner: 'Eve' })),
    )
    expect(await Account.objects.using({ owner: 'Ada' }).delete()).toBe(0)
    expect(await Account.objects.using({ owner: 'Eve' }).delete()).toBe(1)
    expect(Object.keys(await world.stored())).toEqual(['ACCOUNT#a ENTRY#000000', 'ACCOUNT#a ENTRY#000002'])
  })

  it('delete the items of a partition by batches, and some of them one by one', async () => {
    const { Entry, names, take } = world
    await Entry.objects.putMany(entries(60))
    take()
    expect(
      await Entry.objects
        .using({ id: 'a' })
        .filter({ amount: gte(50) })
        .delete(),
    ).toBe(10)
    expect(take().filter(({ name }) => name === 'DeleteItem')).toHaveLength(10)
    expect(await Entry.objects.using({ id: 'a' }).limit(20).delete()).toBe(20)
    take()
    expect(await Entry.objects.using({ id: 'a' }).delete()).toBe(30)
    expect(names()).toEqual(['Query', 'BatchWriteItem', 'BatchWriteItem'])
  })

  it('refuse wrong changes before anything is read, and list items that fail', async () => {
    const { Account, names, take } = world
    await Account.objects.createMany([
      { id: '1', owner: 'A', email: 'a' },
      { id: '2', owner: 'A', email: 'b' },
    ])
    take()
    await expect(Account.objects.using({ owner: 'A' }).update({ owner: 5 as never })).rejects.toBeInstanceOf(
      ValidationError,
    )
    expect(names()).toEqual([])
    const error = await failure(Account.objects.using({ owner: 'A' }).update({ email: 'same' }, { concurrency: 1 }))
    expect([error.succeeded, error.failed.length, error.failed[0]?.error]).toEqual([1, 1, expect.any(UniqueViolation)])
  })
})
