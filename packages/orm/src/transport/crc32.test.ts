import { crc32 } from 'node:zlib'
import { expect, it } from 'vitest'
import { isJsonObjectShaped, matchesCrc32 } from './crc32.ts'

it('compares bytes with the header', () => {
  const body = Buffer.from('{"Item":{"a":{"S":"ä€😀"}}}')
  expect(matchesCrc32(body, String(crc32(body)))).toBe(true)
  expect(matchesCrc32(Buffer.concat([body, body]), String(crc32(body)))).toBe(false)
  expect(matchesCrc32(body, 'nonsense')).toBe(false)
  expect(matchesCrc32(body, undefined)).toBe(true)
})

it.each([
  ['{}', true],
  [' {"a":1}\r\n', true],
  ['', false],
  ['{', false],
  ['}', false],
  ['[]', false],
  ['<html>', false],
  ['{"Item":', false],
])('tells whether %j looks like an object: %s', (text, expected) => {
  expect(isJsonObjectShaped(Buffer.from(text))).toBe(expected)
})
