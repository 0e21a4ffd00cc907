/** Dates straight from the text of the wire, in the one form that is written: `{"S":"2026-05-01T00:00:00.000Z"}`. */
import { toBytes, type WireScanner } from '../wire/wire-scanner.ts'

/** Time of the date that comes next, in the form that is written; else `undefined`, and nothing is taken. */
export const scanStoredIso = (scanner: WireScanner): number | undefined => {
  const { bytes, at } = scanner
  for (let index = 0; index < FORM.length; index++) {
    const expected = FORM[index] as number
    if (expected !== ANY && bytes[at + index] !== expected) return undefined
  }
  const start = at + START
  const year = digits(bytes, start, 4)
  const month = digits(bytes, start + 5, 2)
  const day = digits(bytes, start + 8, 2)
  const hour = digits(bytes, start + 11, 2)
  const minute = digits(bytes, start + 14, 2)
  const second = digits(bytes, start + 17, 2)
  const millisecond = digits(bytes, start + 20, 3)
  // NaN, where something is no digit, is in no range. The ends of months are left to Date.parse.
  const plain = month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59
  if (!plain || !(year >= 0 && millisecond >= 0)) return undefined
  scanner.at = at + FORM.length
  return daysTo(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND + millisecond
}

/** What the text is made of; any byte stands for a digit. */
const FORM = toBytes('{"S":"????-??-??T??:??:??.???Z"}')
const ANY = 63
const START = 6
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const ZERO = 48

const digits = (bytes: Uint8Array, at: number, count: number): number => {
  let value = 0
  for (let place = at; place < at + count; place++) {
    const digit = (bytes[place] as number) - ZERO
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/**
 * Days from 1970-01-01 in the Gregorian calendar. Years begin in March, so that a leap day is the last of its year.
 *
 * @see https://howardhinnant.github.io/date_algorithms.html#days_from_civil
 */
const daysTo = (year: number, month: number, day: number): number => {
  const from = month > 2 ? year : year - 1
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return from * 365 + Math.floor(from / 4) - Math.floor(from / 100) + Math.floor(from / 400) + dayOfYear - 719468
}
