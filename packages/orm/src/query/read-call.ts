/** A planned read in the surroundings of one call, and where and how far it runs. */
import { CursorError } from '../errors/errors.ts'
import type { Session } from '../execute/session.ts'
import { Spending } from '../execute/spending.ts'
import type { AcceptedItem } from '../read/accept-item.ts'
import type { CursorPosition, Tally } from '../read/cursor.ts'
import type { ReadOptions, ScanOptions } from '../read/query-state.ts'
import type { ReadPlan } from '../read/read-plan.ts'
import { shardPageSize } from '../read/shard-plans.ts'
import { toPosition } from '../read/start-position.ts'
import { assertPage } from './check-option.ts'
import type { PageOptions } from './query-set-types.ts'

/** A planned read in the surroundings of one call. */
export interface ReadCall<Result> {
  readonly session: Session
  readonly plan: ReadPlan
  readonly options: ReadOptions
  readonly predicates: readonly ((result: never) => unknown)[]
  /** Decides which results count, going on from a cursor's tally; none, or `undefined`: all do. `most` bounds their number. */
  limits?(tally: Tally | undefined, most: number | undefined): ResultLimits | undefined
  /** What several calls share of a budget; default: every call has the whole budget. */
  readonly spending?: Spending | undefined
  /** Told how far a scan is. */
  readonly progress?: ScanOptions['onProgress']
  convert(accepted: AcceptedItem): Result
}

/** Says, result by result, which of them count, by the name of the model that a result was asked for by. */
export interface ResultLimits {
  /** Results after which the read is over; `undefined`: it goes to the end. */
  readonly expected: number | undefined
  /** Whether nothing that comes can count. */
  readonly isMet: boolean
  /** Whether the next result counts; if so, it is counted. */
  take(name: string): boolean
  /** Whether the result before counted; it is as if it were still to come. */
  giveBack(name: string): boolean
  /** For a cursor. */
  tally(): Tally
}

/** A call's run from a position. */
export type CallRun<Result> = ReturnType<typeof runFrom<Result>>

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
  const { pageSize = shardPageSize(call.plan), signal, budget } = options
  const left = least(options.limit, position?.left)
  const most = least(left, limit)
  const limits = call.limits?.(position?.tally, most)
  return {
    /** Results that the caller's own limit still allows. */
    left,
    // Results that do not count count for no limit.
    limit: limits === undefined ? most : undefined,
    ...{ limits, pageSize, signal, predicates, convert, expected: limits?.expected },
    ...{ startKey: position?.startKey, segments: position?.segments, before: position?.before ?? 0 },
    spending: call.spending ?? (budget && new Spending(budget)),
    onStop: undefined,
  }
}

/** The plan, read from its other end. */
export const reversed = (plan: ReadPlan): ReadPlan => Object.freeze({ ...plan, forward: !plan.forward })

/**
 * Options with a cursor in place of the start.
 *
 * @throws {CursorError} `cursor.invalid` for what is no text
 */
export const withCursor = <State extends ReadOptions>(state: State, cursor: PageOptions['cursor']): State => {
  const given: unknown = cursor
  if (given === undefined) return state
  if (typeof given === 'string') return { ...state, start: given }
  throw new CursorError('cursor.invalid', 'The cursor is not a text.')
}

/** The call of one page, and its size. */
export const toPageCall = <State extends ReadOptions>(
  state: State,
  options: PageOptions,
): { readonly state: State; readonly size: number } => {
  const { size = state.pageSize ?? DEFAULT_PAGE_SIZE, cursor } = assertPage(options)
  return { state: withCursor(state, cursor), size }
}

/** How far a page reads: one result more than it has tells whether there is another, in one request with it. */
export const pageBounds = (
  pageSize: number | undefined,
  { size, room }: { readonly size: number; readonly room: number | undefined },
) => {
  const most = least(size, room) ?? size
  // A limit that ends here tells it, too.
  const limit = room !== undefined && room <= size ? most : most + 1
  return { most, limit, pageSize: pageSize === most ? limit : pageSize }
}

/** The least of the limits that are given. */
export const least = (...limits: readonly (number | undefined)[]): number | undefined => {
  const given = limits.filter((limit) => limit !== undefined)
  return given.length === 0 ? undefined : Math.min(...given)
}
