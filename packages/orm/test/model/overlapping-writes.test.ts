/** Several writes of one instance under way at once: no answer is taken for the caller's own assignment. */
import { append, f, plus, Table } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { beforeEach, expect, it } from 'vitest'

const engine = await sharedEngine()
/** The answers that wait, by the number of the write, until the test lets them through. */
let hold: Map<number, Promise<void>> = new Map()
let writes: string[] = []
const table = new Table({
  name: `overlap-${Math.random().toString(36).slice(2)}`,
  client: engine.client,
  middleware: [
    async (operation, next) => {
      if (!/^(Update|Put|Delete|Transact)/.test(operation.name)) return await next()
      const number = writes.push(JSON.stringify(operation.input))
      const answer = await next()
      await hold.get(number)
      return answer
    },
  ],
})
class Query extends table.Model<Query>()('Query', {
  fields: {
    id: f.string(),
    n: f.number().default(0),
    m: f.number().default(0),
    k: f.number().optional(),
    list: f.list(f.string()).default([]),
  },
  keys: { primary: { pk: 'Q#{id}', sk: 'Q' } },
}) {}
await table.create()

let id = 0
let q: Query
beforeEach(async () => {
  q = await Query.objects.create({ id: `q${id++}` })
  hold = new Map()
  writes = []
})
const stored = async () => (await Query.objects.get({ id: q.id }, { consistent: true })).values()

/** Holds the answer of the first write until the second's is taken over. */
const reversed = async (first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<void> => {
  let release = () => {}
  hold.set(1, new Promise((resolve) => (release = resolve)))
  const begun = first()
  while (writes.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  // Its effect comes before that of the second.
  await new Promise((resolve) => setTimeout(resolve, 50))
  await second()
  release()
  await begun
}

it('two increments leave no change behind, and the next save keeps both', async () => {
  await Promise.all([q.update({ n: plus(1) }), q.update({ n: plus(1) })])
  expect(q.changes()).toEqual({})
  q.k = 1
  expect(q.changes()).toEqual({ k: 1 })
  await q.save()
  expect(await stored()).toMatchObject({ n: 2, k: 1 })
  expect(q.n).toBe(2)
})

it('ten increments and two appends', async () => {
  await Promise.all([
    ...Array.from({ length: 10 }, () => q.update({ n: plus(1) })),
    q.update({ list: append('a') }),
    q.update({ list: append('b') }),
  ])
  expect(q.changes()).toEqual({})
  q.k = 1
  await q.save()
  const after = await stored()
  expect(after.n).toBe(10)
  expect([...after.list].sort()).toEqual(['a', 'b'])
})

it('an update beside one in a transaction', async () => {
  await Promise.all([
    q.update({ n: plus(1) }),
    table
      .transaction(async (tx) => {
        tx.update(q, { n: plus(1) })
      })
      .catch((error: Error) => expect(error).toMatchObject({ code: 'transaction.conflict' })),
  ])
  expect(q.changes()).toEqual({})
  const { n } = await stored()
  q.k = 1
  await q.save()
  expect((await stored()).n).toBe(n)
})

it('answers in the other order: of different fields, the later state stays', async () => {
  await reversed(
    () => q.update({ n: plus(1) }),
    () => q.update({ m: plus(1) }),
  )
  expect(q.values()).toMatchObject({ n: 1, m: 1 })
  expect(q.changes()).toEqual({})
})

it('answers in the other order: of the same field, nothing is a change', async () => {
  await reversed(
    () => q.update({ n: plus(1) }),
    () => q.update({ n: plus(1) }),
  )
  expect(q.changes()).toEqual({})
  q.k = 1
  await q.save()
  expect(await stored()).toMatchObject({ n: 2, k: 1 })
  expect(q.n).toBe(2)
})

it('what is assigned while writes are under way stays a change, also where it is what was loaded', async () => {
  q.k = 5
  await q.save()
  writes = []
  q.k = 6
  await reversed(
    () => q.save(),
    async () => {
      await q.update({ n: plus(1) })
      q.k = 5
      q.m = 9
    },
  )
  expect(q.changes()).toEqual({ k: 5, m: 9 })
  await q.save()
  expect(await stored()).toMatchObject({ n: 1, k: 5, m: 9 })
})

it('what was unsaved when two updates began is still unsaved', async () => {
  q.k = 7
  await Promise.all([q.update({ n: plus(1) }), q.update({ m: plus(1) })])
  expect(q.changes()).toEqual({ k: 7 })
})

it('a save that an update overtakes is no change any more', async () => {
  q.k = 3
  await reversed(
    () => q.save(),
    () => q.update({ n: plus(1) }),
  )
  expect(q.changes()).toEqual({})
  expect(q.values()).toMatchObject({ n: 1, k: 3 })
})

it('a refresh that sees an update comes before its answer', async () => {
  await reversed(
    () => q.update({ n: plus(1) }),
    async () => {
      await Query.objects.update({ id: q.id }, { m: 4 })
      await q.refresh()
    },
  )
  expect(q.values()).toMatchObject({ n: 1, m: 4 })
  expect(q.changes()).toEqual({})
})

it('an answer does not bring back what was deleted in the meantime', async () => {
  await reversed(
    () => q.update({ n: plus(1) }),
    () => q.delete(),
  )
  expect(q.isNew).toBe(true)
  expect(await Query.objects.find({ id: q.id })).toBeUndefined()
})
