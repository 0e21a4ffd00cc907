import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareUtf8 } from './compare-utf8.ts'

const bytes = (text: string) => Buffer.from(text, 'utf8')
const edges = fc.constantFrom('', 'a', '\u0000', '\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff')
const pairs = fc.constantFrom('\u{10000}', '\u{103ff}', '\u{10400}', '\u{1f600}', '\u{10ffff}')
const strings = fc.array(fc.oneof(edges, pairs, fc.string({ unit: 'binary', maxLength: 2 })), { maxLength: 4 })

test('compares as the bytes of UTF-8 do', () => {
  fc.assert(
    fc.property(strings, strings, strings, (head, left, right) => {
      const a = [...head, ...left].join('')
      const b = [...head, ...right].join('')
      expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(bytes(a), bytes(b)))
    }),
    { numRuns: 5000 },
  )
})

test('puts U+FFFF before U+10000, which UTF-16 order does not', () => {
  expect('\uffff' < '\u{10000}').toBe(false)
  expect(compareUtf8('\uffff', '\u{10000}')).toBeLessThan(0)
  expect(compareUtf8('\u{10000}', '\ue000')).toBeGreaterThan(0)
  expect(compareUtf8('x', 'x')).toBe(0)
})
