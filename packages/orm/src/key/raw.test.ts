import { describe, expect, test } from 'vitest'
import { KeyError } from '../errors/errors.ts'
import type { KeyEncoding } from './key-encoding.ts'
import { rawCodec } from './raw.ts'

const codec = (encoding: KeyEncoding, literal = '') =>
  rawCodec(encoding, literal, "The field 'f' of the key template 'T'")
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof KeyError) return error.code
    throw error
  }
  return 'no error'
}

test.each<[KeyEncoding, unknown, string]>([
  [{ kind: 'string' }, 'a b#$ö', 'a b#$ö'],
  [{ kind: 'string' }, '', ''],
  [{ kind: 'boolean' }, true, 'true'],
  [{ kind: 'date' }, new Date(Date.UTC(2026, 4, 1)), '2026-05-01T00:00:00.000Z'],
  [{ kind: 'number' }, -42.5, '-42.5'],
  [{ kind: 'number' }, 1e21, '1e+21'],
  [{ kind: 'number' }, 1e-7, '1e-7'],
  [{ kind: 'number' }, 0, '0'],
  [{ kind: 'padded', width: 5 }, 42, '42'],
  [{ kind: 'padded', width: 5, bigint: true }, 42n, '42'],
  [{ kind: 'bigint' }, -(10n ** 30n), `-1${'0'.repeat(30)}`],
  [{ kind: 'decimal' }, '-0.001', '-0.001'],
  [{ kind: 'timestamp' }, new Date(1_700_000_000_000), '1700000000'],
  [{ kind: 'binary' }, new Uint8Array([1, 255]), '01ff'],
])('%j of %s is %j, and back', (encoding, value, text) => {
  expect(codec(encoding).encode(value)).toBe(text)
  expect(codec(encoding).decode(text)).toEqual(value)
})

test('-0 is 0', () => {
  expect(codec({ kind: 'number' }).encode(-0)).toBe('0')
})

test.each<[KeyEncoding, string]>([
  [{ kind: 'number' }, ''],
  [{ kind: 'number' }, '042'],
  [{ kind: 'number' }, '4.20'],
  [{ kind: 'number' }, '-0'],
  [{ kind: 'number' }, '1e3'],
  [{ kind: 'number' }, '1e-200'],
  [{ kind: 'number' }, 'Infinity'],
  [{ kind: 'number' }, '0x10'],
  [{ kind: 'padded', width: 2 }, '100'],
  [{ kind: 'padded', width: 2 }, '-1'],
  [{ kind: 'padded', width: 2, bigint: true }, '100'],
  [{ kind: 'bigint' }, '1.5'],
  [{ kind: 'bigint' }, '+1'],
  [{ kind: 'decimal' }, '1.50'],
  [{ kind: 'decimal' }, '1e999999999'],
  [{ kind: 'timestamp' }, '1.5'],
  [{ kind: 'string' }, '\ud800'],
  [{ kind: 'string', values: ['open'] }, 'shut'],
])('%j does not decode %j', (encoding, text) => {
  expect(codec(encoding).decode(text)).toBeUndefined()
})

describe('ambiguity', () => {
  test.each<[string, string, string]>([
    ['a#b', '#', 'key.ambiguous'],
    ['#', '#', 'key.ambiguous'],
    ['a#b', '', 'no error'],
    ['a#b', '#ORDER#', 'no error'],
    ['a#ORDER#b', '#ORDER#', 'key.ambiguous'],
    ['a#', '##', 'key.ambiguous'],
    ['a#ORDER', '#ORDER#', 'key.ambiguous'],
    ['a#ORD', '#ORDER#', 'no error'],
    ['#ORDER', '#ORDER#ORDER', 'key.ambiguous'],
    ['', '#', 'no error'],
    ['a\ud800', '', 'key.value'],
  ])('%j before %j: %s', (value, literal, code) => {
    expect(codeOf(() => codec({ kind: 'string' }, literal).encode(value))).toBe(code)
  })

  test('concerns every kind', () => {
    expect(codeOf(() => codec({ kind: 'date' }, ':').encode(new Date(0)))).toBe('key.ambiguous')
    expect(codeOf(() => codec({ kind: 'number' }, '-').encode(-1))).toBe('key.ambiguous')
    expect(codeOf(() => codec({ kind: 'number' }, '-').encode(1))).toBe('no error')
  })

  test.each<[string, string, string]>([
    ['a#b', '#', 'key.ambiguous'],
    ['a#', '#-', 'key.ambiguous'],
    ['a-', '#-', 'no error'],
    ['a#', '', 'no error'],
    ['a\ud800', '#', 'key.value'],
  ])('of the start %j before %j: %s', (start, literal, code) => {
    expect(codeOf(() => codec({ kind: 'string' }, literal).encodeStart?.(start))).toBe(code)
  })

  test('messages do not show the value', () => {
    expect(() => codec({ kind: 'string' }, '#').encode('secret#')).toThrow(
      /^The field 'f' of the key template 'T' holds a value that contains or runs into '#', the literal that follows it\./,
    )
  })
})
