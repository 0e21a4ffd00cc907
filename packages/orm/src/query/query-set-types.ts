/** The public interface of query sets, with its documentation; `query-set.ts` implements it. */
import type { BulkOptions, UpdateMatchesOptions } from '../execute/bulk-types.ts'
import type { PlainRequest } from '../execute/send.ts'
import type { Defined, ModelChanges } from '../expression/change-types.ts'
import type { Conditional, Filter } from '../expression/lookup-types.ts'
import type { Explanation } from '../read/explain.ts'
import type { Budget } from '../read/query-state.ts'
import type { AnyModelTypes, Wrong } from '../schema/definition.ts'
import type { Plain } from '../types/plain.ts'
import type { MoreOf } from './part-types.ts'

/** One page of results. */
export interface Page<Result> {
  readonly items: Result[]
  /** Cursor of the next page; absent if there is nothing more. Bound to the query: it fits no other. */
  readonly next?: string
  /** Cursor of the page before; absent on the first page, and for scans, which have no order. */
  readonly previous?: string
}

/** Which page. */
export interface PageOptions {
  /** Results on the page. Default: `pageSize()`, else 100. */
  readonly size?: number | undefined
  /** The `next` or `previous` of another page; none: the first page. */
  readonly cursor?: string | undefined
}

/** Names the item to go on after: a cursor, an instance, or the values of all key fields of the queried index. */
export type StartAfter<Types extends AnyModelTypes> = string | (Types['key'] & Partial<Types['values']>)

/** What a set must be for a call that some sets do not take: a sentence where it is one of these. */
export interface Refusals {
  readonly order: unknown
  readonly consistency: unknown
  readonly writes: unknown
}

/** Those of a scan. */
export interface ScanRefusals extends Refusals {
  readonly order: Wrong<'A scan has no order: it cannot be reversed, and has no last item'>
}

/** Those of a query over a global index. */
export interface GlobalRefusals extends Refusals {
  readonly consistency: Wrong<'A global index has no consistent reads: read by the primary key or a local index'>
}

/**
 * A lazy, immutable set of a model's items in key order. Every builder call returns a new set; nothing is sent until a
 * terminal method (`all`, `first`, `one`, `count`, `exists`, `page`) or iteration, and each of them sends anew.
 *
 * What is wrong with a query is thrown by the terminal method before anything is sent: `QueryError`, `ValidationError`,
 * `KeyError`, `CursorError`. Options out of range are refused at once.
 */
export interface QuerySet<
  Types extends AnyModelTypes,
  Result = Types['self'],
  Hydrated = Result,
  Refused extends Refusals = Refusals,
