import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64ByteLength, fromBase64, toBase64 } from './base64.ts'

test('bytes come back, and are counted without decoding', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      const text = toBase64(bytes)
      expect([...fromBase64(text)]).toEqual([...bytes])
      expect(base64ByteLength(text)).toBe(bytes.length)
    }),
  )
})

test('a view gives its own bytes only; what comes back is no Buffer and owns its memory', () => {
  expect(toBase64(new Uint8Array([9, 1, 2, 9]).subarray(1, 3))).toBe('AQI=')
  expect(Object.getPrototypeOf(fromBase64('AQI='))).toBe(Uint8Array.prototype)
  expect(fromBase64('AQI=').buffer.byteLength).toBe(2)
})
