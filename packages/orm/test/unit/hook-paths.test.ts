/** Every way to write, with the hooks that it runs, in order, and the instance that they see; and every veto. */
import { BulkFailed, f, Table } from 'single-table-orm'
import { sharedEngine } from 'single-table-orm/testing'
import { describe, expect, it } from 'vitest'

const names = [
  ...['beforeCreate', 'afterCreate', 'beforeUpdate', 'afterUpdate'],
  ...['beforeDelete', 'afterDelete', 'afterLoad'],
] as const
type Name = (typeof names)[number]

/** One hook that ran. */
interface Call {
  readonly of: 'table' | 'model'
  readonly name: Name
  readonly id: string
  readonly instance: object | undefined
  /** Whether the instance was new at that moment. */
  readonly isNew: boolean | undefined
}

// biome-ignore lint/suspicious/noExplicitAny: events of all hooks
type Event = any

const openWorld = async (versioned: boolean) => {
  const engine = await sharedEngine()
  const calls: Call[] = []
  const sent: string[] = []
  let veto: Name | undefined
  const tell = (of: Call['of'], name: Name, event: Event): void => {
    const instance = name === 'afterLoad' ? event : event.instance
    const id = instance?.id ?? event.key?.id ?? event.values?.id
    calls.push({ of, name, id, instance, isNew: instance?.isNew })
    // The last hook of all: those before it have run.
    if (of === 'model' && veto === name) throw new Error('veto')
  }
  const hooksOf = (of: Call['of']) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        name === 'afterLoad'
          ? (instance: Event) => tell(of, name, instance)
          : async (event: Event) => {
              await new Promise((resolve) => setImmediate(resolve))
              tell(of, name, event)
            },
      ]),
    )
  const name = `hooks-${Math.random().toString(36).slice(2)}`
  const table = new Table({
    ...{ name, client: engine.client, hooks: hooksOf('table') },
    middleware: [
      (operation, next) => {
        sent.push(operation.name)
        return next()
      },
    ],
  })
  class Note extends table.Model<Note>()('Note', {
    fields: { id: f.string(), text: f.string(), slug: f.string().optional(), edits: f.integer().default(0) },
    keys: { primary: { pk: 'NOTE#{id}', sk: 'NOTE' } },
    ...(versioned && { unique: { slug: ['slug'] as const }, history: true as const }),
    hooks: hooksOf('model'),
  }) {}
  await table.ensure()
  const a = await Note.objects.create({ id: 'a', text: 'A', slug: 'a' })
  const b = await Note.objects.create({ id: 'b', text: 'B', slug: 'b' })
  await a.update({ text: 'AA' })
  const stored = async (): Promise<unknown> =>
    JSON.parse((await engine.client.send('Scan', JSON.stringify({ TableName: name, ConsistentRead: true }))).body).Items
  const reset = () => {
    calls.length = 0
    sent.length = 0
  }
  const forbid = (hook: Name): void => {
    veto = hook
  }
  reset()
  return { table, Note, a, b, calls, sent, stored, reset, forbid }
}
type World = Awaited<ReturnType<typeof openWorld>>

/** What a path gives: by id, the instance that after-hooks see; `'made'` where one is made for them, `undefined` for none. */
type Seen = Readonly<Record<string, object | 'made' | undefined>>

interface Path {
  readonly name: string
  readonly run: (world: World) => Promise<Seen>
  /** The hooks by id, in order. */
  readonly hooks: Readonly<Record<string, readonly Name[]>>
  /** Only for a model with history. */
  readonly versioned?: true
}

const created: readonly Name[] = ['beforeCreate', 'afterLoad', 'afterCreate']
const updated: readonly Name[] = ['beforeUpdate', 'afterLoad', 'afterUpdate']
const deleted: readonly Name[] = ['beforeDelete', 'afterDelete']
const fresh = { id: 'n', text: 'N', slug: 'n' }

