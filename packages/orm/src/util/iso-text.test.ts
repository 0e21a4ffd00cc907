import { expect, test } from 'vitest'
import { isoText } from './iso-text.ts'

test('gives the ISO text of each time, however they alternate', () => {
  const times = [0, 1, -1, 1_770_000_000_000, 1, 1, 8.64e15, -8.64e15, 0, -0]
  for (const time of times) expect(isoText(new Date(time))).toBe(new Date(time).toISOString())
})

test('takes no invalid Date, and forgets nothing of it', () => {
  expect(() => isoText(new Date(Number.NaN))).toThrow(RangeError)
  expect(() => isoText(new Date(Number.NaN))).toThrow(RangeError)
  expect(isoText(new Date(7))).toBe('1970-01-01T00:00:00.007Z')
})
