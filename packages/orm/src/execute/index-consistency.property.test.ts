/** Random writes, one after the other and through stale loads; after each, index attributes and markers are recomputed. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { allItems, beforeWrites, openSession } from '../../test/support/write-session.ts'
import { decodeItem } from '../codec/decode-item.ts'
import { encodeKeys } from '../codec/encode-item.ts'
import { recogniseAs } from '../codec/recognise.ts'
import { StormError } from '../errors/storm-error.ts'
import { minus, plus, remove } from '../expression/changes.ts'
import { f } from '../field/f.ts'
import type { Item } from '../wire/attribute-value.ts'
import { toStoredItem } from '../wire/stored-item.ts'
import { markersOf } from '../write/markers.ts'
import { deleteAction } from './delete-action.ts'
import { putAction } from './put-actions.ts'
import { readStored } from './read-stored.ts'
import type { Session } from './session.ts'
import { updateAction } from './update-action.ts'
import { upsertAction } from './upsert-action.ts'
import { runAction } from './write-action.ts'

const table = defineTable({
  indexes: {
    gsi1: { pk: 'G1', sk: 'G1S' },
    gsi2: { pk: 'G1', sk: 'G2S' },
    natural: { pk: ['team'], sk: 'G3S' },
    inverted: { pk: 'SK', sk: 'PK' },
  },
})

const fields = {
  id: f.string(),
  kind: f.enum('a', 'b'),
  team: f.string().optional(),
  rank: f.integer().optional(),
  place: f.string().nullable().optional(),
  level: f.enum('low', 'high').default('low'),
  code: f.string().optional(),
  note: f.string().optional(),
  slug: f
    .string()
    .lower()
    .optional()
    .computed((values: { note?: string }) => values.note),
  only: f.string().optional().keyOnly(),
}
const keys = {
  primary: { pk: 'T#{id}', sk: 'K#{kind}' },
  // Two patterns write G1; it stands if either is complete.
  byTeam: { index: 'gsi1', pk: 'TEAM#{team}', sk: '{rank}#{level}' },
  byPlace: { index: 'gsi2', pk: 'TEAM#{team}', sk: 'P#{place}' },
  natural: { index: 'natural', pk: ['team'], sk: '{slug}#{only}' },
  inverted: { index: 'inverted', pk: 'K#{kind}', sk: 'T#{id}' },
}
const thing = defineSpec(table, 'Thing', { fields, keys, unique: { code: ['code'], pair: ['team', 'rank'] } })
defineSpec(
  table,
  'Special',
  {
    fields: { extra: f.string().optional() },
    keys: { byTeam: { index: 'gsi1', pk: 'TEAM#{team}', sk: 'X#{extra}' } },
    unique: { extra: ['extra'] },
  },
  thing,
)
const special = table.models[1] as typeof thing
/** The same without markers and computed fields, where updates need no read. */
const plainTable = defineTable({ indexes: { gsi1: { pk: 'G1', sk: 'G1S' }, gsi2: { pk: 'G1', sk: 'G2S' } } })
const { slug: _slug, only: _only, ...plainFields } = fields
const plain = defineSpec(plainTable, 'Plain', {
  fields: plainFields,
  keys: { primary: keys.primary, byTeam: keys.byTeam, byPlace: keys.byPlace },
})

const text = fc.constantFrom('x', 'y', 'z')
const valuesOf = {
  team: text,
  rank: fc.integer({ min: -1, max: 2 }),
  place: fc.oneof(text, fc.constant(null)),
  level: fc.constantFrom('low', 'high'),
  code: text,
  note: fc.constantFrom('N', 'M'),
  only: text,
}
const key = fc.record({ id: fc.constantFrom('1', '2'), kind: fc.constantFrom('a', 'b') })
const given = fc.record(valuesOf, { requiredKeys: [] })
const removal = fc.constant(remove())
const changes = fc.record(
  {
    team: fc.oneof(text, removal),
    rank: fc.oneof(valuesOf.rank, removal, fc.constant(plus(1)), fc.constant(minus(1, 0))),
    place: fc.oneof(valuesOf.place, removal),
    level: fc.oneof(valuesOf.level, removal),
    code: fc.oneof(text, removal),
    note: fc.oneof(valuesOf.note, removal),
    only: fc.oneof(text, removal),
  },
  { requiredKeys: [] },
)
const step = fc.oneof(
  fc.record({ do: fc.constantFrom('create', 'replace', 'upsert'), key, values: given }),
  fc.record({ do: fc.constant('update'), key, values: changes, stale: fc.boolean() }),
  fc.record({ do: fc.constant('delete'), key, values: fc.constant({}) }),
)
interface Step {
  do: string
  key: Record<string, unknown>
  values: Record<string, unknown>
  stale?: boolean
}

/** What the service or the library may rightly refuse here. */
const expected = new Set([
  'item.exists',
  'item.not-found',
  'write.unique',
  'key.missing',
  // plus() on an absent number, alone and in a transaction
  'write.change',
  'transaction.failed',
  // too many others at once
  'write.contention',
])

