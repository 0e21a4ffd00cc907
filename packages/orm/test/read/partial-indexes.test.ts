/** Indexes that hold a part of the items: local ones, which fetch the rest if whole items are asked for, and global ones. */
import { contains, f, gte, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recording } from '../support/recording.ts'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())
const recorder = recording(engine.client)

const table = new Table({
  name: 'parts',
  client: recorder,
  indexes: {
    byN: { local: true, sk: ['n'], projection: 'KEYS_ONLY' },
    byM: { local: true, sk: ['m'], projection: { include: ['note'] } },
    typed: { local: true, sk: ['k'], projection: { include: ['note', '_type'] } },
  },
})

class Part extends table.Model<Part>()('Part', {
  fields: {
    p: f.string(),
    i: f.string(),
    n: f.number(),
    m: f.number(),
    k: f.number(),
    note: f.string(),
    more: f.string(),
  },
  keys: {
    primary: { pk: 'P#{p}', sk: 'I#{i}' },
    byN: { index: 'byN', sk: ['n'] },
    byM: { index: 'byM', sk: ['m'] },
    typed: { index: 'typed', sk: ['k'] },
  },
}) {}

beforeAll(async () => {
  await table.ensure()
  for (let n = 0; n < 6; n++)
    await Part.objects.create({ p: 'a', i: `${n}`, n, m: n, k: n, note: `n${n % 2}`, more: `m${n}` })
})
beforeEach(() => {
  recorder.take()
})

describe('a local index that holds a part', () => {
  test.each(['byN', 'byM', 'typed'] as const)('%s counts, narrows and filters as the table does', async (name) => {
    const set = Part.objects.by(name, { p: 'a' })
    expect(await set.count()).toBe(6)
    expect(await set.exists()).toBe(true)
    expect(await set.only('i').all()).toEqual([...'012345'].map((i) => ({ i })))
    expect(await set.only('more').limit(1).all()).toEqual([{ more: 'm0' }])
    const filtered = set.filter({ more: gte('m4') })
    expect(await filtered.count()).toBe(2)
    expect(await filtered.exists()).toBe(true)
    expect(await filtered.only('i').all()).toEqual([{ i: '4' }, { i: '5' }])
    expect((await filtered.all()).map(({ i }) => i)).toEqual(['4', '5'])
    expect(await set.filter({ note: 'n1', more: contains('5') }).count()).toBe(1)
    expect(await set.where(({ more }) => more === 'm3').count()).toBe(1)
    expect(await set.hydrate().filter({ more: 'm1' }).count()).toBe(1)
    expect(await table.collection(Part).by(name, { p: 'a' }).count()).toBe(6)
    expect(await table.collection(Part).by(name, { p: 'a' }).only(Part, 'more').all()).toHaveLength(6)
    expect(await table.collection(Part).by(name, { p: 'a' }).only(Part, 'i').count()).toBe(6)
    expect(await Part.objects.scan({ index: name }).count()).toBe(6)
    expect(await Part.objects.scan({ index: name }).only('i').all()).toHaveLength(6)
  })

  test('is asked for a part, or for a count, only of what it holds', async () => {
    const ask = async (read: Promise<unknown>) => {
      await read
      return recorder.take().map(({ input }) => input)
    }
    const whole = { Select: 'ALL_ATTRIBUTES' }
    expect(await ask(Part.objects.by('byM', { p: 'a' }).only('more').all())).toMatchObject([whole])
    expect(await ask(Part.objects.by('byN', { p: 'a' }).filter({ note: 'n1' }).count())).toMatchObject([whole])
    const [part] = await ask(Part.objects.by('byM', { p: 'a' }).filter({ note: 'n1' }).only('note').all())
    expect(part).toMatchObject({ FilterExpression: '#1 = :1', ProjectionExpression: expect.any(String) })
    expect(part).not.toHaveProperty('Select')
    expect(await ask(Part.objects.by('typed', { p: 'a' }).filter({ note: 'n1' }).count())).toMatchObject([
      { Select: 'COUNT' },
    ])
  })
})
