/** The numeric kinds: JavaScript values ⇄ decimals that DynamoDB can hold. The encodings turn decimals into text. */
import {
  bigintOfDecimal,
  checkDecimal,
  type Decimal,
  decimalOfBigint,
  decimalOfNumber,
  numberOfDecimal,
  parseDecimal,
  plainText,
} from '../wire/decimal.ts'
import type { KeyEncoding } from './key-encoding.ts'
import { describeType, refuseValue } from './value-codec.ts'

/** Value ⇄ decimal of one numeric kind. */
export interface NumericValue {
  /** @throws {KeyError} `key.value` */
  toDecimal(value: unknown): Decimal
  /** `undefined` if the kind cannot hold the decimal exactly. */
  fromDecimal(decimal: Decimal): unknown
}

/** The conversions of a numeric encoding; both ways they take only decimals within DynamoDB's range. */
export const numericValue = (encoding: KeyEncoding, place: string): NumericValue => {
  const { toDecimal, fromDecimal } = conversions(encoding, place)
  return {
    toDecimal,
    fromDecimal: (decimal) => (checkDecimal(decimal) === undefined ? fromDecimal(decimal) : undefined),
  }
}

const conversions = (encoding: KeyEncoding, place: string): NumericValue => {
  if (encoding.kind === 'decimal') return decimalText(place)
  if (encoding.kind === 'timestamp') return epochSeconds(place)
  const numeric = encoding.kind === 'bigint' || encoding.bigint === true ? bigints(place) : numbers(place)
  return encoding.kind === 'padded' ? naturals(numeric, encoding.width ?? 0, place) : numeric
}

const inRange = (decimal: Decimal, place: string): Decimal => {
  const problem = checkDecimal(decimal)
  return problem === undefined ? decimal : refuseValue(place, problem)
}

const numbers = (place: string): NumericValue => ({
  toDecimal: (value) => {
    if (typeof value !== 'number') return refuseValue(place, `${describeType(value)}, not a number`)
    return Number.isFinite(value)
      ? inRange(decimalOfNumber(value), place)
      : refuseValue(place, 'NaN or an infinity, not a finite number')
  },
  fromDecimal: numberOfDecimal,
})

/** Integers from 0 to `width` nines. */
const naturals = (numeric: NumericValue, width: number, place: string): NumericValue => {
  const fits = ({ negative, digits, exponent }: Decimal): boolean =>
    !negative && exponent >= digits.length - 1 && exponent < width
  return {
    toDecimal: (value) => {
      const decimal = numeric.toDecimal(value)
      return fits(decimal)
        ? decimal
        : refuseValue(place, `a number that is not a non-negative integer of at most ${width} digits`)
    },
    fromDecimal: (decimal) => (fits(decimal) ? numeric.fromDecimal(decimal) : undefined),
  }
}

const bigints = (place: string): NumericValue => ({
  toDecimal: (value) =>
    typeof value === 'bigint'
      ? inRange(decimalOfBigint(value), place)
      : refuseValue(place, `${describeType(value)}, not a bigint`),
  fromDecimal: bigintOfDecimal,
})

/** Decimals come back in plain notation, whatever form was given: `'4.20e1'` as `'42'`. */
const decimalText = (place: string): NumericValue => ({
  toDecimal: (value) => {
    const decimal = typeof value === 'string' ? parseDecimal(value) : undefined
    if (decimal !== undefined) return inRange(decimal, place)
    const found = typeof value === 'string' ? 'a string that is not a number' : describeType(value)
    return refuseValue(place, `${found}, not the text of a decimal number`)
  },
  fromDecimal: plainText,
})

/** A Date as whole seconds since 1970, rounded down: a timestamp has no finer value. Any valid Date will do. */
const epochSeconds = (place: string): NumericValue => ({
  toDecimal: (value) =>
    value instanceof Date && !Number.isNaN(value.getTime())
      ? decimalOfNumber(Math.floor(value.getTime() / 1000))
      : refuseValue(place, `${describeType(value)}, not a valid Date`),
  fromDecimal: (decimal) => {
    const seconds = bigintOfDecimal(decimal)
    if (seconds === undefined) return undefined
    const date = new Date(Number(seconds) * 1000)
    return Number.isNaN(date.getTime()) ? undefined : date
  },
})
