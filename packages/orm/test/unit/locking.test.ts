/** Versions of items: raised by every write, and a writer of an old version refused. */
import {
  ConditionFailed,
  type DefinitionError,
  f,
  minus,
  plus,
  RequestError,
  type StormError,
  Table,
  TransactionFailed,
  type Transport,
  type TransportResponse,
  VersionConflict,
  versionOf,
} from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { describe, expect, it } from 'vitest'
import type { Fault, Sent } from './bank.ts'

const open = async () => {
  const engine = await sharedEngine()
  const sent: Sent[] = []
  const faults: Fault[] = []
  const name = `locks-${Math.random().toString(36).slice(2)}`
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
  const fields = {
    id: f.string(),
    title: f.string(),
    shelf: f.string().default('a'),
    place: f.string().default('x'),
    count: f.number().default(0),
    email: f.string().optional(),
  }
  class Doc extends table.Model<Doc>()('Doc', {
    fields,
    keys: {
      primary: { pk: 'DOC#{id}', sk: 'DOC' },
      byShelf: { index: 'gsi1', pk: 'SHELF#{shelf}', sk: '{place}#{title}' },
    },
    locking: true,
  }) {}
  class Named extends table.Model<Named>()('Named', {
    fields,
    keys: { primary: { pk: 'NAMED#{id}', sk: 'NAMED' } },
    unique: { email: ['email'] },
    locking: { attribute: 'revision' },
  }) {}
  class Plain extends table.Model<Plain>()('Plain', { fields, keys: { primary: { pk: 'P#{id}', sk: 'P' } } }) {}
  await table.ensure()
  const stored = async (pk: string, sk: string) => {
    const input = { TableName: name, Key: { PK: { S: pk }, SK: { S: sk } } }
    return JSON.parse((await engine.client.send('GetItem', JSON.stringify(input))).body).Item
  }
  const version = async (doc: { id: string }) => (await stored(`DOC#${doc.id}`, 'DOC'))?._v
  sent.length = 0
  return { engine, table, name, Doc, Named, Plain, sent, faults, stored, version, take: () => sent.splice(0) }
}

const failure = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work
  } catch (error) {
    return error
  }
  throw new Error('It did not fail.')
}

