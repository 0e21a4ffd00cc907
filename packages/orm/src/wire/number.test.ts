import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalNumber, checkNumberText, significantDigits } from './number.ts'

test('the one form of a number', () => {
  const forms: Record<string, string> = {
    '5.00': '5',
    '1E3': '1000',
    '-0': '0',
    '0.000': '0',
    '+7': '7',
    '007': '7',
    '.5': '0.5',
    '5.': '5',
    '-1.50e-2': '-0.015',
    '1e-3': '0.001',
    '123.456': '123.456',
    '1E2.': '1E2.',
    '12e1': '120',
    '1.2e1': '12',
    '-100': '-100',
    '0e99999': '0',
  }
  for (const [text, canonical] of Object.entries(forms)) expect(canonicalNumber(text), text).toBe(canonical)
})

test('what DynamoDB refuses', () => {
  for (const text of ['', '.', 'x', '1e', 'NaN', 'Infinity', '1 ', '0x1', '1_0', '--1'])
    expect(checkNumberText(text), text).toMatch(/not the text/)
  expect(checkNumberText('1'.repeat(39))).toMatch(/38 significant/)
  expect(checkNumberText(`${'1'.repeat(38)}${'0'.repeat(20)}`)).toBeUndefined()
  expect(checkNumberText(`0.${'0'.repeat(50)}${'1'.repeat(38)}`)).toBeUndefined()
  for (const text of ['1e126', '-1e126', '1e-131', '1e99999999999']) expect(checkNumberText(text)).toMatch(/range/)
  for (const text of ['9.9e125', '1e-130', '0', '0e500']) expect(checkNumberText(text)).toBeUndefined()
})

test('canonical text is canonical, is accepted, and means the same number', () => {
  const digits = fc.stringMatching(/^\d{1,20}$/)
  const parts = fc.tuple(fc.constantFrom('', '-', '+'), digits, digits, fc.integer({ min: -90, max: 90 }))
  fc.assert(
    fc.property(parts, ([sign, whole, fraction, exponent]) => {
      const text = `${sign}${whole}.${fraction}e${exponent}`
      if (checkNumberText(text) !== undefined) return
      const canonical = canonicalNumber(text)
      expect(canonical).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/)
      expect(canonicalNumber(canonical)).toBe(canonical)
      expect(Number(canonical)).toBe(Number(text) + 0)
      expect(significantDigits(canonical)).toBe(significantDigits(text))
    }),
    { numRuns: 2000 },
  )
})

test('doubles survive', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = String(value)
      if (checkNumberText(text) === undefined) expect(Number(canonicalNumber(text))).toBe(value + 0)
    }),
  )
})
