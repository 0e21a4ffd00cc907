import fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8Length } from './utf8-length.ts'

const units = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.constantFrom('\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
  // Halves of pairs, which may or may not meet their other half.
  fc.constantFrom('\ud800', '\udbff', '\udc00', '\udfff'),
)

test('counts what Buffer.byteLength counts, lone surrogates included', () => {
  fc.assert(
    fc.property(fc.array(units, { maxLength: 6 }), (parts) => {
      const text = parts.join('')
      expect(utf8Length(text)).toBe(Buffer.byteLength(text, 'utf8'))
    }),
    { numRuns: 5000 },
  )
})
