/** The values of an instance whose loaded item is put as a whole: to the hooks it is an update of what changed. */
import { decodeItem } from '../codec/decode-item.ts'
import type { Values } from '../codec/encode-item.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { applyChanges } from '../write/apply-changes.ts'
import { isPlainChange } from '../write/plain-change.ts'
import { assertKeyKept, prepareChanges } from '../write/prepare-changes.ts'
import { beforeUpdate } from './run-hooks.ts'

/** The loaded item that is put anew. */
export interface Overwritten {
  readonly key: Values
  readonly item: Item
  /** How the values differ from it. */
  readonly changes: Values
}

/** What is put, and the fields whose values are as they are stored. */
export interface OverwrittenValues {
  readonly values: Values
  readonly stored: ReadonlySet<string>
}

/**
 * The values as the hooks leave them. What a hook changes by an operator comes to what it makes of the loaded item, and what
 * it takes out of the changes stays as it was loaded.
 *
 * @throws {KeyError} `key.changed` @throws {QueryError} @throws {ValidationError} of what hooks change
 */
export const overwrittenValues = async (
  spec: ModelSpec,
  given: Values,
  { key, item, changes }: Overwritten,
): Promise<OverwrittenValues> => {
  const wanted = await beforeUpdate(spec, key, changes)
  assertKeyKept(spec, wanted)
  const operated = Object.fromEntries(
    Object.entries(wanted).filter(([name, change]) => !isPlainChange(change) && change !== changes[name]),
  )
  const { nodes, keyed } = await prepareChanges(spec, operated, { now: new Date() })
  const after: Values = { ...decodeItem(spec, applyChanges(item, nodes)), ...keyed }
  const values: Record<string, unknown> = { ...given }
  for (const [name, change] of Object.entries(wanted)) if (isPlainChange(change)) values[name] = change
  const stored = [...Object.keys(operated), ...Object.keys(changes).filter((name) => !(name in wanted))]
  for (const name of stored) values[name] = after[name]
  return { values, stored: new Set(stored) }
}
