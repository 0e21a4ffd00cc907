/** What no field names stays in whatever is written anew: in the item, in its maps, in elements that did not change. */
import { f, plus, Table } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { beforeEach, expect, it } from 'vitest'
import type { Item } from '../../src/wire/attribute-value.ts'

const engine = await sharedEngine()
const name = `later-${Math.random().toString(36).slice(2)}`
const table = new Table({ name, client: engine.client })
const fields = {
  id: f.string(),
  n: f.number().default(0),
  m: f.map({ a: f.number().as('why'), inner: f.map({ b: f.number() }), list: f.list(f.map({ c: f.number() })) }),
  list: f.list(f.map({ c: f.number() })),
  record: f.record(f.map({ c: f.number() })).optional(),
  by: f.string().optional(),
  by2: f.string().optional(),
  changed: f.date().updatedAt(),
}
class Doc extends table.Model<Doc>()('Doc', {
  fields,
  keys: { primary: { pk: 'D#{id}', sk: 'D' } },
}) {}
class Kept extends table.Model<Kept>()('Kept', {
  fields,
  keys: { primary: { pk: 'K#{id}', sk: 'K' } },
  locking: true,
  history: true,
}) {}
class Stamped extends table.Model<Stamped>()('Stamped', {
  fields: { ...fields, twice: f.number().computed(({ n }) => 2 * (n as number)) },
  keys: { primary: { pk: 'S#{id}', sk: 'S' } },
  hooks: {
    beforeUpdate: ({ changes }) => {
      Object.assign(changes, { by: 'me', n: plus(1) })
    },
  },
}) {}
await table.create()

const N = (n: number) => ({ N: String(n) })
const more = { later: { S: 'kept' } }
const later = {
  later: { S: 'kept' },
  m: {
    M: {
      ...more,
      why: N(1),
      inner: { M: { ...more, b: { N: '1' } } },
      list: { L: [{ M: { ...more, c: N(1) } }, { M: { ...more, c: N(2) } }] },
    },
  },
  list: { L: [1, 2, 3].map((c) => ({ M: { later: N(c), c: N(c) } })) },
  record: { M: { x: { M: { ...more, c: N(1) } } } },
} satisfies Item

const raw = async (pk: string, sk: string): Promise<Item> => {
  const Key = { PK: { S: pk }, SK: { S: sk } }
  const text = JSON.stringify({ TableName: name, Key, ConsistentRead: true })
  return JSON.parse((await engine.client.send('GetItem', text)).body).Item
}
/** A later program adds what this one does not know. */
const extend = async (pk: string, sk: string) => {
  const Item = { ...(await raw(pk, sk)), ...later }
  await engine.client.send('PutItem', JSON.stringify({ TableName: name, Item }))
}
let number = 0
let id: string
beforeEach(() => {
  id = String(number++)
})
const values = () => ({
  id,
  m: { a: 1, inner: { b: 1 }, list: [{ c: 1 }, { c: 2 }] },
  list: [{ c: 1 }, { c: 2 }, { c: 3 }],
})
const openDoc = async () => {
  const doc = await Doc.objects.create(values())
  await extend(`D#${id}`, 'D')
  return await doc.refresh()
}

it('move takes everything along', async () => {
  const doc = await openDoc()
  await doc.move({ id: `to-${id}` })
  expect(await raw(`D#to-${id}`, 'D')).toMatchObject(later)
})

it('move takes along what hooks change, and what is computed of it', async () => {
  const item = await Stamped.objects.create(values())
  await extend(`S#${id}`, 'S')
  await item.refresh()
  await item.move({ id: `to-${id}` })
  expect(item).toMatchObject({ id: `to-${id}`, by: 'me', n: 1, twice: 2 })
  expect(item.changes()).toEqual({})
  expect(await raw(`S#to-${id}`, 'S')).toMatchObject({ ...later, by: { S: 'me' }, n: N(1), twice: N(2) })
  expect(await Stamped.objects.find({ id })).toBeUndefined()
})

it('save({ overwrite }) keeps it, beside what changed', async () => {
  const doc = await openDoc()
  doc.m.inner.b = 5
  doc.list[1] = { c: 9 }
  await doc.save({ overwrite: true })
  expect(await raw(`D#${id}`, 'D')).toMatchObject({
    ...later,
    m: { M: { ...later.m.M, inner: { M: { ...more, b: N(5) } } } },
    list: { L: [later.list.L[0], { M: { c: N(9) } }, later.list.L[2]] },
  })
})

it('a changed element leaves the others what they have, also where elements moved', async () => {
  const doc = await openDoc()
  doc.list[1] = { c: 9 }
  doc.m.list[0] = { c: 8 }
  await doc.save()
  const [first, , third] = later.list.L
  expect(await raw(`D#${id}`, 'D')).toMatchObject({
    list: { L: [first, { M: { c: N(9) } }, third] },
    m: { M: { ...later.m.M, list: { L: [{ M: { c: N(8) } }, later.m.M.list.L[1]] } } },
  })
  doc.list.splice(0, 2)
  doc.list.push({ c: 4 })
  await table.transaction(async (tx) => tx.save(doc))
  expect((await raw(`D#${id}`, 'D'))['list']).toEqual({ L: [third, { M: { c: N(4) } }] })
})

it('a transaction that histories make too large is refused before anything is read', async () => {
  let sent = 0
  const watched = new Table({
    name,
    client: engine.client,
    middleware: [
      async (_operation, next) => {
        sent++
        return await next()
      },
    ],
  })
  class Watched extends watched.Model<Watched>()('Watched', {
    fields: { id: f.string(), n: f.number().default(0) },
    keys: { primary: { pk: 'W#{id}', sk: 'W' } },
    locking: true,
    history: true,
  }) {}
  const attempt = watched.transaction(async (tx) => {
    for (let index = 0; index < 51; index++) tx.update(Watched, { id: String(index) }, { n: 1 })
  })
  await expect(attempt).rejects.toMatchObject({
    code: 'transaction.too-large',
    message: expect.stringContaining('51 operations, which with 51 for history are 102'),
  })
  expect(sent).toBe(0)
})

it('restore brings back what the version had', async () => {
  const doc = await Kept.objects.create(values())
  await extend(`K#${id}`, 'K')
  await doc.refresh()
  await doc.update({ n: 1 })
  await doc.update({ m: { a: 7, inner: { b: 7 }, list: [] }, list: [] })
  await doc.restore(2)
  expect(await raw(`K#${id}`, 'K')).toMatchObject({ ...later, n: N(1), _v: N(4) })
  await doc.delete()
  await doc.restore(2)
  expect(await raw(`K#${id}`, 'K')).toMatchObject({ ...later, n: N(1) })
})
