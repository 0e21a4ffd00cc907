/** Versions of items: a number that every write of the library raises by one, so that a stale writer is found out. */
import { incrementNode, type SetChange, setNode } from '../expression/change.ts'
import { attributeEquals, attributeExists, attributeMissing, type ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
import { guardMarkers } from './guards.ts'
import { versionOfItem } from './held-version.ts'
import { keyAttribute } from './write-plan.ts'

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