const paths: readonly Path[] = [
  { name: 'create', run: async ({ Note }) => ({ n: await Note.objects.create(fresh) }), hooks: { n: created } },
  {
    name: 'save of a new instance',
    run: async ({ Note }) => ({ n: await new Note(fresh).save() }),
    hooks: { n: created },
  },
  {
    name: 'save of a loaded one',
    run: async ({ a }) => ({ a: await Object.assign(a, { text: 'x' }).save() }),
    hooks: { a: updated },
  },
  { name: 'save without a change', run: async ({ b }) => ({ b: await b.save() }), hooks: {} },
  {
    name: 'save that overwrites',
    run: async ({ a }) => ({ a: await a.save({ overwrite: true }) }),
    hooks: { a: updated },
  },
  {
    name: 'save of a new instance that overwrites',
    run: async ({ Note }) => ({ a: await new Note({ id: 'a', text: 'N' }).save({ overwrite: true }) }),
    hooks: { a: created },
  },
  { name: 'update', run: async ({ a }) => ({ a: await a.update({ slug: 'x' }) }), hooks: { a: updated } },
  {
    name: 'update once',
    run: async ({ a }) => ({ a: await a.update({ text: 'x' }, { once: true }) }),
    hooks: { a: updated },
  },
  {
    name: 'update by key',
    run: async ({ Note }) => ({ a: await Note.objects.update({ id: 'a' }, { text: 'x' }) }),
    hooks: { a: updated },
  },
  {
    name: 'update by key that gives the old',
    run: async ({ Note }) => {
      expect(await Note.objects.update({ id: 'a' }, { text: 'x' }, { returning: 'old' })).toMatchObject({ text: 'AA' })
      return { a: 'made' }
    },
    hooks: { a: [...updated, 'afterLoad'] },
  },
  {
    name: 'update by key that gives nothing',
    run: async ({ Note }) => {
      expect(await Note.objects.update({ id: 'a' }, { text: 'x' }, { returning: 'none' })).toBeUndefined()
      return { a: 'made' }
    },
    hooks: { a: updated },
  },
  { name: 'upsert, new', run: async ({ Note }) => ({ n: await Note.objects.upsert(fresh) }), hooks: { n: created } },
  {
    name: 'upsert, there',
    run: async ({ Note }) => ({ a: await Note.objects.upsert({ id: 'a', text: 'x' }) }),
    hooks: { a: created },
  },
  {
    name: 'replace',
    run: async ({ Note }) => ({ a: await Note.objects.replace({ id: 'a', text: 'x' }) }),
    hooks: { a: created },
  },
  {
    name: 'getOrCreate, new',
    run: async ({ Note }) => ({ n: (await Note.objects.getOrCreate({ id: 'n' }, { text: 'N' }))[0] }),
    hooks: { n: created },
  },
  {
    name: 'getOrCreate, there',
    run: async ({ Note }) => ({ a: (await Note.objects.getOrCreate({ id: 'a' }, { text: 'N' }))[0] }),
    hooks: { a: ['afterLoad'] },
  },
  {
    name: 'updateOrCreate, new',
    run: async ({ Note }) => ({ n: (await Note.objects.updateOrCreate({ id: 'n' }, { text: 'N' }, { text: 'N' }))[0] }),
    hooks: { n: ['beforeUpdate', ...created] },
  },
  {
    name: 'updateOrCreate, there',
    run: async ({ Note }) => ({ a: (await Note.objects.updateOrCreate({ id: 'a' }, { text: 'N' }, { text: 'N' }))[0] }),
    hooks: { a: updated },
  },
  {
    name: 'delete',
    run: async ({ a }) => {
      expect([await a.delete(), a.isNew]).toEqual([true, true])
      return { a }
    },
    hooks: { a: deleted },
  },
  {
    name: 'delete by key',
    run: async ({ Note }) => {
      await Note.objects.delete({ id: 'a' })
      return {}
    },
    hooks: { a: deleted },
  },
  {
    name: 'delete of nothing',
    run: async ({ Note }) => {
      expect(await Note.objects.delete({ id: 'n' })).toBe(false)
      return {}
    },
    hooks: { n: deleted },
  },
  {
    name: 'move',
    run: async ({ a }) => {
      await a.move({ id: 'n' })
      return { n: a }
    },
    // Before it, the key is the old one.
    hooks: { a: ['beforeUpdate'], n: ['afterLoad', 'afterUpdate'] },
  },
  { name: 'restore', versioned: true, run: async ({ a }) => ({ a: await a.restore(1) }), hooks: { a: updated } },
  { name: 'refresh', run: async ({ a }) => ({ a: await a.refresh() }), hooks: { a: ['afterLoad'] } },
  { name: 'get', run: async ({ Note }) => ({ a: await Note.objects.get({ id: 'a' }) }), hooks: { a: ['afterLoad'] } },
  {
    name: 'createMany',
    run: async ({ Note }) => {
      const [n, m] = await Note.objects.createMany([fresh, { id: 'm', text: 'M' }])
      return { n, m }
    },
    hooks: { n: created, m: created },
  },
  {
    name: 'createMany that gives the number',
    run: async ({ Note }) => {
      expect(await Note.objects.createMany([fresh], { returning: 'count' })).toBe(1)
      return { n: 'made' }
    },
    hooks: { n: created },
  },
  {
    name: 'createMany, atomic',
    run: async ({ Note }) => {
      const [n, m] = await Note.objects.createMany([fresh, { id: 'm', text: 'M' }], { atomic: true })
      return { n, m }
    },
    hooks: { n: created, m: created },
  },
  {
    name: 'putMany',
    run: async ({ Note }) => {
      const [a, n] = await Note.objects.putMany([{ id: 'a', text: 'x' }, fresh])
      return { a, n }
    },
    hooks: { a: created, n: created },
  },
  {
    name: 'deleteMany',
    run: async ({ Note }) => {
      await Note.objects.deleteMany([{ id: 'a' }, { id: 'n' }])
      return {}
    },
    hooks: { a: deleted, n: deleted },
  },
  {
    name: 'update of a query',
    run: async ({ Note }) => {
      expect(await Note.objects.scan().filter({ text: 'AA' }).update({ text: 'x' })).toBe(1)
      return { a: 'made' }
    },
    // The query gives instances to `where`, and then writes.
    hooks: { a: ['afterLoad', ...updated] },
  },
  {
    name: 'delete of a query',
    run: async ({ Note }) => {
      expect(await Note.objects.scan().delete()).toBe(2)
      return {}
    },
    hooks: { a: ['afterLoad', ...deleted], b: ['afterLoad', ...deleted] },
  },
  {
    name: 'transaction: create, replace, save',
    run: async ({ table, Note, a }) =>
      await table.transaction((tx) => {
        tx.save(Object.assign(a, { text: 'x' }))
        const m = new Note({ id: 'm', text: 'M' })
        tx.save(m)
        return { n: tx.create(Note, fresh), b: tx.replace(Note, { id: 'b', text: 'x' }), m, a }
      }),
    hooks: { n: created, b: created, m: created, a: updated },
  },
  {
    name: 'transaction: update, delete through instances',
    run: async ({ table, a, b }) => {
      await table.transaction((tx) => {
        tx.update(a, { text: 'x' })
        tx.delete(b)
      })
      expect(b.isNew).toBe(true)
      return { a, b }
    },
    hooks: { a: updated, b: deleted },
  },
  {
    name: 'transaction: update, delete, check by key',
    run: async ({ table, Note }) => {
      await table.transaction((tx) => {
        tx.update(Note, { id: 'a' }, { text: 'x' })
        tx.delete(Note, { id: 'b' })
        tx.check(Note, { id: 'n' }, { exists: false })
      })
      return { a: 'made' }
    },
    hooks: { a: updated, b: deleted },
  },
]