describe('the version', () => {
  it('is 1 at first and one more after each write, in one request each', async () => {
    const { Doc, version, take } = await open()
    const doc = await Doc.objects.create({ id: '1', title: 'A' })
    expect([versionOf(doc), await version(doc)]).toEqual([1, { N: '1' }])
    take()
    doc.title = 'B'
    await doc.save()
    await doc.update({ count: plus(2) })
    expect(take().map(({ name }) => name)).toEqual(['UpdateItem', 'UpdateItem'])
    expect([versionOf(doc), await version(doc)]).toEqual([3, { N: '3' }])
    take()
    const updated = await Doc.objects.update({ id: '1' }, { count: minus(1) })
    const upserted = await Doc.objects.upsert({ id: '1', title: 'C', shelf: 'a', place: 'x' })
    expect(take().map(({ name }) => name)).toEqual(['UpdateItem', 'UpdateItem'])
    expect([versionOf(updated), versionOf(upserted), upserted.count]).toEqual([4, 5, 1])
    const replaced = await Doc.objects.replace({ id: '1', title: 'D' })
    expect([versionOf(replaced), await version(doc)]).toEqual([6, { N: '6' }])
    expect(take().map(({ name }) => name)).toEqual(['GetItem', 'PutItem'])
    const moved = await replaced.move({ id: '2' })
    expect([versionOf(moved), await version({ id: '2' })]).toEqual([7, { N: '7' }])
    await moved.save({ overwrite: true })
    expect(versionOf(moved)).toBe(8)
    expect(versionOf(await Doc.objects.upsert({ id: '3', title: 'new' }))).toBe(1)
    expect(versionOf(await Doc.objects.replace({ id: '4', title: 'new' }))).toBe(1)
    expect(versionOf(new Doc({ id: '5', title: 'new' }))).toBeUndefined()
  })

  it('is the loaded one of an instance that is overwritten, without a read', async () => {
    const { Doc, Named, Plain, version, take } = await open()
    for (const Model of [Doc, Named] as (typeof Doc)[]) {
      const mine = await Model.objects.create({ id: '1', title: 'A', email: 'a@b.cd' })
      const theirs = await Model.objects.get({ id: '1' })
      await theirs.update({ title: 'B' })
      take()
      mine.count = 7
      const error = await mine.save({ overwrite: true }).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(VersionConflict)
      expect(error).toMatchObject({ code: 'write.version', current: { title: 'B', count: 0 } })
      theirs.count = 8
      await theirs.save({ overwrite: true })
      expect(versionOf(theirs)).toBe(3)
      expect(take().filter(({ name }) => name === 'GetItem')).toEqual([])
      expect(await Model.objects.get({ id: '1' })).toMatchObject({ title: 'B', count: 8 })
      await theirs.delete()
      await expect(mine.save({ overwrite: true })).rejects.toBeInstanceOf(VersionConflict)
      // What is new insists on none.
      expect(versionOf(await new Model({ id: '1', title: 'C' }).save({ overwrite: true }))).toBe(1)
    }
    expect(await version({ id: '1' })).toEqual({ N: '1' })
    const plain = await Plain.objects.create({ id: '1', title: 'A' })
    await Plain.objects.delete({ id: '1' })
    await plain.save({ overwrite: true })
    expect((await Plain.objects.get({ id: '1' })).title).toBe('A')
  })

  it('rises by many writes at once, of a query and of a transaction', async () => {
    const { table, Doc, version, take } = await open()
    const titles = (title: string) => ['1', '2', '3'].map((id) => ({ id, title }))
    await Doc.objects.createMany(titles('A'))
    await Doc.objects.putMany(titles('B'))
    expect(await Doc.objects.using({ shelf: 'a' }).update({ count: plus(1), place: 'y' })).toBe(3)
    const doc = await Doc.objects.get({ id: '1' })
    expect([versionOf(doc), doc.place, doc.count]).toEqual([3, 'y', 1])
    await table.transaction((tx) => {
      tx.update(doc, { title: 'C' })
      tx.update(Doc, { id: '2' }, { title: 'C' })
      tx.replace(Doc, { id: '3', title: 'C' })
      tx.create(Doc, { id: '4', title: 'C' })
    })
    expect(versionOf(doc)).toBe(4)
    for (const [id, n] of [
      ['1', '4'],
      ['2', '4'],
      ['3', '4'],
      ['4', '1'],
    ] as const)
      expect(await version({ id })).toEqual({ N: n })
    take()
    expect(await Doc.objects.deleteMany([{ id: '1' }, { id: '2' }])).toBe(2)
    // Nothing insists on a version, so one batch does.
    expect(take().map(({ name }) => name)).toEqual(['BatchWriteItem'])
  })

  it('is kept where the definition says, with unique constraints', async () => {
    const { Named, stored } = await open()
    const one = await Named.objects.create({ id: '1', title: 'A', email: 'a@b' })
    await one.update({ email: 'b@b' })
    expect(versionOf(one)).toBe(2)
    expect(await stored('NAMED#1', 'NAMED')).toMatchObject({ revision: { N: '2' } })
    await Named.objects.update({ id: '1' }, { email: 'c@b' })
    await Named.objects.replace({ id: '1', title: 'B', email: 'd@b' })
    expect(await stored('NAMED#1', 'NAMED')).toMatchObject({ revision: { N: '4' } })
    expect(await stored('UNIQUE#Named#email#d@b', 'UNIQUE#Named#email#d@b')).toBeDefined()
    await expect(one.update({ email: 'e@b' })).rejects.toMatchObject({ code: 'write.version' })
    await expect(one.delete()).rejects.toMatchObject({ code: 'write.version' })
    expect(await stored('UNIQUE#Named#email#e@b', 'UNIQUE#Named#email#e@b')).toBeUndefined()
    expect(await (await Named.objects.get({ id: '1' })).delete()).toBe(true)
    expect(await stored('UNIQUE#Named#email#d@b', 'UNIQUE#Named#email#d@b')).toBeUndefined()
  })

  it('begins at 1 for an item from before locking, and is no unknown attribute', async () => {
    const { Doc, Plain, table, name } = await open()
    await Plain.objects.create({ id: '1', title: 'A' })
    class Later extends table.Model<Later>()('Later', {
      type: 'Later',
      fields: { id: f.string(), title: f.string() },
      keys: { primary: { pk: 'LATER#{id}', sk: 'LATER' } },
      unknown: 'reject',
      locking: true,
    }) {}
    const put = { TableName: name, Item: { PK: { S: 'LATER#1' }, SK: { S: 'LATER' } } }
    const item = { ...put.Item, _type: { S: 'Later' }, id: { S: '1' }, title: { S: 'old' } }
    await (await sharedEngine()).client.send('PutItem', JSON.stringify({ ...put, Item: item }))
    const [mine, theirs] = [await Later.objects.get({ id: '1' }), await Later.objects.get({ id: '1' })]
    expect(versionOf(mine)).toBeUndefined()
    await mine.update({ title: 'mine' })
    expect(versionOf(mine)).toBe(1)
    await expect(theirs.update({ title: 'theirs' })).rejects.toBeInstanceOf(VersionConflict)
    expect((await Later.objects.get({ id: '1' })).title).toBe('mine')
    expect(Doc['~storm'].attributes.has('_v')).toBe(true)
  })
})

