/** The terminal methods that query sets and collection queries share, over a plan and the surroundings of the call. */
import { BudgetExceeded } from '../errors/budget-exceeded.ts'
import type { ReadEntry } from '../execute/collect-entries.ts'
import { countItems } from '../execute/read-count.ts'
import { readPages } from '../execute/read-pages.ts'
import type { Spending } from '../execute/spending.ts'
import { type CursorPosition, encodeCursor } from '../read/cursor.ts'
import { isCountable } from '../read/read-plan.ts'
import { flatten } from '../util/flatten.ts'
import type { Item } from '../wire/attribute-value.ts'
import { type CallRun, type ReadCall, type ResultLimits, toRun } from './read-call.ts'

/**
 * Results with their items, as they come.
 *
 * @throws {BudgetExceeded} `query.budget` at the end, with `gathered` as its items, if the budget was spent before
 */
export async function* readBatches<Result>(
  call: ReadCall<Result>,
  limit?: number,
  gathered: readonly Result[] = [],
): AsyncGenerator<readonly ReadEntry<Result>[], void, undefined> {
  const run = toRun(call, limit)
  const { limits } = run
  if (limits?.isMet) return
  const { plan } = call
  const parts = await beginParts(call, run)
  const stop = noteStop()
  const batches = parts ? parts.batches : readPages(call.session, plan, { ...run, onStop: stop.onStop })
  let found = 0
  for await (const batch of batches) {
    const entries = limits === undefined ? batch : takeWithin(limits, batch)
    found += entries.length
    if (entries.length > 0) yield entries
    if (limits?.isMet) return
  }
  const at = parts ? parts.isStopped() && parts.position() : stop.at
  if (at) throw exceeded(call, at, { run, gathered, found })
}

/** Begins a read of shards or segments, whose code is loaded for it. */
const beginParts = async <Result>(call: ReadCall<Result>, run: CallRun<Result>) => {
  if (call.plan.shards !== undefined) return (await import('./read-shards.ts')).readShards(call, run)
  if (call.plan.segments !== undefined) return (await import('./read-scan.ts')).readScan(call, run)
  return undefined
}

/** The results that count, up to the one with which every limit is met. */
const takeWithin = <Result>(limits: ResultLimits, batch: readonly ReadEntry<Result>[]): ReadEntry<Result>[] => {
  const taken: ReadEntry<Result>[] = []
  for (const entry of batch) {
    if (limits.take(entry.member.name)) taken.push(entry)
    if (limits.isMet) break
  }
  return taken
}

/** The same, one by one. */
export const readEntries = <Result>(
  call: ReadCall<Result>,
  limit?: number,
  gathered?: readonly Result[],
): AsyncGenerator<ReadEntry<Result>, void, undefined> => flatten(readBatches(call, limit, gathered), (entry) => entry)

/** Results alone, one by one, of a call that is made when the first is asked for. */
export const readResults = <Result>(
  call: () => ReadCall<Result>,
  limit?: number,
  gathered?: readonly Result[],
): AsyncGenerator<Result, void, undefined> => flatten(readLater(call, limit, gathered), ({ result }) => result)

async function* readLater<Result>(
  call: () => ReadCall<Result>,
  limit: number | undefined,
  gathered: readonly Result[] | undefined,
): AsyncGenerator<readonly ReadEntry<Result>[], void, undefined> {
  yield* readBatches(call(), limit, gathered)
}

/** All results. */
export const readAll = async <Result>(call: ReadCall<Result>): Promise<Result[]> => {
  const results: Result[] = []
  for await (const batch of readBatches(call, undefined, results)) for (const { result } of batch) results.push(result)
  return results
}

/** The number of results. @throws {BudgetExceeded} `query.budget` */
export const countResults = async (call: ReadCall<unknown>): Promise<number> => {
  let found = 0
  const run = toRun(call)
  if (run.limits !== undefined) {
    for await (const _ of readEntries(call)) found++
    return found
  }
  if (hasParts(call)) {
    const { countParts } = await import('./count-parts.ts')
    const { found, segments } = await countParts(call, run)
    if (segments !== undefined) throw exceeded(call, { startKey: undefined, segments }, { run, gathered: [], found })
    return found
  }
  if (call.plan.segments !== undefined) {
    for await (const _ of readEntries(call)) found++
    return found
  }
  const stop = noteStop()
  found = await countItems(call.session, call.plan, { ...run, onStop: stop.onStop })
  if (stop.at !== undefined) throw exceeded(call, stop.at, { run, gathered: [], found })
  return found
}

/** Whether results are counted part by part. A scan is only where the server counts, and nobody is told how far it is. */
const hasParts = ({ plan, predicates, progress }: ReadCall<unknown>): boolean =>
  plan.shards !== undefined ||
  (plan.segments !== undefined && progress === undefined && predicates.length === 0 && isCountable(plan))

/** Remembers whether and where the budget stopped a read. */
export const noteStop = () => {
  const stop: { at: { startKey: Item | undefined } | undefined; onStop(startKey: Item | undefined): void } = {
    at: undefined,
    onStop: (startKey) => {
      stop.at = { startKey }
    },
  }
  return stop
}

const exceeded = (
  { session, plan }: ReadCall<unknown>,
  at: Pick<CursorPosition, 'startKey' | 'segments'>,
  {
    run,
    gathered,
    found,
  }: {
    run: {
      left: number | undefined
      before: number
      spending: Spending | undefined
      limits: ResultLimits | undefined
    }
    gathered: readonly unknown[]
    found: number
  },
): BudgetExceeded => {
  const left = run.left === undefined ? undefined : run.left - found
  const next = encodeCursor(
    plan,
    { ...at, left, before: run.before + found, tally: run.limits?.tally() },
    session.cursorSecret,
  )
  const fact = `The budget of ${run.spending ?? 'the call'} was spent before the read was finished.`
  return new BudgetExceeded(fact, { items: gathered, next, found })
}
