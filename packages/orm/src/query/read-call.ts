/** A planned read in the surroundings of one call, and where and how far it runs. */
import { CursorError } from '../errors/errors.ts'
import type { Session } from '../execute/session.ts'
import { Spending } from '../execute/spending.ts'
import type { AcceptedItem } from '../read/accept-item.ts'
import type { CursorPosition } from '../read/cursor.ts'
import type { ReadOptions, ScanOptions } from '../read/query-state.ts'
import type { ReadPlan } from '../read/read-plan.ts'
import { toPosition } from '../read/start-position.ts'
import type { PageOptions } from './query-set-types.ts'

/** A planned read in the surroundings of one call. */
export interface ReadCall<Result> {
  readonly session: Session
  readonly plan: ReadPlan
  readonly options: ReadOptions
  readonly predicates: readonly ((result: never) => unknown)[]
  /** Results after which the consumer may stop; `undefined`: not known. */
  readonly expected?: number | undefined
  /** What several calls share of a budget; default: every call has the whole budget. */
  readonly spending?: Spending | undefined
  /** Told how far a scan is. */
  readonly progress?: ScanOptions['onProgress']
  convert(accepted: AcceptedItem): Result
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
  const { pageSize, signal, budget } = options
  return {
    /** Results that the caller's own limit still allows. */
    left: least(options.limit, position?.left),
    limit: least(options.limit, position?.left, limit),
    ...{ pageSize, signal, predicates, convert, expected: call.expected },
    ...{ startKey: position?.startKey, segments: position?.segments, before: position?.before ?? 0 },
    spending: call.spending ?? (budget && new Spending(budget)),
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
