import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isWellFormedText } from '../util/well-formed.ts'
import { successor } from './successor.ts'

const bytes = (text: string) => Buffer.from(text, 'utf8')
const compare = (a: string, b: string) => Buffer.compare(bytes(a), bytes(b))
const units = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 2 }),
  fc.constantFrom('\u0000', '\u007f', '\u07ff', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{103ff}', '\u{10ffff}'),
)
const strings = fc.array(units, { maxLength: 4 }).map((parts) => parts.join(''))

test.each([
  ['a', 'b'],
  ['ORDER#', 'ORDER$'],
  ['\u007f', '\u0080'],
  ['\ud7ff', '\ue000'],
  ['\uffff', '\u{10000}'],
  ['x\u{103ff}', 'x\u{10400}'],
  ['a\u{10ffff}\u{10ffff}', 'b'],
])('of %j is %j', (prefix, next) => {
  expect(successor(prefix)).toBe(next)
})

test('there is none of the empty prefix and of U+10FFFF', () => {
  expect(successor('')).toBeUndefined()
  expect(successor('\u{10ffff}\u{10ffff}')).toBeUndefined()
})

test('is greater than all that begin with the prefix, and no string between is', () => {
  fc.assert(
    fc.property(strings, strings, strings, (prefix, rest, other) => {
      const next = successor(prefix)
      if (next === undefined) {
        // Nothing is greater than all strings that begin with U+10FFFF.
        expect(prefix.replaceAll('\u{10ffff}', '')).toBe('')
        return
      }
      expect(next).toBe(Buffer.from(next, 'utf8').toString('utf8'))
      expect(compare(prefix + rest, next)).toBe(-1)
      // Smallest: whatever is below it, but not below the prefix, begins with the prefix.
      for (const candidate of [other, prefix + other, prefix.slice(0, -1) + other]) {
        if (!isWellFormedText(candidate)) continue
        const between = compare(candidate, prefix) >= 0 && compare(candidate, next) < 0
        expect(between).toBe(candidate.startsWith(prefix))
      }
    }),
    { numRuns: 5000 },
  )
})
