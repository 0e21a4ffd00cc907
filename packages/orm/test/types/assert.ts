/** Assertions for type tests: they hold if the file compiles. */

/** `true` if both are the same type, `never` if they differ. */
export type Equal<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : never

/** Compiles only if the type argument is `true`: `assertType<Equal<A, B>>()`. */
export const assertType = <_Holds extends true>(): void => {}