> extends AsyncIterable<Result> {
  /**
   * Narrows to items that meet every condition; several calls are joined with AND.
   *
   * DynamoDB applies a filter after reading, and charges for what it read.
   */
  filter(filter: Filter<Types['values'], Types['fields']>): QuerySet<Types, Result, Hydrated, Refused>
  /** Narrows to items that do not meet the filter; an item that lacks the attribute does not meet a comparison. */
  exclude(filter: Filter<Types['values'], Types['fields']>): QuerySet<Types, Result, Hydrated, Refused>
  /** Narrows to results for which the function gives something truthy. It runs here, after reading; limits stay exact. */
  where(predicate: (result: Result) => boolean): QuerySet<Types, Result, Hydrated, Refused>
  /** Adds fields of the key to a set that was made by `using()` or `by()`; the pattern is chosen anew. */
  using(part: MoreOf<Types>): QuerySet<Types, Result, Hydrated>
  /** Names the access pattern, and may add fields of its key. */
  by(pattern: keyof Types['keys'] & string, part?: MoreOf<Types>): QuerySet<Types, Result, Hydrated>
  /** At most `count` results, and exactly so many if there are, whatever the filters. 0 sends nothing. */
  limit(count: number): QuerySet<Types, Result, Hydrated, Refused>
  /** At most `count` items read by one request. Default: as many as fit into 1 MB, or what a limit needs. */
  pageSize(count: number): QuerySet<Types, Result, Hydrated, Refused>
  /** From the greatest sort key to the least. Calling it twice does not undo it. */
  reverse(this: Refused['order']): QuerySet<Types, Result, Hydrated, Refused>
  /** Strongly consistent reads, at twice the price; global indexes have none. */
  consistent(this: Refused['consistency']): QuerySet<Types, Result, Hydrated, Refused>
  /** Reads these fields only, and gives plain objects. DynamoDB charges for whole items all the same. */
  only<Name extends keyof Types['values'] & string>(
    ...names: readonly [Name, ...Name[]]
  ): QuerySet<Types, Plain<Pick<Types['values'], Name>>, Plain<Pick<Types['values'], Name>>, Refused>
  /** Gives plain objects of field values in place of instances. */
  values(): QuerySet<Types, Plain<Types['values']>, Plain<Types['values']>, Refused>
  /**
   * Reads whole items where the index holds only a part of them, and gives instances. The order is kept; items that were deleted meanwhile, or
   * that do not match any more, are left out. Nothing changes where the index holds all that is read.
   *
   * Cost: one BatchGetItem per 100 items, besides the query.
   */
  hydrate(): QuerySet<Types['whole'], Hydrated>
  /**
   * Stops after so many requests, or when so many read units are spent; the last request may pass the units. `page()` and
   * `pages()` then give what they have, with `next`. All other terminal methods throw, for they cannot be complete.
   *
   * With `capacity`, requests ask what they cost.
   *
   * @throws {BudgetExceeded} `query.budget` by terminal methods, with what was found and the cursor that goes on
   */
  budget(budget: Budget): QuerySet<Types, Result, Hydrated, Refused>
  /** Begins after an item, which need not exist any more. */
  startAfter(position: StartAfter<Types>): QuerySet<Types, Result, Hydrated, Refused>
  /** Ends with `request.aborted` when the signal fires: the request under way, and everything after it. */
  signal(signal: AbortSignal): QuerySet<Types, Result, Hydrated, Refused>

  /**
   * All results, in key order.
   *
   * Cost: one request per page of 1 MB (or of `pageSize`).
   */
  all(): Promise<Result[]>
  /** The first result; `undefined` if there is none. Cost: one request, more if a filter drops items. */
  first(): Promise<Result | undefined>
  /**
   * The last result, in key order; `undefined` if there is none. Cost: as `first()`, read from the other end; as `all()`
   * with `limit()` or `startAfter()`, whose last result lies in between.
   *
   * @throws {QueryError} `query.option` for a scan, which has no order
   */
  last(this: Refused['order']): Promise<Result | undefined>
  /**
   * The one result.
   *
   * @throws {QueryError} `query.not-one` if there is none, or more than one
   */
  one(): Promise<Result>
  /**
   * The number of results. Cost: as `all()`, but no items are transferred unless `where()`, the key, or an index that holds
   * a part needs them. After `hydrate()`, items are counted as the index has them: what was deleted or changed a moment ago
   * may still count, unless a filter reads whole items.
   */
  count(): Promise<number>
  /** Whether there is a result. Cost: as `first()`. */
  exists(): Promise<boolean>
  /**
   * One page and the cursors of its neighbours. `next` is there exactly if another result follows, so one item more is
   * read, in one request with the page. `previous` is there on every page but the first: while nothing is written, going back shows the same results.
   *
   * With `limit()`, the cursor carries what is left of the limit. `startAfter()` is a place to begin, not a bound:
   * `previous` leads before it, unless there is a limit.
   *
   * @throws {CursorError} `cursor.invalid` for a cursor that was altered or belongs to another query
   */
  page(options?: PageOptions): Promise<Page<Result>>
  /** All pages one after the other, of `pageSize()` results each (default 100). */
  pages(): AsyncIterable<Page<Result>>

  /**
   * Updates every item that matches; gives the number of items updated.
   *
   * Each item is written by a request of its own, on condition that it still matches the filters and is still where the
   * index had it; one that no longer does is left out. One that matches but does not meet `if` is reported as failed.
   * Without a transaction around them, some are written before others.
   *
   * Cost: as `all()`; one UpdateItem an item, a transaction where a unique value changes.
   *
   * @throws {BulkFailed} `bulk.failed` if an item could not be updated
   */
  update<Given extends ModelChanges<Types['whole']>>(
    this: Refused['writes'],
    changes: ModelChanges<Types['whole']> & Defined<Types['whole']['values'], Given>,
    options?: UpdateMatchesOptions & Conditional<Types['whole']['values'], Types['fields']>,
  ): Promise<number>
  /**
   * Deletes every item that matches; gives the number of items deleted. One that matches but does not meet `if` is
   * reported as failed.
   *
   * Cost: as `all()`; one BatchWriteItem per 25 items of a query of the table itself without filters or `if`, else one conditional
   * DeleteItem an item, a transaction for a model with unique constraints.
   *
   * @throws {BulkFailed} `bulk.failed` if an item could not be deleted
   */
  delete(
    this: Refused['writes'],
    options?: BulkOptions & Conditional<Types['whole']['values'], Types['fields']>,
  ): Promise<number>

  /** The first request, as the wire JSON; an empty list if nothing can match. Later requests differ in where they start. */
  toRequests(): readonly PlainRequest[]
  /** Which pattern was chosen and why, what is a key condition and what a filter, and what would be sent. */
  explain(): Explanation<PlainRequest>
}
