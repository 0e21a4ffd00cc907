/** History: every version kept by the write that makes it, read back, compared and restored. */
import {
  type DefinitionError,
  f,
  type HistoryEntry,
  plus,
  type StormError,
  Table,
  type TransactionFailed,
  UniqueViolation,
  Unrecognised,
  VersionConflict,
  versionOf,
} from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { describe, expect, it } from 'vitest'
import { before, cancel, type Fault, type Sent } from './bank.ts'

/** Calls of versions, where the compiler knows that there are none. */
type Untyped = Record<'at' | 'diff' | 'history' | 'restore', (...given: number[]) => Promise<unknown>>

const open = async (history: true | { keep?: number; actor?: () => string | undefined } = true) => {
  const engine = await sharedEngine()
  const sent: Sent[] = []
  const faults: Fault[] = []
  const name = `docs-${Math.random().toString(36).slice(2)}`
  const table = new Table({
    name,
    indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } },
    client: engine.client,
    middleware: [
      async (operation, next) => {
        sent.push({ name: operation.name, input: operation.input })
        const fault = faults.shift()
        return fault === undefined ? await next() : await fault(operation, next)
      },
    ],
  })
  class Doc extends table.Model<Doc>()('Doc', {
    fields: {
      id: f.string(),
      title: f.string(),
      shelf: f.string().default('a'),
      place: f.string().default('x').keyOnly(),
      count: f.number().default(0),
      email: f.string().optional(),
      tags: f.set(f.string()).optional(),
      pin: f.string().secret().optional(),
      shout: f.string().computed((values) => String(values['title']).toUpperCase()),
      changed: f.date().updatedAt(),
    },
    keys: {
      primary: { pk: 'DOC#{id}', sk: 'DOC' },
      byShelf: { index: 'gsi1', pk: 'SHELF#{shelf}', sk: '{place}#{title}' },
    },
    unique: { email: ['email'] },
    history,
  }) {}
  await table.ensure()
  sent.length = 0
  const scan = async (): Promise<Record<string, Record<string, never>>> => {
    const { body } = await engine.client.send('Scan', JSON.stringify({ TableName: name, ConsistentRead: true }))
    const items = (JSON.parse(body) as { Items: Record<string, { S: string }>[] }).Items
    return Object.fromEntries(items.map((item) => [`${item['PK']?.S} ${item['SK']?.S}`, item as never]))
  }
  return { table, Doc, sent, faults, scan, name, engine, take: () => sent.splice(0) }
}
const short = ({ version, operation, values }: HistoryEntry<{ title: string }>) => [version, operation, values.title]

