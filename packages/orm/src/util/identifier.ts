/**
 * Whether a text is an identifier: a letter of any script or `_`, then letters, digits, `_`, and what else is named.
 *
 * The first expression answers for almost every name. One with Unicode properties takes half a millisecond, and a literal of
 * one takes it when the module is parsed, that is in every cold start.
 *
 * @param also further characters that may follow, as in a class of an expression
 */
export const isIdentifier = (text: string, also = ''): boolean =>
  /^[A-Za-z_]\w*$/.test(text) || new RegExp(`^[\\p{ID_Start}_][\\p{ID_Continue}${also}]*$`, 'u').test(text)
