/** Secret and hidden members of documents are as little seen as fields that are secret or hidden themselves. */
import { inspect } from 'node:util'
import { ConditionFailed, f, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, expect, it } from 'vitest'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())
const table = new Table({ name: 'secret-members', client: engine.client })
await table.create()

const member = f.map({
  seen: f.string(),
  token: f.string().secret().optional(),
  internal: f.string().hidden().optional(),
})

class Vault extends table.Model<Vault>()('Vault', {
  fields: {
    id: f.string(),
    map: member.optional(),
    list: f.list(member).optional(),
    record: f.record(member).optional(),
    tuple: f.tuple([f.string(), f.string().secret()]).optional(),
    pins: f.list(f.string().secret()).optional(),
    codes: f.set(f.string().secret()).optional(),
    words: f.record(f.string().secret()).optional(),
    way: f
      .union('kind', [
        f.map({ kind: f.literal('card'), number: f.string().secret(), note: f.string().secret().nullable() }),
        f.map({ kind: f.literal('bill'), number: f.string() }),
      ])
      .optional(),
    deep: f.map({ list: f.list(f.record(member)) }).optional(),
    plain: f.map({ seen: f.string() }).optional(),
  },
  keys: { primary: { pk: 'VAULT#{id}', sk: 'VAULT' } },
  history: true,
}) {}

const document = (seen: string) => ({ seen, token: `SEKRET ${seen}`, internal: `INTERNAL ${seen}` })
const values = {
  id: 'a',
  map: document('1'),
  list: [document('1'), document('2')],
  record: { x: document('1') },
  tuple: ['seen', 'SEKRET'] as [string, string],
  pins: ['SEKRET', 'SEKRET'],
  codes: new Set(['SEKRET']),
  words: { x: 'SEKRET' },
  way: { kind: 'card', number: 'SEKRET', note: null } as const,
  deep: { list: [{ x: document('1') }] },
  plain: { seen: '1' },
}
const seen = {
  id: 'a',
  map: { seen: '1' },
  list: [{ seen: '1' }, { seen: '2' }],
  record: { x: { seen: '1' } },
  tuple: ['seen', null],
  pins: [],
  codes: [],
  words: {},
  way: { kind: 'card' },
  deep: { list: [{ x: { seen: '1' } }] },
  plain: { seen: '1' },
}

const vault = await Vault.objects.create(values)

it('toJSON leaves them out, values() does not', () => {
  expect(vault.toJSON()).toEqual(seen)
  expect(vault.values()).toEqual(values)
})

it('of a union the member that a value is tells which are secret', async () => {
  const bill = await Vault.objects.create({ id: 'b', way: { kind: 'bill', number: '7' } })
  expect(bill.toJSON()).toEqual({ id: 'b', way: { kind: 'bill', number: '7' } })
  Object.assign(bill.way ?? {}, { kind: 'none', number: 'SEKRET' })
  expect(bill.toJSON()).toEqual({ id: 'b' })
})

it('a printed instance, and a printed error with one, leave them out', async () => {
  const error = await Vault.objects.update({ id: 'a' }, { plain: { seen: '2' } }, { if: { id: 'z' } }).catch((e) => e)
  expect(error).toBeInstanceOf(ConditionFailed)
  expect(error.current).toBeInstanceOf(Vault)
  for (const printed of [inspect(vault, { depth: 9 }), inspect(error, { depth: 9 }), JSON.stringify(error)]) {
    expect(printed).not.toMatch(/SEKRET|INTERNAL/)
  }
  expect(inspect(vault, { depth: 9 })).toMatch("list: [ { seen: '1' }, { seen: '2' } ]")
})

it('a difference masks what is secret', async () => {
  Object.assign(vault, {
    map: { seen: '1', token: 'SEKRET 3' },
    pins: ['SEKRET 4'],
    codes: new Set(['SEKRET 5']),
    way: undefined,
  })
  await vault.save()
  const difference = await vault.diff(1, 2)
  expect(inspect(difference, { depth: 9 })).not.toMatch(/SEKRET/)
  expect(difference).toEqual({
    map: {
      from: { seen: '1', token: '(secret)', internal: 'INTERNAL 1' },
      to: { seen: '1', token: '(secret)' },
    },
    pins: { from: ['(secret)', '(secret)'], to: ['(secret)'] },
    codes: { from: new Set(['(secret)']), to: new Set(['(secret)']) },
    way: { from: { kind: 'card', number: '(secret)', note: '(secret)' }, to: undefined },
  })
})
