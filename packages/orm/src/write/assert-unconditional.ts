/** Calls that only insert refuse a condition: one that is passed over would write what the caller meant to prevent. */
import { QueryError } from '../errors/errors.ts'

/**
 * The condition of an insert is that no item has the key, so there is no item that another could speak of.
 *
 * @throws {QueryError} `query.option` if the options hold `if`, which the compiler refuses and plain JavaScript may give
 */
export const assertUnconditional = (call: string, options: object | null | undefined): void => {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null)
    throw new QueryError('query.option', `The options of ${call}() must be an object.`)
  if (!('if' in options) || options.if === undefined) return
  throw new QueryError(
    'query.option',
    `${call}() inserts, so no item is there that a condition could hold of, but it was given \`if\`.`,
    { hint: 'Use upsert(), replace() or update() with { if }; or tx.check() for a condition on another item.' },
  )
}
