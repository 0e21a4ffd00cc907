/** Every kind of read, ended early: by a signal, at every terminal method, and by a budget, after which it goes on exactly. */
import { type BudgetExceeded, f, gte, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recording } from '../support/recording.ts'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())
const recorder = recording(engine.client)
const table = new Table({
  name: 'ends',
  client: recorder,
  indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' }, slim: { pk: 'GSI2PK', sk: 'GSI2SK', projection: 'KEYS_ONLY' } },
})
class Task extends table.Model<Task>()('Task', {
  fields: { team: f.string(), id: f.integer().min(0).max(999), rank: f.integer().min(0).max(999) },
  keys: {
    primary: { pk: 'TEAM#{team}', sk: 'TASK#{id}' },
    newest: { index: 'gsi1', pk: 'ALL', sk: '{rank}', shards: 3 },
    slim: { index: 'slim', pk: 'SLIM#{team}', sk: '{rank}' },
  },
}) {}
class Team extends table.Model<Team>()('Team', {
  fields: { team: f.string(), rank: f.integer().min(0).max(999) },
  keys: { primary: { pk: 'TEAM#{team}', sk: 'TEAM' }, slim: { index: 'slim', pk: 'SLIM#{team}', sk: '{rank}' } },
}) {}

const COUNT = 60
beforeAll(async () => {
  await table.ensure()
  await Task.objects.putMany(Array.from({ length: COUNT }, (_, id) => ({ team: 'a', id, rank: (id * 7) % COUNT })))
  await Team.objects.create({ team: 'a', rank: 30 })
})

interface Page {
  readonly items: readonly unknown[]
  readonly next?: string
}
/** What all kinds of reads have. */
interface Read extends AsyncIterable<unknown> {
  all(): Promise<unknown[]>
  first(): Promise<unknown>
  last?(): Promise<unknown>
  one?(): Promise<unknown>
  exists(): Promise<boolean>
  count(): Promise<number>
  page(options: { size: number; cursor?: string | undefined }): Promise<Page>
  pages(): AsyncIterable<Page>
  grouped?(): Promise<unknown>
  pageSize(count: number): Read
  budget(budget: { requests?: number; capacity?: number }): Read
  startAfter(cursor: string): Read
  signal(signal: AbortSignal): Read
}
const both = () => table.collection(Team, Task)
const kinds: Readonly<Record<string, readonly [read: () => unknown, count: number]>> = {
  'a query': [() => Task.objects.using({ team: 'a' }), COUNT],
  'a query with a filter': [() => Task.objects.using({ team: 'a' }).filter({ rank: gte(20) }), 40],
  'a query with a function': [() => Task.objects.using({ team: 'a' }).where(({ rank }) => rank % 2 === 0), 30],
  'a query with a limit': [() => Task.objects.using({ team: 'a' }).limit(32), 32],
  'one item': [() => Task.objects.using({ team: 'a', id: 5 }), 1],
  shards: [() => Task.objects.by('newest', {}), COUNT],
  'whole items of an index': [() => Task.objects.by('slim', { team: 'a' }).hydrate(), COUNT],
  'a scan': [() => Task.objects.scan(), COUNT],
  segments: [() => Task.objects.scan({ segments: 3 }), COUNT],
  everything: [() => table.scan(), COUNT + 1],
  'everything, in segments': [() => table.scan({ segments: 2 }), COUNT + 1],
  'a collection': [() => both().using({ team: 'a' }), COUNT + 1],
  'a collection with limits by model': [() => both().using({ team: 'a' }).limit({ Task: 40, Team: 1 }), 41],
  'whole items of several models': [() => both().by('slim', { team: 'a' }).hydrate(), COUNT + 1],
}
const kindOf = (kind: string) => kinds[kind] ?? ([() => undefined, 0] as const)
const readOf = (kind: string): Read => (kindOf(kind)[0]() as Read).pageSize(7)
const countOf = (kind: string): number => kindOf(kind)[1]
const keyOf = (item: unknown): string => JSON.stringify((item as { key(): unknown }).key())

describe.each(Object.keys(kinds))('%s', (kind) => {
  test('aborted before: every terminal method says so, and nothing is sent', async () => {
    const read = readOf(kind).signal(AbortSignal.abort())
    const drain = async (all: AsyncIterable<unknown>) => {
      for await (const one of all) expect(one).toBeUndefined()
    }
    recorder.take()
    const ends = [
      ...[() => read.all(), () => read.first(), () => read.exists(), () => read.count(), () => read.page({ size: 3 })],
      ...[() => drain(read), () => drain(read.pages())],
      ...(kind.includes('scan') || read.last === undefined || kind === 'segments' ? [] : [() => read.last?.()]),
      ...(read.one === undefined ? [] : [() => read.one?.()]),
      ...(read.grouped === undefined ? [] : [() => read.grouped?.()]),
    ]
    for (const end of ends) await expect(end()).rejects.toMatchObject({ code: 'request.aborted' })
    expect(recorder.take()).toEqual([])
  })

  test('aborted between two pages: it ends there', async () => {
    const stop = new AbortController()
    const seen: unknown[] = []
    const iterate = async () => {
      for await (const item of readOf(kind).signal(stop.signal)) {
        seen.push(item)
        stop.abort()
      }
    }
    if (countOf(kind) === 1) await iterate()
    else await expect(iterate()).rejects.toMatchObject({ code: 'request.aborted' })
    expect(seen.length).toBeGreaterThan(0)
    // Results of pages that are there already are handed out; no other page is read.
    expect(seen.length).toBeLessThanOrEqual(3 * 7)
  })

  test.each([{ requests: 4 }, { capacity: 2 }])('of the budget %j it pages through everything once', async (budget) => {
    const found: string[] = []
    let cursor: string | undefined
    for (let rounds = 0; rounds < 100; rounds++) {
      const page = await readOf(kind).budget(budget).page({ size: 50, cursor })
      found.push(...page.items.map(keyOf))
      cursor = page.next
      if (cursor === undefined) break
    }
    expect(found).toHaveLength(countOf(kind))
    expect(new Set(found).size).toBe(found.length)
  })

  test('a spent budget says what was found, and goes on', async () => {
    const poor = readOf(kind).budget({ requests: 4 })
    const thrown = async (read: () => Promise<unknown>) => {
      const error = (await read().catch((one: unknown) => one)) as BudgetExceeded
      if (countOf(kind) > 1) expect(error).toMatchObject({ code: 'query.budget' })
      return countOf(kind) > 1 ? error : undefined
    }
    const spent = await thrown(() => poor.all())
    if (spent !== undefined) {
      const rest = await readOf(kind).startAfter(spent.next).all()
      expect(new Set([...spent.items, ...rest].map(keyOf)).size).toBe(countOf(kind))
      expect(spent.items.length + rest.length).toBe(countOf(kind))
    }
    const counted = await thrown(() => poor.count())
    if (counted !== undefined)
      expect(counted.found + (await readOf(kind).startAfter(counted.next).count())).toBe(countOf(kind))
  })
})
