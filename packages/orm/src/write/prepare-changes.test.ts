import { expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { f } from '../field/f.ts'
import { prepareChanges } from './prepare-changes.ts'

const now = new Date('2026-01-01T00:00:00.000Z')
const spec = defineSpec(defineTable(), 'Note', {
  fields: { id: f.string(), text: f.string(), born: f.date().createdAt(), touched: f.date().updatedAt() },
  keys: { primary: { pk: 'NOTE#{id}', sk: 'NOTE' } },
})

test('every update stamps, and touches what it stamps', async () => {
  const { nodes, touched } = await prepareChanges(spec, { text: 'x' }, { now })
  expect(nodes.map(({ attribute }) => attribute)).toEqual(['text', 'touched'])
  expect([...touched]).toEqual(['text', 'touched'])
})

test.each([
  ['a stamp', { touched: now }, { code: 'validation.invalid', issues: [{ path: ['touched'] }] }],
  ['what only create sets', { born: now }, { code: 'validation.invalid', issues: [{ path: ['born'] }] }],
  ['the primary key', { id: '2' }, { code: 'key.changed' }],
])('refuses %s', async (_what, changes, error) => {
  await expect(async () => prepareChanges(spec, changes, { now })).rejects.toMatchObject(error)
})