const byId = (calls: readonly Call[]): Record<string, Name[]> => {
  const hooks: Record<string, Name[]> = {}
  for (const { of, name, id } of calls) if (of === 'model') hooks[id] = [...(hooks[id] ?? []), name]
  return hooks
}

describe.each([
  ['a plain model', false],
  ['a model with unique values and history', true],
])('%s', (_title, versioned) => {
  const own = paths.filter((path) => versioned || path.versioned === undefined)

  it.each(own)('$name', async ({ run, hooks }) => {
    const world = await openWorld(versioned)
    const seen = await run(world)
    expect(byId(world.calls)).toEqual(hooks)
    for (const id of Object.keys(hooks)) {
      // The table's hooks come right before the model's, each time.
      const calls = world.calls.filter((call) => call.id === id)
      expect(calls.map(({ of }) => of)).toEqual(calls.map((_, index) => (index % 2 === 0 ? 'table' : 'model')))
      for (const [index, { name }] of calls.entries()) if (index % 2 === 1) expect(calls[index - 1]?.name).toBe(name)
      const after = calls.filter(({ name }) => name.startsWith('after') && name !== 'afterLoad')
      for (const { name, instance, isNew } of after) {
        expect(isNew).toBe(instance && name === 'afterDelete')
        if (seen[id] === 'made') expect(instance).toBeInstanceOf(world.Note)
        else expect(instance).toBe(seen[id])
      }
      for (const { instance } of calls.filter(({ name }) => name === 'beforeDelete')) expect(instance).toBe(seen[id])
      const loaded = calls.filter(({ name, of }) => name === 'afterLoad' && of === 'model')
      if (typeof seen[id] === 'object') for (const { instance } of loaded) expect(instance).toBe(seen[id])
    }
  })

  it.each(
    own.flatMap((path) =>
      [...new Set(Object.values(path.hooks).flat())]
        .filter((name) => name.startsWith('before'))
        .map((hook) => ({ ...path, hook })),
    ),
  )('a veto of $hook: $name', async ({ run, hook, name: path }) => {
    const world = await openWorld(versioned)
    const { a, b } = world
    const items = await world.stored()
    const state = () => [a, b].map((note) => [note.values(), note.isNew])
    world.forbid(hook)
    const before = state()
    const error = await run(world).catch((reason: unknown) => reason)
    const reasons = error instanceof BulkFailed ? error.failed.map((failure) => failure.error) : [error]
    for (const reason of reasons) expect(reason).toMatchObject({ message: 'veto' })
    const writes = world.sent.filter((name) => !/^(GetItem|Query|Scan|BatchGetItem)$/.test(name))
    // updateOrCreate has tried the update by then, which found nothing.
    const refused = path.startsWith('updateOrCreate') && hook === 'beforeCreate' && !versioned ? ['UpdateItem'] : []
    expect(writes).toEqual(refused)
    expect(await world.stored()).toEqual(items)
    // A save is of changes that were made before it.
    if (!path.includes('save')) expect(state()).toEqual(before)
    expect(world.calls.filter(({ name }) => /^after(Create|Update|Delete)$/.test(name))).toEqual([])
  })
})

