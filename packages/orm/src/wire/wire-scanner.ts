/**
 * Reads JSON that holds attribute values from left to right, out of its bytes, without making objects of it. Whatever is not
 * exactly what a call reads is `UNEXPECTED`; the caller then takes the way through `JSON.parse`, which decides what the text
 * means. What is read or skipped is valid JSON, as strictly as `JSON.parse` has it.
 *
 * To look at a byte costs a fraction of what it costs to look at a character of a string.
 */
import type { Bytes } from './bytes.ts'

/** Thrown where text is not what is read. Carries nothing, as nobody sees it. */
export const UNEXPECTED: unique symbol = Symbol('text that the scanner does not read')

/** Character codes of JSON. */
export const QUOTE = 34
export const COMMA = 44
export const COLON = 58
export const OPEN_LIST = 91
export const CLOSE_LIST = 93
export const OPEN_MAP = 123
export const CLOSE_MAP = 125

/** Wire types of one letter, by their character codes. */
export const TYPE_S = 83
export const TYPE_N = 78
export const TYPE_B = 66
export const TYPE_L = 76
export const TYPE_M = 77

/** The bytes of a text, for `takeText`. */
export const toBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text))

/** A place in a text. Every method reads from there on, and moves it behind what was read. */
export class WireScanner {
  readonly bytes: Bytes
  at = 0
  /** A copy of a part of the bytes as text, one character a byte: strings are cut out of it, and keep nothing else alive. */
  part = ''
  partStart = 0

  constructor(bytes: Bytes) {
    this.bytes = bytes
  }

  /** Takes a character. */
  take(code: number): void {
    if (this.bytes[this.at] !== code && this.next() !== code) throw UNEXPECTED
    this.at++
  }

  /** Takes a character if it comes next. */
  takeIf(code: number): boolean {
    if (this.bytes[this.at] !== code && this.next() !== code) return false
    this.at++
    return true
  }

  /** Takes a text if it comes next, without space before or within it. */
  takeText(text: Uint8Array): boolean {
    const { bytes, at } = this
    const { length } = text
    for (let index = 0; index < length; index++) if (bytes[at + index] !== text[index]) return false
    this.at = at + length
    return true
  }

  /** The next character's code, behind space; `undefined` at the end. */
  next(): number | undefined {
    const { bytes } = this
    for (;;) {
      const code = bytes[this.at]
      if (code !== SPACE && code !== NEW_LINE && code !== RETURN && code !== TAB) return code
      this.at++
    }
  }

  /** Takes `{"S":`, with the type's code in place of S. */
  open(type: number): void {
    const { bytes, at } = this
    if (
      bytes[at] === OPEN_MAP &&
      bytes[at + 1] === QUOTE &&
      bytes[at + 2] === type &&
      bytes[at + 3] === QUOTE &&
      bytes[at + 4] === COLON
    ) {
      this.at = at + 5
      return
    }
    this.take(OPEN_MAP)
    this.next()
    if (this.string() !== String.fromCharCode(type)) throw UNEXPECTED
    this.take(COLON)
  }

  /** The text of an S, N or B. */
  textOf(type: number): string {
    this.open(type)
    const text = this.string()
    this.take(CLOSE_MAP)
    return text
  }

  /** The double of an N, as `Number` reads its text. */
  number(): number {
    this.open(TYPE_N)
    const { bytes } = this
    let at = this.at + 1
    const isNegative = bytes[at] === MINUS
    if (isNegative) at++
    let whole = 0
    let digits = 0
    let point = -1
    let code = bytes[at] as number
    for (; ; code = bytes[++at] as number) {
      if (code >= ZERO && code <= NINE) {
        whole = whole * 10 + (code - ZERO)
        digits++
      } else if (code === POINT && point === -1) point = digits
      else break
    }
    let value: number
    if (code === QUOTE && digits > 0 && digits <= EXACT_DIGITS && bytes[this.at] === QUOTE) {
      // Both are exact, and division rounds once: what reading the text would give.
      value = point === -1 ? whole : whole / (POWERS[digits - point] as number)
      if (isNegative) value = -value
      this.at = at + 1
    } else value = Number(this.string())
    this.take(CLOSE_MAP)
    return value
  }

  /** A string. */
  string(): string {
    this.take(QUOTE)
    const { bytes, at: start } = this
    let seen = 0
    for (let at = start; ; at++) {
      const code = bytes[at] as number
      if (code === QUOTE) {
        this.at = at + 1
        return seen < 128 ? this.cut(start, at) : bytes.toString('utf8', start, at)
      }
      // Also at the end, where it is undefined.
      if (code === BACKSLASH || !(code >= SPACE)) return escaped(this, start)
      seen |= code
    }
  }

  /** A member's name and the colon behind it. */
  name(): string {
    const name = this.string()
    this.take(COLON)
    return name
  }

