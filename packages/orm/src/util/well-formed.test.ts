import { expect, test } from 'vitest'
import { isWellFormedText } from './well-formed.ts'

test('tells halves of surrogate pairs from whole ones', () => {
  for (const good of ['', 'abc', '\u{1f600}', '\ufffd', '\uffff']) expect(isWellFormedText(good)).toBe(true)
  for (const bad of ['\ud800', 'a\udc00', '\udc00\ud800', '\u{1f600}\ud83d']) expect(isWellFormedText(bad)).toBe(false)
})
