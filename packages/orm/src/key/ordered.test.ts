import { describe, expect, test } from 'vitest'
import { KeyError } from '../errors/errors.ts'
import type { KeyEncoding } from './key-encoding.ts'
import { orderedCodec } from './ordered.ts'

const place = "The field 'f' of the key template '{f}'"
const codec = (encoding: KeyEncoding) => orderedCodec(encoding, place)
const refusal = (encoding: KeyEncoding, value: unknown): string => {
  try {
    codec(encoding).encode(value)
  } catch (error) {
    expect(error).toBeInstanceOf(KeyError)
    expect((error as KeyError).code).toBe('key.value')
    return (error as KeyError).message
  }
  throw new Error('nothing was thrown')
}

describe('vectors of the design', () => {
  test.each([
    [42, 'p20142'],
    [0.5, 'p1995'],
    [1, 'p2001'],
    [-42, 'm79857~'],
    [0, 'n'],
    [-0, 'n'],
  ])('number %d is %s', (value, text) => {
    expect(codec({ kind: 'number' }).encode(value)).toBe(text)
    expect(codec({ kind: 'number' }).decode(text)).toBe(value + 0)
  })

  test.each([
    [' ', '$P'],
    ['#', '$S'],
    ['$', '$T'],
    ['\u0000', '$0'],
    ['!', '$Q'],
    ['"', '$R'],
    ['%', '%'],
    ['a b#C~\u007f\u{1f600}', 'a$Pb$SC~\u007f\u{1f600}'],
    ['', ''],
  ])('string %j is %j', (value, text) => {
    expect(codec({ kind: 'string' }).encode(value)).toBe(text)
    expect(codec({ kind: 'string' }).decode(text)).toBe(value)
  })

  test.each<[KeyEncoding, unknown, string]>([
    [{ kind: 'boolean' }, false, 'false'],
    [{ kind: 'boolean' }, true, 'true'],
    [{ kind: 'date' }, new Date(Date.UTC(2026, 4, 1)), '2026-05-01T00:00:00.000Z'],
    [{ kind: 'date' }, new Date('0000-01-01T00:00:00.000Z'), '0000-01-01T00:00:00.000Z'],
    [{ kind: 'date' }, new Date('9999-12-31T23:59:59.999Z'), '9999-12-31T23:59:59.999Z'],
    [{ kind: 'padded', width: 4 }, 42, '0042'],
    [{ kind: 'padded', width: 4 }, 0, '0000'],
    [{ kind: 'padded', width: 22, bigint: true }, 2n ** 64n, '0018446744073709551616'],
    [{ kind: 'binary' }, new Uint8Array([0, 10, 255]), '000aff'],
    [{ kind: 'binary' }, new Uint8Array(), ''],
    [{ kind: 'timestamp' }, new Date(1_700_000_000_000), 'p20917'],
    [{ kind: 'timestamp' }, new Date(0), 'n'],
    [{ kind: 'bigint' }, 12345678901234567890123456789012345678n, 'p23712345678901234567890123456789012345678'],
    [{ kind: 'bigint' }, -(10n ** 125n), 'm6748~'],
    [{ kind: 'number', bigint: true }, 42n, 'p20142'],
    [{ kind: 'decimal' }, '0.1', 'p1991'],
    [{ kind: 'decimal' }, '-42.5', 'm798574~'],
    [{ kind: 'number' }, 1e-130, 'p0701'],
    [{ kind: 'number' }, 9.99e125, 'p325999'],
    [{ kind: 'number' }, 0.1 + 0.2, 'p19930000000000000004'],
  ])('%j of %s is %s, and back', (encoding, value, text) => {
    expect(codec(encoding).encode(value)).toBe(text)
    expect(codec(encoding).decode(text)).toEqual(value)
  })
})

test('numbers sort as numbers', () => {
  const sorted = [-1e125, -42.5, -42, -41, -4.2, -4.19, -1, -0.5, -1e-130, 0, 1e-130, 0.5, 1, 1.5, 4.2, 41, 42, 42.5]
  const texts = sorted.map((value) => codec({ kind: 'number' }).encode(value))
  expect([...texts].sort()).toEqual(texts)
})

test('decimals come back in plain notation', () => {
  const { encode, decode } = codec({ kind: 'decimal' })
  for (const [given, plain] of [
    ['4.20e1', '42'],
    ['-0.0', '0'],
    ['+007.50', '7.5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e3', '1000'],
    ['1E-3', '0.001'],
    ['1e40', `1${'0'.repeat(40)}`],
  ] as const)
    expect(decode(encode(given))).toBe(plain)
})

test('timestamps are whole seconds, rounded down', () => {
  const { encode, decode } = codec({ kind: 'timestamp' })
  expect(decode(encode(new Date(1999)))).toEqual(new Date(1000))
  expect(decode(encode(new Date(-1)))).toEqual(new Date(-1000))
})

