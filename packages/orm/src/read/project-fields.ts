/** Fields by name → the projection of a read by key. */
import { Placeholders } from '../expression/placeholders.ts'
import { printProjection } from '../expression/projection.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { GetItemInput } from '../wire/request.ts'
import { projectedAttributes } from './projected-attributes.ts'

/** The members of a request that say which attributes it returns. */
export type FieldProjection = Pick<GetItemInput, 'ProjectionExpression' | 'ExpressionAttributeNames'>

/**
 * The projection of the named fields, with the table key and the type; `undefined` for all.
 *
 * @throws {QueryError} `query.unknown-field`
 */
export const projectFields = (spec: ModelSpec, only: readonly string[] | undefined): FieldProjection | undefined => {
  if (only === undefined) return undefined
  return printFields(projectedAttributes(spec, only, { index: undefined, checked: [] }))
}

/** The projection of stored attributes; `undefined` for all. */
export const printFields = (attributes: readonly string[] | undefined): FieldProjection | undefined => {
  if (attributes === undefined) return undefined
  const placeholders = new Placeholders()
  return { ProjectionExpression: printProjection(attributes, placeholders), ...placeholders.toInput() }
}
