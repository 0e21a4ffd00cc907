import { expect, test } from 'vitest'
import { problemsOf } from '../../test/support/define-spec.ts'
import { compileTable, type StorageOptions } from './table-options.ts'
import { tableKeyAttributes } from './table-spec.ts'

test('defaults', () => {
  const table = compileTable({})
  expect(tableKeyAttributes(table)).toEqual(['PK', 'SK'])
  expect([table.typeAttribute, table.mode, table.indexes.size]).toEqual(['_type', 'ordered', 0])
  expect(compileTable({ typeAttribute: false, sk: false })).toMatchObject({ typeAttribute: undefined, sk: undefined })
})

test('all problems of a table at once', () => {
  const problems = problemsOf(() =>
    compileTable({
      pk: '',
      sk: ['a', 'b'] as never,
      typeAttribute: '',
      keyEncoding: 'other' as never,
      indexes: { x: { pk: 'G' }, none: {}, five: { pk: ['1', '2', '3', '4', '5'] }, local: { local: true, pk: 'L' } },
    }),
  )
  expect(Object.keys(problems).sort()).toEqual([
    'indexes.five.pk',
    'indexes.local.pk',
    'indexes.local.sk',
    'indexes.none.pk',
    'indexes.x',
    'keyEncoding',
    'pk',
    'sk',
    'typeAttribute',
  ])
})

test.each<[string, StorageOptions, string, RegExp]>([
  ['one attribute for both keys', { pk: 'K', sk: 'K' }, 'pk', /'K' stands twice/],
  ['one attribute twice in an index', { indexes: { gsi: { pk: 'A', sk: ['A'] } } }, 'indexes.gsi', /'A' stands twice/],
  [
    'a local index without a sort key in the table',
    { sk: false, indexes: { loc: { local: true, sk: 'L' } } },
    'indexes.loc',
    /with a sort key/,
  ],
  [
    'a local index with a wide sort key',
    { indexes: { loc: { local: true, sk: ['a', 'b'] } } },
    'indexes.loc.sk',
    /is one attribute/,
  ],
])('%s', (_name, options, path, message) => {
  expect(problemsOf(() => compileTable(options))[path]).toMatch(message)
})
