/** Items that something else wrote, before their indexes were declared: no write puts an index key out of step with them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { allItems, beforeWrites, openSession, putRaw } from '../../test/support/write-session.ts'
import { decodeItem } from '../codec/decode-item.ts'
import { encodeItem, encodeKeyAttribute } from '../codec/encode-item.ts'
import { StormError } from '../errors/storm-error.ts'
import { remove } from '../expression/changes.ts'
import { f } from '../field/f.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { toStoredItem } from '../wire/stored-item.ts'
import { putAction } from './put-actions.ts'
import type { Session } from './session.ts'
import { updateAction } from './update-action.ts'
import { upsertAction } from './upsert-action.ts'
import { runAction } from './write-action.ts'

const index = (name: string) => ({ pk: `${name}P`, sk: `${name}S` })
const fields = {
  id: f.string(),
  note: f.string().optional(),
  origin: f.string().readonly().optional(),
  group: f.string().optional(),
  status: f.string().default('open'),
  at: f.date().createdAt(),
  made: f.string().readonly(),
  rank: f.string(),
  hint: f.string().optional().keyOnly(),
}
const patterns = {
  byOrigin: { index: 'byA', pk: 'O#{origin}', sk: '{group}' },
  byStatus: { index: 'byB', pk: 'ST#{status}', sk: '{at}' },
  byMade: { index: 'byC', pk: 'M#{made}', sk: '{hint}' },
  byGroup: { index: 'byD', pk: '{group}', sk: '{at}' },
  byRank: { index: 'byE', pk: 'R#{rank}', sk: '{made}' },
}
/** A model of its own for each pattern, since one that needs the stored item hides what the others would do, and one of all. */
const specs = [...Object.entries(patterns).map((pattern) => Object.fromEntries([pattern])), patterns].map((keys) => {
  const indexes = { byA: index('A'), byB: index('B'), byC: index('C'), byD: index('D'), byE: index('E') }
  const { hint: _, ...others } = fields
  return defineSpec(defineTable({ indexes }), 'Late', {
    fields: 'byMade' in keys ? fields : others,
    keys: { primary: { pk: 'L#{id}', sk: 'L' }, ...keys },
  })
})
const KEY: Item = { PK: { S: 'L#1' }, SK: { S: 'L' } }

const text = fc.constantFrom('x', 'y')
const optional = { note: text, group: text, status: fc.constantFrom('open', 'paid'), hint: text }
const stored = fc.record(
  { ...optional, origin: text, made: text, rank: text, at: fc.constant(new Date(0)) },
  { requiredKeys: [] },
)
const whole = fc.record({ ...optional, origin: text, made: text, rank: text }, { requiredKeys: ['made', 'rank'] })
const changed = fc.record(
  {
    note: fc.oneof(text, fc.constant(remove())),
    group: fc.oneof(text, fc.constant(remove())),
    status: text,
    rank: text,
  },
  { requiredKeys: [] },
)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('upsert'), values: whole }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replace'), values: whole }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('update', 'loaded'), values: changed }) },
)

interface Step {
  readonly kind: string
  readonly values: object
}
interface Start {
  readonly values: object
  /** Whether it was written with its index keys. */
  readonly isOurs: boolean
}

/** Where items of a model are written. */
interface Place {
  readonly spec: ModelSpec
  readonly session: Session
}

const known = ({ spec }: Place, values: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => spec.field(name) !== undefined))

const perform = (place: Place, { kind, values }: Step, loaded: Item | undefined): Promise<unknown> => {
  const { spec, session } = place
  if (kind === 'upsert') return runAction(session, upsertAction(spec, { id: '1', ...known(place, values) }))
  if (kind === 'replace')
    return runAction(session, putAction(spec, { id: '1', ...known(place, values) }, { mode: 'replace' }))
  const from = kind === 'loaded' && loaded ? toStoredItem(loaded) : undefined
  return runAction(session, updateAction({ spec, key: { id: '1' }, changes: known(place, values) }, { loaded: from }))
}

