import { expect, test } from 'vitest'
import { KeyError } from '../errors/errors.ts'
import { assertKeySize } from './key-size.ts'

const thrown = (run: () => void): KeyError => {
  try {
    run()
  } catch (error) {
    if (error instanceof KeyError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test.each([
  ['pk', 2048],
  ['sk', 1024],
] as const)('counts the bytes of a %s up to %d', (kind, limit) => {
  for (const [unit, bytes] of [
    ['a', 1],
    ['ä', 2],
    ['\u{1f600}', 4],
  ] as const) {
    const longest = unit.repeat(limit / bytes)
    assertKeySize(longest, kind, 'The key')
    const error = thrown(() => assertKeySize(`${longest}a`, kind, 'The key of User'))
    expect(error.code).toBe('key.too-long')
    expect(error.message).toContain(`The key of User has ${limit + 1} bytes of UTF-8, more than the ${limit}`)
  }
})

test('refuses an empty key', () => {
  const error = thrown(() => assertKeySize('', 'sk', 'The sort key of User'))
  expect(error.code).toBe('key.empty')
  expect(error.message).toContain('The sort key of User is empty.')
})