describe('what is stored', () => {
  it('is one entry a version, in the transaction of the write', async () => {
    const { Doc, scan, take } = await open({ actor: () => 'ada' })
    const doc = await Doc.objects.create({ id: '1', title: 'A', email: 'a@b', tags: new Set(['t']) })
    expect(take().map(({ name }) => name)).toEqual(['TransactWriteItems'])
    const entry = (await scan())['HISTORY#DOC#1 DOC#V#0000000001']
    expect(entry).toEqual({
      PK: { S: 'HISTORY#DOC#1' },
      SK: { S: 'DOC#V#0000000001' },
      _type: { S: '~history' },
      version: { N: '1' },
      at: { S: doc.changed.toISOString() },
      by: { S: 'ada' },
      operation: { S: 'create' },
      values: {
        M: {
          ...{ PK: { S: 'DOC#1' }, SK: { S: 'DOC' }, _type: { S: 'Doc' }, _v: { N: '1' } },
          ...{ id: { S: '1' }, title: { S: 'A' }, shelf: { S: 'a' }, count: { N: '0' }, email: { S: 'a@b' } },
          ...{ tags: { SS: ['t'] }, shout: { S: 'A' }, changed: { S: doc.changed.toISOString() } },
          // `place` lives in this key alone.
          GSI1SK: { S: 'x#A' },
        },
      },
    })
    await doc.update({ title: 'B', count: plus(2) })
    // Nothing is read: the instance knows the whole item.
    expect(take().map(({ name }) => name)).toEqual(['TransactWriteItems'])
    expect([doc.title, doc.count, doc.shout, versionOf(doc)]).toEqual(['B', 2, 'B', 2])
    const all = await scan()
    expect(all['HISTORY#DOC#1 DOC#V#0000000002']).toMatchObject({
      operation: { S: 'update' },
      values: { M: { title: { S: 'B' }, count: { N: '2' }, _v: { N: '2' } } },
    })
    expect(Object.keys(all['HISTORY#DOC#1 DOC#V#0000000002'] ?? {})).not.toContain('GSI1PK')
  })

  it('follows every way to write', async () => {
    const { table, Doc } = await open()
    const doc = await Doc.objects.create({ id: '1', title: 'A' })
    doc.title = 'B'
    await doc.save()
    await doc.save()
    await Doc.objects.update({ id: '1' }, { title: 'C' })
    await Doc.objects.upsert({ id: '1', title: 'D' })
    await Doc.objects.replace({ id: '1', title: 'E' })
    await Doc.objects.putMany([{ id: '1', title: 'F' }])
    await Doc.objects.using({ shelf: 'a' }).update({ title: 'G' })
    await table.transaction((tx) => {
      tx.update(Doc, { id: '1' }, { title: 'H' })
      tx.create(Doc, { id: '2', title: 'X' })
    })
    const held = await Doc.objects.get({ id: '1' })
    expect((await held.history().all()).map(short)).toEqual([
      [8, 'update', 'H'],
      [7, 'update', 'G'],
      [6, 'replace', 'F'],
      [5, 'replace', 'E'],
      [4, 'update', 'D'],
      [3, 'update', 'C'],
      [2, 'update', 'B'],
      [1, 'create', 'A'],
    ])
    await held.delete()
    expect((await Doc.objects.history({ id: '1' }).page({ size: 1 })).items.map(short)).toEqual([[9, 'delete', 'H']])
    await Doc.objects.delete({ id: '1' })
    expect(await Doc.objects.history({ id: '1' }).all()).toHaveLength(9)
    // Versions go on after a deletion, however the item comes back.
    expect(versionOf(await Doc.objects.create({ id: '1', title: 'I' }))).toBe(10)
    await Doc.objects.deleteMany([{ id: '1' }])
    expect(versionOf(await Doc.objects.upsert({ id: '1', title: 'J' }))).toBe(12)
    await table.transaction((tx) => tx.delete(Doc, { id: '1' }))
    expect(versionOf(await Doc.objects.replace({ id: '1', title: 'K' }))).toBe(14)
    await Doc.objects.delete({ id: '1' })
    const again = await table.transaction((tx) => tx.create(Doc, { id: '1', title: 'L' }))
    expect(versionOf(again)).toBe(16)
    expect((await Doc.objects.history({ id: '1' }).page({ size: 3 })).items.map(short)).toEqual([
      [16, 'create', 'L'],
      [15, 'delete', 'K'],
      [14, 'create', 'K'],
    ])
  })

  it('goes on at the new key of a move, and ends at the old one', async () => {
    const { Doc } = await open()
    await Doc.objects.create({ id: '2', title: 'old' })
    await Doc.objects.delete({ id: '2' })
    const doc = await Doc.objects.create({ id: '1', title: 'A' })
    await doc.move({ id: '2' })
    expect(versionOf(doc)).toBe(3)
    expect((await Doc.objects.history({ id: '1' }).all()).map(short)).toEqual([
      [2, 'move', 'A'],
      [1, 'create', 'A'],
    ])
    expect((await doc.history().all()).map(short)).toEqual([
      [3, 'move', 'A'],
      [2, 'delete', 'old'],
      [1, 'create', 'old'],
    ])
  })

  it('goes on without gaps where an item was moved to, deleted and created again', async () => {
    const { Doc } = await open()
    const doc = await Doc.objects.create({ id: '1', title: 'A' })
    await doc.move({ id: '2' })
    await doc.delete()
    const again = await Doc.objects.create({ id: '2', title: 'B' })
    expect(versionOf(again)).toBe(3)
    await again.update({ title: 'C' })
    expect((await again.history().all()).map(short)).toEqual([
      [4, 'update', 'C'],
      [3, 'create', 'B'],
      [2, 'delete', 'A'],
      [1, 'move', 'A'],
    ])
  })

  it('says who acted', async () => {
    const { table, Doc } = await open({ actor: () => 'model' })
    const doc = await Doc.objects.create({ id: '1', title: 'A' })
    await table.with({ actor: 'eve' }, () => doc.update({ title: 'B' }))
    const entries = await doc.history().all()
    expect(entries.map(({ by }) => by)).toEqual(['eve', 'model'])
    expect(entries[0]?.at).toEqual(doc.changed)
    const nobody = await open({ actor: () => undefined })
    const other = await nobody.Doc.objects.create({ id: '1', title: 'A' })
    expect((await other.history().all()).map((entry) => 'by' in entry)).toEqual([false])
  })

  it('is pruned in the same transaction, and versions never come back', async () => {
    const { Doc, scan, take } = await open({ keep: 2 })
    const doc = await Doc.objects.create({ id: '1', title: 'A' })
    for (const title of ['B', 'C', 'D']) await doc.update({ title })
    const last = take().at(-1)
    expect(last?.input.TransactItems).toHaveLength(3)
    const versions = async () => Object.keys(await scan()).filter((key) => key.startsWith('HISTORY#'))
    expect(await versions()).toHaveLength(2)
    expect((await doc.history().all()).map(short)).toEqual([
      [4, 'update', 'D'],
      [3, 'update', 'C'],
    ])
    expect([await doc.at(2), (await doc.at(3))?.title]).toEqual([undefined, 'C'])
    await doc.delete()
    expect(versionOf(await Doc.objects.create({ id: '1', title: 'E' }))).toBe(6)
    expect(await versions()).toHaveLength(2)
  })

  it('is neither an item of the table nor of the model', async () => {
    const { table, Doc } = await open()
    await Doc.objects.create({ id: '1', title: 'A', email: 'a@b' })
    const items = await table.scan().all()
    expect(items).toHaveLength(1)
    expect(items.some((item) => item instanceof Unrecognised)).toBe(false)
    expect(await Doc.objects.scan().all()).toHaveLength(1)
    expect(await Doc.objects.using({ shelf: 'a' }).all()).toHaveLength(1)
  })
})

