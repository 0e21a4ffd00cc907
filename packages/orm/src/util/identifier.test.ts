import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isIdentifier } from './identifier.ts'

it('takes letters of any script, digits and underscores, and no digit first', () => {
  for (const name of ['a', '_', 'a1', 'Straße', 'имя', '名前', '𐊧x', '_1']) expect(isIdentifier(name)).toBe(true)
  for (const name of ['', '1a', 'a b', 'a-b', 'a.b', '$a', 'a$', 'a\n', '😀']) expect(isIdentifier(name)).toBe(false)
})

it('takes what else is named, but not first', () => {
  expect(isIdentifier('a$b', '$')).toBe(true)
  expect(isIdentifier('$a', '$')).toBe(false)
})

it('says of every text what the expression for all scripts says', () => {
  const unit = fc.constantFrom('a', 'Z', '_', '0', '$', ' ', 'é', '名', '\n', '٣', '\u200d')
  fc.assert(
    fc.property(fc.string({ unit }), (text) => isIdentifier(text) === /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(text)),
  )
})
