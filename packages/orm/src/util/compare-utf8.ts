/** The order in which DynamoDB sorts strings: by the bytes of their UTF-8, which is the order of code points. */

const FIRST_SURROGATE = 0xd800
const FIRST_AFTER_SURROGATES = 0xe000

/**
 * Compares two well-formed strings by UTF-8 byte order, without encoding them: negative, zero or positive.
 *
 * JavaScript's own `<` compares UTF-16 units, which puts U+FFFF after U+10000; UTF-8 puts it before.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export const compareUtf8 = (left: string, right: string): number => {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at)
    const b = right.charCodeAt(at)
    if (a !== b) return rank(a) - rank(b)
  }
  return left.length - right.length
}

/** Moves surrogates, which stand for U+10000 and above, behind U+FFFF; keeps the order of all others. */
const rank = (unit: number): number => {
  if (unit < FIRST_SURROGATE) return unit
  return unit < FIRST_AFTER_SURROGATES ? unit + 0x2000 : unit - 0x800
}