it('works where no type is stored, and neither markers nor entries are items then', async () => {
  const engine = await sharedEngine()
  const table = new Table({
    name: `typeless-${Math.random().toString(36).slice(2)}`,
    client: engine.client,
    typeAttribute: false,
  })
  class Doc extends table.Model<Doc>()('Doc', {
    fields: { id: f.string(), email: f.string() },
    keys: { primary: { pk: 'D#{id}', sk: 'D' } },
    unique: { email: ['email'] },
    history: true,
  }) {}
  await table.ensure()
  const doc = await Doc.objects.create({ id: '1', email: 'a@b' })
  await doc.update({ email: 'b@b' })
  expect((await doc.history().all()).map(({ values }) => values)).toEqual([
    { id: '1', email: 'b@b' },
    { id: '1', email: 'a@b' },
  ])
  const items = await table.scan().all()
  expect([items.length, items[0] instanceof Doc]).toEqual([1, true])
})

it('an heir keeps its versions, whoever writes it', async () => {
  const engine = await sharedEngine()
  const table = new Table({ name: `heirs-${Math.random().toString(36).slice(2)}`, client: engine.client })
  class User extends table.Model<User>()('User', {
    fields: { id: f.string(), name: f.string() },
    keys: { primary: { pk: 'U#{id}', sk: 'U' } },
    history: { keep: 3 },
  }) {}
  class Admin extends User.extend<Admin>()('Admin', { fields: { badge: f.string() }, unique: { badge: ['badge'] } }) {}
  await table.ensure()
  await Admin.objects.create({ id: '1', name: 'A', badge: 'x' })
  const admin = await User.objects.update({ id: '1' }, { name: 'B' })
  expect(admin).toBeInstanceOf(Admin)
  expect((await User.objects.history({ id: '1' }).all()).map(({ version, values }) => [version, values])).toEqual([
    [2, { id: '1', name: 'B', badge: 'x' }],
    [1, { id: '1', name: 'A', badge: 'x' }],
  ])
  await admin.restore(1)
  expect(await Admin.objects.get({ badge: 'x' })).toMatchObject({ name: 'A' })
  await admin.move({ id: '2' })
  await admin.move({ id: '1' })
  expect([versionOf(admin), (await admin.history().all()).length]).toEqual([5, 3])
})

