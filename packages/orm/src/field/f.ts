/** `f`: the field builders, one frozen object. */
import type { FieldBuilders } from './builder-types.ts'

export const f: FieldBuilders = Object.freeze({} as FieldBuilders)
