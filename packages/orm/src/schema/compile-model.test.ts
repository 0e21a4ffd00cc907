import { expect, test } from 'vitest'
import { defineSpec, defineTable, problemsOf } from '../../test/support/define-spec.ts'
import { f } from '../field/f.ts'
import type { DefinitionInput } from './definition-input.ts'
import type { StorageOptions } from './table-options.ts'

const primary = { pk: 'X#{id}', sk: 'X' }
const id = f.string()

const refuse = (definition: DefinitionInput, options?: StorageOptions, name = 'X') =>
  problemsOf(() => defineSpec(defineTable(options), name, definition))

test('all problems come at once, with their places, and the model is not registered', () => {
  const table = defineTable()
  const problems = problemsOf(() =>
    defineSpec(table, 'X', {
      fields: { id, save: f.string(), tags: f.set(f.string()), hidden: f.string().keyOnly() },
      keys: {
        primary: { pk: 'X#{id}', sk: 'X#{missing}' },
        nowhere: { index: 'gsi9', pk: '{id}' },
        unnamed: { pk: '{id}' },
        byTag: { index: 'gsi1', pk: 'TAG#{tags}', sk: '{id}{id}' },
      },
      unique: { none: [], gone: ['gone'] },
      ttl: 'id',
      unknown: 'lose' as never,
      locking: { attribute: '' },
      colour: 'red',
    } as DefinitionInput),
  )
  expect(Object.keys(problems).sort()).toEqual([
    'colour',
    'fields.save',
    'keys.byTag.pk',
    'keys.byTag.sk',
    'keys.nowhere.index',
    'keys.primary.sk',
    'keys.unnamed.index',
    'locking',
    'ttl',
    'unique.gone',
    'unique.none',
    'unknown',
  ])
  expect(problems['keys.nowhere.index']).toBe("The table has no index 'gsi9'; it has 'gsi1', 'gsi2'.")
  expect(problems['keys.unnamed.index']).toMatch(/names one of the table's indexes \('gsi1', 'gsi2'\)/)
  expect(problems['keys.primary.sk']).toBe("Field 'missing' is not declared in fields.")
  expect(problems['keys.byTag.pk']).toBe(
    "Field 'tags' cannot be part of a key: A key cannot hold lists, maps, sets, unions or JSON.",
  )
  expect(problems['keys.byTag.sk']).toMatch(/no literal between/)
  expect(problems['fields.save']).toMatch(/'save' is a member of every instance/)
  expect(problems['colour']).toMatch(/has no member 'colour'/)
  expect(table.models).toEqual([])
  expect(() => defineSpec(table, 'X', {})).toThrow(expect.objectContaining({ code: 'definition.invalid' }))
})

test.each(['schemaVersion', 'upgrade'])('%s is refused, not ignored', (name) => {
  const problems = refuse({ fields: { id }, keys: { primary }, [name]: true } as DefinitionInput)
  expect(Object.keys(problems)).toEqual([name])
})

test.each<[string, DefinitionInput, string, RegExp]>([
  ['no primary key', { fields: { id }, keys: {} }, 'keys', /needs a `primary` key/],
  ['no keys at all', { fields: { id } }, 'keys', /needs a `primary` key/],
  [
    'primary key on an index',
    { fields: { id }, keys: { primary: { index: 'gsi1', ...primary } } },
    'keys.primary.index',
    /names no index/,
  ],
  [
    'missing sort key',
    { fields: { id }, keys: { primary: { pk: 'X#{id}' } } },
    'keys.primary.sk',
    /template for the attribute 'SK'/,
  ],
  [
    'a list for a template',
    { fields: { id }, keys: { primary: { pk: ['id'], sk: 'X' } } },
    'keys.primary.pk',
    /not a list of fields/,
  ],
  [
    'literal without #',
    { fields: { id }, keys: { primary: { pk: 'X#{id}:x', sk: 'X' } } },
    'keys.primary.pk',
    /begins with '#'/,
  ],
  [
    'optional in the primary key',
    { fields: { id: id.optional() }, keys: { primary } },
    'keys.primary.pk',
    /neither optional nor nullable/,
  ],
  [
    'nullable in the primary key',
    { fields: { id: id.nullable() }, keys: { primary } },
    'keys.primary.pk',
    /neither optional nor nullable/,
  ],
  [
    'updatedAt in the primary key',
    { fields: { id, at: f.date().updatedAt() }, keys: { primary: { pk: 'X#{id}', sk: '{at}' } } },
    'keys.primary.sk',
    /cannot be .updatedAt/,
  ],
  [
    'two fields under one attribute',
    { fields: { id, a: f.string().as('id') }, keys: { primary } },
    'fields.a',
    /already the attribute of the field 'id'/,
  ],
  [
    'a field under a key attribute',
    { fields: { id, a: f.string().as('PK') }, keys: { primary } },
    'fields.a',
    /'PK' is written by a key template/,
  ],
  [
    'a field under the type attribute',
    { fields: { id, _type: f.string() }, keys: { primary } },
    'fields._type',
    /holds the model's type/,
  ],
  [
    "a number under another model's index attribute",
    { fields: { id, a: f.number().as('GSI1PK') }, keys: { primary } },
    'fields.a',
    /key attribute of the table, which key templates write/,
  ],
  [
    'keyOnly without a key',
    { fields: { id, a: f.string().keyOnly() }, keys: { primary } },
    'fields.a',
    /its value would be lost/,
  ],
  [
    'keyOnly and nullable',
    {
      fields: { id, a: f.string().nullable().keyOnly() },
      keys: { primary, by: { index: 'gsi1', pk: '{a}', sk: 'X' } },
    },
    'fields.a',
    /a key holds no null/,
  ],
  [
    'a name that is no identifier',
    { fields: { id, 'a-b': f.string() }, keys: { primary } },
    'fields.a-b',
    /not an identifier/,
  ],
  ['an empty attribute name', { fields: { id, a: f.string().as('') }, keys: { primary } }, 'fields.a', /needs a name/],
  [
    'something that is no field',
    { fields: { id, a: 7 as never }, keys: { primary } },
    'fields.a.schema',
    /builder of f/,
  ],
  [
    'a field that cannot be',
    { fields: { id, a: f.map({ a: f.string().as('x'), b: f.string().as('x') }) }, keys: { primary } },
    'fields.a.b',
    /already that of/,
  ],
  ['an empty type', { fields: { id }, keys: { primary }, type: '' }, 'type', /must not be empty/],
  ["the library's own type", { fields: { id }, keys: { primary }, type: '~unique' }, 'type', /library's own/],
  ['ttl of an unknown field', { fields: { id }, keys: { primary }, ttl: 'x' }, 'ttl', /'x' is not declared/],
  ['ttl of a string', { fields: { id }, keys: { primary }, ttl: 'id' }, 'ttl', /not stored as a number/],
  [
    'ttl under another attribute',
    { fields: { id, end: f.timestamp() }, keys: { primary }, ttl: 'end' },
    'ttl',
    /expires items by no attribute/,
  ],
  [
    'unique over a set',
    { fields: { id, a: f.set(f.string()) }, keys: { primary }, unique: { a: ['a'] } },
    'unique.a',
    /cannot be part of a key/,
  ],
  [
    'unique with a name that is no identifier',
    { fields: { id }, keys: { primary }, unique: { 'a#b': ['id'] } },
    'unique.a#b',
    /not an identifier/,
  ],
  [
    'templates of one attribute that differ',
    { fields: { id }, keys: { primary, by: { index: 'inverted', pk: 'SK', sk: '{id}' } } },
    'keys.by.pk',
    /writes 'SK' into 'SK', into which keys.primary.sk writes 'X'/,
  ],
])('%s', (_name, definition, path, message) => {
  const problems = refuse(definition, {
    indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' }, inverted: { pk: 'SK', sk: 'PK' } },
  })
  expect(problems[path]).toMatch(message)
})

test('the name of a model is an identifier', () => {
  expect(refuse({ fields: { id }, keys: { primary } }, {}, 'A B')).toEqual({ name: "'A B' is not an identifier." })
})

test('a sort key where the table or the index has none', () => {
  const problems = refuse(
    { fields: { id }, keys: { primary, by: { index: 'gsi1', pk: '{id}', sk: 'X' } } },
    { sk: false, indexes: { gsi1: { pk: 'G' } } },
  )
  expect(problems).toEqual({
    'keys.primary.sk': 'There is no such key attribute to write.',
    'keys.by.sk': 'There is no such key attribute to write.',
  })
})

test('natural keys name the fields that are stored under the attributes', () => {
  const options: StorageOptions = { pk: ['isbn'], sk: false, indexes: { wide: { pk: ['a', 'b'], sk: ['c'] } } }
  const fields = {
    isbn: f.string(),
    a: f.string(),
    b: f.number(),
    c: f.date().optional(),
    d: f.string().as('dd'),
    flag: f.boolean(),
  }
  const spec = defineSpec(defineTable(options), 'Book', {
    fields,
    keys: { primary: { pk: ['isbn'] }, wide: { index: 'wide', pk: ['a', 'b'], sk: ['c'] } },
  })
  expect(spec.keyAttributes).toEqual([])
  expect(spec.patterns.map((pattern) => pattern.fields.map(({ name }) => name))).toEqual([['isbn'], ['a', 'b', 'c']])

  const wrong = (keys: NonNullable<DefinitionInput['keys']>, more = {}) =>
    refuse({ fields: { ...fields, ...more }, keys }, options)
  expect(wrong({ primary: { pk: 'isbn' } })['keys.primary.pk']).toMatch(/as a list in that order/)
  expect(wrong({ primary: { pk: ['d'] } })['keys.primary.pk']).toMatch(/stored under 'dd', not under 'isbn'/)
  expect(wrong({ primary: { pk: ['gone'] } })['keys.primary.pk']).toMatch(/'gone' is not declared/)
  const wide = (pk: string[], more = {}) =>
    wrong({ primary: { pk: ['isbn'] }, wide: { index: 'wide', pk, sk: ['c'] } }, more)['keys.wide.pk']
  expect(wide(['a'])).toMatch(/stored under 'a', 'b'/)
  expect(wide(['b', 'a'])).toMatch(/stored under 'b', not under 'a'/)
  expect(wide(['a', 'b'], { b: f.boolean() })).toMatch(/neither string, number nor binary/)
  expect(wide(['a', 'b'], { b: f.number().nullable() })).toMatch(/cannot be null/)
  expect(wide(['a', 'b'], { b: f.number().keyOnly() })).toMatch(/cannot be .keyOnly/)
})

test('a natural index attribute has one type in all models', () => {
  const table = defineTable({ indexes: { byA: { pk: ['a'] } } })
  defineSpec(table, 'First', { fields: { id, a: f.number() }, keys: { primary: { pk: 'F#{id}', sk: 'F' } } })
  const second = { fields: { id, a: f.string() }, keys: { primary: { pk: 'S#{id}', sk: 'S' } } }
  expect(problemsOf(() => defineSpec(table, 'Second', second))).toEqual({
    'fields.a': "Its attribute 'a' is a key of an index that holds the type N, but the field is stored as S.",
  })
})

test('a local index shares the partition key of the table', () => {
  const table = () => defineTable({ indexes: { recent: { local: true, sk: 'LSI1' } } })
  const fields = { id, on: f.date() }
  const spec = defineSpec(table(), 'X', { fields, keys: { primary, recent: { index: 'recent', sk: '{on}' } } })
  expect(spec.patterns[1]?.pk).toBe(spec.primary.pk)
  expect(spec.patterns[1]?.fields.map(({ name }) => name)).toEqual(['id', 'on'])
  const same = { primary, recent: { index: 'recent', pk: primary.pk, sk: '{on}' } }
  expect(defineSpec(table(), 'X', { fields, keys: same }).patterns[1]?.pk.fields).toEqual(spec.primary.pk.fields)
  const keys = { primary, recent: { index: 'recent', pk: 'Y#{id}', sk: '{on}' } }
  expect(problemsOf(() => defineSpec(table(), 'X', { fields, keys }))).toEqual({
    'keys.recent.pk':
      'A local index has the partition key of the table; give the same as in `primary`, or leave `pk` out.',
  })
})

test('a local index may repeat the type, or a natural partition key', () => {
  const table = () => defineTable({ pk: ['a'], indexes: { recent: { local: true, sk: 'LSI1' } } })
  const define = (pk: readonly string[]) => {
    const fields = { a: f.string(), b: f.string() }
    const keys = { primary: { pk: ['a'], sk: '{b}' }, recent: { index: 'recent', pk, sk: '{b}' } }
    return defineSpec(table(), 'X', { fields, keys })
  }
  expect(define(['a']).patterns).toHaveLength(2)
  expect(problemsOf(() => define(['b']))).toHaveProperty('keys.recent.pk')
  const typed = { primary: { pk: '{$type}', sk: '{id}' }, recent: { index: 'recent', pk: '{$type}', sk: '{id}' } }
  const other = defineTable({ indexes: { recent: { local: true, sk: 'LSI1' } } })
  expect(defineSpec(other, 'X', { fields: { id }, keys: typed }).patterns).toHaveLength(2)
})

test('no field is stored under an attribute that templates write, whichever model has them', () => {
  for (const attribute of ['PK', 'SK', 'GSI1PK', 'GSI2SK'])
    expect(
      problemsOf(() =>
        defineSpec(defineTable(), 'X', {
          fields: { id, a: f.string().as(attribute), held: f.string().as('other') },
          keys: { primary: { pk: 'X#{id}', sk: 'X' } },
        }),
      ),
    ).toHaveProperty(['fields.a'])
})

test('an inverted index writes nothing of its own', () => {
  const table = defineTable({ indexes: { inverted: { pk: 'SK', sk: 'PK' } } })
  const spec = defineSpec(table, 'X', {
    fields: { id },
    keys: { primary, inverted: { index: 'inverted', pk: 'X', sk: 'X#{id}' } },
  })
  expect(spec.keyAttributes.map(({ attribute, primary: isPrimary, side }) => [attribute, isPrimary, side])).toEqual([
    ['PK', true, 'sk'],
    ['SK', true, 'sk'],
  ])
})

test('{$type} stands for the stored type', () => {
  const table = defineTable({ indexes: { all: { pk: '_type', sk: 'PK' } } })
  const spec = defineSpec(table, 'X', {
    fields: { id },
    type: 'the-x',
    keys: { primary: { pk: '{$type}#{id}', sk: '{$type}' }, all: { index: 'all', pk: '{$type}', sk: '{$type}#{id}' } },
  })
  expect(spec.keyAttributes.map(({ codec }) => codec.encode({ id: '1' }))).toEqual(['the-x#1', 'the-x', 'the-x'])
  const other = { fields: { id }, keys: { primary, all: { index: 'all', pk: 'OTHER', sk: 'X#{id}' } } }
  expect(problemsOf(() => defineSpec(table, 'Y', other))['keys.all']).toMatch(/use the template '{\$type}'/)
})

test('models of one table differ in name and type', () => {
  const table = defineTable()
  const definition = { fields: { id }, keys: { primary } }
  defineSpec(table, 'X', definition)
  expect(problemsOf(() => defineSpec(table, 'X', definition))).toEqual({ name: "The table already has a model 'X'." })
  expect(problemsOf(() => defineSpec(table, 'Y', { ...definition, type: 'X' }))['type']).toMatch(
    /already stored with the type/,
  )
  expect(defineSpec(table, 'Z', definition).type).toBe('Z')
})

test('without a stored type, models differ in their keys', () => {
  const table = defineTable({ typeAttribute: false })
  defineSpec(table, 'User', { fields: { id }, keys: { primary: { pk: 'USER#{id}', sk: 'PROFILE' } } })
  const order = (pk: string, sk: string) => ({ fields: { id }, keys: { primary: { pk, sk } } })
  expect(problemsOf(() => defineSpec(table, 'Order', order('USER#{id}', '{id}')))).toEqual({
    'keys.primary': expect.stringMatching(/cannot be told apart from those of User/),
  })
  expect(defineSpec(table, 'Order', order('USER#{id}', 'ORDER#{id}')).name).toBe('Order')
})

test('markers need a table whose keys are templates', () => {
  const definition = { fields: { id }, keys: { primary: { pk: ['id'] } }, unique: { id: ['id'] } }
  expect(refuse(definition, { pk: ['id'], sk: false, indexes: {} })['unique']).toMatch(/written by templates/)
})

test('a model that extends another inherits fields, keys, constraints and rules, and registers with it', () => {
  const table = defineTable()
  const [rule, more] = [() => true, () => true]
  const user = defineSpec(table, 'User', {
    fields: { id, email: f.string() },
    keys: { primary },
    unique: { email: ['email'] },
    validate: rule,
  })
  const child = { fields: { level: f.integer() }, unique: { level: ['level'] }, validate: more }
  const admin = defineSpec(table, 'Admin', child, user)
  expect(admin.fieldNames).toEqual(['id', 'email', 'level'])
  expect(admin.rules).toEqual([rule, more])
  expect(admin.unique.map(({ owner, codec }) => [owner, codec.template.text])).toEqual([
    ['User', 'UNIQUE#User#email#{email}'],
    ['Admin', 'UNIQUE#Admin#level#{level}'],
  ])
  const owner = defineSpec(table, 'Owner', { fields: { share: f.number() } }, admin)
  expect(owner.rules).toEqual([rule, more])
  expect([...user.types]).toEqual(['User', 'Admin', 'Owner'])
  expect([...admin.types]).toEqual(['Admin', 'Owner'])
})
