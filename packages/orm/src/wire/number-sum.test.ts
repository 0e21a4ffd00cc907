import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkNumberText } from './number.ts'
import { sumNumbers } from './number-sum.ts'

test.each([
  ['1', '+', '2', '3'],
  ['0.1', '+', '0.2', '0.3'],
  ['1', '-', '1', '0'],
  ['-0.5', '+', '.25', '-0.25'],
  ['-.5', '-', '-.5', '0'],
  ['1e3', '+', '1E-2', '1000.01'],
  ['+7', '-', '10', '-3'],
  ['99999999999999999999999999999999999999', '+', '0', '99999999999999999999999999999999999999'],
  ['100', '+', '1.50', '101.5'],
  ['5.', '-', '0.000', '5'],
] as const)('%s %s %s = %s', (left, sign, right, sum) => {
  expect(sumNumbers(left, sign, right)).toBe(sum)
})

/** `digits × 10^-scale` as text, by another way than the source's. */
const textOf = (digits: bigint, scale: number) => `${digits}e-${scale}`

test('sums are exact', () => {
  const number = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 20 }))
  fc.assert(
    fc.property(number, number, fc.constantFrom('+' as const, '-' as const), ([a, i], [b, j], sign) => {
      const sum = sumNumbers(textOf(a, i), sign, textOf(b, j))
      expect(sum).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/)
      const [x, y] = [a * 10n ** BigInt(40 - i), b * 10n ** BigInt(40 - j)]
      const [, minus, whole = '', fraction = ''] = /^(-?)(\d+)\.?(\d*)$/.exec(sum) ?? []
      const found = BigInt(`${minus}${whole}${fraction.padEnd(40, '0')}`)
      expect(found).toBe(sign === '+' ? x + y : x - y)
      expect(sumNumbers(sum, '-', sum)).toBe('0')
      if (sum.length < 38) expect(checkNumberText(sum)).toBeUndefined()
    }),
  )
})
