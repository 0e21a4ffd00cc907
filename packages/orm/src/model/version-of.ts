/** The version that an instance holds. */
import { QueryError } from '../errors/errors.ts'
import { versionOfItem } from '../write/held-version.ts'
import { ModelInstance } from './instance.ts'

/**
 * The version of the item that the instance was loaded from or written to; `undefined` for a new instance, for a model without
 * locking, and for an item from before it.
 *
 * What `version` of a write by key takes.
 *
 * @throws {QueryError} `query.option` for what is no instance
 */
export const versionOf = (instance: object): number | undefined => {
  const spec = ModelInstance.specOf(instance)
  if (spec === undefined)
    throw new QueryError('query.option', 'versionOf() takes an instance of a model, and was given something else.')
  const item = ModelInstance.itemOf(instance as ModelInstance)
  return item && versionOfItem(spec, item)
}
