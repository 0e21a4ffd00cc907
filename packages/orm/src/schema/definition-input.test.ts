import { expect, test } from 'vitest'
import { f } from '../field/f.ts'
import { mergeDefinitions, rulesOf } from './definition-input.ts'

test('rules of an abstract model are not lost, and none counts twice', () => {
  const rules = [() => true, () => true, () => true] as const
  const base = { abstract: true, type: 'base', fields: { id: f.string() }, validate: rules[0] }
  const middle = mergeDefinitions(base, { validate: rules[1] })
  const leaf = mergeDefinitions(middle, { fields: { a: f.string() }, validate: rules[2] })
  expect(rulesOf(leaf)).toEqual(rules)
  expect(rulesOf(mergeDefinitions(middle, {}))).toEqual(rules.slice(0, 2))
  expect([leaf.abstract, leaf.type, Object.keys(leaf.fields ?? {})]).toEqual([undefined, undefined, ['id', 'a']])
})

test('a member of the child stands for the whole member of the parent', () => {
  const merged = mergeDefinitions(
    { keys: { primary: { pk: 'A' }, by: { index: 'x', pk: 'A' } }, unique: { a: ['a'] }, unknown: 'drop' },
    { keys: { by: { index: 'y', pk: 'B' } }, unique: { b: ['b'] } },
  )
  expect(merged.keys).toEqual({ primary: { pk: 'A' }, by: { index: 'y', pk: 'B' } })
  expect([merged.unique, merged.unknown]).toEqual([{ a: ['a'], b: ['b'] }, 'drop'])
})
