/** Schemas that transform run once over a value: what names or holds a stored value is never transformed again. */
import { contains, eq, f, gte, ItemExists, Table } from 'single-table-orm'
import { startEngine } from 'single-table-orm/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'

const engine = await startEngine({ quiet: true })
afterAll(() => engine.stop())

const table = new Table({
  name: 'transforms',
  client: engine.client,
  indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } },
})
const prefixed = (prefix: string) => z.string().transform((text) => `${prefix}-${text}`)

class Member extends table.Model<Member>()('Member', {
  fields: {
    id: f.from(prefixed('u'), { key: 'string' }),
    rank: f.from(
      z.number().transform((rank) => rank + 100),
      { key: 'integer' },
    ),
    nick: f.from(prefixed('n'), { key: 'string' }),
    title: prefixed('t'),
    tags: f.set(f.from(prefixed('g'), { key: 'string' })),
    home: f.map({ city: prefixed('c') }),
    email: f.string().trim().lower(),
    note: f.string().optional(),
  },
  keys: {
    primary: { pk: 'M#{id}', sk: 'R#{rank}' },
    byNick: { index: 'gsi1', pk: 'N#{nick}', sk: 'R#{rank}' },
  },
  unique: { email: ['email'], nick: ['nick'] },
  history: true,
}) {}

const given = { rank: 1, nick: 'x', title: 'sir', tags: new Set(['a']), home: { city: 'rome' }, email: 'A@b ' }
const stored = {
  ...{ id: 'u-a', rank: 101, nick: 'n-x', title: 't-sir', email: 'a@b' },
  ...{ tags: new Set(['g-a']), home: { city: 'c-rome' } },
}

beforeAll(() => table.create())
let member: Member
beforeEach(async () => {
  member = await Member.objects.replace({ id: 'a', ...given })
})

describe('keys', () => {
  it('are stored values: what was created is found by its own key', async () => {
    expect(member).toMatchObject(stored)
    const key = member.key()
    expect(key).toEqual({ id: 'u-a', rank: 101 })
    expect(await Member.objects.get(key)).toMatchObject(stored)
    expect(await Member.objects.find({ id: 'a', rank: 1 })).toBeUndefined()
    expect(await Member.objects.lazy.get(key).send()).toMatchObject(stored)
    expect(await Member.objects.getMany([key])).toMatchObject([stored])
    expect(await Member.objects.using(key).all()).toMatchObject([stored])
    expect(await Member.objects.using({ id: 'u-a', rank: gte(101) }).all()).toMatchObject([stored])
    expect((await Member.objects.update(key, { note: 'y' })).note).toBe('y')
    expect(await Member.objects.delete(key)).toBe(true)
  })

  it('of constraints are stored values, under the rules of f', async () => {
    expect(await Member.objects.get({ email: ' A@B' })).toMatchObject(stored)
    expect(await Member.objects.get({ nick: 'n-x' })).toMatchObject(stored)
  })

  it('find what they created', async () => {
    const { rank: _rank, ...defaults } = { ...given, email: 'c@d', nick: 'y' }
    const [made, created] = await Member.objects.getOrCreate({ id: 'u-b', rank: 102 }, defaults)
    expect([created, made.key(), made.nick]).toEqual([true, { id: 'u-b', rank: 102 }, 'n-y'])
    const [again, twice] = await Member.objects.getOrCreate({ id: 'u-b', rank: 102 }, defaults)
    expect([twice, again.key()]).toEqual([false, made.key()])
    const [changed, third] = await Member.objects.updateOrCreate({ id: 'u-b', rank: 102 }, { title: 'dame' }, defaults)
    expect([third, changed.title, changed.key()]).toEqual([false, 't-dame', made.key()])
    await changed.delete()
  })

  it('must be of the type that is stored', async () => {
    await expect(Member.objects.find({ id: 5, rank: 1 } as never)).rejects.toMatchObject({ code: 'validation.invalid' })
  })
})

describe('filters and positions', () => {
  it('name what is stored', async () => {
    const set = Member.objects.using({ id: 'u-a' })
    const hits = [
      { title: 't-sir' },
      { title: eq('t-sir') },
      { tags: contains('g-a') },
      { home: { city: 'c-rome' } },
      { tags: eq(new Set(['g-a'])) },
    ]
    for (const filter of hits) expect(await set.filter(filter).count()).toBe(1)
    for (const filter of [{ title: 'sir' }, { tags: contains('a') }]) expect(await set.filter(filter).count()).toBe(0)
    expect(await set.startAfter(member).all()).toEqual([])
    expect((await member.update({ note: 'y' }, { if: { title: 't-sir' } })).note).toBe('y')
  })
})

describe('writes of loaded instances', () => {
  it('transform changed fields only, each once', async () => {
    expect(await member.save({ overwrite: true })).toMatchObject(stored)
    member.title = 'lord'
    expect(await member.save({ overwrite: true })).toMatchObject({ ...stored, title: 't-lord' })
    member.title = 'earl'
    expect(await member.save()).toMatchObject({ ...stored, title: 't-earl' })
    expect(await Member.objects.get(member)).toMatchObject({ ...stored, title: 't-earl' })
    expect(await member.restore(1)).toMatchObject(stored)
    expect(await Member.objects.get(member)).toMatchObject(stored)
  })

  it('save again what was deleted as it was', async () => {
    await member.delete()
    expect(await member.save()).toMatchObject(stored)
    await member.delete()
    await table.transaction((tx) => tx.save(member))
    expect(member).toMatchObject(stored)
    expect(await Member.objects.get(member)).toMatchObject(stored)
  })

  it('move to a stored value', async () => {
    expect(await member.move({ rank: 105 })).toMatchObject({ ...stored, rank: 105 })
    await member.delete()
  })

  it('upsert transforms once, whether or not the item is there', async () => {
    expect(await Member.objects.upsert({ id: 'a', ...given, title: 'lord' })).toMatchObject({
      ...stored,
      title: 't-lord',
    })
  })
})

describe('an instance as a key', () => {
  it('stands for its own key', async () => {
    expect(await Member.objects.get(member)).toMatchObject(stored)
    expect(await Member.objects.getMany([member, member])).toHaveLength(2)
    expect((await Member.objects.update(member, { note: 'y' })).note).toBe('y')
    expect(await Member.objects.deleteMany([member])).toBe(1)
    await expect(Member.objects.create({ id: 'a', ...given })).resolves.toMatchObject(stored)
    await expect(Member.objects.create({ id: 'a', ...given })).rejects.toThrow(ItemExists)
    expect(await Member.objects.delete(member)).toBe(true)
  })

  it('is not stood for by any other object with further fields', async () => {
    await expect(Member.objects.get({ ...member })).rejects.toMatchObject({ code: 'key.value' })
  })
})
