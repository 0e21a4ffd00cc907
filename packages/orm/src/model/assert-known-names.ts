/** Names of a new instance's values: what is no field is told at once, and not by the first save. */
import type { Values } from '../codec/encode-item.ts'
import { ValidationError } from '../errors/errors.ts'
import type { ModelSpec } from '../schema/model-spec.ts'

/** @throws {ValidationError} `validation.invalid` */
export const assertKnownNames = (spec: ModelSpec, given: Values): void => {
  const unknown = Object.keys(given).filter((name) => spec.field(name) === undefined)
  if (unknown.length === 0) return
  throw new ValidationError(
    `The values of ${spec.name}`,
    unknown.map((name) => ({
      path: [name],
      message: `${spec.name} has no such field; it has ${spec.fieldNames.join(', ')}.`,
    })),
  )
}
