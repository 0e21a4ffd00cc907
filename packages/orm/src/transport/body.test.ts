/** Bodies of known and of unknown length. */
import { expect, test } from 'vitest'
import { Body } from './body.ts'

const bytesOf = (length: number, from = 0) => Buffer.from(Array.from({ length }, (_, at) => (from + at) % 256))

test.each([
  ['100', [40, 40, 20]],
  ['100', [100]],
  ['100', [0, 100]],
  ['100', [99, 1]],
  [undefined, [40, 40, 20]],
  [undefined, [100]],
  ['0', []],
  [undefined, []],
  ['many', [40, 2]],
  ['-5', [40, 2]],
  ['1.5', [40, 2]],
  // A length that no answer has is no reason to reserve so much.
  ['999999999999999', [40, 2]],
])('of the length %s, in chunks of %j', (header, lengths) => {
  const body = new Body(header)
  let at = 0
  for (const length of lengths) {
    body.add(bytesOf(length, at))
    at += length
  }
  expect(body.toBuffer()).toEqual(bytesOf(at))
})

test('a body that comes at once is not copied', () => {
  const chunk = bytesOf(50)
  for (const header of ['50', undefined]) {
    const body = new Body(header)
    body.add(chunk)
    expect(body.toBuffer()).toBe(chunk)
  }
})
