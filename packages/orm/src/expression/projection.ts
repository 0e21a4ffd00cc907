/** Projections: which attributes a read returns. */
import { assertExpressionSize } from './expression-size.ts'
import type { Placeholders } from './placeholders.ts'

/**
 * The text of a `ProjectionExpression`; attributes named twice stand once, as DynamoDB refuses overlapping paths.
 *
 * @throws {QueryError} `query.expression-size`
 */
export const printProjection = (attributes: Iterable<string>, placeholders: Placeholders): string =>
  assertExpressionSize(
    [...new Set(attributes)].map((attribute) => placeholders.name(attribute)).join(', '),
    'projection',
  )
