/** Projections: which attributes a read returns. */
import type { Placeholders } from './placeholders.ts'

/** The text of a `ProjectionExpression`; attributes named twice stand once, as DynamoDB refuses overlapping paths. */
export const printProjection = (attributes: Iterable<string>, placeholders: Placeholders): string =>
  [...new Set(attributes)].map((attribute) => placeholders.name(attribute)).join(', ')
