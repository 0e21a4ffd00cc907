/** A history as the proof of what concurrent writers did: each version is the one before it, and one write. Test code only. */
import { expect } from 'vitest'
import type { Attempt, Effect, Stored } from './attempt.ts'
import type { Contents, Entry } from './verify.ts'

/** How an attempt ended. */
export type Ending = 'done' | 'refused' | 'unknown'

/** An attempt and its end. */
export interface Tried {
  readonly attempt: Attempt
  readonly ending: Ending
  /** Why it was not done. */
  readonly code?: string | undefined
}

/** Kinds whose success is one entry for each key, with their tag. */
const writers = new Set(['create', 'saveNew', 'save', 'overwrite', 'update', 'count', 'change', 'upsert', 'replace'])

/** Replays every history that is whole. */
export const replayHistories = ({ histories }: Contents, tried: readonly Tried[]): void => {
  const byTag = new Map(tried.map((one) => [one.attempt.tag, one]))
  const used = new Set<string>()
  for (const [key, entries] of histories) {
    if (entries[0]?.version !== 1) continue
    let before: Stored | undefined
    for (const entry of entries) before = replay(entry, { key, before, entries, byTag, used })
  }
  for (const { attempt, ending } of tried) {
    if (ending !== 'done' || !writers.has(attempt.kind) || typeof attempt.effects === 'function') continue
    for (const key of attempt.effects.keys())
      if (histories.get(key)?.[0]?.version === 1)
        expect([...used], 'a write was lost').toContain(`${attempt.tag} ${key}`)
  }
}

interface Step {
  readonly key: string
  readonly before: Stored | undefined
  readonly entries: readonly Entry[]
  readonly byTag: ReadonlyMap<string, Tried>
  readonly used: Set<string>
}

/** Gives the item after the entry. */
const replay = (
  { operation, stored, version }: Entry,
  { key, before, entries, byTag, used }: Step,
): Stored | undefined => {
  const isEnd = operation === 'delete' || (operation === 'move' && before !== undefined)
  if (isEnd) {
    expect(stored).toEqual(before)
    return undefined
  }
  if (operation === 'move') return stored
  if (operation === 'restore') {
    const older = entries.filter((entry) => entry.version < version).map((entry) => entry.stored.values)
    expect(older).toContainEqual(stored.values)
    return stored
  }
  const { tag } = stored.values
  const tried = byTag.get(tag)
  expect(used.has(`${tag} ${key}`), `${tag} was applied twice`).toBe(false)
  used.add(`${tag} ${key}`)
  if (tried === undefined) throw new Error(`The history of ${key} tells of ${tag}, which was never tried.`)
  const { effects, atomic } = tried.attempt
  if (atomic) expect(tried.ending, `${tag} was refused, and written`).not.toBe('refused')
  const effect: Effect | undefined = typeof effects === 'function' ? effects : effects.get(key)
  expect(effect?.(before)).toMatchObject({ model: stored.model, values: stored.values })
  return stored
}
