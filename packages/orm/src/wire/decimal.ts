/**
 * Decimal numbers as sign, significant digits and exponent: exact, never through a double. Digits have no zeros at either
 * end; zero is the one decimal without digits, and is never negative.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
import { MAX_NUMBER_DIGITS } from './limits.ts'

/** `d.ddd × 10^exponent`, where `digits` is `dddd`. */
export interface Decimal {
  readonly negative: boolean
  readonly digits: string
  readonly exponent: number
}

/** Exponents of the numbers that DynamoDB holds: 1E-130 to 9.99…E+125. */
export const MIN_EXPONENT = -130
export const MAX_EXPONENT = 125

export const ZERO: Decimal = Object.freeze({ negative: false, digits: '', exponent: 0 })

/** Reads decimal text, with or without an exponent; `undefined` if it is none. Does not check DynamoDB's range. */
export const parseDecimal = (text: string): Decimal | undefined => {
  const match = DECIMAL.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return undefined
  return normalise(sign === '-', whole + fraction, Number(exponent) + whole.length - 1)
}

/** The decimal that a finite double's shortest text shows: 0.1 is one digit, not fifty-five. */
export const decimalOfNumber = (value: number): Decimal => {
  if (value === 0) return ZERO
  const text = Math.abs(value).toExponential()
  const mark = text.indexOf('e')
  const digits = mark === 1 ? text.slice(0, 1) : text.charAt(0) + text.slice(2, mark)
  return { negative: value < 0, digits, exponent: Number(text.slice(mark + 1)) }
}

/** The decimal of a bigint, exactly. */
export const decimalOfBigint = (value: bigint): Decimal => {
  const digits = (value < 0n ? -value : value).toString()
  return normalise(value < 0n, digits, digits.length - 1)
}

/** Says why DynamoDB cannot hold a number, to go after 'holds'; `undefined` if it can. */
export const checkDecimal = (decimal: Decimal): string | undefined => {
  if (decimal.digits.length > MAX_NUMBER_DIGITS) return `a number of more than ${MAX_NUMBER_DIGITS} significant digits`
  if (decimal.exponent < MIN_EXPONENT || decimal.exponent > MAX_EXPONENT)
    return 'a number out of the range of DynamoDB, 1E-130 to 9.99E+125'
  return undefined
}

/**
 * Plain notation, without an exponent and without needless zeros: `-42.5`, `0.001`, `1000`.
 *
 * This is how DynamoDB returns every number, long ones too, so a decimal read from a key equals one read from an attribute.
 */
export const plainText = ({ negative, digits, exponent }: Decimal): string => {
  if (digits === '') return '0'
  const sign = negative ? '-' : ''
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  if (exponent >= digits.length - 1) return sign + digits + '0'.repeat(exponent - digits.length + 1)
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
}

/** The double that shows this decimal as its shortest text; `undefined` if a double would lose digits. */
export const numberOfDecimal = (decimal: Decimal): number | undefined => {
  if (decimal.digits === '') return 0
  const value = Number(
    `${decimal.negative ? '-' : ''}${decimal.digits}e${decimal.exponent - decimal.digits.length + 1}`,
  )
  return decimalOfNumber(value).digits === decimal.digits ? value : undefined
}

/** The bigint of a decimal; `undefined` if it has a fraction. */
export const bigintOfDecimal = (decimal: Decimal): bigint | undefined =>
  decimal.exponent < decimal.digits.length - 1 ? undefined : BigInt(plainText(decimal))

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
const CODE_ZERO = 48

const normalise = (negative: boolean, digits: string, exponent: number): Decimal => {
  let start = 0
  let end = digits.length
  while (start < end && digits.charCodeAt(start) === CODE_ZERO) start++
  while (end > start && digits.charCodeAt(end - 1) === CODE_ZERO) end--
  return start === end ? ZERO : { negative, digits: digits.slice(start, end), exponent: exponent - start }
}