  /** Skips a value of any kind. */
  skip(depth = 0): void {
    switch (this.next()) {
      case QUOTE:
        skipString(this)
        break
      case OPEN_MAP:
        skipMap(this, depth)
        break
      case OPEN_LIST:
        skipList(this, depth)
        break
      default:
        skipAtom(this)
    }
  }

  /** A value of any kind, parsed. */
  value(): unknown {
    this.next()
    const start = this.at
    this.skip()
    return JSON.parse(this.bytes.toString('utf8', start, this.at))
  }

  /** Sees to it that strings from a place on, and the text around them, are cut out of one copy. */
  prepare(start: number, length: number): void {
    const end = Math.min(start + length, this.bytes.length)
    if (start >= this.partStart && end <= this.partStart + this.part.length) return
    this.part = this.bytes.toString('latin1', start, Math.max(end, Math.min(start + COPIED, this.bytes.length)))
    this.partStart = start
  }

  /** A part of the text, one character a byte: what it says, where it is ASCII. */
  cut(start: number, end: number): string {
    if (start < this.partStart || end > this.partStart + this.part.length) this.prepare(start, end - start)
    return this.part.slice(start - this.partStart, end - this.partStart)
  }
}

const SPACE = 32
const NEW_LINE = 10
const RETURN = 13
const TAB = 9
const BACKSLASH = 92
const PLUS = 43
const MINUS = 45
const POINT = 46
const ZERO = 48
const NINE = 57
const LETTER_E = 69
const SMALL_E = 101
const [TRUE, FALSE, NULL] = [toBytes('true'), toBytes('false'), toBytes('null')]
/** Digits of which every number is exact as a double. */
const EXACT_DIGITS = 15
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power)
/** Deeper than anything that DynamoDB stores, and far from the end of the stack. */
const MAX_DEPTH = 200
/** Bytes that are copied at once, where less is needed. */
const COPIED = 4096

/** @throws UNEXPECTED for an escape that there is not */
const parseString = (text: string): string => {
  try {
    return JSON.parse(text) as string
  } catch {
    throw UNEXPECTED
  }
}

const skipString = (scanner: WireScanner): void => {
  const { bytes } = scanner
  const start = scanner.at + 1
  for (let at = start; ; at++) {
    const code = bytes[at] as number
    if (code === QUOTE) {
      scanner.at = at + 1
      return
    }
    if (code === BACKSLASH || !(code >= SPACE)) {
      escaped(scanner, start)
      return
    }
  }
}

const skipMap = (scanner: WireScanner, depth: number): void => {
  if (depth > MAX_DEPTH) throw UNEXPECTED
  scanner.at++
  if (scanner.takeIf(CLOSE_MAP)) return
  do {
    if (scanner.next() !== QUOTE) throw UNEXPECTED
    skipString(scanner)
    scanner.take(COLON)
    scanner.skip(depth + 1)
  } while (scanner.takeIf(COMMA))
  scanner.take(CLOSE_MAP)
}

const skipList = (scanner: WireScanner, depth: number): void => {
  if (depth > MAX_DEPTH) throw UNEXPECTED
  scanner.at++
  if (scanner.takeIf(CLOSE_LIST)) return
  do scanner.skip(depth + 1)
  while (scanner.takeIf(COMMA))
  scanner.take(CLOSE_LIST)
}

/** A number, or one of the three words. */
const skipAtom = (scanner: WireScanner): void => {
  if (scanner.takeText(TRUE) || scanner.takeText(FALSE) || scanner.takeText(NULL)) return
  const { bytes } = scanner
  if (bytes[scanner.at] === MINUS) scanner.at++
  if (bytes[scanner.at] === ZERO) scanner.at++
  else skipDigits(scanner)
  if (bytes[scanner.at] === POINT) {
    scanner.at++
    skipDigits(scanner)
  }
  if (bytes[scanner.at] !== LETTER_E && bytes[scanner.at] !== SMALL_E) return
  scanner.at++
  if (bytes[scanner.at] === PLUS || bytes[scanner.at] === MINUS) scanner.at++
  skipDigits(scanner)
}

/** One digit or more. */
const skipDigits = (scanner: WireScanner): void => {
  const { bytes, at: start } = scanner
  let at = start
  while ((bytes[at] as number) >= ZERO && (bytes[at] as number) <= NINE) at++
  if (at === start) throw UNEXPECTED
  scanner.at = at
}

/** A string with escapes, which `JSON.parse` knows how to read. */
const escaped = (scanner: WireScanner, start: number): string => {
  const { bytes } = scanner
  for (let at = start; ; at++) {
    const code = bytes[at] as number
    if (code === BACKSLASH) at++
    else if (!(code >= SPACE)) throw UNEXPECTED
    else if (code === QUOTE) {
      scanner.at = at + 1
      return parseString(bytes.toString('utf8', start - 1, at + 1))
    }
  }
}
