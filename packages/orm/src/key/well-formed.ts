/** Whether a string has a UTF-8 form at all. `String.prototype.isWellFormed` is not in ES2023's types. */

/** False if the string holds half a surrogate pair: encoders would write U+FFFD in its place, for every half the same. */
export const isWellFormed = (text: string): boolean => !LONE_SURROGATE.test(text)

// With the flag `u` a whole pair is one character, so only lone halves match.
const LONE_SURROGATE = /\p{Surrogate}/u
