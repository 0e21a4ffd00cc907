/** What a new item gets by itself. */
import type { ModelSpec } from '../schema/model-spec.ts'
import { assertValid } from './assert-valid.ts'
import type { Values } from './encode-item.ts'

/**
 * Fills in what a new item gets by itself: defaults and generated values, before validation.
 *
 * Values that are `undefined` count as absent. Names that are no fields stay, for validation to refuse.
 *
 * @throws {ValidationError} `validation.invalid` for what is not an object
 */
export const withDefaults = (spec: ModelSpec, given: Values): Record<string, unknown> => {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    assertValid(spec, [{ path: [], message: 'They are not an object of field values.' }])
  const values: Record<string, unknown> = {}
  for (const { name, spec: field } of spec.fields) {
    const value = given[name]
    values[name] = value === undefined ? (field.generate ?? field.default)?.() : value
  }
  for (const name of Object.keys(given)) if (!Object.hasOwn(values, name)) values[name] = given[name]
  return values
}
