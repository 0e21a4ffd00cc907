/**
 * DynamoDB's numbers as text: what it accepts, and the one form in which it gives them back. Exact, never through a double.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
import { MAX_NUMBER_DIGITS } from './limits.ts'

/** Magnitudes from here on are out of range. */
export const NUMBER_LIMIT = 1e126
/** Magnitudes below, zero excepted, are out of range. */
export const SMALLEST_NUMBER = 1e-130

/**
 * Says why DynamoDB would refuse the text of a number, to go after 'The value'; `undefined` if it would not.
 *
 * Zeros at either end are not significant.
 */
export const checkNumberText = (text: string): string | undefined => {
  const number = parseNumber(text)
  if (number === undefined) return 'is not the text of a decimal number'
  if (number.digits.length > MAX_NUMBER_DIGITS) return `has more than ${MAX_NUMBER_DIGITS} significant digits`
  if (number.exponent < -130 || number.exponent > 125)
    return 'is out of the range of DynamoDB numbers, 1E-130 to 9.99E+125'
  return undefined
}

/**
 * The form in which DynamoDB gives a number back: plain notation, no exponent, no needless zeros, no minus on zero.
 * `5.00` → `5`, `1E3` → `1000`. The text must pass `checkNumberText`.
 */
export const canonicalNumber = (text: string): string => {
  if (CANONICAL.test(text)) return text
  const number = parseNumber(text)
  return number === undefined ? text : plainText(number)
}

/** Number of significant digits; zero has none. */
export const significantDigits = (text: string): number => parseNumber(text)?.digits.length ?? 0

/** `d.ddd × 10^exponent`, `digits` being `dddd` without zeros at either end; zero has no digits. */
interface ParsedNumber {
  readonly negative: boolean
  readonly digits: string
  readonly exponent: number
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
const CANONICAL = /^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/
const CODE_ZERO = 48

const parseNumber = (text: string): ParsedNumber | undefined => {
  const match = NUMBER.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const all = whole + fraction
  if (all === '') return undefined
  let start = 0
  let end = all.length
  while (start < end && all.charCodeAt(start) === CODE_ZERO) start++
  while (end > start && all.charCodeAt(end - 1) === CODE_ZERO) end--
  if (start === end) return { negative: false, digits: '', exponent: 0 }
  return {
    negative: sign === '-',
    digits: all.slice(start, end),
    exponent: Number(exponent) + whole.length - 1 - start,
  }
}

const plainText = ({ negative, digits, exponent }: ParsedNumber): string => {
  if (digits === '') return '0'
  const sign = negative ? '-' : ''
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  if (exponent >= digits.length - 1) return sign + digits.padEnd(exponent + 1, '0')
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
}
