/** The terminal methods that query sets and collection queries share, over a plan and the surroundings of the call. */
import { BudgetExceeded } from '../errors/budget-exceeded.ts'
import { CursorError } from '../errors/errors.ts'
import { countItems } from '../execute/read-count.ts'
import type { ReadEntry } from '../execute/read-pages.ts'
import { pageLimit, readPages } from '../execute/read-pages.ts'
import { type PlainRequest, toRequest } from '../execute/send.ts'
import type { Session } from '../execute/session.ts'
import { Spending } from '../execute/spending.ts'
import type { AcceptedItem } from '../read/accept-item.ts'
import { type CursorPosition, encodeCursor } from '../read/cursor.ts'
import { toReadOperation } from '../read/operation.ts'
import type { ReadOptions, ScanOptions } from '../read/query-state.ts'
import type { ReadPlan } from '../read/read-plan.ts'
import { toPosition } from '../read/start-position.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { PageOptions } from './query-set-types.ts'
import { readScan } from './read-scan.ts'

/** A planned read in the surroundings of one call. */
export interface ReadCall<Result> {
  readonly session: Session
  readonly plan: ReadPlan
  readonly options: ReadOptions
  readonly predicates: readonly ((result: never) => unknown)[]
  /** What several calls share of a budget; default: every call has the whole budget. */
  readonly spending?: Spending | undefined
  /** Told how far a scan is. */
  readonly progress?: ScanOptions['onProgress']
  convert(accepted: AcceptedItem): Result
}

/** Results on a page where nothing else is said. */
export const DEFAULT_PAGE_SIZE = 100

/**
 * The run of a call, from its start on. `limit` narrows the call's own.
 *
 * @throws {CursorError} `cursor.invalid`, also for a cursor that leads back: only pages do
 */
export const toRun = <Result>(call: ReadCall<Result>, limit?: number) => {
  const position = positionOf(call)
  if (position?.back)
    throw new CursorError('cursor.invalid', 'The cursor leads back, and only page() reads backwards.', {
      hint: 'Give it to page({ cursor }).',
    })
  return runFrom(call, position, limit)
}

/** Where a call begins. */
export const positionOf = ({ session, plan, options }: ReadCall<unknown>): CursorPosition | undefined =>
  toPosition(plan, options.start, session.cursorSecret)

/** The run of a call from a position. */
export const runFrom = <Result>(call: ReadCall<Result>, position: CursorPosition | undefined, limit?: number) => {
  const { options, predicates, convert } = call
  const { pageSize, signal, budget } = options
  return {
    /** Results that the caller's own limit still allows. */
    left: least(options.limit, position?.left),
    limit: least(options.limit, position?.left, limit),
    ...{ pageSize, signal, predicates, convert },
    ...{ startKey: position?.startKey, segments: position?.segments, before: position?.before ?? 0 },
    spending: call.spending ?? (budget && new Spending(budget)),
  }
}

/**
 * Results with their items, one by one.
 *
 * @throws {BudgetExceeded} `query.budget` at the end, with `gathered` as its items, if the budget was spent before
 */
export async function* readEntries<Result>(
  call: ReadCall<Result>,
  limit?: number,
  gathered: readonly Result[] = [],
): AsyncGenerator<ReadEntry<Result>, void, undefined> {
  const run = toRun(call, limit)
  let found = 0
  if (call.plan.segments !== undefined) {
    const scan = readScan(call, run)
    for await (const entry of scan.entries) {
      found++
      yield entry
    }
    if (scan.isStopped()) throw exceeded(call, scan.position(), { run, gathered, found })
    return
  }
  const stop = noteStop()
  for await (const entries of readPages(call.session, call.plan, { ...run, onStop: stop.onStop })) {
    found += entries.length
    yield* entries
  }
  if (stop.at !== undefined) throw exceeded(call, stop.at, { run, gathered, found })
}

/** All results. */
export const readAll = async <Result>(call: ReadCall<Result>): Promise<Result[]> => {
  const results: Result[] = []
  for await (const { result } of readEntries(call, undefined, results)) results.push(result)
  return results
}

/** The number of results. @throws {BudgetExceeded} `query.budget` */
export const countResults = async (call: ReadCall<unknown>): Promise<number> => {
  let found = 0
  if (call.plan.segments !== undefined) {
    for await (const _ of readEntries(call)) found++
    return found
  }
  const run = toRun(call)
  const stop = noteStop()
  found = await countItems(call.session, call.plan, { ...run, onStop: stop.onStop })
  if (stop.at !== undefined) throw exceeded(call, stop.at, { run, gathered: [], found })
  return found
}

/** The first request of a call; none if nothing can match. */
export const firstRequests = (call: ReadCall<unknown>): readonly PlainRequest[] => {
  const { session, plan } = call
  const position = positionOf(call)
  const run = runFrom(call, position)
  if (plan.never || run.limit === 0) return Object.freeze([])
  const limit = pageLimit(plan, run, { left: run.limit, scanned: 0, found: 0 })
  const target = { tableName: session.tableName, limit, startKey: run.startKey, capacity: run.spending?.needsCapacity }
  if (plan.segments === undefined || plan.segments === 1)
    return Object.freeze([toRequest(toReadOperation(position?.back ? reversed(plan) : plan, target))])
  const segments = position?.segments ?? Array.from({ length: plan.segments }, () => 'begin' as const)
  const requests = segments.flatMap((at, segment) => {
    if (at === 'done') return []
    const startKey = at === 'begin' ? undefined : at
    return [toRequest(toReadOperation(plan, { ...target, limit: run.pageSize, startKey, segment }))]
  })
  return Object.freeze(requests)
}

/** The plan, read from its other end. */
export const reversed = (plan: ReadPlan): ReadPlan => Object.freeze({ ...plan, forward: !plan.forward })

/** Options with a cursor in place of the start. */
export const withCursor = <State extends ReadOptions>(state: State, cursor: PageOptions['cursor']): State =>
  cursor === undefined ? state : { ...state, start: cursor }

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

export const least = (...limits: readonly (number | undefined)[]): number | undefined => {
  const given = limits.filter((limit) => limit !== undefined)
  return given.length === 0 ? undefined : Math.min(...given)
}

const exceeded = (
  { session, plan }: ReadCall<unknown>,
  at: Pick<CursorPosition, 'startKey' | 'segments'>,
  {
    run,
    gathered,
    found,
  }: {
    run: { left: number | undefined; before: number; spending: Spending | undefined }
    gathered: readonly unknown[]
    found: number
  },
): BudgetExceeded => {
  const left = run.left === undefined ? undefined : run.left - found
  const next = encodeCursor(plan, { ...at, left, before: run.before + found }, session.cursorSecret)
  const fact = `The budget of ${run.spending ?? 'the call'} was spent before the read was finished.`
  return new BudgetExceeded(fact, { items: gathered, next })
}
