/** The public interface of `table.scan()`, with its documentation; `table-scan.ts` implements it. */
import type { PlainRequest } from '../execute/send.ts'
import type { Page, PageOptions } from '../query/query-set-types.ts'
import type { Explanation } from '../read/explain.ts'
import type { Budget, ScanOptions } from '../read/query-state.ts'

/** How to scan a table. */
export interface TableScanOptions extends ScanOptions {
  /** As `startAfter()`. */
  readonly startAfter?: string | undefined
  /** As `signal()`. */
  readonly signal?: AbortSignal | undefined
}

/**
 * A lazy, immutable scan of everything in a table: instances of all models, and `Unrecognised` for items of none. Markers
 * of unique constraints and history are left out. Nothing is sent until a terminal method or iteration; iterating twice
 * sends twice.
 *
 * A scan has no order: `segments` of it come as they are answered, and pages lead on only.
 */
export interface TableScan extends AsyncIterable<unknown> {
  /** Narrows to items for which the function gives something truthy. It runs here, after reading; limits stay exact. */
  where(predicate: (item: unknown) => boolean): TableScan
  /** At most `count` items, and exactly so many if there are. 0 sends nothing. */
  limit(count: number): TableScan
  /** At most `count` items read by one request. Default: as many as fit into 1 MB, or what a limit needs. */
  pageSize(count: number): TableScan
  /** Strongly consistent reads, at twice the price; global indexes have none. */
  consistent(): TableScan
  /**
   * Reads whole items where the index holds only a part of them; those that were deleted meanwhile are left out.
   *
   * Cost: one BatchGetItem per 100 items, besides the scan.
   */
  hydrate(): TableScan
  /**
   * Stops after so many requests, or when so many read units are spent. `page()` and `pages()` then give what they have,
   * with `next`; all other terminal methods throw.
   *
   * @throws {BudgetExceeded} `query.budget` by terminal methods, with what was found and the cursor that goes on
   */
  budget(budget: Budget): TableScan
  /** Goes on after a cursor of the same scan: of a page, or `next` of `onProgress`. */
  startAfter(cursor: string): TableScan
  /** Ends with `request.aborted` when the signal fires. */
  signal(signal: AbortSignal): TableScan

  /** All items at once. Cost: one Scan per 1 MB, at least one per segment. */
  all(): Promise<unknown[]>
  /** Some item; `undefined` if there is none. */
  first(): Promise<unknown>
  /** Whether there is an item. Cost: as `first()`. */
  exists(): Promise<boolean>
  /** The number of items. Cost: as `all()`, for what the library keeps for itself does not count. */
  count(): Promise<number>
  /**
   * One page; its `next` knows where every segment goes on.
   *
   * @example
   * ```ts run
   * const { items, next } = await shop.scan().page({ size: 3 })
   * items.length // => 3
   * typeof next // => 'string'
   * ```
   * @throws {CursorError} `cursor.invalid`
   */
  page(options?: PageOptions): Promise<Page<unknown>>
  /** All pages one after the other, of `pageSize()` items each (default 100). */
  pages(): AsyncIterable<Page<unknown>>

  /** The first request of every segment, as frozen wire JSON. */
  toRequests(): readonly PlainRequest[]
  /** What would be sent, and what it is expected to cost. */
  explain(): Explanation<PlainRequest>
}
