/**
 * Golden plans: for every shape of query, the pattern that is chosen, the patterns that are not, and the requests.
 *
 * A plan for the same input never changes within a major version: cursors and costs hang on it. So an entry of
 * `golden-plans.json` is added, never changed. `STORM_GOLDEN=write` adds those of new shapes, and changes no other.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { goldenShapes, type Shown } from './golden-shapes.ts'

const file = new URL('golden-plans.json', import.meta.url)
const isWriting = process.env['STORM_GOLDEN'] === 'write'

interface Golden {
  /** `access pattern (index)`. */
  readonly plan: string
  readonly refused: Readonly<Record<string, string>>
  /** What is checked after reading. */
  readonly checks: readonly string[]
  readonly requests: readonly (readonly [operation: string, input: unknown])[]
}

const toGolden = (shown: Shown): Golden => {
  const { pattern, index, refused, checks } = shown.explain()
  return JSON.parse(
    JSON.stringify({
      plan: `${pattern ?? 'scan'}${index === undefined ? '' : ` (${index})`}`,
      refused: Object.fromEntries(refused.map((other) => [other.pattern, other.reason])),
      checks,
      requests: shown.toRequests().map((request) => [request.operation, request]),
    }),
  )
}

let goldens: Record<string, Golden> = JSON.parse(readFileSync(file, 'utf8'))
if (isWriting) {
  const shapes = Object.entries(goldenShapes)
  goldens = Object.fromEntries(shapes.map(([name, query]) => [name, goldens[name] ?? toGolden(query())]))
  writeFileSync(file, `${JSON.stringify(goldens, undefined, 2)}\n`)
}

test.each(Object.keys(goldenShapes))('%s', (name) => {
  const query = goldenShapes[name]
  expect(query && toGolden(query())).toEqual(goldens[name])
})

test('no golden plan is without its query', () => {
  expect(Object.keys(goldens)).toEqual(Object.keys(goldenShapes))
  expect(Object.keys(goldens).length).toBeGreaterThanOrEqual(40)
})
