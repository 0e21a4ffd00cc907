/**
 * Encoding 'ordered': texts that sort, in UTF-8 byte order, as the values sort. A text never contains a character below
 * U+0024, so the `#` that ends it in a template sorts before anything that could stand in its place.
 */

import { isWellFormedText } from '../util/well-formed.ts'
import { parseDecimal, plainText } from '../wire/decimal.ts'
import type { KeyEncoding } from './key-encoding.ts'
import { type NumericValue, numericValue } from './numeric-value.ts'
import { decodeDecimal, encodeDecimal } from './ordered-number.ts'
import { binaryCodec, booleanCodec, dateCodec } from './text-value.ts'
import { assertWellFormed, describeType, refuseValue, type ValueCodec } from './value-codec.ts'

/** The codec of one reference under 'ordered'. `place` names field and template in messages. */
export const orderedCodec = (encoding: KeyEncoding, place: string): ValueCodec => {
  switch (encoding.kind) {
    case 'string':
      return stringCodec(encoding, place)
    case 'boolean':
      return booleanCodec(place)
    case 'date':
      return dateCodec(place, (text) => escapeText(text, place))
    case 'binary':
      return binaryCodec(place)
    case 'padded':
      return paddedCodec(encoding, place)
    default:
      return sortableCodec(numericValue(encoding, place))
  }
}

/** Writes U+0000–U+0024 as `$` and the character 0x30 above; all else stays. A prefix gives a prefix. */
export const escapeText = (text: string, place: string): string => {
  if (!NEEDS_CARE.test(text)) return text
  return assertWellFormed(text, place).replace(
    LOW_ALL,
    (character) => `$${String.fromCharCode(character.charCodeAt(0) + SHIFT)}`,
  )
}

/** Reverses `escapeText`; `undefined` for a text that it never gives. */
export const unescapeText = (text: string): string | undefined => {
  if (!NEEDS_CARE.test(text)) return text
  if (!isWellFormedText(text) || LOW.test(text.replace(ESCAPE_ALL, ''))) return undefined
  return text.replace(ESCAPE_ALL, (pair) => String.fromCharCode(pair.charCodeAt(1) - SHIFT))
}

const SHIFT = 0x30
// U+0025 is '%'. Without the flag `u`, the halves of surrogate pairs are characters of their own.
const NEEDS_CARE = /[^%-\ud7ff\ue000-\uffff]/
const LOW = /[^%-\uffff]/
const LOW_ALL = /[^%-\uffff]/g
const ESCAPE_ALL = /\$[0-T]/g

/** `values` (enum, literal) are checked on decode only: a comparison may name a text that is none of them. */
const stringCodec = (encoding: KeyEncoding, place: string): ValueCodec => {
  const values = encoding.values === undefined ? undefined : new Set(encoding.values)
  return {
    encode: (value) =>
      typeof value === 'string' ? escapeText(value, place) : refuseValue(place, `${describeType(value)}, not a string`),
    decode: (text) => {
      const value = unescapeText(text)
      return value === undefined || values === undefined || values.has(value) ? value : undefined
    },
    encodeStart: (text) => escapeText(text, place),
  }
}

const sortableCodec = (numeric: NumericValue): ValueCodec => ({
  encode: (value) => encodeDecimal(numeric.toDecimal(value)),
  decode: (text) => {
    const decimal = decodeDecimal(text)
    return decimal === undefined ? undefined : numeric.fromDecimal(decimal)
  },
  encodeStart: undefined,
})

const paddedCodec = (encoding: KeyEncoding, place: string): ValueCodec => {
  const width = encoding.width ?? 0
  const numeric = numericValue(encoding, place)
  return {
    encode: (value) => plainText(numeric.toDecimal(value)).padStart(width, '0'),
    decode: (text) => {
      const decimal = text.length === width && DIGITS.test(text) ? parseDecimal(text) : undefined
      return decimal === undefined ? undefined : numeric.fromDecimal(decimal)
    },
    encodeStart: undefined,
  }
}

const DIGITS = /^\d+$/