describe('a stale writer', () => {
  it('is refused, with the item as it is now, by save, update, delete and move', async () => {
    const { Doc, version, take } = await open()
    const first = await Doc.objects.create({ id: '1', title: 'A' })
    const second = await Doc.objects.get({ id: '1' })
    await first.update({ title: 'B' })
    take()
    second.count = 5
    const error = (await failure(second.save())) as VersionConflict
    expect(error).toBeInstanceOf(VersionConflict)
    expect(error).toBeInstanceOf(ConditionFailed)
    expect(error).toMatchObject({ code: 'write.version', retryable: false })
    expect(error.message).toContain('has the version 2, but the write is of the version 1')
    expect(error.current).toBeInstanceOf(Doc)
    expect(versionOf(error.current as object)).toBe(2)
    expect((error.current as InstanceType<typeof Doc>).title).toBe('B')
    expect(take()).toHaveLength(1)
    // Fields of a mixed index key are guarded as well: that is no reason to plan anew.
    await expect(second.update({ title: 'C' })).rejects.toMatchObject({ code: 'write.version' })
    await expect(second.delete()).rejects.toMatchObject({ code: 'write.version' })
    await expect(second.update({ title: 'C' }, { if: { title: 'A' } })).rejects.toMatchObject({ code: 'write.version' })
    expect(take()).toHaveLength(3)
    await expect(second.move({ id: '2' })).rejects.toMatchObject({ code: 'write.version' })
    expect([second.count, versionOf(second), await version(first)]).toEqual([5, 1, { N: '2' }])
    await second.refresh()
    await second.update({ count: 5 })
    expect(versionOf(second)).toBe(3)
  })

  it('is refused in a transaction, which then does nothing', async () => {
    const { table, Doc, version } = await open()
    const first = await Doc.objects.create({ id: '1', title: 'A' })
    const second = await Doc.objects.get({ id: '1' })
    await first.update({ title: 'B' })
    const error = (await failure(
      table.transaction((tx) => {
        tx.create(Doc, { id: '2', title: 'A' })
        tx.update(second, { count: 1 })
      }),
    )) as TransactionFailed
    expect(error).toBeInstanceOf(TransactionFailed)
    expect(error.reasons[0]).toBeUndefined()
    expect(error.reasons[1]).toMatchObject({ code: 'write.version' })
    await expect(table.transaction((tx) => tx.delete(second))).rejects.toMatchObject({
      reasons: [{ code: 'write.version' }],
    })
    await expect(
      table.transaction((tx) => tx.update(Doc, { id: '1' }, { count: 1 }, { version: 1 })),
    ).rejects.toMatchObject({ reasons: [{ code: 'write.version' }] })
    expect([await version({ id: '1' }), await version({ id: '2' })]).toEqual([{ N: '2' }, undefined])
  })

  it('by key is refused where it names a version', async () => {
    const { Doc, Plain } = await open()
    await Doc.objects.create({ id: '1', title: 'A' })
    const doc = await Doc.objects.update({ id: '1' }, { count: 1 }, { version: 1 })
    expect(versionOf(doc)).toBe(2)
    await expect(Doc.objects.update({ id: '1' }, { count: 1 }, { version: 1 })).rejects.toBeInstanceOf(VersionConflict)
    await expect(Doc.objects.update({ id: '1' }, { title: 'x' }, { version: 1 })).rejects.toBeInstanceOf(
      VersionConflict,
    )
    await expect(Doc.objects.delete({ id: '1' }, { version: 1 })).rejects.toBeInstanceOf(VersionConflict)
    await expect(Doc.objects.update({ id: '2' }, { count: 1 }, { version: 1 })).rejects.toBeInstanceOf(Doc.DoesNotExist)
    expect(await Doc.objects.delete({ id: '1' }, { version: 2 })).toBe(true)
    expect(await Doc.objects.delete({ id: '1' }, { version: 2 })).toBe(false)
    await expect(Plain.objects.update({ id: '1' }, { count: 1 }, { version: 1 })).rejects.toMatchObject({
      code: 'write.state',
    })
    await expect(Doc.objects.update({ id: '1' }, { count: 1 }, { version: -1 })).rejects.toMatchObject({
      code: 'write.state',
    })
  })

  it('of an item that is gone is told so', async () => {
    const { Doc, table } = await open()
    const first = await Doc.objects.create({ id: '1', title: 'A' })
    const second = await Doc.objects.get({ id: '1' })
    const third = await Doc.objects.get({ id: '1' })
    await first.delete()
    await expect(second.update({ count: 1 })).rejects.toBeInstanceOf(Doc.DoesNotExist)
    await expect(table.transaction((tx) => tx.delete(second))).rejects.toMatchObject({
      reasons: [{ code: 'write.version', current: undefined }],
    })
    expect(await second.delete()).toBe(false)
    expect([second.isNew, third.isNew]).toEqual([true, false])
  })

  it('is not made up by a retry: the answer of a save was lost, and the save is there', async () => {
    const { Doc, faults } = await open()
    const doc = await Doc.objects.create({ id: '1', title: 'A' })
    const twice: Fault = async (_operation, next) => {
      await next()
      try {
        return await next()
      } catch (error) {
        // What the transport says of a request that was sent twice.
        const { service, status, body } = error as RequestError
        throw new RequestError('request.failed', 'Refused.', { service, status, body, attempts: 2 })
      }
    }
    faults.push(twice)
    doc.title = 'B'
    await doc.save()
    expect([versionOf(doc), (await Doc.objects.get({ id: '1' })).title]).toEqual([2, 'B'])
    // A sum leaves open whose it was.
    faults.push(twice)
    await expect(doc.update({ count: plus(1) })).rejects.toBeInstanceOf(VersionConflict)
  })
})