it('two instances of one item in one transaction hold the same version, or are refused', async () => {
  const { table, Doc } = await open()
  const first = await Doc.objects.create({ id: '1', title: 'A' })
  const stale = await Doc.objects.get({ id: '1' })
  await first.update({ count: 1 })
  const both = (one: InstanceType<typeof Doc>, other: InstanceType<typeof Doc>) =>
    table.transaction((tx) => {
      tx.update(one, { title: 'B' })
      tx.update(other, { shelf: 'b' })
    })
  await expect(both(first, stale)).rejects.toMatchObject({ code: 'transaction.same-item' })
  await stale.refresh()
  await both(first, stale)
  expect([first.title, stale.title, versionOf(first), versionOf(stale)]).toEqual(['B', 'B', 3, 3])
})

describe('reading', () => {
  it('pages, and refuses cursors of other histories', async () => {
    const { Doc, take } = await open()
    const doc = await Doc.objects.create({ id: '1', title: 'A' })
    const other = await Doc.objects.create({ id: '2', title: 'A' })
    for (let count = 1; count < 5; count++) await doc.update({ count })
    take()
    const history = doc.history()
    expect(take()).toEqual([])
    const first = await history.page({ size: 2 })
    expect(first.items.map(({ version }) => version)).toEqual([5, 4])
    const second = await history.page({ size: 2, cursor: first.next })
    const third = await history.page({ size: 2, cursor: second.next })
    expect([second.items.length, third.items.map(({ version }) => version), third.next]).toEqual([2, [1], undefined])
    expect(await history.page({ size: 5 })).not.toHaveProperty('next')
    expect(take().map(({ name }) => name)).toEqual(['Query', 'Query', 'Query', 'Query'])
    const seen: number[] = []
    for await (const { version } of history) seen.push(version)
    expect(seen).toEqual([5, 4, 3, 2, 1])
    expect(history.toRequests()).toMatchObject([{ ScanIndexForward: false, ConsistentRead: true }])
    for (const cursor of [`${first.next}x`, '', 'AAAA', first.next?.slice(2)])
      await expect(history.page({ cursor: cursor ?? '' })).rejects.toMatchObject({ code: 'cursor.invalid' })
    await expect(other.history().page({ cursor: first.next })).rejects.toMatchObject({ code: 'cursor.invalid' })
    await expect(history.page({ size: 0 })).rejects.toMatchObject({ code: 'query.option' })
  })

  it('keeps items apart whose sort keys go on in each other', async () => {
    const engine = await sharedEngine()
    const table = new Table({
      name: `apart-${Math.random().toString(36).slice(2)}`,
      client: engine.client,
      keyEncoding: 'raw',
    })
    class Part extends table.Model<Part>()('Part', {
      fields: { id: f.string(), n: f.number().default(0) },
      keys: { primary: { pk: 'P', sk: '{id}' } },
      history: true,
    }) {}
    await table.ensure()
    const one = await Part.objects.create({ id: 'a' })
    await one.update({ n: 1 })
    await Part.objects.create({ id: 'a#V#0000000001' })
    await Part.objects.create({ id: 'a#V#0000000002' })
    expect((await one.history().all()).map(({ version, values }) => [version, values.id])).toEqual([
      [2, 'a'],
      [1, 'a'],
    ])
    await one.delete()
    expect(versionOf(await Part.objects.create({ id: 'a' }))).toBe(4)
  })

  it('compares versions, with secrets masked', async () => {
    const { Doc } = await open()
    const doc = await Doc.objects.create({ id: '1', title: 'A', pin: '1234', tags: new Set(['s', 't']) })
    await doc.update({ title: 'B', pin: '4321', place: 'y' })
    const difference = await doc.diff(1, 2)
    expect(Object.keys(difference).sort()).toEqual(['changed', 'pin', 'place', 'shout', 'title'])
    expect(difference).toMatchObject({
      ...{ title: { from: 'A', to: 'B' }, place: { from: 'x', to: 'y' } },
      pin: { from: '(secret)', to: '(secret)' },
    })
    doc.pin = undefined as never
    await doc.save()
    expect((await doc.diff(2, 3)).pin).toEqual({ from: '(secret)', to: undefined })
    expect(await doc.diff(1, 1)).toEqual({})
    await expect(doc.diff(1, 9)).rejects.toBeInstanceOf(Doc.DoesNotExist)
  })
})

