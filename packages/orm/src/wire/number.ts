/**
 * DynamoDB's numbers as text: what it accepts, and the one form in which it gives them back. Exact, never through a double.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
import { MAX_EXPONENT, MIN_EXPONENT, parseDecimal, plainText } from './decimal.ts'
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
  const number = parseDecimal(text)
  if (number === undefined) return 'is not the text of a decimal number'
  if (number.digits.length > MAX_NUMBER_DIGITS) return `has more than ${MAX_NUMBER_DIGITS} significant digits`
  if (number.exponent < MIN_EXPONENT || number.exponent > MAX_EXPONENT)
    return 'is out of the range of DynamoDB numbers, 1E-130 to 9.99E+125'
  return undefined
}

/**
 * The form in which DynamoDB gives a number back: plain notation, no exponent, no needless zeros, no minus on zero.
 * `5.00` → `5`, `1E3` → `1000`. The text must pass `checkNumberText`.
 */
export const canonicalNumber = (text: string): string => {
  if (CANONICAL.test(text)) return text
  const number = parseDecimal(text)
  return number === undefined ? text : plainText(number)
}

/** Number of significant digits; zero has none. */
export const significantDigits = (text: string): number => parseDecimal(text)?.digits.length ?? 0

const CANONICAL = /^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/