it('an after-hook that throws reaches the caller; the item is written, and the instance shows it', async () => {
  const { Note, a, b, forbid, stored } = await openWorld(false)
  forbid('afterUpdate')
  await expect(a.update({ text: 'x' })).rejects.toThrow('veto')
  expect([a.text, a.changes()]).toEqual(['x', {}])
  forbid('afterDelete')
  await expect(b.delete()).rejects.toThrow('veto')
  expect(b.isNew).toBe(true)
  forbid('afterCreate')
  // In a bulk write every item is tried, and every such error told.
  const error = await Note.objects.putMany([fresh, { id: 'm', text: 'M' }]).catch(Object)
  expect(error.failed).toMatchObject([{ index: 0 }, { index: 1 }])
  expect(await stored()).toHaveLength(3)
})

it('a write by key runs the hooks of the model that it names; one through an instance those of its own', async () => {
  const { Note, calls, reset } = await openWorld(false)
  const own: string[] = []
  class Memo extends Note.extend<Memo>()('Memo', {
    fields: { extra: f.string().optional() },
    hooks: {
      beforeUpdate: () => void own.push('beforeUpdate'),
      afterUpdate: ({ instance }) => void own.push(`afterUpdate ${instance instanceof Memo}`),
      beforeDelete: () => void own.push('beforeDelete'),
      afterLoad: () => void own.push('afterLoad'),
    },
  }) {}
  const memo = await Memo.objects.create({ id: 'm', text: 'M' })
  own.length = 0
  reset()
  expect(await Note.objects.update({ id: 'm' }, { text: 'x' })).toBeInstanceOf(Memo)
  // The instance is a Memo, and knows how to be loaded.
  expect(own.splice(0)).toEqual(['afterLoad'])
  expect(byId(calls)).toEqual({ m: updated })
  await memo.update({ text: 'y' })
  expect(own.splice(0)).toEqual(['beforeUpdate', 'afterLoad', 'afterUpdate true'])
  expect(await Note.objects.scan().filter({ id: 'm' }).update({ text: 'z' })).toBe(1)
  expect(own.splice(0)).toEqual(['afterLoad', 'beforeUpdate', 'afterLoad', 'afterUpdate true'])
  expect(await Note.objects.delete({ id: 'm' })).toBe(true)
  expect(own).toEqual([])
})

it('toRequests and explain run the before-hooks and send nothing', async () => {
  const { table, Note, a, calls, sent } = await openWorld(false)
  await Note.objects.lazy.create(fresh).toRequests()
  await Note.objects.lazy.update({ id: 'a' }, { text: 'x' }).explain()
  await table.lazy.transaction((tx) => tx.delete(a)).toRequests()
  expect(byId(calls)).toEqual({ n: ['beforeCreate'], a: ['beforeUpdate', 'beforeDelete'] })
  expect(sent).toEqual([])
})
