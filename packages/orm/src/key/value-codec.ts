/** The codec of one reference of a template, and how it refuses a value. Messages never show the value: it may be secret. */
import { KeyError } from '../errors/errors.ts'
import { isWellFormedText } from '../util/well-formed.ts'

/** Value ⇄ text of one reference. `decode` gives a value only for the text that `encode` gives for that value. */
export interface ValueCodec {
  /** @throws {KeyError} `key.value` if the value is not of the declared kind, or not possible in a key */
  encode(value: unknown): string
  /** `undefined`: not a text of this codec. */
  decode(text: string): unknown
  /** Encodes the first characters of a value, for prefix conditions; `undefined` where values are not text. */
  readonly encodeStart: ((text: string) => string) | undefined
}

/** Throws for a value that a key cannot hold. `place` names field and template; `fact` says what the value is. */
export const refuseValue = (place: string, fact: string): never => {
  throw new KeyError('key.value', `${place} holds ${fact}.`)
}

/** Gives the text back, or refuses it: half a surrogate pair has no UTF-8 form, so two texts would become one key. */
export const assertWellFormed = (text: string, place: string): string =>
  isWellFormedText(text) ? text : refuseValue(place, 'half a surrogate pair, which UTF-8 cannot write')

/** What a value is, without showing it: `a string`, `an invalid Date`, `null`. */
export const describeType = (value: unknown): string => {
  if (value === null || value === undefined) return String(value)
  if (typeof value !== 'object') return `a ${typeof value}`
  if (Array.isArray(value)) return 'an array'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : 'a Date'
  return value instanceof Uint8Array ? 'a Uint8Array' : 'an object'
}
