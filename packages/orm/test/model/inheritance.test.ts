/** Models as classes: inheritance, abstract models, constructors, and classes that nobody looked at before they were read. */
import { DefinitionError, f, Table, Unrecognised, ValidationError } from 'single-table-orm'
import { describe, expect, it } from 'vitest'
import { rejection } from '../support/recording.ts'
import { recorder, unique } from './shop.ts'

const makeTable = () => new Table({ name: 'shop', client: recorder, indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })
const table = makeTable()

class Person extends table.Model<Person>()('Person', {
  fields: { personId: f.string(), email: f.string(), name: f.string(), level: f.enum('low', 'high').default('low') },
  keys: {
    primary: { pk: 'PERSON#{personId}', sk: 'PERSON' },
    byName: { index: 'gsi1', pk: 'NAME#{name}', sk: '{personId}' },
  },
  unique: { email: ['email'] },
}) {
  static readonly kinds: string[] = ['person']
  static make(name: string) {
    return new this({ personId: unique('p'), email: `${name}@example.com`, name })
  }
  get label() {
    return `person ${this.name}`
  }
  describe() {
    return `I am ${this.name}`
  }
}

class Chief extends Person.extend<Chief>()('Chief', {
  fields: { teams: f.list(f.string()).default([]), level: f.enum('low', 'high', 'top').default('top') },
  keys: { byName: { index: 'gsi1', pk: 'CHIEF#{name}', sk: '{personId}' } },
}) {
  override describe() {
    return `${super.describe()}, chief of ${this.teams.length}`
  }
  override get label() {
    return `chief, ${super.label}`
  }
}

class Boss extends Chief.extend<Boss>()('Boss', {}) {}

const someone = (name = unique('n')) => ({ personId: unique('p'), email: `${name}@example.com`, name })

describe('a model that extends another', () => {
  it('inherits fields, keys, methods, getters and statics', async () => {
    const chief = await Chief.objects.create({ ...someone('Ada'), teams: ['a', 'b'] })
    expect(chief).toBeInstanceOf(Chief)
    expect(chief).toBeInstanceOf(Person)
    expect(chief).not.toBeInstanceOf(Boss)
    expect(chief.describe()).toBe('I am Ada, chief of 2')
    expect(chief.label).toBe('chief, person Ada')
    expect(chief.level).toBe('top')
    expect(chief.keys()['GSI1PK']).toBe('CHIEF#Ada')
    // The type of a class that extends does not have its parent's statics.
    const statics = Chief as unknown as typeof Person
    expect(statics.kinds).toEqual(['person'])
    expect(statics.make('Eve')).toBeInstanceOf(Chief)
    expect(statics.make('Eve').level).toBe('top')
    expect(Chief.objects).not.toBe(Person.objects)
    expect([Person.name, Chief.name]).toEqual(['Person', 'Chief'])
  })

  it('is read through its parent as what it is', async () => {
    const name = unique('n')
    const boss = await Boss.objects.create(someone(name))
    const found = await Person.objects.get(boss.key())
    expect(found).toBeInstanceOf(Boss)
    expect(found.describe()).toBe(`I am ${name}, chief of 0`)
    expect(await Chief.objects.using({ name }).all()).toHaveLength(1)
    expect((await Chief.objects.using({ name }).first())?.constructor).toBe(Boss)
    expect(await Boss.objects.find(boss.key())).toBeInstanceOf(Boss)
  })

  it('does not read its parent’s items', async () => {
    const person = await Person.objects.create(someone())
    expect(await Chief.objects.find(person.key())).toBeUndefined()
    expect((await Person.objects.get(person.key())).constructor).toBe(Person)
    expect(await rejection(Chief.objects.get(person.key()))).toBeInstanceOf(Chief.DoesNotExist)
    expect(await rejection(Chief.objects.get(person.key()))).not.toBeInstanceOf(Person.DoesNotExist)
  })

  it('shares its parent’s unique constraints', async () => {
    const { name, email } = await Chief.objects.create(someone())
    expect(await rejection(Person.objects.create({ ...someone(), name, email }))).toMatchObject({
      code: 'write.unique',
    })
    expect(await Person.objects.get({ email })).toBeInstanceOf(Chief)
  })

  it('keeps its own index keys when it is written through its parent', async () => {
    const chief = await Chief.objects.create(someone())
    const name = unique('n')
    const updated = await Person.objects.update(chief.key(), { name })
    expect(updated).toBeInstanceOf(Chief)
    expect(updated.keys()['GSI1PK']).toBe(`CHIEF#${name}`)
    expect(await Chief.objects.using({ name }).count()).toBe(1)
    expect(await Person.objects.delete(chief.key())).toBe(true)
    expect(await Person.objects.find({ email: chief.email })).toBeUndefined()
    await Person.objects.create({ ...someone(), email: chief.email })
  })

  it('is checked like any definition, all problems at once', () => {
    const wrong = { fields: { save: f.string() }, keys: { byTeam: { index: 'gsi9', pk: '{team}' } } } as object
    const attempt = () => Person.extend<Person>()('Wrong', wrong)
    expect(attempt).toThrow(DefinitionError)
    expect(attempt).toThrow(expect.objectContaining({ code: 'definition.invalid' }))
    expect(attempt).toThrow(/fields\.save[\s\S]*gsi9/)
  })
})

