/** Entries keep what DynamoDB itself made of the changes, whatever the operators: compared item by item on the engine. */
import { beforeEach, expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { allItems, openSession } from '../../test/support/write-session.ts'
import {
  addTo,
  append,
  at,
  F,
  ifMissing,
  minus,
  patch,
  plus,
  prepend,
  remove,
  removeFrom,
} from '../expression/changes.ts'
import { equalValues } from '../expression/compare-values.ts'
import { f } from '../field/f.ts'
import type { Item } from '../wire/attribute-value.ts'
import { toStoredItem } from '../wire/stored-item.ts'
import { putAction } from './put-actions.ts'
import type { Session } from './session.ts'
import { updateAction } from './update-action.ts'
import { upsertAction } from './upsert-action.ts'
import { runAction } from './write-action.ts'

const table = defineTable()
const spec = defineSpec(table, 'Doc', {
  fields: {
    id: f.string(),
    status: f.string().default('open'),
    total: f.number().default(0),
    price: f.decimal().default('0.10'),
    big: f.bigint().default(2n ** 60n),
    lines: f.list(f.string()).default([]),
    tags: f.set(f.string()).optional(),
    sizes: f.set(f.number()).optional(),
    place: f.map({ city: f.string(), zip: f.string().optional(), rooms: f.list(f.number()).optional() }).optional(),
    note: f.string().nullable().optional(),
    bytes: f.binary().optional(),
  },
  keys: {
    primary: { pk: 'D#{id}', sk: 'D' },
    byStatus: { index: 'gsi1', pk: 'S#{status}', sk: '{total}' },
  },
  history: true,
})

let session: Session
beforeEach(async () => {
  session = await openSession(table)
})

const textOf = (item: Item | undefined, name: string): string => (item?.[name] as { S: string } | undefined)?.S ?? ''

test('the newest entry is the stored item, without its index keys', async () => {
  const key = { id: '1' }
  await runAction(session, putAction(spec, key, { mode: 'create' }))
  const steps: Record<string, unknown>[] = [
    { total: plus(5), price: plus('0.20'), big: plus(1n), lines: append('a', 'b') },
    { tags: new Set(['x', 'y']), sizes: new Set([1.5, -2]), place: { city: 'Rome', rooms: [1, 2, 3] } },
    {
      lines: prepend('z'),
      tags: addTo('y', 'w'),
      sizes: removeFrom(1.5),
      place: patch({ zip: 'E1', rooms: at(1, remove()) }),
    },
    { total: F('total').plus(0.1), lines: at(3, 'end'), tags: removeFrom('x', 'y', 'w'), note: ifMissing('n') },
    { total: minus(1e-7), place: patch({ zip: remove(), rooms: at(0, 9) }), note: null, bytes: new Uint8Array([1, 2]) },
    { status: 'paid', lines: at(0, remove()), note: ifMissing('other'), price: minus('100000000000000000000') },
    { place: remove(), total: 1e120, big: minus(2n ** 70n) },
  ]
  for (const [index, changes] of steps.entries()) {
    if (index % 2 === 0) await runAction(session, updateAction({ spec, key, changes }))
    else {
      const loaded = (await allItems(session)).find((item) => textOf(item, 'PK') === 'D#1')
      await runAction(
        session,
        updateAction({ spec, key, changes }, { loaded: loaded && toStoredItem(loaded), held: index + 1 }),
      )
    }
    const items = await allItems(session)
    const stored = items.find((item) => textOf(item, 'PK') === 'D#1')
    const entry = items.find((item) => textOf(item, 'SK') === `D#V#000000000${index + 2}`)
    const { GSI1PK, GSI1SK, ...rest } = stored ?? {}
    expect([textOf({ GSI1PK: GSI1PK ?? { S: '' } }, 'GSI1PK'), GSI1SK]).toEqual([
      index < 5 ? 'S#open' : 'S#paid',
      expect.anything(),
    ])
    if (!equalValues(entry?.['values'] ?? { S: '' }, { M: rest }))
      expect({ index, kept: entry?.['values'] }).toEqual({ index, kept: { M: rest } })
  }
  await runAction(session, upsertAction(spec, { id: '1', total: 3 }))
  const entry = (await allItems(session)).find((item) => textOf(item, 'SK') === 'D#V#0000000009')
  expect(entry).toMatchObject({
    operation: { S: 'update' },
    values: { M: { total: { N: '3' }, status: { S: 'paid' } } },
  })
})

test('an entry that would be too large, or whose key would be, is refused before anything is sent', async () => {
  const note = 'x'.repeat(409_420)
  await expect(runAction(session, putAction(spec, { id: '1', note }, { mode: 'create' }))).rejects.toMatchObject({
    code: 'item.too-large',
  })
  await expect(runAction(session, putAction(spec, { id: 'x'.repeat(2042) }, { mode: 'create' }))).rejects.toMatchObject(
    {
      code: 'key.too-long',
      message: expect.stringContaining('history'),
    },
  )
  expect(await allItems(session)).toEqual([])
})
