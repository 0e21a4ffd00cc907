/** Sharded patterns through every way to write: the stored partition is always that of the primary key's shard. */
import { f, gte, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'

const shop = new Table({
  name: 'sharded',
  indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' }, slim: { pk: 'SLIMPK', sk: 'SLIMSK', projection: 'KEYS_ONLY' } },
})
class Log extends shop.Model<Log>()('Log', {
  fields: { id: f.string(), rank: f.integer().min(0).max(999), text: f.string() },
  keys: {
    primary: { pk: 'LOG#{id}', sk: 'LOG' },
    byType: { index: 'slim', pk: 'TYPE#{$type}', sk: '{rank}', shards: 4 },
  },
}) {}
class Task extends shop.Model<Task>()('Task', {
  fields: {
    team: f.string(),
    id: f.string(),
    state: f.string().optional(),
    due: f.timestamp().optional(),
    title: f.string().default('none'),
  },
  keys: {
    primary: { pk: 'TEAM#{team}', sk: 'TASK#{id}' },
    byState: { index: 'gsi1', pk: 'STATE#{state}', sk: '{due}', shards: 16 },
  },
}) {}

class Note extends shop.Model<Note>()('Note', {
  fields: { id: f.string(), feed: f.string(), rank: f.integer().min(0).max(999) },
  keys: {
    primary: { pk: 'NOTE#{id}', sk: 'NOTE' },
    byFeed: { index: 'gsi1', pk: 'FEED#{feed}', sk: '{rank}', shards: 5 },
  },
}) {}
class Photo extends shop.Model<Photo>()('Photo', {
  fields: { id: f.string(), feed: f.string(), rank: f.integer().min(0).max(999) },
  keys: {
    primary: { pk: 'PHOTO#{id}', sk: 'PHOTO' },
    inFeed: { index: 'gsi1', pk: 'FEED#{feed}', sk: '{rank}', shards: 5 },
  },
}) {}

let engine: Awaited<ReturnType<typeof startEngine>>
const run = <Result>(call: () => Promise<Result>): Promise<Result> => shop.with({ client: engine.client }, call)
beforeAll(async () => {
  engine = await startEngine({ quiet: true })
  await run(() => shop.create())
})
afterAll(() => engine.stop())

/** FNV-1a, written down a second time. */
const suffix = (text: string): string => {
  let hash = 2166136261n
  for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * 16777619n) % 2n ** 32n
  return `#${(hash % 16n).toString().padStart(2, '0')}`
}
const at = (second: number) => new Date(second * 1000)
const stored = async (id: string, team = 't'): Promise<Record<string, { S?: string }>> => {
  const key = { PK: { S: `TEAM#${team}` }, SK: { S: `TASK#${id}` } }
  const { body } = await engine.client.send('GetItem', JSON.stringify({ TableName: 'sharded', Key: key }))
  return JSON.parse(body).Item
}
const expectIn = async (state: string | undefined, id: string, team = 't'): Promise<void> => {
  const shard = suffix(`TEAM#${team}\0TASK#${id}`)
  expect((await stored(id, team))['GSI1PK']).toEqual(state === undefined ? undefined : { S: `STATE#${state}${shard}` })
}
let count = 0
let id: string
beforeEach(() => {
  id = `i${count++}`
})

