/** Calls that take no condition refuse one: a condition that is passed over would write what the caller meant to prevent. */
import { QueryError } from '../errors/errors.ts'

/** @throws {QueryError} `query.option` if the options hold `if`, which the compiler refuses and plain JavaScript may give */
export const assertUnconditional = (call: string, options: object | null | undefined): void => {
  if (typeof options !== 'object' || options === null || !('if' in options)) return
  throw new QueryError('query.option', `${call}() takes no condition, but was given \`if\`.`, {
    hint: 'Use update(changes, { if }), which takes one.',
  })
}