describe('restoring', () => {
  it('writes a new version with the values of the old one, index keys and markers included', async () => {
    const { Doc, scan } = await open()
    const doc = await Doc.objects.create({ id: '1', title: 'A', email: 'a@b', shelf: 's', place: 'p' })
    await doc.update({ title: 'B', email: 'b@b', shelf: 't', place: 'q' })
    const stale = await Doc.objects.get({ id: '1' })
    await doc.restore(1)
    expect([doc.title, doc.email, doc.shelf, doc.place, doc.shout, versionOf(doc)]).toEqual([
      ...['A', 'a@b', 's', 'p', 'A'],
      3,
    ])
    const all = await scan()
    expect(all['DOC#1 DOC']).toMatchObject({ GSI1PK: { S: 'SHELF#s' }, GSI1SK: { S: 'p#A' } })
    expect(Object.keys(all).filter((key) => key.startsWith('UNIQUE#'))).toEqual([
      'UNIQUE#Doc#email#a@b UNIQUE#Doc#email#a@b',
    ])
    expect((await doc.history().page({ size: 1 })).items.map(short)).toEqual([[3, 'restore', 'A']])
    await expect(stale.restore(1)).rejects.toBeInstanceOf(VersionConflict)
    await expect(doc.restore(9)).rejects.toMatchObject({ code: 'item.not-found', key: { id: '1', version: 9 } })
    await Doc.objects.create({ id: '2', title: 'C', email: 'b@b' })
    await expect(doc.restore(2)).rejects.toBeInstanceOf(UniqueViolation)
    expect(versionOf(doc)).toBe(3)
    await doc.delete()
    await doc.restore(3)
    expect([doc.isNew, versionOf(doc), (await Doc.objects.get({ id: '1' })).title]).toEqual([false, 5, 'A'])
    expect((await doc.history().page({ size: 1 })).items.map(short)).toEqual([[5, 'restore', 'A']])
  })

  it('keeps attributes that no field names', async () => {
    const { Doc, scan, name, engine } = await open()
    await Doc.objects.create({ id: '1', title: 'A' })
    const Key = { PK: { S: 'DOC#1' }, SK: { S: 'DOC' } }
    const update = {
      TableName: name,
      Key,
      UpdateExpression: 'SET extra = :x',
      ExpressionAttributeValues: { ':x': { N: '7' } },
    }
    await engine.client.send('UpdateItem', JSON.stringify(update))
    const doc = await Doc.objects.get({ id: '1' })
    await doc.update({ title: 'B' })
    await doc.update({ title: 'C' })
    await doc.restore(2)
    expect((await scan())['DOC#1 DOC']).toMatchObject({ title: { S: 'B' }, extra: { N: '7' } })
  })
})