test.each<[KeyEncoding, unknown, string]>([
  [{ kind: 'string' }, 5, 'a number, not a string'],
  [{ kind: 'string' }, 'a\ud800', 'half a surrogate pair'],
  [{ kind: 'string' }, '\udc00 ', 'half a surrogate pair'],
  [{ kind: 'boolean' }, 'true', 'a string, not a boolean'],
  [{ kind: 'date' }, new Date(Number.NaN), 'an invalid Date'],
  [{ kind: 'date' }, '2026-05-01', 'a string, not a valid Date'],
  [{ kind: 'date' }, new Date('+010000-01-01T00:00:00.000Z'), 'outside the years 0000 to 9999'],
  [{ kind: 'date' }, new Date('-000001-12-31T00:00:00.000Z'), 'outside the years 0000 to 9999'],
  [{ kind: 'number' }, Number.NaN, 'not a finite number'],
  [{ kind: 'number' }, Number.NEGATIVE_INFINITY, 'not a finite number'],
  [{ kind: 'number' }, 9.9e-131, 'out of the range'],
  [{ kind: 'number' }, 1e126, 'out of the range'],
  [{ kind: 'number' }, 5n, 'a bigint, not a number'],
  [{ kind: 'number', bigint: true }, 5, 'a number, not a bigint'],
  [{ kind: 'bigint' }, 10n ** 38n + 1n, 'more than 38 significant digits'],
  [{ kind: 'bigint' }, 10n ** 126n, 'out of the range'],
  [{ kind: 'decimal' }, `1.${'1'.repeat(38)}`, 'more than 38 significant digits'],
  [{ kind: 'decimal' }, '1e126', 'out of the range'],
  [{ kind: 'decimal' }, '1e-131', 'out of the range'],
  [{ kind: 'decimal' }, '1e99999999999999999999', 'out of the range'],
  [{ kind: 'decimal' }, '', 'not the text of a decimal number'],
  [{ kind: 'decimal' }, '.', 'not the text of a decimal number'],
  [{ kind: 'decimal' }, '0x10', 'not the text of a decimal number'],
  [{ kind: 'decimal' }, 1.5, 'a number, not the text of a decimal number'],
  [{ kind: 'timestamp' }, 1_700_000_000, 'a number, not a valid Date'],
  [{ kind: 'padded', width: 3 }, 1000, 'not a non-negative integer of at most 3 digits'],
  [{ kind: 'padded', width: 3 }, -1, 'not a non-negative integer of at most 3 digits'],
  [{ kind: 'padded', width: 3 }, 1.5, 'not a non-negative integer of at most 3 digits'],
  [{ kind: 'padded', width: 3 }, Number.NaN, 'not a finite number'],
  [{ kind: 'binary' }, 'ff', 'a string, not a Uint8Array'],
  [{ kind: 'binary' }, [255], 'an array, not a Uint8Array'],
  [{ kind: 'string' }, {}, 'an object, not a string'],
])('%j refuses %s', (encoding, value, fact) => {
  expect(refusal(encoding, value)).toContain(fact)
})

test('messages name field and template, not the value', () => {
  const message = refusal({ kind: 'string' }, 'secret\ud800')
  expect(message).toContain(`${place} holds half a surrogate pair`)
  expect(message).not.toContain('secret')
})

test.each<[KeyEncoding, string]>([
  [{ kind: 'string' }, 'a b'],
  [{ kind: 'string' }, 'a#'],
  [{ kind: 'string' }, 'a$'],
  [{ kind: 'string' }, '$U'],
  [{ kind: 'string' }, '$/'],
  [{ kind: 'string' }, '$$PP'],
  [{ kind: 'string' }, '\ud800'],
  [{ kind: 'string', values: ['open', 'paid'] }, 'shut'],
  [{ kind: 'boolean' }, 'True'],
  [{ kind: 'date' }, '2026-05-01T00:00:00Z'],
  [{ kind: 'date' }, '2026-02-30T00:00:00.000Z'],
  [{ kind: 'date' }, '2026-13-01T00:00:00.000Z'],
  [{ kind: 'date' }, '2026-05-01T24:00:00.000Z'],
  [{ kind: 'number' }, ''],
  [{ kind: 'number' }, '42'],
  [{ kind: 'number' }, 'p201420'],
  [{ kind: 'number' }, 'p201042'],
  [{ kind: 'number' }, 'p201'],
  [{ kind: 'number' }, 'm79857'],
  [{ kind: 'number' }, 'm798579~'],
  [{ kind: 'number' }, 'm798957~'],
  [{ kind: 'number' }, 'p3261'],
  [{ kind: 'number' }, 'p0691'],
  [{ kind: 'number' }, 'nn'],
  [{ kind: 'number' }, 'p21712345678901234567899'],
  [{ kind: 'bigint' }, 'p1995'],
  [{ kind: 'bigint' }, `p238${'1'.repeat(39)}`],
  [{ kind: 'timestamp' }, 'p1995'],
  [{ kind: 'timestamp' }, 'p2201'],
  [{ kind: 'padded', width: 3 }, '42'],
  [{ kind: 'padded', width: 3 }, '0042'],
  [{ kind: 'padded', width: 3 }, '-42'],
  [{ kind: 'padded', width: 20 }, '12345678901234567890'.replace(/0$/, '1')],
  [{ kind: 'binary' }, 'f'],
  [{ kind: 'binary' }, 'FF'],
  [{ kind: 'binary' }, 'zz'],
])('%j does not decode %j', (encoding, text) => {
  expect(codec(encoding).decode(text)).toBeUndefined()
})

test('enums decode their own values', () => {
  expect(codec({ kind: 'string', values: ['in progress'] }).decode('in$Pprogress')).toBe('in progress')
})

test('only text has a start', () => {
  expect(codec({ kind: 'string' }).encodeStart?.('a b')).toBe('a$Pb')
  expect(codec({ kind: 'date' }).encodeStart?.('2026-05')).toBe('2026-05')
  for (const kind of ['boolean', 'number', 'bigint', 'decimal', 'timestamp', 'padded', 'binary'] as const)
    expect(codec({ kind }).encodeStart).toBeUndefined()
})
