/**
 * What an instance was when a write of it began: tells, when the answer comes, what the caller assigned in the meantime.
 * Several writes of one instance may be under way, and their answers come in any order.
 */
import type { Values } from '../codec/encode-item.ts'
import { decodeStored } from '../codec/hydrate-item.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import type { DecodedItem } from '../schema/model-spec.ts'
import { type InstanceState, isSame, markOf, type Successor, storedMark } from './instance-state.ts'

/** The values of an instance at the moment when a write of it began. */
export interface Snapshot {
  readonly state: InstanceState
  /** By the model's fields, in their order. */
  readonly marks: readonly unknown[]
}

export const takeSnapshot = (state: InstanceState, values: Values): Snapshot => ({
  state,
  marks: state.spec.fields.map((entry) => markOf(entry, values[entry.name])),
})

/** What a finished write knows. */
export interface Finished {
  /** What is stored now. */
  readonly decoded: DecodedItem
  /** The fields that were written; `undefined`: all. */
  readonly written: ReadonlySet<string> | undefined
}

/**
 * The fields that a finished write must leave alone: those assigned since the snapshot, and those that were unsaved then
 * and are not among the written ones.
 */
export const keptFields = (before: Snapshot, values: Values, { decoded, written }: Finished): FieldEntry[] => {
  const { spec, stored } = before.state
  const later = successorsOf(before)
  const latest = later.at(-1)?.state ?? before.state
  const marks = latestMarks(before, later)
  let loaded: readonly unknown[] | undefined
  return spec.fields.filter((entry, slot) => {
    const now = values[entry.name]
    if (!isSame(entry, marks[slot], now)) return true
    if (stored === undefined || written === undefined || written.has(entry.name)) return false
    // What is stored now all the same need not be compared with what was.
    if (isSame(entry, now, decoded.values[slot]) || entry.spec.computed !== undefined) return false
    loaded ??= loadedValues(latest)
    return !isSame(entry, storedMark(latest, entry, loaded[slot]), now)
  })
}

/**
 * Whether an answer that came after others is of an earlier state than theirs: it lacks what they wrote or read, and they
 * have what it wrote. Where two writes of the very same fields leave that open, the answer that came last counts.
 */
export const isOvertaken = (before: Snapshot, { decoded, written }: Finished): boolean => {
  const { spec } = before.state
  const later = successorsOf(before)
  const latest = later.at(-1)?.state
  if (latest === undefined) return false
  // An update makes no item: one that is deleted since has no more to show.
  if (later.some(({ state }) => state.stored === undefined)) return true
  const others = new Set(later.flatMap((successor) => [...successor.written]))
  const loaded = loadedValues(latest)
  const own = written ?? new Set(spec.fieldNames)
  const agrees = (entry: FieldEntry): boolean => {
    const slot = spec.fields.indexOf(entry)
    return isSame(entry, decoded.values[slot], loaded[slot])
  }
  const theirs = spec.fields.filter(({ name }) => !own.has(name) && (others.size === 0 || others.has(name)))
  const ours = spec.fields.filter(({ name }) => own.has(name) && !others.has(name))
  return !theirs.every(agrees) && ours.every(agrees)
}

/** The states since the snapshot, the present one last. */
const successorsOf = ({ state }: Snapshot): Successor[] => {
  const later: Successor[] = []
  for (let next = state.successor; next !== undefined; next = next.state.successor) later.push(next)
  return later
}

/** What the values were when they were last set by the library, or at the snapshot. */
const latestMarks = ({ marks, state: { spec } }: Snapshot, later: readonly Successor[]): readonly unknown[] => {
  let latest = marks
  for (const { state, kept } of later) {
    if (kept.size === spec.fields.length) continue
    const [previous, loaded] = [latest, loadedValues(state)]
    latest = spec.fields.map((entry, slot) =>
      kept.has(entry.name) ? previous[slot] : storedMark(state, entry, loaded[slot]),
    )
  }
  return latest
}

const loadedValues = ({ spec, stored }: InstanceState): readonly unknown[] =>
  stored === undefined ? [] : decodeStored(spec, stored).values