describe('under faults and contention', () => {
  it('a write by key is planned anew when another writer gets between', async () => {
    const { Doc, faults, take } = await open()
    await Doc.objects.create({ id: '1', title: 'A' })
    take()
    const pass: Fault = (_operation, next) => next()
    faults.push(
      pass,
      before(() => Doc.objects.update({ id: '1' }, { title: 'theirs' })),
    )
    const doc = await Doc.objects.update({ id: '1' }, { count: plus(1) })
    expect([doc.title, doc.count, versionOf(doc)]).toEqual(['theirs', 1, 3])
    expect((await doc.history().all()).map(({ values }) => [values.title, values.count])).toEqual([
      ['theirs', 1],
      ['theirs', 0],
      ['A', 0],
    ])
    faults.push(
      pass,
      before(() => Doc.objects.update({ id: '1' }, { title: 'again' })),
    )
    await expect(Doc.objects.update({ id: '1' }, { count: 5 }, { version: 3 })).rejects.toMatchObject({
      code: 'write.version',
    })
    await doc.refresh()
    faults.push(pass, cancel('TransactionConflict', undefined))
    await expect(Doc.objects.update({ id: '1' }, { count: plus(1) })).resolves.toMatchObject({ count: 2 })
    await expect(doc.update({ count: 9 })).rejects.toBeInstanceOf(VersionConflict)
  })

  it('64 writers of one item: versions are consecutive, and each has one entry', async () => {
    const { Doc } = await open()
    await Doc.objects.create({ id: '1', title: 'A' })
    const won: number[] = []
    await Promise.all(
      Array.from({ length: 64 }, async () => {
        for (;;) {
          try {
            const doc = await Doc.objects.get({ id: '1' }, { consistent: true })
            await doc.update({ count: plus(1) })
            return won.push(versionOf(doc) ?? 0)
          } catch (error) {
            if (!(error instanceof VersionConflict) && !(error as StormError).retryable) throw error
          }
        }
      }),
    )
    const consecutive = Array.from({ length: 64 }, (_, index) => index + 2)
    expect(won.sort((a, b) => a - b)).toEqual(consecutive)
    const entries = await Doc.objects.history({ id: '1' }).all()
    expect(entries.map(({ version }) => version).reverse()).toEqual([1, ...consecutive])
    // Every version is the one before it, and one more.
    expect(entries.map(({ values }) => values.count)).toEqual(Array.from({ length: 65 }, (_, index) => 64 - index))
  })

  it('unique values, versions and history stay together through racing writes of every kind', async () => {
    const { table, Doc, scan } = await open()
    const emails = ['a@b', 'b@b', 'c@b']
    const pick = (n: number) => emails[n % 3] as string
    const act = (n: number): Promise<unknown> => {
      const id = `${n % 4}`
      switch (n % 7) {
        case 0:
          return Doc.objects.create({ id, title: 'new', email: pick(n) })
        case 1:
          return Doc.objects.update({ id }, { email: pick(n), count: plus(1) })
        case 2:
          return Doc.objects.upsert({ id, title: 'upserted', email: pick(n) })
        case 3:
          return Doc.objects.putMany([{ id, title: 'put', email: pick(n) }])
        case 4:
          return table.transaction((tx) => {
            tx.update(Doc, { id }, { count: plus(1) })
            tx.replace(Doc, { id: `${(n + 1) % 4}`, title: 'tx', email: pick(n + 1) })
          })
        case 5:
          return Doc.objects.delete({ id })
        default:
          return Doc.objects.find({ id }, { consistent: true }).then((doc) => doc?.update({ title: `${n}` }))
      }
    }
    let through = 0
    for (let round = 0; round < 6; round++) {
      const results = await Promise.allSettled(Array.from({ length: 28 }, (_, n) => act(n * 5 + round)))
      through += results.filter(({ status }) => status === 'fulfilled').length
      for (const result of results)
        if (result.status === 'rejected') expect((result.reason as StormError).code).toMatch(/^[a-z]+\./)
    }
    expect(through).toBeGreaterThan(20)
    const all = await scan()
    const markers = Object.keys(all).filter((key) => key.startsWith('UNIQUE#')).length
    const docs = await Doc.objects.scan().all()
    expect(markers).toBe(docs.filter(({ email }) => email !== undefined).length)
    for (const id of ['0', '1', '2', '3']) {
      const entries = await Doc.objects.history({ id }).all()
      expect(entries.map(({ version }) => version)).toEqual(
        Array.from({ length: entries.length }, (_, index) => entries.length - index),
      )
      const doc = docs.find((one) => one.id === id)
      expect(entries[0]?.operation === 'delete' || entries.length === 0).toBe(doc === undefined)
      if (doc !== undefined) expect([entries[0]?.version, entries[0]?.values]).toEqual([versionOf(doc), doc.values()])
    }
  })

  it('the writer of an old version does nothing, in a transaction too', async () => {
    const { table, Doc, scan } = await open()
    const doc = await Doc.objects.create({ id: '1', title: 'A' })
    const stale = await Doc.objects.get({ id: '1' })
    await doc.update({ title: 'B' })
    const stored = await scan()
    await expect(stale.update({ title: 'C' })).rejects.toMatchObject({ code: 'write.version' })
    await expect(stale.delete()).rejects.toMatchObject({ code: 'write.version' })
    await expect(stale.move({ id: '2' })).rejects.toMatchObject({ code: 'write.version' })
    const error = await table
      .transaction((tx) => {
        tx.create(Doc, { id: '3', title: 'X' })
        tx.update(stale, { title: 'C' })
      })
      .catch((reason: TransactionFailed) => reason)
    expect((error as TransactionFailed).reasons).toMatchObject([undefined, { code: 'write.version' }])
    expect(await scan()).toEqual(stored)
  })

  it('over 100 operations: refused before sending', async () => {
    const { table, Doc, take } = await open()
    await expect(
      table.transaction((tx) => {
        for (let count = 0; count < 51; count++) tx.create(Doc, { id: `${count}`, title: 'A' })
      }),
    ).rejects.toMatchObject({ code: 'transaction.too-large', message: expect.stringContaining('51 for history') })
    expect(take()).toEqual([])
  })
})