it('create, save, update of an instance', () =>
  run(async () => {
    const task = await Task.objects.create({ team: 't', id, state: 'new', due: at(5) })
    await expectIn('new', id)
    expect(task.keys()['GSI1PK']).toBe(`STATE#new${suffix(`TEAM#t\0TASK#${id}`)}`)
    task.state = 'open'
    await task.save()
    await expectIn('open', id)
    await task.update({ state: 'done' })
    await expectIn('done', id)
    task.title = 'other'
    await task.save()
    await expectIn('done', id)
    task.due = undefined
    await task.save()
    await expectIn(undefined, id)
    const again = await Task.objects.get({ team: 't', id })
    await again.update({ due: at(7) })
    await expectIn('done', id)
  }))

it('update by key, upsert, replace, transactions', () =>
  run(async () => {
    await Task.objects.upsert({ team: 't', id, state: 'new', due: at(5) })
    await expectIn('new', id)
    await Task.objects.update({ team: 't', id }, { state: 'open' })
    await expectIn('open', id)
    await Task.objects.update({ team: 't', id }, { state: 'late', due: at(6) })
    await expectIn('late', id)
    await Task.objects.replace({ team: 't', id, state: 'again', due: at(6) })
    await expectIn('again', id)
    await shop.transaction((tx) => {
      tx.update(Task, { team: 't', id }, { state: 'tx' })
      tx.create(Task, { team: 'u', id, state: 'tx', due: at(6) })
    })
    await expectIn('tx', id)
    await expectIn('tx', id, 'u')
    const found = await Task.objects.using({ state: 'tx', due: gte(at(1)) }).all()
    expect(found.map(({ team }) => team).sort()).toEqual(['t', 'u'])
  }))

it('many at once, and what a query selects', () =>
  run(async () => {
    const ids = Array.from({ length: 60 }, (_, at) => `${id}-${at}`)
    await Task.objects.createMany(ids.map((one, second) => ({ team: 'many', id: one, state: 'bulk', due: at(second) })))
    const bulk = Task.objects.using({ state: 'bulk' })
    expect((await bulk.all()).map((task) => task.id)).toEqual(ids)
    expect(await bulk.filter({ due: gte(at(30)) }).update({ state: 'late' })).toBe(30)
    expect((await Task.objects.using({ state: 'late' }).reverse().all()).map((task) => task.id)).toEqual(
      ids.slice(30).reverse(),
    )
    expect(await bulk.delete()).toBe(30)
    expect(await bulk.count()).toBe(0)
  }))

it('move: another key, another shard', () =>
  run(async () => {
    const task = await Task.objects.create({ team: 't', id, state: 'new', due: at(5) })
    await task.move({ team: 'moved', id })
    await expectIn('new', id, 'moved')
    expect(await Task.objects.using({ state: 'new' }).filter({ title: 'none' }).count()).toBe(1)
  }))

it('a collection over shards: merged, paged, limited by model', () =>
  run(async () => {
    const rows = Array.from({ length: 40 }, (_, rank) => ({ id: `${id}-${rank}`, feed: id, rank }))
    await Note.objects.createMany(rows.filter(({ rank }) => rank % 3 > 0))
    await Photo.objects.createMany(rows.filter(({ rank }) => rank % 3 === 0))
    const feed = shop.collection(Note, Photo).by('byFeed', { feed: id })
    const ranks = (items: readonly { readonly rank: number }[]) => items.map(({ rank }) => rank)
    const all = rows.map(({ rank }) => rank)
    expect(ranks(await feed.all())).toEqual(all)
    expect(ranks(await feed.reverse().limit(7).all())).toEqual([...all].reverse().slice(0, 7))
    expect(await feed.count()).toBe(40)
    const some = await feed.limit({ Note: 3, Photo: 5 }).grouped()
    expect([ranks(some.Note), ranks(some.Photo)]).toEqual([
      [1, 2, 4],
      [0, 3, 6, 9, 12],
    ])
    const pages: number[] = []
    let cursor: string | undefined
    do {
      const { groups, next } = await feed.groupedPage({ size: 9, cursor })
      pages.push(...[...ranks(groups.Note), ...ranks(groups.Photo)].sort((a, b) => a - b))
      cursor = next
    } while (cursor !== undefined)
    expect(pages).toEqual(all)
    const notes = await shop.collection(Note).by('byFeed', { feed: id }).unrecognised().grouped()
    expect([notes.Note.length, notes.Unrecognised.length]).toEqual([26, 14])
  }))

it('an index that holds keys only: whole items by hydrate(), filters on what it lacks', () =>
  run(async () => {
    await Log.objects.createMany(
      Array.from({ length: 30 }, (_, rank) => ({ id: `${rank}`, rank, text: rank % 2 ? 'odd' : 'even' })),
    )
    const logs = Log.objects.by('byType', { rank: gte(10) }).hydrate()
    expect((await logs.limit(5).all()).map(({ rank, text }) => [rank, text])).toEqual([
      [10, 'even'],
      [11, 'odd'],
      [12, 'even'],
      [13, 'odd'],
      [14, 'even'],
    ])
    const odd = logs.filter({ text: 'odd' }).reverse()
    const { items, next } = await odd.page({ size: 4 })
    expect(items.map(({ rank }) => rank)).toEqual([29, 27, 25, 23])
    expect((await odd.page({ size: 4, cursor: next })).items.map(({ rank }) => rank)).toEqual([21, 19, 17, 15])
    expect(await odd.count()).toBe(10)
  }))