describe('definitions', () => {
  const problems = (definition: object, options: object = {}) => {
    const table = new Table({ name: 'things', ...options })
    const make = table.Model<object>() as unknown as (name: string, definition: object) => unknown
    try {
      make('X', { fields: { id: f.string() }, keys: { primary: { pk: 'X#{id}', sk: 'X' } }, ...definition })
    } catch (error) {
      return (error as DefinitionError).problems.map(({ path, message }) => `${path}: ${message}`)
    }
    return []
  }

  it('refuse an attribute that is something else already', () => {
    const fields = { id: f.string(), old: f.number().as('_v') }
    expect(problems({ fields, locking: true })).toEqual([expect.stringMatching(/^locking: .*field 'old'/)])
    expect(problems({ fields, locking: { attribute: 'rev' } })).toEqual([])
    expect(problems({ fields })).toEqual([])
    for (const attribute of ['PK', '_type', 'ttl', ''])
      expect(problems({ locking: { attribute } }, { ttl: 'ttl' })).toEqual([expect.stringMatching(/^locking: /)])
    expect(problems({ locking: false })).toEqual([])
  })

  it('inherit it, and do not change it', async () => {
    const table = new Table({ name: 'things' })
    const keys = { primary: { pk: 'X#{id}', sk: 'X' } }
    class Base extends table.Model<Base>()('Base', { fields: { id: f.string() }, keys, locking: true }) {}
    class Heir extends Base.extend<Heir>()('Heir', {}) {}
    expect(Heir['~storm'].locking).toEqual({ attribute: '_v' })
    expect(() => Base.extend<object>()('Other', { locking: { attribute: 'x' } })).toThrow(/Base, decides/)
    class Free extends table.Model<Free>()('Free', { fields: { id: f.string() }, keys }) {}
    expect(() => Free.extend<object>()('Bound', { locking: true })).toThrow(/Free, decides/)
  })
})

