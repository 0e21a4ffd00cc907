/**
 * ULIDs: 48 bits of time and 80 random bits as 26 characters of Crockford's base 32. Invariant: each one a process makes
 * is greater, as a string, than all it made before, even within a millisecond or when the clock goes back.
 *
 * @see https://github.com/ulid/spec
 */
import { nodeCrypto } from './node-crypto.ts'

/** A new ULID. `now` is in epoch milliseconds. */
export const createUlid = (now: number = Date.now()): string => {
  if (now > lastTime) {
    lastTime = now
    randomise()
  } else if (!increment()) {
    lastTime++
    randomise()
  }
  return timeText(lastTime) + String.fromCharCode(...random.map(digitCode))
}

/** Whether a text is a ULID in its canonical form: upper case, at most `7ZZZZZZZZZZZZZZZZZZZZZZZZZ`. */
export const isUlid = (text: string): boolean => ULID.test(text)

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/
const TIME_DIGITS = 10
const RANDOM_DIGITS = 16

let lastTime = -1
/** The random part of the last ULID, one base-32 digit an entry. */
const random: number[] = new Array<number>(RANDOM_DIGITS).fill(0)
const bytes = new Uint8Array(RANDOM_DIGITS)

const digitCode = (digit: number): number => ALPHABET.charCodeAt(digit)

const randomise = (): void => {
  nodeCrypto().randomFillSync(bytes)
  for (let at = 0; at < RANDOM_DIGITS; at++) random[at] = (bytes[at] ?? 0) & 31
}

/** Adds one to the random part; false if all its digits were at their highest. */
const increment = (): boolean => {
  for (let at = RANDOM_DIGITS - 1; at >= 0; at--) {
    const digit = random[at] ?? 0
    if (digit < 31) {
      random[at] = digit + 1
      return true
    }
    random[at] = 0
  }
  return false
}

const timeText = (time: number): string => {
  let text = ''
  let rest = time
  for (let at = 0; at < TIME_DIGITS; at++) {
    text = ALPHABET.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}
