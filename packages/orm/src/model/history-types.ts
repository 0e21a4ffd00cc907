/** What can be seen of an item's history: the public interface and its docs. The implementation is `history.ts`. */
import type { PlainRequest } from '../execute/send.ts'
import type { HistoryOperation } from '../write/history.ts'

/** One version of an item. */
export interface HistoryEntry<Values> {
  readonly version: number
  /** When it was written, by the writer's clock. */
  readonly at: Date
  /** Who wrote it: of `table.with({ actor })`, else of the model's `history.actor`; absent if neither says. */
  readonly by?: string
  readonly operation: HistoryOperation
  /** The field values after the write; of a delete, and of a move at the old key: as they were. */
  readonly values: Values
}

/** Some versions, newest first. */
export interface HistoryPage<Values> {
  readonly items: readonly HistoryEntry<Values>[]
  /** Cursor of the versions before these; absent if there are none. */
  readonly next?: string
}

/** Which versions of a history to read. */
export interface HistoryPageOptions {
  /** Most versions of the page. Default 100. */
  readonly size?: number
  /** `next` of another page of the same history. */
  readonly cursor?: string | undefined
}

/**
 * The versions of one item, newest first, also of an item that is deleted. Nothing is sent before a terminal method or
 * iteration; reads are consistent.
 *
 * Cost: one Query per 100 versions, or per page.
 */
export interface History<Values> extends AsyncIterable<HistoryEntry<Values>> {
  all(): Promise<HistoryEntry<Values>[]>
  /** @throws {CursorError} `cursor.invalid` @throws {QueryError} `query.option` */
  page(options?: HistoryPageOptions): Promise<HistoryPage<Values>>
  /** The first request, as frozen wire JSON. */
  toRequests(): readonly PlainRequest[]
}

/** The fields in which two versions differ; absent is `undefined`, and what is secret is `'(secret)'`, at any depth. */
export type HistoryDiff<Values> = {
  readonly [Name in keyof Values]?: {
    readonly from: Values[Name] | '(secret)' | undefined
    readonly to: Values[Name] | '(secret)' | undefined
  }
}
