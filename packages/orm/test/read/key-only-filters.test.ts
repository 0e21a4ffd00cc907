/** Filters on fields that are stored in keys alone: they are read from the keys, wherever these are. */
import { and, between, f, gte, missing, ne, oneOf, or, Table } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { expect, it } from 'vitest'
import { recording } from '../support/recording.ts'

const engine = await sharedEngine()
const recorder = recording(engine.client)
const table = new Table({
  name: `keyed-${Math.random().toString(36).slice(2)}`,
  client: recorder,
  indexes: {
    byTeam: { pk: 'GSI1PK', sk: 'GSI1SK' },
    slim: { pk: 'GSI2PK', sk: 'GSI2SK', projection: 'KEYS_ONLY' },
  },
})
/** `round` is held by the primary key, `score` by one index, `mark` by both indexes. */
class Game extends table.Model<Game>()('Game', {
  fields: {
    league: f.string(),
    round: f.integer().keyOnly(),
    gameId: f.string(),
    team: f.string(),
    score: f.integer().optional().keyOnly(),
    mark: f.string().keyOnly(),
    note: f.string().optional(),
  },
  keys: {
    primary: { pk: 'LEAGUE#{league}', sk: 'GAME#{round}#{gameId}' },
    byTeam: { index: 'byTeam', pk: 'TEAM#{team}', sk: '{score}#{mark}' },
    slim: { index: 'slim', pk: 'MARK#{mark}', sk: '{gameId}' },
  },
}) {}
class Fan extends table.Model<Fan>()('Fan', {
  fields: { league: f.string(), name: f.string(), since: f.integer().keyOnly() },
  keys: { primary: { pk: 'LEAGUE#{league}', sk: 'FAN#{since}#{name}' } },
}) {}
await table.ensure()
const given = [1, 2, 3, 4].map((n) => ({
  ...{ league: 'a', round: n, gameId: `g${n}`, team: 'red', mark: n % 2 ? 'odd' : 'even', note: `n${n}` },
  ...(n < 4 && { score: n * 10 }),
}))
await Game.objects.createMany(given)
await Fan.objects.createMany([1, 2].map((since) => ({ league: 'a', name: `f${since}`, since })))
const ids = (games: readonly { readonly gameId: string }[]) => games.map(({ gameId }) => gameId).join()
const league = () => Game.objects.using({ league: 'a' })
const team = () => Game.objects.by('byTeam', { team: 'red' })
const slim = () => Game.objects.by('slim', { mark: 'odd' })

it('find what the keys say, of the table and of indexes, whole or not', async () => {
  expect(
    ids(
      await league()
        .filter({ round: gte(3) })
        .all(),
    ),
  ).toBe('g3,g4')
  expect(
    ids(
      await league()
        .filter({ score: between(10, 20) })
        .all(),
    ),
  ).toBe('g1,g2')
  expect(ids(await league().filter({ score: missing() }).all())).toBe('g4')
  expect(ids(await league().exclude({ mark: 'odd' }).all())).toBe('g2,g4')
  expect(
    ids(
      await league()
        .filter(or({ round: 1 }, { note: 'n4' }))
        .all(),
    ),
  ).toBe('g1,g4')
  expect(
    ids(
      await league()
        .filter(and({ mark: 'odd' }, { note: ne('n1') }))
        .all(),
    ),
  ).toBe('g3')
  expect(
    ids(
      await team()
        .filter({ round: oneOf([1, 3]) })
        .all(),
    ),
  ).toBe('g1,g3')
  expect(
    ids(
      await team()
        .filter({ score: gte(20), mark: 'odd' })
        .all(),
    ),
  ).toBe('g3')
  expect(ids(await slim().filter({ round: 3 }).all())).toBe('g3')
  expect(ids(await slim().hydrate().filter({ round: 3, note: 'n3' }).all())).toBe('g3')
  // The score is in no key of this index, so whole items are asked.
  expect(ids(await slim().hydrate().filter({ score: 30 }).all())).toBe('g3')
  expect(() =>
    slim()
      .filter({ score: 30 } as never)
      .toRequests(),
  ).toThrow(expect.objectContaining({ code: 'query.option' }))
  expect(ids(await Game.objects.scan().filter({ round: 2 }).all())).toBe('g2')
  expect(await Game.objects.using({ league: 'a', round: 2, gameId: 'g2' }).filter({ score: 20 }).exists()).toBe(true)
  expect(await Game.objects.using({ league: 'a', round: 2, gameId: 'g2' }).filter({ score: 10 }).exists()).toBe(false)
})

it('with counts, limits, pages and narrowed fields, for which the keys are read', async () => {
  expect(
    await league()
      .filter({ score: gte(20) })
      .count(),
  ).toBe(2)
  expect(
    await team()
      .filter({ round: gte(2) })
      .count(),
  ).toBe(2)
  expect(
    ids(
      await league()
        .filter({ score: gte(10) })
        .limit(2)
        .all(),
    ),
  ).toBe('g1,g2')
  recorder.take()
  expect(
    await league()
      .filter({ score: gte(20) })
      .only('note')
      .all(),
  ).toEqual([{ note: 'n2' }, { note: 'n3' }])
  const [sent] = recorder.take()
  expect(Object.values(sent?.input['ExpressionAttributeNames'] as object)).toContain('GSI1SK')
  expect(sent?.input).not.toHaveProperty('FilterExpression')
  expect(await slim().hydrate().filter({ score: 30 }).only('note').all()).toEqual([{ note: 'n3' }])
  const query = league().filter({ mark: 'odd' })
  const first = await query.page({ size: 1 })
  const second = await query.page({ size: 1, cursor: first.next })
  expect([ids(first.items), ids(second.items), second.next]).toEqual(['g1', 'g3', undefined])
  await expect(league().filter({ mark: 'even' }).page({ cursor: first.next })).rejects.toMatchObject({
    code: 'cursor.invalid',
  })
  expect(query.explain().toString()).toContain('evaluated after reading')
})

it('of one model of a collection', async () => {
  const items = await table
    .collection(Game, Fan)
    .using({ league: 'a' })
    .filter(Game, { score: gte(30) })
    .filter(Fan, { since: 2 })
    .grouped()
  expect([ids(items.Game), items.Fan.map(({ name }) => name)]).toEqual(['g3', ['f2']])
})

it('for writes, where the primary key says it; else they are refused before anything is sent', async () => {
  expect(await league().filter({ round: 1, note: 'n1' }).update({ note: 'first' })).toBe(1)
  expect((await Game.objects.get({ league: 'a', round: 1, gameId: 'g1' })).note).toBe('first')
  recorder.take()
  for (const filter of [{ score: 10 }, or({ round: 1 }, { note: 'x' }), { mark: 'odd' }])
    for (const write of [() => league().filter(filter).update({ note: 'x' }), () => league().filter(filter).delete()])
      await expect(write()).rejects.toMatchObject({
        code: 'query.operator',
        message: expect.stringContaining('is keyOnly'),
      })
  expect(recorder.take()).toEqual([])
  await expect(
    Game.objects.update({ league: 'a', round: 1, gameId: 'g1' }, { note: 'x' }, { if: { score: 10 } as never }),
  ).rejects.toMatchObject({ code: 'query.operator' })
  expect(await league().filter({ round: 4 }).delete()).toBe(1)
  expect(ids(await league().all())).toBe('g1,g2,g3')
})