describe('definitions', () => {
  it('refuse what cannot keep versions, and models without them say so', async () => {
    const problems = (definition: object, options: object = {}) => {
      const table = new Table({ name: 'things', ...options })
      const make = table.Model<object>() as unknown as (name: string, definition: object) => unknown
      try {
        make('X', { fields: { id: f.string() }, keys: { primary: { pk: 'X#{id}', sk: 'X' } }, ...definition })
      } catch (error) {
        return (error as DefinitionError).problems.map(({ path }) => path)
      }
      return []
    }
    expect(problems({ history: { keep: 0 } })).toEqual(['history.keep'])
    expect(problems({ history: { actor: 'me' } })).toEqual(['history.actor'])
    expect(problems({ history: { limit: 1 } })).toEqual(['history'])
    expect(problems({ history: true, locking: false })).toEqual(['locking'])
    expect(problems({ history: true, keys: { primary: { pk: 'X#{id}' } } }, { sk: false })).toEqual(['history'])
    expect(problems({ history: false })).toEqual([])
    const table = new Table({ name: 'things' })
    class Plain extends table.Model<Plain>()('Plain', {
      fields: { id: f.string() },
      keys: { primary: { pk: 'X#{id}', sk: 'X' } },
    }) {}
    const plain = new Plain({ id: '1' })
    const refused = expect.objectContaining({ code: 'write.state' })
    const untyped = plain as unknown as Untyped
    expect(() => untyped.history()).toThrow(refused)
    expect(() => Plain.objects.history({ id: '1' } as never)).toThrow(refused)
    for (const call of [untyped.at(1), untyped.restore(1), untyped.diff(1, 2)])
      await expect(call).rejects.toMatchObject({
        code: 'write.state',
        message: expect.stringContaining('has no history'),
      })
  })
})
