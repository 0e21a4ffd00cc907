/** The first write of a process waits for its code: what the caller changes meanwhile changes nothing of it. */
import { sharedEngine } from 'single-table-orm/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'

/** A table and a model of a process that has not written yet. */
const fresh = async (name = `first-${Math.random().toString(36).slice(2)}`) => {
  vi.resetModules()
  const { addTo, append, f, plus, Table } = await import('single-table-orm')
  const engine = await sharedEngine()
  const table = new Table({ name, client: engine.client })
  class Note extends table.Model<Note>()('Note', {
    fields: {
      id: f.string(),
      when: f.date(),
      tags: f.set(f.string()),
      rows: f.list(f.map({ words: f.list(f.string()) })),
      bytes: f.binary(),
      count: f.number().default(0),
    },
    keys: { primary: { pk: 'N#{id}', sk: 'N' } },
  }) {}
  await table.ensure()
  const given = () => ({
    id: '1',
    when: new Date(1000),
    tags: new Set(['a']),
    rows: [{ words: ['x'] }],
    bytes: new Uint8Array([1]),
  })
  return { name, Note, given, addTo, append, plus }
}

type Given = ReturnType<Awaited<ReturnType<typeof fresh>>['given']>

/** Changes all that can be changed, right after a call. */
const spoil = (given: Given): void => {
  given.id = '2'
  given.when.setTime(2000)
  given.tags.add('b')
  given.rows[0]?.words.push('y')
  given.rows.push({ words: [] })
  given.bytes[0] = 2
}

let world: Awaited<ReturnType<typeof fresh>>
beforeEach(async () => {
  world = await fresh()
})

const stored = async () => (await world.Note.objects.get({ id: '1' })).values()

describe('keeps its input', () => {
  it.each(['create', 'replace', 'upsert'] as const)('%s', async (name) => {
    const given = world.given()
    const writing = world.Note.objects[name](given)
    spoil(given)
    expect((await writing).values()).toEqual({ ...world.given(), count: 0 })
    expect(await stored()).toEqual({ ...world.given(), count: 0 })
  })

  it('save of a new instance, which keeps what was assigned meanwhile', async () => {
    const note = new world.Note(world.given())
    const saving = note.save()
    spoil(note as Given)
    await saving
    expect(await stored()).toEqual({ ...world.given(), count: 0 })
    expect(note.changes()).toMatchObject({ bytes: new Uint8Array([2]), rows: [{ words: ['x', 'y'] }, { words: [] }] })
  })

  it('update by key, operators included', async () => {
    await world.Note.objects.create(world.given())
    world = await fresh(world.name)
    const [words, tags] = [{ words: ['new'] }, new Set(['t'])]
    const changes = { rows: world.append(words), tags: world.addTo(tags), when: new Date(5), count: world.plus(2) }
    const writing = world.Note.objects.update({ id: '1' }, changes)
    words.words.push('late')
    tags.add('late')
    changes.when.setTime(9)
    changes.count = world.plus(9) as never
    const note = await writing
    expect(note.rows).toEqual([{ words: ['x'] }, { words: ['new'] }])
    expect([...note.tags].sort()).toEqual(['a', 't'])
    expect([note.when, note.count]).toEqual([new Date(5), 2])
  })

  it('save of changes, and delete', async () => {
    await world.Note.objects.create(world.given())
    world = await fresh(world.name)
    const note = await world.Note.objects.get({ id: '1' })
    note.rows[0]?.words.push('mine')
    const saving = note.save()
    note.rows[0]?.words.push('late')
    await saving
    expect((await stored())['rows']).toEqual([{ words: ['x', 'mine'] }])
    expect(await note.delete()).toBe(true)
  })

  it('several at once', async () => {
    const { Note } = world
    await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const given = { ...world.given(), id: `n${n}` }
        const writing = Note.objects.create(given)
        spoil(given)
        expect((await writing).id).toBe(`n${n}`)
      }),
    )
    expect(await Note.objects.scan().count()).toBe(20)
  })
})

describe('keeps what is not plain, too', () => {
  it('a Buffer, and bytes in a set', async () => {
    const bytes = Buffer.from([1])
    const writing = world.Note.objects.create({ ...world.given(), bytes })
    bytes[0] = 2
    expect((await writing).bytes).toEqual(new Uint8Array([1]))
  })

  it('an instance, as it is given to a manager', async () => {
    await world.Note.objects.create(world.given())
    world = await fresh(world.name)
    const note = await world.Note.objects.get({ id: '1' })
    const writing = world.Note.objects.replace(note)
    note.count = 9
    await writing
    expect(await stored()).toEqual({ ...world.given(), count: 0 })
  })

  it('an object of a class, with getters and private members', async () => {
    class Draft {
      #id = '1'
      when = new Date(1000)
      tags = new Set(['a'])
      rows = [{ words: ['x'] }]
      get id() {
        return this.#id
      }
      set id(id: string) {
        this.#id = id
      }
      readonly bytes = new Uint8Array([1])
    }
    const draft = new Draft()
    const writing = world.Note.objects.create(draft)
    spoil(draft)
    await writing
    expect(await stored()).toEqual({ ...world.given(), count: 0 })
  })

  it('changes of a class: only its own members are changes', async () => {
    await world.Note.objects.create(world.given())
    world = await fresh(world.name)
    class Changes {
      count = 5
      get when() {
        return new Date(9)
      }
    }
    const changes = new Changes()
    const writing = world.Note.objects.update({ id: '1' }, changes)
    changes.count = 6
    expect((await writing).values()).toEqual({ ...world.given(), count: 5 })
  })
})

it('refuses what contains itself, however often', async () => {
  const { Note, given } = world
  const loop: Record<string, unknown> = {}
  Object.assign(loop, { a: loop, b: [loop, loop], c: new Set([loop]) })
  const first = await Note.objects.create({ ...given(), rows: [loop] as never }).catch(String)
  const later = await Note.objects.create({ ...given(), rows: [loop] as never }).catch(String)
  expect(first).toMatch('validation.invalid')
  expect(first).toBe(later)
})

it('refuses bad input as any other write does', async () => {
  const { Note, given } = world
  await expect(Note.objects.create({ ...given(), when: 'now' as never })).rejects.toMatchObject({
    code: 'validation.invalid',
  })
})

it('shows what it would send', async () => {
  const { Note, given } = world
  const values = given()
  const requests = Note.objects.lazy.create(values).toRequests()
  spoil(values)
  expect(await requests).toMatchObject([{ Item: { id: { S: '1' }, bytes: { B: 'AQ==' } } }])
})