/** Of every access pattern, the attributes are what the templates give; or none is there, where nobody wrote them. */
const check = ({ spec }: Place, item: Item, isOurs: boolean): void => {
  const indexKeys = spec.keyAttributes.filter(({ primary }) => !primary)
  const values = decodeItem(spec, item)
  for (const pattern of new Set(indexKeys.flatMap(({ patterns }) => patterns))) {
    const keys = indexKeys.filter(({ patterns }) => patterns.includes(pattern))
    const found = keys.map(({ attribute }) => item[attribute])
    const wanted = keys.map((key) => encodeKeyAttribute(spec, key, values)).map((one) => one && { S: one })
    if (!isOurs && found.every((one) => one === undefined)) continue
    expect(found, pattern.name).toEqual(wanted)
  }
}

/** What is given is stored, but for readonly fields that had a value. */
const checkGiven = (
  place: Place,
  values: object,
  { before, after }: { before: Item | undefined; after: Item },
): void => {
  const { hint: _, ...given } = known(place, values)
  const kept = Object.entries(before ?? {}).filter(([name]) => ['origin', 'made', 'at'].includes(name))
  const wanted = Object.entries(given).map(([name, value]) => [name, { S: value }])
  expect(after).toMatchObject(Object.fromEntries([...wanted, ...kept]))
}

/** What lacks only a readonly field in an index key. */
const inGroup = { values: { group: 'x', made: 'x', rank: 'x' }, isOurs: true } as const

const runSteps = async (place: Place, first: Start | undefined, steps: readonly Step[]): Promise<void> => {
  const { spec, session } = place
  await session.transport.send('DeleteItem', JSON.stringify({ TableName: session.tableName, Key: KEY }))
  let isOurs = first === undefined || first.isOurs
  if (first !== undefined) {
    const { hint, ...values } = known(place, first.values)
    // A field that only a key holds is there with that key.
    const ours = { ...values, status: 'paid', ...(values['made'] !== undefined && { hint }) }
    const item = encodeItem(spec, { id: '1', ...(isOurs ? ours : values) })
    const hidden = isOurs ? [] : spec.keyAttributes.filter(({ primary }) => !primary).map(({ attribute }) => attribute)
    await putRaw(session, Object.fromEntries(Object.entries(item).filter(([name]) => !hidden.includes(name))))
  }
  for (const step of steps) {
    const [before] = await allItems(session)
    try {
      await perform(place, step, before)
    } catch (error) {
      if (!(error instanceof StormError) || error.code !== 'item.not-found') throw error
      continue
    }
    const [after = {}] = await allItems(session)
    isOurs ||= step.kind === 'replace'
    check(place, after, isOurs)
    if (step.kind === 'upsert') checkGiven(place, step.values, { before, after })
  }
}

test.each(specs.map((spec) => [Object.keys(spec.patterns).length > 2 ? 'all' : spec.patterns[1]?.name, spec] as const))(
  'items without index attributes, and readonly fields that fill absent ones: %s',
  async (_name, spec) => {
    const place = { spec, session: await openSession(spec.table) }
    const start = fc.option(fc.record({ values: stored, isOurs: fc.boolean() }), { nil: undefined })
    await fc.assert(
      fc.asyncProperty(start, fc.array(step, { minLength: 1, maxLength: 4 }), (first, steps) =>
        runSteps(place, first, steps),
      ),
      { numRuns: 80, examples: [[inGroup, [{ kind: 'upsert', values: { origin: 'x', made: 'x', rank: 'x' } }]]] },
    )
  },
)

test('another writer between read and write changes nothing about that', async () => {
  const places = await Promise.all(specs.map(async (spec) => ({ spec, session: await openSession(spec.table) })))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...places),
      fc.record({ values: stored, isOurs: fc.boolean() }),
      fc.tuple(step, step),
      async (place, first, [mine, other]) => {
        await runSteps(place, first, [])
        const attempt = async (session: Session, one: Step): Promise<void> => {
          try {
            await perform({ ...place, session }, one, undefined)
          } catch (error) {
            if (!(error instanceof StormError) || error.code !== 'item.not-found') throw error
          }
        }
        await attempt(
          beforeWrites(place.session, 1, () => attempt(place.session, other)),
          mine,
        )
        const [after = {}] = await allItems(place.session)
        check(place, after, first.isOurs || mine.kind === 'replace' || other.kind === 'replace')
      },
    ),
    { numRuns: 200 },
  )
})
