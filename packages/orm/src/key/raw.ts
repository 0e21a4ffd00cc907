/**
 * Encoding 'raw': values as they are, for tables that another tool writes. Texts do not sort as their values do, and a value
 * that would not come back from its key is refused.
 */
import { KeyError } from '../errors/errors.ts'
import { isWellFormedText } from '../util/well-formed.ts'
import { decimalOfNumber, parseDecimal, plainText } from '../wire/decimal.ts'
import type { KeyEncoding } from './key-encoding.ts'
import { type NumericValue, numericValue } from './numeric-value.ts'
import { binaryCodec, booleanCodec, dateCodec } from './text-value.ts'
import { assertWellFormed, describeType, refuseValue, type ValueCodec } from './value-codec.ts'

/**
 * The codec of one reference under 'raw'.
 *
 * Strings stand as they are, the empty one too; numbers as `String` gives them; other numeric kinds in plain notation
 * without padding; dates as ISO text; bytes as lower-case hex.
 *
 * A key is taken apart at the first place where the literal after a reference occurs, so exactly the values are refused
 * for which that place is too early: those that contain the literal, or run into it (`'a#'` before `'##'`).
 *
 * @param literal text between this reference and the next, or the end; `''` if there is none
 */
export const rawCodec = (encoding: KeyEncoding, literal: string, place: string): ValueCodec => {
  const codec = plainCodec(encoding, place)
  if (literal === '') return codec
  const { encodeStart } = codec
  return {
    encode: (value) => {
      const text = codec.encode(value)
      return endsEarly(text, literal) ? refuseAmbiguous(place, literal) : text
    },
    decode: (text) => codec.decode(text),
    encodeStart: encodeStart && ((text) => assertStart(encodeStart(text), literal, place)),
  }
}

/** Whether the literal occurs in the text and literal together before the text has ended. */
const endsEarly = (text: string, literal: string): boolean =>
  literal.length === 1 ? text.includes(literal) : (text + literal).indexOf(literal) < text.length

/**
 * A start may not end within the literal either: keys of the value `'a'` before `'#-'` begin with `'a#'`, though the value
 * does not.
 */
const assertStart = (text: string, literal: string, place: string): string => {
  if (text.includes(literal)) return refuseAmbiguous(place, literal)
  for (let length = 1; length < literal.length; length++) {
    if (text.endsWith(literal.slice(0, length))) return refuseAmbiguous(place, literal)
  }
  return text
}

const refuseAmbiguous = (place: string, literal: string): never => {
  throw new KeyError(
    'key.ambiguous',
    `${place} holds a value that contains or runs into '${literal}', the literal that follows it.`,
  )
}

const plainCodec = (encoding: KeyEncoding, place: string): ValueCodec => {
  switch (encoding.kind) {
    case 'string':
      return stringCodec(encoding, place)
    case 'boolean':
      return booleanCodec(place)
    case 'date':
      return dateCodec(place, (text) => assertWellFormed(text, place))
    case 'binary':
      return binaryCodec(place)
    default:
      return (isDouble(encoding) ? doubleCodec : plainNumberCodec)(numericValue(encoding, place))
  }
}

const isDouble = (encoding: KeyEncoding): boolean =>
  (encoding.kind === 'number' || encoding.kind === 'padded') && encoding.bigint !== true

const stringCodec = (encoding: KeyEncoding, place: string): ValueCodec => {
  const values = encoding.values === undefined ? undefined : new Set(encoding.values)
  return {
    encode: (value) =>
      typeof value === 'string'
        ? assertWellFormed(value, place)
        : refuseValue(place, `${describeType(value)}, not a string`),
    decode: (text) => (!isWellFormedText(text) || values?.has(text) === false ? undefined : text),
    encodeStart: (text) => assertWellFormed(text, place),
  }
}

/** `String(n)`: plain up to 21 digits, then with an exponent. */
const doubleCodec = (numeric: NumericValue): ValueCodec => ({
  encode: (value) => {
    numeric.toDecimal(value)
    return String(value)
  },
  decode: (text) => {
    const value = Number(text)
    if (!Number.isFinite(value) || String(value) !== text) return undefined
    return numeric.fromDecimal(decimalOfNumber(value))
  },
  encodeStart: undefined,
})

/** Plain notation; no other form of the same number decodes. */
const plainNumberCodec = (numeric: NumericValue): ValueCodec => ({
  encode: (value) => plainText(numeric.toDecimal(value)),
  decode: (text) => {
    const decimal = parseDecimal(text)
    const value = decimal && numeric.fromDecimal(decimal)
    // Last, for a number out of range can have a plain text of any length.
    return decimal === undefined || value === undefined || plainText(decimal) !== text ? undefined : value
  },
  encodeStart: undefined,
})
