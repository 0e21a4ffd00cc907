/**
 * Whether a text is an identifier: a letter of any script or `_`, then letters, digits and `_`.
 *
 * The first expression answers for almost every name; one with Unicode properties takes half a millisecond to compile, and
 * names are checked when models are defined, that is in every cold start.
 */
export const isIdentifier = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text) || UNICODE.test(text)

const UNICODE = /^[\p{ID_Start}_]\p{ID_Continue}*$/u
