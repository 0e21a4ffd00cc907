/** Names of fields: those of history are free where there is none; a class that declares fields again loses no values. */
import { f, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, expect, it } from 'vitest'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())
const table = new Table({ name: 'field-names', client: engine.client })
await table.create()

const names = { at: f.date(), diff: f.string(), restore: f.boolean(), history: f.list(f.string()) }

class Visit extends table.Model<Visit>()('Visit', {
  fields: { id: f.string(), ...names },
  keys: { primary: { pk: 'VISIT#{id}', sk: 'VISIT' } },
}) {}

it('fields of a model without history may be named as members of history', async () => {
  const at = new Date('2026-05-01T00:00:00Z')
  const visit = await Visit.objects.create({ id: 'v', at, diff: 'd', restore: true, history: ['x'] })
  visit.at.getTime()
  visit.diff = 'e'
  await visit.save()
  const loaded = await Visit.objects.get({ id: 'v' })
  expect(loaded.values()).toEqual({ id: 'v', at, diff: 'e', restore: true, history: ['x'] })
})

it('fields of a model with history may not', () => {
  const model = table.Model<Visit>() as unknown as (name: string, definition: object) => unknown
  const keys = { primary: { pk: 'KEPT#{id}', sk: 'KEPT' } }
  const define = () => model('Kept', { fields: { id: f.string(), ...names }, keys, history: true })
  expect(define).toThrow(
    expect.objectContaining({
      problems: Object.keys(names).map((name) => expect.objectContaining({ path: `fields.${name}` })),
    }),
  )
})

it('a class that declares a field again keeps what is stored', async () => {
  const Base = table.Model<Visit>() as unknown as (name: string, definition: object) => new (values: object) => object
  class Twice extends Base('Twice', {
    fields: { id: f.string(), n: f.number(), note: f.string().optional() },
    keys: { primary: { pk: 'TWICE#{id}', sk: 'TWICE' } },
  }) {
    // As in JavaScript, where nothing tells this from a declaration of a type.
    n: unknown = undefined
    note: unknown = undefined
  }
  const { objects } = Twice as unknown as typeof Visit
  const values = { id: 't', n: 5 }
  await objects.replace(values as never)
  const loaded = await objects.get({ id: 't' })
  expect(loaded).toBeInstanceOf(Twice)
  expect(loaded.values()).toEqual(values)
  expect(loaded.changes()).toEqual({})
  await loaded.save()
  expect((await objects.get({ id: 't' })).values()).toEqual(values)
})
