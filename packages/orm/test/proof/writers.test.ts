/**
 * Many writers of one thing at the same time, through faults: every version, every unique value and every increment is won
 * by one. `STORM_RUNS=10` makes ten times as many rounds.
 */
import { f, plus, remove, Table, UniqueViolation, VersionConflict, versionOf } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { expect, test } from 'vitest'
import { openHttpTransport } from '../../src/transport/open-http-transport.ts'
import { type AnswerFault, startAnswerProxy } from '../unit/answer-fault-proxy.ts'
import { seeded } from './random.ts'
import { patience, runs, seed } from './runs.ts'

const faults: readonly [AnswerFault, ...AnswerFault[]] = [
  'reset',
  'torn',
  'garbled',
  'before',
  'error',
  'throttle',
  'conflict',
]

/** A table behind a proxy that spoils that part of the answers to writes. */
const within = async (probability: number, run: (world: Awaited<ReturnType<typeof openTable>>) => Promise<void>) => {
  const engine = await sharedEngine()
  const random = seeded(seed)
  const proxy = await startAnswerProxy(engine.endpoint, (operation) =>
    /^(PutItem|UpdateItem|DeleteItem|TransactWriteItems)$/.test(operation) && random.chance(probability)
      ? random.pick(faults)
      : 'none',
  )
  const transport = openHttpTransport(
    { endpoint: proxy.endpoint, region: 'eu-west-1', maxAttempts: 12 },
    { random: () => 0.01 },
  )
  try {
    const world = await openTable(transport)
    await run(world)
    expect(probability === 0 || proxy.faults > 0).toBe(true)
  } finally {
    transport.close?.()
    await proxy.close()
  }
}

const openTable = async (client: object) => {
  const engine = await sharedEngine()
  const name = `writers-${Math.random().toString(36).slice(2)}`
  const table = new Table({ name, client, indexes: { gsi1: { pk: 'G1PK', sk: 'G1SK' } } })
  class Doc extends table.Model<Doc>()('Doc', {
    fields: { id: f.string(), title: f.string().default(''), count: f.integer().default(0) },
    keys: { primary: { pk: 'DOC#{id}', sk: 'DOC' } },
    locking: true,
  }) {}
  class User extends table.Model<User>()('User', {
    fields: { id: f.string(), email: f.string().optional() },
    keys: { primary: { pk: 'USER#{id}', sk: 'USER' } },
    unique: { email: ['email'] },
  }) {}
  class Task extends table.Model<Task>()('Task', {
    fields: {
      id: f.string(),
      state: f.string(),
      rank: f.integer().min(0).max(99_999),
      total: f.integer().default(0),
    },
    keys: {
      primary: { pk: 'TASK#{id}', sk: 'TASK' },
      byState: { index: 'gsi1', pk: 'TASKS', sk: '{state}#{rank}' },
    },
  }) {}
  await table.ensure()
  const stored = async (): Promise<Record<string, Record<string, string>>[]> =>
    JSON.parse((await engine.client.send('Scan', JSON.stringify({ TableName: name, ConsistentRead: true }))).body).Items
  return { table, Doc, User, Task, stored }
}

/** Runs `work` for 0 … count − 1, `width` at a time. */
const each = async (count: number, width: number, work: (index: number) => Promise<unknown>): Promise<void> => {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: width }, worker))
}

const numbers = (count: number, first = 0): number[] => Array.from({ length: count }, (_, index) => first + index)

test(
  '64 writers of one locked item through faults: one winner a version, nothing lost',
  () =>
    within(0.05, async ({ Doc }) => {
      const rounds = runs(1)
      const { id } = await Doc.objects.create({ id: '1' })
      const won: number[] = []
      let [refused, unknown] = [0, 0]
      const writeOnce = async (writer: number): Promise<void> => {
        for (;;) {
          const doc = await Doc.objects.get({ id }, { consistent: true })
          Object.assign(doc, { count: doc.count + 1, title: `by ${writer}` })
          try {
            await doc.save()
            won.push(versionOf(doc) ?? 0)
            return
          } catch (error) {
            if (!(error instanceof VersionConflict)) throw error
            refused++
            if (!error.uncertain) continue
            // The answer was lost, and others have written since: only the item could tell, and it cannot any more.
            unknown++
            return
          }
        }
      }
      await each(64 * rounds, 64, writeOnce)
      const { count } = await Doc.objects.get({ id }, { consistent: true })
      expect(new Set(won).size).toBe(won.length)
      expect(won.length).toBe(64 * rounds - unknown)
      expect([count >= won.length, count <= won.length + unknown]).toEqual([true, true])
      const versions = numbers(count, 2)
      expect(won.filter((version) => !versions.includes(version))).toEqual([])
      expect(refused).toBeGreaterThan(0)
    }),
  patience(1),
)