describe('an abstract model', () => {
  const home = makeTable()
  class Stamped extends home.Model<Stamped>()('Stamped', {
    abstract: true,
    fields: { id: f.ulid(), name: f.string(), madeAt: f.date().createdAt() },
    validate: (values) => (values.name === 'bad' ? 'The name must not be bad.' : true),
  }) {
    shout() {
      return this.name.toUpperCase()
    }
  }
  class Note extends Stamped.extend<Note>()('Note', {
    fields: { text: f.string() },
    keys: { primary: { pk: 'NOTE#{id}', sk: 'NOTE' } },
  }) {}
  class Memo extends Stamped.extend<Memo>()('Memo', { keys: { primary: { pk: 'MEMO#{id}', sk: 'MEMO' } } }) {}

  it('gives fields, rules and methods to those that extend it', async () => {
    const note = await Note.objects.create({ name: 'ada', text: 'x' })
    expect(note.shout()).toBe('ADA')
    expect(note).toBeInstanceOf(Stamped)
    expect(note).not.toBeInstanceOf(Memo)
    expect((await Note.objects.get(note.key())).shout()).toBe('ADA')
    const error = await rejection(Memo.objects.create({ name: 'bad' }))
    expect(error).toBeInstanceOf(ValidationError)
    expect(error.message).toContain('The name must not be bad.')
  })

  it('has no manager, no instances, and is not among the models', () => {
    expect(Stamped).not.toHaveProperty('objects')
    expect(home.models).toEqual([Note, Memo])
    expect(() => new (Stamped as unknown as new (values: object) => unknown)({ name: 'x' })).toThrow(
      expect.objectContaining({ code: 'write.state' }),
    )
  })
})

describe('a class', () => {
  it('may have fields, private members and a constructor of its own', async () => {
    const home = makeTable()
    class Plant extends home.Model<Plant>()('Plant', {
      fields: { plantId: f.string(), size: f.number() },
      keys: { primary: { pk: 'PLANT#{plantId}', sk: 'PLANT' } },
    }) {
      seen = 0
      #secret = 1
      constructor(values: { plantId: string; size: number }) {
        super(values)
        this.seen = this.size
      }
      secret() {
        return ++this.#secret
      }
    }
    const plant = new Plant({ plantId: unique(), size: 3 })
    expect([plant.seen, plant.secret()]).toEqual([3, 2])
    await plant.save()
    const found = await Plant.objects.get(plant.key())
    expect([found.seen, found.secret(), found.size]).toEqual([3, 2, 3])
    expect(found.changes()).toEqual({})
    expect(found.values()).not.toHaveProperty('seen')
    found.seen = 9
    await found.refresh()
    expect(found.seen).toBe(9)
  })

  it('need not have been touched before its items are read', async () => {
    const home = makeTable()
    class Stone extends home.Model<Stone>()('Stone', {
      fields: { stoneId: f.string() },
      keys: { primary: { pk: 'STONE#{stoneId}', sk: 'STONE' } },
    }) {
      roll() {
        return `${this.stoneId} rolls`
      }
    }
    const item = { PK: { S: 'STONE#s' }, SK: { S: 'STONE' }, _type: { S: 'Stone' }, stoneId: { S: 's' } }
    const first = home.decode(item)
    expect(first instanceof Stone && first.roll()).toBe('s rolls')
    expect(Object.getPrototypeOf(home.decode(item))).toBe(Stone.prototype)
    expect(home.decode({ ...item, _type: { S: 'Other' } })).toBeInstanceOf(Unrecognised)
    expect({} instanceof Stone).toBe(false)
    expect((null as unknown) instanceof Stone).toBe(false)
  })
})
