import { addTo, BulkFailed, DefinitionError, f, plus, remove, Table, ValidationError } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { beforeEach, expect, it } from 'vitest'

const open = async () => {
  const { client } = await sharedEngine()
  const calls: string[] = []
  const say = (name: string) => (event: { readonly model: string }) => void calls.push(`${name} ${event.model}`)
  const table = new Table({
    name: `hooks-${Math.random().toString(36).slice(2)}`,
    client,
    hooks: { beforeCreate: say('table'), beforeUpdate: say('table'), beforeDelete: say('table') },
  })
  class Note extends table.Model<Note>()('Note', {
    fields: {
      id: f.string(),
      text: f.string(),
      slug: f.string().optional(),
      edits: f.integer().default(0),
      locked: f.boolean().default(false),
    },
    keys: { primary: { pk: 'NOTE#{id}', sk: 'NOTE' } },
    hooks: {
      async beforeCreate({ values }) {
        await Promise.resolve()
        calls.push(`beforeCreate ${values.text}`)
        if (values.text === 'bad') throw new Error('veto')
        values.slug = values.text?.toLowerCase()
      },
      afterCreate: ({ instance }) => void calls.push(`afterCreate ${instance.slug}`),
      beforeUpdate({ key, changes }) {
        calls.push(`beforeUpdate ${key.id} ${Object.keys(changes).join()}`)
        if (changes['text'] === 'bad') throw new Error('veto')
        changes['edits'] = plus(1)
      },
      afterUpdate: ({ instance }) => void calls.push(`afterUpdate ${instance.edits}`),
      beforeDelete({ key }) {
        calls.push(`beforeDelete ${key.id}`)
        if (key.id === 'keep') throw new Error('veto')
      },
      afterDelete: ({ key }) => void calls.push(`afterDelete ${key.id}`),
    },
  }) {}
  class Memo extends Note.extend<Memo>()('Memo', {
    fields: { extra: f.string().optional() },
    keys: { primary: { pk: 'MEMO#{id}', sk: 'MEMO' } },
    hooks: { beforeCreate: say('memo'), afterLoad: ({ text }) => void calls.push(`afterLoad ${text}`) },
  }) {}
  await table.ensure()
  return { table, Note, Memo, calls, take: () => calls.splice(0) }
}
let world: Awaited<ReturnType<typeof open>>
beforeEach(async () => {
  world = await open()
})

it('run around single writes, may change what is written, and veto by throwing', async () => {
  const { Note, take } = world
  const note = await Note.objects.create({ id: '1', text: 'Hello' })
  expect(note.slug).toBe('hello')
  expect(take()).toEqual(['table Note', 'beforeCreate Hello', 'afterCreate hello'])
  await note.update({ text: 'Bye' })
  expect([note.text, note.edits]).toEqual(['Bye', 1])
  note.locked = true
  await note.save()
  expect(note.edits).toBe(2)
  await Note.objects.update({ id: '1' }, { text: 'x' })
  expect(take().filter((call) => call !== 'table Note')).toEqual([
    'beforeUpdate 1 text',
    'afterUpdate 1',
    'beforeUpdate 1 locked',
    'afterUpdate 2',
    'beforeUpdate 1 text',
    'afterUpdate 3',
  ])
  await expect(note.update({ text: 'bad' })).rejects.toThrow('veto')
  await expect(Note.objects.create({ id: '2', text: 'bad' })).rejects.toThrow('veto')
  const kept = await Note.objects.create({ id: 'keep', text: 'x' })
  await expect(kept.delete()).rejects.toThrow('veto')
  expect((await Note.objects.scan().all()).map(({ id, text }) => [id, text]).sort()).toEqual([
    ['1', 'x'],
    ['keep', 'x'],
  ])
  take()
  await note.delete()
  expect(take()).toEqual(['table Note', 'beforeDelete 1', 'afterDelete 1'])
})

it('run around upserts, replacements and moves', async () => {
  const { Note, take } = world
  const up = await Note.objects.upsert({ id: '1', text: 'Up' })
  expect(up).toMatchObject({ slug: 'up', edits: 0 })
  await Note.objects.update({ id: '1' }, { text: 'x' })
  // A default that the hook is shown is no given value: it does not undo what is stored.
  expect(await Note.objects.upsert({ id: '1', text: 'Up' })).toMatchObject({ edits: 1, slug: 'up' })
  await Note.objects.replace({ id: '1', text: 'Re' })
  expect(take().filter((call) => /Create/.test(call))).toEqual([
    'beforeCreate Up',
    'afterCreate up',
    'beforeCreate Up',
    'afterCreate up',
    'beforeCreate Re',
    'afterCreate re',
  ])
})

it('run once for each operation of a transaction; a veto sends nothing', async () => {
  const { table, Note, take } = world
  const one = await Note.objects.create({ id: '1', text: 'One' })
  await Note.objects.create({ id: '2', text: 'Two' })
  take()
  const made = await table.transaction((tx) => {
    tx.update(one, { text: 'Uno' })
    tx.delete(Note, { id: '2' })
    tx.check(Note, { id: '1' })
    return tx.create(Note, { id: '3', text: 'Three' })
  })
  expect([one.text, one.edits, made.slug]).toEqual(['Uno', 1, 'three'])
  expect(take().filter((call) => call !== 'table Note')).toEqual([
    'beforeUpdate 1 text',
    'beforeDelete 2',
    'beforeCreate Three',
    'afterDelete 2',
    'afterCreate three',
    'afterUpdate 1',
  ])
  const veto = table.transaction((tx) => {
    tx.update(one, { text: 'again' })
    tx.create(Note, { id: '4', text: 'bad' })
  })
  await expect(veto).rejects.toThrow('veto')
  expect((await Note.objects.get({ id: '1' })).text).toBe('Uno')
  expect(take().filter((call) => call.startsWith('after'))).toEqual([])
})

