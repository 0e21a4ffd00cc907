/** Versions of items: a number that every write of the library raises by one, so that a stale writer is found out. */
import { QueryError } from '../errors/errors.ts'
import { incrementNode, type SetChange, setNode } from '../expression/change.ts'
import { attributeEquals, attributeExists, attributeMissing, type ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
import { guardMarkers } from './guards.ts'
import { keyAttribute } from './write-plan.ts'

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

/** Wire form of a version. */
export const versionValue = (version: number): AttributeValue => ({ N: String(version) })

/** Conditions that the item has the version; none without locking. */
export const versionIs = ({ locking }: ModelSpec, version: number): ConditionNode[] => {
  if (locking === undefined) return []
  return [
    version === 0 ? attributeMissing(locking.attribute) : attributeEquals(locking.attribute, versionValue(version)),
  ]
}

/** The change of the version by an update: to the next of a known one, else one more than whatever is stored. */
export const versionChange = ({ locking }: ModelSpec, known: number | undefined): SetChange[] => {
  if (locking === undefined) return []
  return [
    known === undefined
      ? incrementNode(locking.attribute, versionValue(1), versionValue(0))
      : setNode(locking.attribute, versionValue(known + 1)),
  ]
}

/**
 * Conditions that an item which is replaced or deleted is as it was: its markers' fields, and its version.
 *
 * @param stored `null`: there was none; `undefined`: it was not read
 * @param held the version that the caller insists on
 */
export const guardStored = (spec: ModelSpec, stored: Item | null | undefined, held?: number): ConditionNode[] => {
  const markers = guardMarkers(spec, stored)
  if (spec.locking === undefined) return markers
  const version = held ?? (stored ? (versionOfItem(spec, stored) ?? 0) : undefined)
  if (version === undefined) return stored === null ? [attributeMissing(keyAttribute(spec))] : markers
  return [
    ...(stored && markers.length > 0 ? markers : [attributeExists(keyAttribute(spec))]),
    ...versionIs(spec, version),
  ]
}
