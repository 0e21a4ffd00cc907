/** The version that a caller holds or names, which a write of it insists on. */
import { QueryError } from '../errors/errors.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'

/** The version of a stored item; `undefined` for a model without locking, and for an item from before it. */
export const versionOfItem = ({ locking }: ModelSpec, item: Item): number | undefined => {
  const stored = locking === undefined ? undefined : item[locking.attribute]
  return stored !== undefined && 'N' in stored ? Number(stored.N) : undefined
}

/** The version that the holder of a loaded item has: 0 for an item from before locking, `undefined` without locking. */
export const heldVersion = (spec: ModelSpec, loaded: Item | undefined): number | undefined =>
  spec.locking === undefined || loaded === undefined ? undefined : (versionOfItem(spec, loaded) ?? 0)

/**
 * The version that a caller names, checked.
 *
 * @throws {QueryError} `write.state` without locking, or if it is no version
 */
export const namedVersion = ({ locking, name }: ModelSpec, version: unknown): number | undefined => {
  if (version === undefined) return undefined
  const isVersion = Number.isSafeInteger(version) && (version as number) >= 0
  if (locking !== undefined && isVersion) return version as number
  throw new QueryError(
    'write.state',
    isVersion ? `${name} has no versions.` : `A version of ${name} is a whole number from 0 on.`,
    { hint: isVersion ? 'Define the model with locking: true.' : 'Give the version that versionOf(instance) gives.' },
  )
}