it('run for every item of bulk writes and of queries that write', async () => {
  const { Note, take } = world
  const error = await Note.objects
    .putMany([
      { id: '1', text: 'One' },
      { id: '2', text: 'bad' },
      { id: 'keep', text: 'Three' },
    ])
    .catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(BulkFailed)
  expect((error as BulkFailed).failed).toMatchObject([{ index: 1, error: { message: 'veto' } }])
  expect((await Note.objects.get({ id: '1' })).slug).toBe('one')
  expect(
    take()
      .filter((call) => call.startsWith('after'))
      .sort(),
  ).toEqual(['afterCreate one', 'afterCreate three'])
  expect(await Note.objects.scan().update({ text: 'x' })).toBe(2)
  expect((await Note.objects.get({ id: '1' })).edits).toBe(1)
  const deleted = await Note.objects.deleteMany([{ id: '1' }, { id: 'keep' }]).catch((reason: unknown) => reason)
  expect((deleted as BulkFailed).failed).toMatchObject([{ index: 1, error: { message: 'veto' } }])
  expect(await Note.objects.find({ id: '1' })).toBeUndefined()
})

it('an overwrite of a loaded instance is an update to them, and puts what they leave', async () => {
  const { Note, take } = world
  const note = await Note.objects.create({ id: '1', text: 'One' })
  take()
  note.text = 'Two'
  note.locked = true
  await note.save({ overwrite: true })
  expect(take()).toEqual(['table Note', 'beforeUpdate 1 text,locked', 'afterUpdate 1'])
  expect((await Note.objects.get(note)).values()).toEqual({ id: '1', text: 'Two', slug: 'one', edits: 1, locked: true })
  // An operator of a hook goes by the item as it was loaded, whatever is stored.
  await Note.objects.update({ id: '1' }, { text: 'Three' })
  await note.save({ overwrite: true })
  expect(note).toMatchObject({ text: 'Two', edits: 2 })
  expect(note.changes()).toEqual({})
  note.text = 'bad'
  await expect(note.save({ overwrite: true })).rejects.toThrow('veto')
  expect((await Note.objects.get(note)).text).toBe('Two')
  const other = new Note({ id: '1', text: 'New' })
  take()
  await other.save({ overwrite: true })
  expect(take()).toEqual(['table Note', 'beforeCreate New', 'afterCreate new'])
})

it('what a hook takes out of the changes of an overwrite stays as it was loaded, and the key never changes', async () => {
  const { table } = world
  class Page extends table.Model<Page>()('Page', {
    fields: { id: f.string(), owner: f.string(), note: f.string().optional(), tags: f.set(f.string()).optional() },
    keys: { primary: { pk: 'PAGE#{id}', sk: 'PAGE' } },
    hooks: {
      beforeUpdate({ changes }) {
        delete changes['owner']
        changes['note'] = remove()
        changes['tags'] = addTo(['seen'])
      },
    },
  }) {}
  const page = await Page.objects.create({ id: '1', owner: 'ada', note: 'x', tags: new Set(['a']) })
  page.owner = 'bob'
  await page.save({ overwrite: true })
  const stored = { id: '1', owner: 'ada', tags: new Set(['a', 'seen']) }
  expect([page.values(), (await Page.objects.get(page)).values()]).toEqual([stored, stored])
  page.id = '2'
  await expect(page.save({ overwrite: true })).rejects.toMatchObject({ code: 'key.changed' })
  expect(await Page.objects.find({ id: '2' })).toBeUndefined()
})

it('are inherited: the table’s first, then the parent’s, then the model’s own; afterLoad sees every instance', async () => {
  const { Memo, Note, take } = world
  await Memo.objects.create({ id: '1', text: 'M' })
  expect(take().slice(0, 3)).toEqual(['table Memo', 'beforeCreate M', 'memo Memo'])
  await Memo.objects.get({ id: '1' })
  await Note.objects.create({ id: '1', text: 'N' })
  expect(take().filter((call) => call.startsWith('afterLoad'))).toEqual(['afterLoad M'])
})

it('what a hook leaves is validated, and hooks that are none are definition errors', async () => {
  const { table, Memo } = world
  class Wrong extends table.Model<Wrong>()('Wrong', {
    fields: { id: f.string(), size: f.number() },
    keys: { primary: { pk: 'WRONG#{id}', sk: 'W' } },
    hooks: {
      beforeCreate({ values }) {
        values.size = 'large' as never
      },
    },
  }) {}
  await expect(Wrong.objects.create({ id: '1', size: 1 })).rejects.toBeInstanceOf(ValidationError)
  expect(Memo).toBeDefined()
  const define = (hooks: object) =>
    table.Model<object>()('Bad', {
      fields: { id: f.string() },
      keys: { primary: { pk: 'B#{id}', sk: 'B' } },
      hooks,
    } as never)
  expect(() => define({ beforeSave() {} })).toThrow(DefinitionError)
  expect(() => define({ beforeCreate: 5 })).toThrow(/must be a function/)
  expect(() => new Table({ name: 'x', hooks: { later() {} } as never })).toThrow(/no hook 'later'/)
})
