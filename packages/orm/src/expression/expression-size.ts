/** The limits of expressions, checked before anything is sent. */
import { QueryError } from '../errors/errors.ts'
import { attributeSize } from '../wire/item-size.ts'
import { MAX_EXPRESSION_BYTES, MAX_OPERATORS, MAX_VARIABLE_BYTES } from '../wire/limits.ts'
import type { ExpressionInput } from '../wire/request.ts'

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
  throw tooLarge(`The ${what} expression has ${text.length} bytes; DynamoDB takes at most ${MAX_EXPRESSION_BYTES}.`)
}

/**
 * The same of a condition, whose operators and functions are counted too. Of an update they cannot be too many: the changes
 * of so many fields are too long before.
 *
 * @throws {QueryError} `query.expression-size`
 */
export const assertConditionSize = (text: string, what: string): string => {
  assertExpressionSize(text, what)
  if (text.length < MAX_OPERATORS * LEAST_OPERATOR) return text
  const count = text.match(OPERATORS)?.length ?? 0
  if (count <= MAX_OPERATORS) return text
  throw tooLarge(
    `The ${what} expression has ${count} operators and functions, its ANDs and ORs among them; DynamoDB takes at most ${MAX_OPERATORS}.`,
  )
}

/** Characters that an operator takes at the least: `NOT `. */
const LEAST_OPERATOR = 4
/** Each of them once: of a BETWEEN, it is the AND. */
const OPERATORS = /\b(?:AND|OR|NOT|IN)\b|<>|[<>]=?|=|[a-z_]+\(/g

/**
 * What the placeholders of a request stand for is not too much.
 *
 * @throws {QueryError} `query.expression-size`
 */
export const assertVariablesSize = ({ ExpressionAttributeNames, ExpressionAttributeValues }: ExpressionInput): void => {
  let size = 0
  for (const name of Object.values(ExpressionAttributeNames ?? {})) size += attributeSize({ S: name })
  for (const value of Object.values(ExpressionAttributeValues ?? {})) size += attributeSize(value)
  if (size > MAX_VARIABLE_BYTES)
    throw tooLarge(
      `The names and values of a request’s expressions have ${size} bytes; DynamoDB takes at most ${MAX_VARIABLE_BYTES}.`,
    )
}

const tooLarge = (fact: string): QueryError => new QueryError('query.expression-size', fact)
