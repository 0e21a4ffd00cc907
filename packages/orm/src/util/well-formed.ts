/** Whether a string can be written as UTF-8 at all. `String.prototype.isWellFormed` is not in the types of ES2023. */

/** False if the string holds half a surrogate pair: encoders write U+FFFD in its place. */
export const isWellFormedText = (text: string): boolean => (text as string & { isWellFormed(): boolean }).isWellFormed()
