/**
 * Whole new values of maps → changes of just the members that differ from what was loaded, so that a save leaves alone what
 * another writer stored in other members.
 */
import { changeBrand } from '../expression/brands.ts'
import { patch, remove } from '../expression/changes.ts'
import { equalValues } from '../expression/compare-values.ts'
import type { FieldSpec } from '../field/field-spec.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
import type { StoredItem } from '../wire/stored-item.ts'

type Values = Readonly<Record<string, unknown>>

/** Changes of other fields, and of maps that were not stored, stay as they are. */
export const narrowChanges = (spec: ModelSpec, changes: Values, loaded: StoredItem): Values => {
  if (!Object.keys(changes).some((name) => spec.field(name)?.spec.kind === 'map')) return changes
  const item = loaded.toItem()
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => {
      const entry = spec.field(name)
      const stored = entry && item[entry.attribute]
      return [name, entry === undefined || stored === undefined ? value : narrow(entry.spec, stored, value)]
    }),
  )
}

const narrow = (spec: FieldSpec, stored: AttributeValue, value: unknown): unknown => {
  const members =
    'M' in stored && spec.kind === 'map' && isPlain(value) ? changedMembers(spec, stored, value) : undefined
  return members === undefined ? value : patch(members)
}

/** `undefined` where only the whole map can be written, or validated. */
const changedMembers = (spec: FieldSpec, stored: { readonly M: Item }, value: Values): Values | undefined => {
  const members: Record<string, unknown> = {}
  try {
    const before = spec.decode(stored) as Values
    for (const name of new Set([...Object.keys(before), ...Object.keys(value)])) {
      const child = spec.child(name)
      // What is computed is so when the whole map is parsed.
      if (child === undefined || child.spec.computed) return undefined
      const [was, now] = [encoded(child.spec, before[name]), encoded(child.spec, value[name])]
      if (was === undefined ? now === undefined : now !== undefined && equalValues(was, now)) continue
      const own = stored.M[child.attribute]
      if (now !== undefined) members[name] = own === undefined ? value[name] : narrow(child.spec, own, value[name])
      else if (own !== undefined && mayGo(child.spec)) members[name] = remove()
      else return undefined
    }
  } catch {
    // A value that cannot be stored is reported when the whole map is validated.
    return undefined
  }
  return Object.keys(members).length === 0 ? undefined : members
}

/** Whether an absent member reads as one that was removed: an empty set is absent, a default would come back. */
const mayGo = ({ optional, absent, default: initial }: FieldSpec): boolean =>
  optional || (absent !== undefined && initial === undefined)

const encoded = (spec: FieldSpec, value: unknown): AttributeValue | undefined =>
  value === undefined ? undefined : spec.encode(value)

const isPlain = (value: unknown): value is Values => {
  if (typeof value !== 'object' || value === null || changeBrand in value) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
