/** The size of a string in bytes of UTF-8, which is what DynamoDB's limits count. */

/**
 * Counts the UTF-8 bytes of a string without encoding it.
 *
 * A lone surrogate counts 3, the size of the U+FFFD that encoders write in its place.
 */
export const utf8Length = (text: string): number => {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) continue
    if (unit < 0x800) {
      bytes += 1
      continue
    }
    bytes += 2
    // A pair is 4 bytes: 1 for each unit is counted already, 2 are added here, and its second unit adds nothing.
    if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(at + 1))) at++
  }
  return bytes
}

/** NaN, the unit after the end, is not one. */
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000
