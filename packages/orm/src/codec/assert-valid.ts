/** Issues of values → one error. */
import { type Issue, ValidationError } from '../errors/errors.ts'
import type { ModelSpec } from '../schema/model-spec.ts'

/** @throws {ValidationError} `validation.invalid` if there are issues */
export const assertValid = (spec: ModelSpec, issues: readonly Issue[]): void => {
  if (issues.length > 0) throw new ValidationError(`The values of ${spec.name}`, issues)
}