it('an index that does not hold the version gives no instances, unless they are hydrated', async () => {
  const engine = await sharedEngine()
  const table = new Table({
    name: `part-${Math.random().toString(36).slice(2)}`,
    client: engine.client,
    indexes: { part: { pk: 'GSI1PK', sk: 'GSI1SK', projection: { include: ['id', '_type'] } } },
  })
  class Doc extends table.Model<Doc>()('Doc', {
    fields: { id: f.string() },
    keys: { primary: { pk: 'D#{id}', sk: 'D' }, all: { index: 'part', pk: 'ALL', sk: '{id}' } },
    locking: true,
  }) {}
  await table.ensure()
  await Doc.objects.create({ id: '1' })
  const all = Doc.objects.by('all', {})
  expect(await all.all()).toEqual([{ id: '1' }])
  await expect(Doc.objects.by('primary', { id: '1' }).by('all').all()).rejects.toMatchObject({
    code: 'query.option',
    message: expect.stringContaining('does not hold the version'),
  })
  expect((await all.hydrate().all()).map(versionOf)).toEqual([1])
})

describe('under contention', () => {
  it('a conflict says whether a lost try of its own may be behind it', async () => {
    const { engine, name, Doc: Other } = await open()
    let around: ((send: () => Promise<TransportResponse>) => Promise<TransportResponse>) | undefined
    const client: Transport = {
      send: (operation, body, options) => {
        const send = () => engine.client.send(operation, body, options)
        const wrap = operation === 'UpdateItem' ? around : undefined
        around = operation === 'UpdateItem' ? undefined : around
        return wrap === undefined ? send() : wrap(send)
      },
    }
    const table = new Table({ name, client })
    class Doc extends table.Model<Doc>()('Doc', {
      fields: { id: f.string(), title: f.string() },
      keys: { primary: { pk: 'DOC#{id}', sk: 'DOC' } },
      locking: true,
    }) {}
    const doc = await Doc.objects.create({ id: '1', title: 'A' })
    const others = () => Other.objects.update({ id: '1' }, { count: plus(1) })
    /** The first try is applied, or not, and its answer lost; others write before the next. */
    const lose = (isApplied: boolean, writes: number) => {
      around = async (send) => {
        if (isApplied) await send()
        for (let left = writes; left > 0; left--) await others()
        return await send().catch((error: RequestError) => {
          throw Object.assign(error, { attempts: 2, uncertain: true })
        })
      }
    }
    const conflictOf = async () => {
      doc.title += '!'
      const error = await doc.save().catch((reason: unknown) => reason)
      await doc.refresh()
      if (!(error instanceof VersionConflict)) throw error
      return [error.uncertain, /an earlier try may have been applied/.test(error.hint)]
    }
    // Applied, and written over: what is stored cannot tell.
    lose(true, 1)
    expect(await conflictOf()).toEqual([true, true])
    expect(doc.title).toBe('A!')
    lose(false, 2)
    expect(await conflictOf()).toEqual([true, true])
    expect(doc.title).toBe('A!')
    // The next version is another writer's, so it is not ours.
    lose(false, 1)
    expect(await conflictOf()).toEqual([false, false])
    // Applied, and nothing since: recognised.
    lose(true, 0)
    doc.title = 'B'
    await doc.save()
    await others()
    await others()
    expect(await conflictOf()).toEqual([false, false])
  })

  it('64 writers of one version: one is through', async () => {
    const { Doc } = await open()
    await Doc.objects.create({ id: '1', title: 'A' })
    const held = await Promise.all(Array.from({ length: 64 }, () => Doc.objects.get({ id: '1' }, { consistent: true })))
    const results = await Promise.allSettled(held.map((doc, index) => doc.update({ title: `by ${index}` })))
    const codes = results.map((result) =>
      result.status === 'fulfilled' ? 'through' : (result.reason as StormError).code,
    )
    expect(codes.filter((code) => code === 'through')).toHaveLength(1)
    expect(codes.filter((code) => code === 'write.version')).toHaveLength(63)
    const doc = await Doc.objects.get({ id: '1' })
    expect([doc.title, versionOf(doc)]).toEqual([`by ${codes.indexOf('through')}`, 2])
  })
})
