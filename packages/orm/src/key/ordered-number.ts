/**
 * Decimals as text that sorts as the numbers do: `m…~` below zero, `n` zero, `p…` above.
 *
 * After the letter come the exponent plus 200 in three digits, then the significant digits; both as nines' complement
 * below zero, where the closing `~` sorts after every digit, so that −42.5 comes before −42.
 */
import { type Decimal, ZERO } from '../wire/decimal.ts'

const EXPONENT_OFFSET = 200

/** Encodes a decimal within DynamoDB's range: 42 → `p20142`, 0.5 → `p1995`, −42 → `m79857~`, 0 → `n`. */
export const encodeDecimal = ({ negative, digits, exponent }: Decimal): string => {
  if (digits === '') return 'n'
  const biased = exponent + EXPONENT_OFFSET
  return negative ? `m${threeDigits(999 - biased)}${complement(digits)}~` : `p${threeDigits(biased)}${digits}`
}

/** Decodes what `encodeDecimal` gives, and nothing else; does not check DynamoDB's range. */
export const decodeDecimal = (text: string): Decimal | undefined => {
  if (text === 'n') return ZERO
  const match = SORTABLE.exec(text)
  if (match === null) return undefined
  const [, positiveExponent, positiveDigits, negativeExponent, negativeDigits] = match
  const decimal =
    negativeDigits === undefined
      ? { negative: false, digits: positiveDigits ?? '', exponent: Number(positiveExponent) - EXPONENT_OFFSET }
      : {
          negative: true,
          digits: complement(negativeDigits),
          exponent: 999 - Number(negativeExponent) - EXPONENT_OFFSET,
        }
  return decimal.digits.startsWith('0') || decimal.digits.endsWith('0') ? undefined : decimal
}

const SORTABLE = /^(?:p(\d{3})(\d+)|m(\d{3})(\d+)~)$/

const threeDigits = (value: number): string => String(value).padStart(3, '0')

/** Nines' complement, digit by digit; its own inverse. */
const complement = (digits: string): string => {
  let result = ''
  // The codes of a digit and its complement sum up to those of '0' and '9'.
  for (let at = 0; at < digits.length; at++) result += String.fromCharCode(105 - digits.charCodeAt(at))
  return result
}