test(
  '64 racers for one unique value: one winner, and no marker without an item',
  () =>
    within(0.05, async ({ table, User, stored }) => {
      const email = 'one@example.com'
      for (let round = 0; round < runs(3); round++) {
        const spare = await User.objects.createMany(numbers(64).map((racer) => ({ id: `${round}-${racer}` })))
        const races: readonly ((id: string, racer: number) => Promise<unknown>)[] = [
          (id) => User.objects.create({ id: `new-${id}`, email }),
          (id) => User.objects.update({ id }, { email }),
          (_, racer) => Object.assign(spare[racer] as (typeof spare)[number], { email }).save(),
          (id) => User.objects.upsert({ id, email }),
          (id) => table.transaction((tx) => tx.update(User, { id }, { email })),
        ]
        const outcomes = await Promise.allSettled(
          numbers(64).map((racer) => races[racer % races.length]?.(`${round}-${racer}`, racer)),
        )
        const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
        expect(lost).toHaveLength(63)
        for (const error of lost) expect(error.reasons?.[0] ?? error).toBeInstanceOf(UniqueViolation)
        const items = await stored()
        const holders = items.filter((item) => item['email'] !== undefined)
        const markers = items.filter((item) => item['PK']?.['S']?.startsWith('UNIQUE#'))
        expect([holders.length, markers.length]).toEqual([1, 1])
        expect(markers[0]?.['target']).toEqual({ M: { PK: holders[0]?.['PK'], SK: holders[0]?.['SK'] } })
        const winner = await User.objects.get({ email }, { consistent: true })
        expect(winner.email).toBe(email)
        await (round % 2 === 0 ? winner.delete() : winner.update({ email: remove() }))
        expect((await stored()).filter((item) => item['PK']?.['S']?.startsWith('UNIQUE#'))).toEqual([])
      }
    }),
  patience(3),
)

test(
  '1,000 increments through faults are applied 1,000 times',
  () =>
    within(0.3, async ({ table, Task }) => {
      const count = runs(1000)
      const tasks = await Task.objects.createMany(numbers(10).map((id) => ({ id: `${id}`, state: 'open', rank: id })))
      await each(count, 16, async (index) => {
        const id = `${index % 10}`
        const changes = { total: plus(1) }
        if (index % 3 === 0) return await Task.objects.update({ id }, changes, { once: true })
        if (index % 3 === 1) return await table.transaction((tx) => tx.update(Task, { id }, changes))
        return await tasks[index % 10]?.update(changes, { once: true })
      })
      const totals = await Promise.all(tasks.map(async (task) => (await task.refresh()).total))
      expect(totals).toEqual(numbers(10).map((id) => Math.ceil((count - id) / 10)))
    }),
  patience(1000),
)

test.each([0, 0.05])(
  'two writers who change different fields of one index template never see each other: faults %d',
  (probability) =>
    within(probability, async ({ Task, stored }) => {
      const turns = runs(100)
      await Task.objects.create({ id: '1', state: 's', rank: 0 })
      const [one, other] = await Promise.all([
        Task.objects.get({ id: '1' }, { consistent: true }),
        Task.objects.get({ id: '1' }, { consistent: true }),
      ])
      const check = async () => {
        const [item] = await stored()
        const { state, rank } = item ?? {}
        expect(item?.['G1SK']).toEqual({ S: `${state?.['S']}#${rank?.['N']?.padStart(5, '0')}` })
      }
      await Promise.all([
        each(turns, 1, async (turn) => {
          await one.update({ state: `s${turn}` })
          if (turn % 20 === 0) await check()
        }),
        each(turns, 1, (turn) => other.update({ rank: turn })),
      ])
      await check()
      const found = await Task.objects.by('byState', {}).all()
      expect(found.map((task) => task.values())).toEqual([
        { id: '1', state: `s${turns - 1}`, rank: turns - 1, total: 0 },
      ])
    }),
  patience(100),
)
