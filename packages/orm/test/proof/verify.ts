/** Looks at everything that is stored, and at what every index gives. Test code only. */
import { expect } from 'vitest'
import type { Stored } from './attempt.ts'
import { keyOf } from './attempt.ts'
import { itemOf, markersOf, modelOf, tableKey, valuesOf } from './recompute.ts'
import { type Any, facts, type ModelFacts, type World } from './world.ts'

/** One entry of a history, as it is stored. */
export interface Entry {
  readonly version: number
  readonly operation: string
  readonly stored: Stored
}

/** What a table holds. */
export interface Contents {
  /** By key of the reference. */
  readonly items: ReadonlyMap<string, Stored>
  /** Oldest first, by key of the reference. */
  readonly histories: ReadonlyMap<string, readonly Entry[]>
}

/** Checks every item, marker and entry against what the test recomputes of it. */
export const verifyContents = (all: readonly Record<string, Any>[]): Contents => {
  const kindOf = (item: Record<string, Any>) => item['_type']?.S
  const items = new Map<string, Stored>()
  const markers: string[] = []
  for (const item of all.filter((one) => !['~unique', '~history'].includes(kindOf(one)))) {
    const model = modelOf(item)
    const values = valuesOf(item)
    const version = model.locking ? Number(item['_v']?.N) : undefined
    expect(item).toEqual({ ...itemOf(model, values), ...(model.locking && { _v: { N: String(version) } }) })
    items.set(keyOf(model.name, values.id), { model: model.name, values, version })
    markers.push(...markersOf(model, values).map((key) => `${key} → ${textOf(tableKey(model, values.id))}`))
  }
  const found = all.filter((item) => kindOf(item) === '~unique')
  for (const { PK, SK } of found) expect(SK).toEqual(PK)
  expect(found.map(({ PK, target }) => `${PK.S} → ${textOf(target.M)}`).sort()).toEqual(markers.sort())
  const histories = historiesOf(all.filter((item) => kindOf(item) === '~history'))
  for (const [key, stored] of items) if ((facts[stored.model]?.keep ?? 0) > 0) expect(histories.has(key)).toBe(true)
  for (const [key, entries] of histories) verifyHistory(entries, items.get(key))
  return { items, histories }
}

const textOf = ({ PK, SK }: Record<string, Any>): string => `${PK.S} ${SK.S}`

const historiesOf = (all: readonly Record<string, Any>[]): Map<string, Entry[]> => {
  const histories = new Map<string, Entry[]>()
  for (const item of all) {
    const { M } = item['values']
    const model = modelOf(M)
    const [version, values] = [Number(item['version'].N), valuesOf(M)]
    const { PK, SK } = tableKey(model, values.id)
    expect([item['PK'].S, item['SK'].S]).toEqual([`HISTORY#${PK.S}`, `${SK.S}#V#${String(version).padStart(10, '0')}`])
    const key = keyOf(model.name, values.id)
    const stored = { model: model.name, values, version: Number(M['_v']?.N) }
    histories.set(key, [...(histories.get(key) ?? []), { version, operation: item['operation'].S, stored }])
  }
  for (const entries of histories.values()) entries.sort((left, right) => left.version - right.version)
  return histories
}

/** Dense, of the right length, and the last entry is the item, or the end of it. */
const verifyHistory = (entries: readonly Entry[], item: Stored | undefined): void => {
  const last = entries.at(-1) as Entry
  const { keep } = facts[last.stored.model] as ModelFacts
  const first = Math.max(1, last.version - keep + 1)
  expect(entries.map(({ version }) => version)).toEqual(
    Array.from({ length: last.version - first + 1 }, (_, index) => first + index),
  )
  if (item === undefined) expect(['delete', 'move']).toContain(last.operation)
  else
    expect({ ...last.stored, operation: last.operation }).toEqual({
      ...item,
      operation: expect.not.stringMatching('delete'),
    })
}

/** Every access pattern of every model gives exactly the items that have its fields, in order. */
export const verifyIndexes = async ({ models }: World, items: ReadonlyMap<string, Stored>): Promise<void> => {
  const all = [...items.values()]
  const checks = Object.entries(models).flatMap(([name, Model]) =>
    ['x', 'y z', '#$!'].flatMap((team) =>
      (['byTeam', 'byDue'] as const).map(async (pattern) => {
        const sk = pattern === 'byTeam' ? 'G1SK' : 'G2SK'
        const wanted = all
          .filter(({ model }) => model === name || facts[model]?.parent === name)
          .map(({ model, values }) => itemOf(facts[model] as ModelFacts, values))
          .filter((item) => valuesOf(item).team === team && item[sk] !== undefined)
          .sort((left, right) => (left[sk].S < right[sk].S ? -1 : 1))
        const found: Any[] = await Model.objects.by(pattern, { team }).all()
        expect(found.map((instance) => [instance.constructor['~storm'].name, instance.values()])).toEqual(
          wanted.map((item) => [modelOf(item).name, valuesOf(item)]),
        )
      }),
    ),
  )
  await Promise.all(checks)
}
