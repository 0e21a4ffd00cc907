/** The size of expressions, checked before anything is sent. */
import { QueryError } from '../errors/errors.ts'
import { MAX_EXPRESSION_BYTES } from '../wire/limits.ts'

/**
 * The text of an expression, if DynamoDB takes one of its size. It counts as it is sent: each placeholder with its own two
 * or more characters, and not with the name or value that it stands for.
 *
 * @param what names the expression: `filter`
 * @throws {QueryError} `query.expression-size`
 */
export const assertExpressionSize = (text: string, what: string): string => {
  // Names and values are placeholders, so all characters are ASCII.
  if (text.length <= MAX_EXPRESSION_BYTES) return text
  throw new QueryError(
    'query.expression-size',
    `The ${what} expression has ${text.length} bytes; DynamoDB takes at most ${MAX_EXPRESSION_BYTES}.`,
  )
}
