/** The public interface of `table.scan()`, with its documentation; `table-scan.ts` implements it. */
import type { Unrecognised } from '../codec/unrecognised.ts'
import type { PlainRequest } from '../execute/send.ts'
import type { Page, PageOptions } from '../query/query-set-types.ts'
import type { Explanation } from '../read/explain.ts'
import type { Budget, ScanOptions } from '../read/query-state.ts'
import type { AnyModel } from './model-types.ts'

/** How to scan a table. */
export interface TableScanOptions<Models extends readonly AnyModel[] = readonly AnyModel[]> extends ScanOptions {
  /**
   * Types what is found. Items of the table's other models are left out, by DynamoDB where the type is stored and by the
   * library else; items of none surface all the same. Items of models that extend a named one count as its own.
   */
  readonly models?: Models | undefined
  /** As `startAfter()`. */
  readonly startAfter?: string | undefined
  /** As `signal()`. */
  readonly signal?: AbortSignal | undefined
}

/** What a scan for some models gives. */
export type Scanned<Models extends readonly AnyModel[]> = unknown extends Models[number]['~types']['self']
  ? AnyInstance | Unrecognised
  : Models[number]['~types']['self'] | Unrecognised

/** What an instance can do whatever its model is; `instanceof` tells the models apart. */
export interface AnyInstance {
  /** Whether the instance has never been stored (or was deleted). */
  readonly isNew: boolean
  /** Stores what changed. */
  save(): Promise<this>
  /** Deletes the item; `true` if there was one. */
  delete(): Promise<boolean>
  /** Reads the item anew, consistently; unsaved changes are lost. */
  refresh(): Promise<this>
  /** The primary key's field values. */
  key(): object
  /** Stored attribute name → stored key value, of the table and of every index that the item is in. */
  keys(): Record<string, string | number | bigint | Uint8Array>
  /** The fields that differ from what is stored, with their new values. */
  changes(): object
  /** The field values as a plain object, absent fields left out. */
  values(): object
  /** The visible field values as JSON. */
  toJSON(): Record<string, unknown>
}

/**
 * A lazy, immutable scan of everything in a table: instances of all models, and `Unrecognised` for items of none. Markers
 * of unique constraints and history are left out. Nothing is sent until a terminal method or iteration; iterating twice
 * sends twice.
 *
 * A scan has no order: `segments` of it come as they are answered, and pages lead on only.
 */
export interface TableScan<Result = AnyInstance | Unrecognised> extends AsyncIterable<Result> {
  /** Narrows to items for which the function gives something truthy. It runs here, after reading; limits stay exact. */
  where<Narrowed extends Result>(predicate: (item: Result) => item is Narrowed): TableScan<Narrowed>
  where(predicate: (item: Result) => boolean): TableScan<Result>
  /** At most `count` items, and exactly so many if there are. 0 sends nothing. */
  limit(count: number): TableScan<Result>
  /** At most `count` items read by one request. Default: as many as fit into 1 MB, or what a limit needs. */
  pageSize(count: number): TableScan<Result>
  /** Strongly consistent reads, at twice the price; global indexes have none. */
  consistent(): TableScan<Result>
  /**
   * Reads whole items where the index holds only a part of them; those that were deleted meanwhile are left out.
   *
   * Cost: one BatchGetItem per 100 items, besides the scan.
   */
  hydrate(): TableScan<Result>
  /**
   * Stops after so many requests, or when so many read units are spent. `page()` and `pages()` then give what they have,
   * with `next`; all other terminal methods throw.
   *
   * @throws {BudgetExceeded} `query.budget` by terminal methods, with what was found and the cursor that goes on
   */
  budget(budget: Budget): TableScan<Result>
  /** Goes on after a cursor of the same scan: of a page, or `next` of `onProgress`. */
  startAfter(cursor: string): TableScan<Result>
  /** Ends with `request.aborted` when the signal fires. */
  signal(signal: AbortSignal): TableScan<Result>

  /** All items at once. Cost: one Scan per 1 MB, at least one per segment. */
  all(): Promise<Result[]>
  /** Some item; `undefined` if there is none. */
  first(): Promise<Result | undefined>
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
  page(options?: PageOptions): Promise<Page<Result>>
  /** All pages one after the other, of `pageSize()` items each (default 100). */
  pages(): AsyncIterable<Page<Result>>

  /** The first request of every segment, as frozen wire JSON. */
  toRequests(): readonly PlainRequest[]
  /** What would be sent, and what it is expected to cost. */
  explain(): Explanation<PlainRequest>
}
