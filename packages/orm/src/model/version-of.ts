/** The version that an instance holds. */
import { versionOfItem } from '../write/version.ts'
import { ModelInstance } from './instance.ts'

/**
 * The version of the item that the instance was loaded from or written to; `undefined` for a new instance, for a model without
 * locking, and for an item from before it.
 *
 * What `version` of a write by key takes.
 */
export const versionOf = (instance: object): number | undefined => {
  const spec = ModelInstance.specOf(instance)
  const item = spec && ModelInstance.itemOf(instance as ModelInstance)
  return spec && item && versionOfItem(spec, item)
}
