/** The end of a range of keys that begin alike. */

const LAST_CODE_POINT = 0x10ffff
const FIRST_SURROGATE = 0xd800
const FIRST_AFTER_SURROGATES = 0xe000

/**
 * The smallest well-formed string, in UTF-8 byte order, that is greater than every well-formed string that begins with
 * `prefix`; `undefined` if there is none (an empty prefix, or one of U+10FFFF only).
 *
 * Increments the last code point; U+10FFFF has no next one, so it is dropped and the one before it is incremented.
 */
export const successor = (prefix: string): string | undefined => {
  let end = prefix.length
  while (end > 0) {
    const start = end - (isPair(prefix, end) ? 2 : 1)
    const code = prefix.codePointAt(start) ?? LAST_CODE_POINT
    if (code < LAST_CODE_POINT) {
      const next = code + 1 === FIRST_SURROGATE ? FIRST_AFTER_SURROGATES : code + 1
      return prefix.slice(0, start) + String.fromCodePoint(next)
    }
    end = start
  }
  return undefined
}

/** Whether a surrogate pair ends at `end`. */
const isPair = (text: string, end: number): boolean => end > 1 && (text.codePointAt(end - 2) ?? 0) > 0xffff
