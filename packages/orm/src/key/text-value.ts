/** Codecs of the kinds that look the same under both encodings and need no escape: boolean, date, binary. */
import { isoText } from '../util/iso-text.ts'
import { describeType, refuseValue, type ValueCodec } from './value-codec.ts'

export const booleanCodec = (place: string): ValueCodec => ({
  encode: (value) =>
    typeof value === 'boolean' ? String(value) : refuseValue(place, `${describeType(value)}, not a boolean`),
  decode: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  encodeStart: undefined,
})

/**
 * ISO text in UTC with milliseconds, years 0000–9999: outside of these, ISO text has a sign and does not sort.
 *
 * Other ISO forms (no milliseconds, an offset) do not decode: they would be written back differently.
 */
export const dateCodec = (place: string, encodeStart: (text: string) => string): ValueCodec => ({
  encode: (value) => {
    if (!(value instanceof Date) || Number.isNaN(value.getTime()))
      return refuseValue(place, `${describeType(value)}, not a valid Date`)
    const text = isoText(value)
    return text.length === ISO_LENGTH ? text : refuseValue(place, 'a Date outside the years 0000 to 9999')
  },
  decode: (text) => {
    if (!ISO.test(text)) return undefined
    const date = new Date(text)
    // Date.parse takes February 30th and gives March.
    return !Number.isNaN(date.getTime()) && date.toISOString() === text ? date : undefined
  },
  encodeStart,
})

/** Lower-case hex. */
export const binaryCodec = (place: string): ValueCodec => ({
  encode: (value) => {
    if (!(value instanceof Uint8Array)) return refuseValue(place, `${describeType(value)}, not a Uint8Array`)
    let text = ''
    for (let at = 0; at < value.length; at++) text += HEX[value[at] ?? 0]
    return text
  },
  decode: (text) => {
    if (!HEX_TEXT.test(text)) return undefined
    const bytes = new Uint8Array(text.length / 2)
    for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(at * 2, at * 2 + 2), 16)
    return bytes
  },
  encodeStart: undefined,
})

const ISO_LENGTH = 24
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const HEX_TEXT = /^(?:[0-9a-f]{2})*$/
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
