/** Names of the fields that changes are of. */
import { QueryError } from '../errors/errors.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { isObject } from '../util/option-rules.ts'

/**
 * The fields that a caller changes.
 *
 * @throws {QueryError} `write.change` for what is no object
 */
export const namesOfChanges = (spec: ModelSpec, changes: unknown): string[] => {
  if (isObject(changes)) return Object.keys(changes)
  throw new QueryError('write.change', `Changes of ${spec.name} must be an object of changes per field.`)
}
