/** What a table must hold after writes one after the other. Test code only. */
import type { Attempt, Stored } from './attempt.ts'
import { markersOf } from './recompute.ts'
import { facts, type ModelFacts } from './world.ts'

const factsOf = ({ model }: Stored): ModelFacts => facts[model] as ModelFacts

/** The items that there would be, and whether all was taken. */
export interface Outcome {
  readonly items: ReadonlyMap<string, Stored>
  /** By key, the newest version that an item with the key has had. */
  readonly last: ReadonlyMap<string, number>
  readonly refused: boolean
}

export class Reference {
  items: ReadonlyMap<string, Stored> = new Map()
  last: ReadonlyMap<string, number> = new Map()

  /** What an attempt makes of the items as they are. */
  predict({ kind, effects, atomic }: Attempt): Outcome {
    const all =
      typeof effects === 'function' ? [...this.items.keys()].map((key) => [key, effects] as const) : [...effects]
    const items = new Map(this.items)
    const last = new Map(this.last)
    let refused = false
    // A move leaves with a version, and arrives with the next.
    let left: number | undefined
    for (const [key, effect] of all) {
      const before = items.get(key)
      const after = effect(before)
      if (after === before) continue
      const taken = after && !isUnique(after, key, items)
      if (after === null || (taken && !atomic)) {
        refused = true
        continue
      }
      const stored = after ?? before
      if (stored === undefined) continue
      const { keep, locking } = factsOf(stored)
      const version = keep > 0 ? (last.get(key) ?? 0) + 1 : (before?.version ?? left ?? 0) + 1
      if (keep > 0) last.set(key, version)
      if (after === undefined) {
        if (kind === 'move') left = before?.version
        items.delete(key)
      } else items.set(key, { ...after, version: locking ? version : undefined })
    }
    if (atomic && [...items].some(([key, stored]) => !isUnique(stored, key, items))) refused = true
    return refused && atomic ? { items: this.items, last: this.last, refused } : { items, last, refused }
  }
}

/** Whether no other item has the values of a unique constraint. */
const isUnique = (stored: Stored, key: string, items: ReadonlyMap<string, Stored>): boolean => {
  const markers = markersOf(factsOf(stored), stored.values)
  return [...items].every(
    ([other, { model, values }]) =>
      other === key || !markersOf(facts[model] as ModelFacts, values).some((marker) => markers.includes(marker)),
  )
}
