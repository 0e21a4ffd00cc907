/**
 * Random writes over the public API, through faults, compared with a reference map; then every index attribute, marker and
 * entry of a history is recomputed, and every index queried.
 *
 * A failure prints the seed: `STORM_SEED=… npx vitest run packages/orm/test/proof` repeats it. `STORM_RUNS=100` runs a
 * hundred times as many programs.
 */
import fc from 'fast-check'
import { BulkFailed, ConditionFailed, StormError } from 'single-table-orm'
import { expect, test } from 'vitest'
import type { AnswerFault } from '../unit/answer-fault-proxy.ts'
import { type Attempt, type Held, makeAttempt } from './attempt.ts'
import { seeded } from './random.ts'
import { Reference } from './reference.ts'
import { type Ending, replayHistories, type Tried } from './replay.ts'
import { patience, runs, seed } from './runs.ts'
import { verifyContents, verifyIndexes } from './verify.ts'
import { openWorld, type World } from './world.ts'

/** What the library may rightly refuse. */
const refusals = new Set([
  ...['item.exists', 'item.not-found', 'write.unique', 'write.version', 'write.condition', 'write.contention'],
  ...['transaction.failed', 'transaction.conflict', 'write.change'],
])

const endingOf = (error: unknown): Ending => {
  if (error instanceof BulkFailed) {
    const endings = error.failed.map((failure) => endingOf(failure.error))
    return endings.includes('unknown') ? 'unknown' : 'refused'
  }
  if (!(error instanceof StormError)) throw error
  // A condition that fails when a request is sent again may fail by what the first one did.
  if (error instanceof ConditionFailed && error.uncertain) return 'unknown'
  if (refusals.has(error.code)) return 'refused'
  if (error.code.startsWith('request.')) return 'unknown'
  throw error
}

const tryOut = async (attempt: Attempt): Promise<Tried> => {
  try {
    await attempt.run()
    return { attempt, ending: 'done' }
  } catch (error) {
    return { attempt, ending: endingOf(error), code: (error as StormError).message }
  }
}

/** What was tried, a line each. */
const describe = ({ attempt, ending, code = '' }: Tried): string => {
  const { kind, tag, effects } = attempt
  const keys = typeof effects === 'function' ? 'what matches' : [...effects.keys()].join(', ')
  return `${tag}: ${kind} of ${keys}: ${ending} ${code}`
}

const kinds: readonly AnswerFault[] = ['reset', 'torn', 'garbled', 'before', 'error', 'throttle', 'conflict']

/** Spoils some answers to writes, and no answer of the check at the end. */
const openFaulty = async (faulty: number, probability: number) => {
  const random = seeded(faulty)
  let calm = false
  const world = await openWorld((operation) => {
    if (calm || !/^(Put|Update|Delete|TransactWrite|BatchWrite)/.test(operation) || /Table$/.test(operation))
      return 'none'
    return random.chance(probability) ? random.pick(kinds as [AnswerFault, ...AnswerFault[]]) : 'none'
  })
  const endFaults = (): void => {
    calm = true
  }
  return { world, endFaults }
}

/** What is left of a table that was opened for a program. */
const within = async (faulty: number, probability: number, run: (world: World, end: () => void) => Promise<void>) => {
  const { world, endFaults } = await openFaulty(faulty, probability)
  try {
    await run(world, endFaults)
  } finally {
    await world.close()
  }
}

/** The models of a program: all, or few, so that its writers meet more often. */
const models = fc.constantFrom(
  ['Doc', 'Page', 'Seat', 'User', 'Task', 'Bug'],
  ...[['Doc'], ['Doc', 'User'], ['Page'], ['Seat'], ['User'], ['Task', 'Bug']],
)

/** Programs are seeds, one for each attempt: fewer of them are a smaller program. */
const program = (length: number) => fc.array(fc.nat(), { minLength: 1, maxLength: length, size: 'max' })

interface Program {
  readonly seeds: readonly number[]
  readonly models: readonly string[]
}

/** After each write, everything stored is what the reference says. */
const runAlone = async (world: World, { seeds, models: names }: Program): Promise<void> => {
  const reference = new Reference()
  const held: Held = new Map()
  const said: string[] = []
  for (const [index, one] of seeds.entries()) {
    const attempt = await makeAttempt({ world, held, random: seeded(one), tag: `t${index}`, models: names })
    const wanted = reference.predict(attempt)
    const tried = await tryOut(attempt)
    said.push(describe(tried))
    const story = said.join('\n')
    const { items } = verifyContents(await world.scan())
    if (tried.ending !== 'unknown') expect(tried.ending, story).toBe(wanted.refused ? 'refused' : 'done')
    // Of a write whose answer was lost for good, what is stored tells.
    const wasDone = tried.ending !== 'unknown' || textsOf(items).join() !== textsOf(reference.items).join()
    if (wasDone) Object.assign(reference, { items: wanted.items, last: wanted.last })
    expect(textsOf(items), story).toEqual(textsOf(reference.items))
  }
  await verifyIndexes(world, reference.items)
}

/** Items as texts that can be compared. */
const textsOf = (items: Reference['items']): string[] =>
  [...items]
    .map(([key, { model, values, version }]) => JSON.stringify([key, model, version, Object.entries(values).sort()]))
    .sort()

const CLIENTS = 4

/** The writes are dealt out to clients, each with instances of its own. */
const runTogether = async (world: World, { seeds, models: names }: Program, endFaults: () => void): Promise<void> => {
  const tried: Tried[] = []
  const client = async (_: unknown, number: number) => {
    const held: Held = new Map()
    for (const [index, one] of seeds.entries()) {
      if (index % CLIENTS !== number) continue
      const attempt = await makeAttempt({ world, held, random: seeded(one), tag: `t${index}`, models: names })
      tried.push(await tryOut(attempt))
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  endFaults()
  try {
    const contents = verifyContents(await world.scan())
    replayHistories(contents, tried)
    await verifyIndexes(world, contents.items)
  } catch (cause) {
    throw new Error(tried.map(describe).join('\n'), { cause })
  }
}

test(
  'one client: every write does exactly what it says',
  async () => {
    const property = fc.asyncProperty(program(40), models, fc.nat(), (seeds, names, faulty) =>
      within(faulty, 0.1, (world) => runAlone(world, { seeds, models: names })),
    )
    await fc.assert(property, { numRuns: runs(6), seed })
  },
  patience(6),
)

test(
  'four clients at once: nothing is lost, nothing doubled, no index out of step',
  async () => {
    const property = fc.asyncProperty(program(80), models, fc.nat(), (seeds, names, faulty) =>
      within(faulty, 0.06, (world, endFaults) => runTogether(world, { seeds, models: names }, endFaults)),
    )
    // A race is not run again the same way: what is printed is what failed, not the smallest that does.
    await fc.assert(property, { numRuns: runs(6), seed, endOnFailure: true })
  },
  patience(6),
)
