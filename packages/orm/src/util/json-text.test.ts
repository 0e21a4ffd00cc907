import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quote } from './json-text.ts'

test('writes every string as JSON.stringify does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(quote(text)).toBe(JSON.stringify(text))
    }),
    { numRuns: 2000 },
  )
})

test.each(['', '"', '\\', '\u0000\u001f\u007f', '\u2028\u2029', '\ud800', 'a\udc00b', '\ud83d\ude00', '\ufeff\uffff'])(
  'writes %j',
  (text) => {
    expect(quote(text)).toBe(JSON.stringify(text))
  },
)
