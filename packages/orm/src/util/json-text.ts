/** JSON text of strings, for text that is written piece by piece. */

/**
 * The string as `JSON.stringify` writes it, lone surrogates as escapes included. Text without anything to escape, which
 * most is, takes a shorter way.
 */
export const quote = (text: string): string => (NEEDS_CARE.test(text) ? JSON.stringify(text) : `"${text}"`)

// Without the flag `u`, the halves of surrogate pairs are characters of their own; a pair is left to JSON.stringify.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON escapes
const NEEDS_CARE = /["\\\u0000-\u001f\ud800-\udfff]/