const attempt = async (run: () => Promise<unknown>): Promise<void> => {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof StormError) || !expected.has(error.code)) throw error
  }
}

const perform = (session: Session, spec: typeof thing, one: Step, loaded?: Item): Promise<unknown> => {
  const known = Object.fromEntries(Object.entries(one.values).filter(([name]) => spec.field(name) !== undefined))
  const values = { ...one.key, ...known }
  if (one.do === 'update')
    return runAction(
      session,
      updateAction({ spec, key: one.key, changes: known }, { loaded: loaded && toStoredItem(loaded) }),
    )
  if (one.do === 'delete') return runAction(session, deleteAction(spec, one.key))
  if (one.do === 'upsert') return runAction(session, upsertAction(spec, values))
  return runAction(session, putAction(spec, values, { mode: one.do as 'create' }))
}

const storedItem = (session: Session, { key: { id, kind } }: Step) =>
  readStored(session, { tableKey: { PK: { S: `T#${id}` }, SK: { S: `K#${kind}` } }, model: 'Thing', consistent: true })

/** Index attributes are what the templates give, and there is one marker for each tuple of unique values, and no other. */
const check = async (session: Session, spec: typeof thing): Promise<void> => {
  const items = await allItems(session)
  const isMarker = (item: Item) => JSON.stringify(item['_type']) === '{"S":"~unique"}'
  const wanted: string[] = []
  for (const item of items.filter((one) => !isMarker(one))) {
    const model = recogniseAs(spec, item)
    if (model === undefined) throw new Error('There is an item of no model.')
    const values = decodeItem(model, item)
    const names = ['PK', 'SK', 'G1', 'G1S', 'G2S', 'G3S']
    const stored = Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)))
    expect(stored).toEqual(encodeKeys(model, values))
    wanted.push(
      ...[...markersOf(model, values).keys()].map(
        (marker) => `${marker} ${JSON.stringify(item['PK'])}${JSON.stringify(item['SK'])}`,
      ),
    )
  }
  const found = items.filter(isMarker).map(({ PK, target }) => {
    const { PK: pk, SK: sk } = (target as { M: Item }).M
    return `${(PK as { S: string }).S} ${JSON.stringify(pk)}${JSON.stringify(sk)}`
  })
  expect(found.sort()).toEqual(wanted.sort())
}

let session: Session
let plainSession: Session
beforeAll(async () => {
  session = await openSession(table)
  plainSession = await openSession(plainTable)
})

const clear = async (where: Session): Promise<void> => {
  for (const { PK, SK } of await allItems(where))
    await where.transport.send('DeleteItem', JSON.stringify({ TableName: where.tableName, Key: { PK, SK } }))
}

/** Each step may go through an item that was loaded before the steps in between. */
const runSteps = async (where: Session, spec: typeof thing, steps: readonly (Step & { as?: string })[]) => {
  await clear(where)
  const loads = new Map<string, Item | undefined>()
  for (const one of steps) {
    const name = JSON.stringify(one.key)
    const loaded = one.stale ? loads.get(name) : undefined
    if (!loads.has(name) || !one.stale) loads.set(name, await storedItem(where, one))
    await attempt(() => perform(where, one.as === 'Special' ? special : spec, one, loaded))
    await check(where, spec)
  }
}

test('whatever is written, index attributes and markers follow: unique, computed, inherited', async () => {
  const mixed = fc.tuple(step, fc.constantFrom('Thing', 'Thing', 'Special')).map(([one, as]) => {
    // An item of the parent is not one of the heir's; writes by key through the heir stay with its own items.
    return { ...(one as Step), as: one.do === 'create' || one.do === 'replace' ? as : 'Thing' }
  })
  await fc.assert(
    fc.asyncProperty(fc.array(mixed, { minLength: 2, maxLength: 14 }), (steps) => runSteps(session, thing, steps)),
    { numRuns: 60 },
  )
})

test('whatever is written, index attributes follow: updates that need no read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), (steps) =>
      runSteps(plainSession, plain, steps as Step[]),
    ),
    { numRuns: 80 },
  )
})

test.each([
  ['unique, computed', 'thing'],
  ['plain', 'plain'],
])('another writer between read and write changes nothing about that: %s', async (_name, which) => {
  const [where, spec] = which === 'thing' ? [session, thing] : [plainSession, plain]
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 5 }), step, step, async (before, mine, other) => {
      await runSteps(where, spec, before as Step[])
      const rival = { ...(other as Step), key: mine.key } as Step
      const busy = beforeWrites(where, 1, () => attempt(() => perform(where, spec, rival)))
      await attempt(() => perform(busy, spec, mine as Step))
      await check(where, spec)
    }),
    { numRuns: 80 },
  )
})

test('many writers at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
      for (const [where, spec] of [
        [session, thing],
        [plainSession, plain],
      ] as const) {
        await Promise.all(steps.map((one) => attempt(() => perform(where, spec, one as Step))))
        await check(where, spec)
      }
    }),
    { numRuns: 40 },
  )
})
