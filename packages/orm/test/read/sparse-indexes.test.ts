/** Indexes whose key holds optional fields: a query that could leave items out takes another index, or says so. */
import { f, gte, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())
const shop = new Table({
  name: 'tasks',
  client: engine.client,
  indexes: {
    gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' },
    gsi2: { pk: 'GSI2PK', sk: 'GSI2SK' },
    slim: { pk: 'GSI3PK', sk: 'GSI3SK', projection: 'KEYS_ONLY' },
  },
})
class Task extends shop.Model<Task>()('Task', {
  fields: {
    id: f.string(),
    owner: f.string(),
    due: f.date().optional(),
    rank: f.integer().nullable(),
    made: f.date(),
    team: f.string().optional(),
  },
  keys: {
    primary: { pk: 'TASK#{id}', sk: 'TASK' },
    byDue: { index: 'gsi1', pk: 'OWNER#{owner}', sk: '{due}' },
    byMade: { index: 'gsi2', pk: 'OWNER#{owner}', sk: '{made}' },
    slim: { index: 'slim', pk: 'TEAM#{team}', sk: '{rank}' },
  },
}) {}
class Note extends shop.Model<Note>()('Note', {
  fields: { id: f.string(), owner: f.string(), due: f.date().optional(), made: f.date() },
  keys: {
    primary: { pk: 'NOTE#{id}', sk: 'NOTE' },
    due: { index: 'gsi1', pk: 'OWNER#{owner}', sk: '{due}' },
    made: { index: 'gsi2', pk: 'OWNER#{owner}', sk: '{made}' },
  },
}) {}

const day = new Date('2026-05-01T00:00:00.000Z')
const owner = { owner: 'o1' }
const { objects } = Task

beforeAll(async () => {
  await shop.create()
  await objects.create({ id: 't1', ...owner, made: day, rank: null, team: 'x' })
  await objects.create({ id: 't2', ...owner, made: day, due: day, rank: 1, team: 'x' })
  await Note.objects.create({ id: 'n1', ...owner, made: day })
})

describe('a query by what two indexes have', () => {
  test('takes the one that has every item', async () => {
    expect((await objects.using(owner).all()).map(({ id }) => id)).toEqual(['t1', 't2'])
    const { index, why, refused, warnings } = objects.using(owner).explain()
    expect(index).toBe('gsi2')
    expect(why).toBe('Of the patterns whose key the given fields fit, it alone has every item with these fields.')
    expect(refused.find(({ pattern }) => pattern === 'byDue')?.reason).toBe(
      "It would do, but lacks the items without 'due', which 'byMade' has.",
    )
    expect(warnings.join()).not.toContain('lacks the items')
  })

  test('takes the other one where its sort key is given', async () => {
    const late = objects.using({ ...owner, due: gte(day) })
    expect((await late.all()).map(({ id }) => id)).toEqual(['t2'])
    expect(late.explain()).toMatchObject({ index: 'gsi1', why: expect.stringContaining('the only pattern') })
    expect(late.explain().warnings.join()).not.toContain('lacks the items')
  })

  test('takes what is named, and says what it lacks', async () => {
    const named = objects.by('byDue', owner)
    expect((await named.all()).map(({ id }) => id)).toEqual(['t2'])
    expect(String(named.explain())).toContain(
      "  warning: The index 'gsi1' lacks the items without 'due': they are not among the results.",
    )
  })

  test('says so where there is no other: a nullable field, too', async () => {
    const query = objects.using({ team: 'x' }).only('id')
    expect(await query.all()).toEqual([{ id: 't2' }])
    expect(query.explain().warnings).toContain(
      "The index 'slim' lacks the items without 'rank': they are not among the results.",
    )
  })

  test('of a collection, too', async () => {
    const both = shop.collection(Task, Note)
    const { Task: tasks, Note: notes } = await both.using(owner).grouped()
    expect([tasks.length, notes.length]).toEqual([2, 1])
    expect(both.using(owner).explain()).toMatchObject({
      index: 'gsi2',
      refused: [{ pattern: 'byDue', reason: "It would do, but lacks the items without 'due', which 'byMade' has." }],
    })
    expect(both.by('byDue', owner).explain().warnings[0]).toContain("lacks the items without 'due'")
    expect(both.using(owner).explain().warnings.join()).not.toContain('lacks')
  })
})
