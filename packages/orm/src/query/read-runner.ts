/** The terminal methods that query sets and collection queries share, over a plan and the surroundings of the call. */
import type { ReadEntry } from '../execute/read-pages.ts'
import { pageLimit, readPages } from '../execute/read-pages.ts'
import { type PlainRequest, toRequest } from '../execute/send.ts'
import type { Session } from '../execute/session.ts'
import type { AcceptedItem } from '../read/accept-item.ts'
import { encodeCursor } from '../read/cursor.ts'
import { startKeyOf } from '../read/index-attributes.ts'
import { toReadOperation } from '../read/operation.ts'
import type { ReadOptions } from '../read/query-state.ts'
import type { ReadPlan } from '../read/read-plan.ts'
import { toPosition } from '../read/start-position.ts'
import type { Page, PageOptions } from './query-set-types.ts'

/** A planned read in the surroundings of one call. */
export interface ReadCall<Result> {
  readonly session: Session
  readonly plan: ReadPlan
  readonly options: ReadOptions
  readonly predicates: readonly ((result: never) => unknown)[]
  convert(accepted: AcceptedItem): Result
}

/** Results on a page where nothing else is said. */
export const DEFAULT_PAGE_SIZE = 100

/** The run of a call, from its start on. `limit` narrows the call's own. */
export const toRun = <Result>({ session, plan, options, predicates, convert }: ReadCall<Result>, limit?: number) => {
  const { start, pageSize, signal } = options
  const position = toPosition(plan, start, session.cursorSecret)
  return {
    limit: least(options.limit, position?.left, limit),
    pageSize,
    signal,
    predicates,
    convert,
    startKey: position?.startKey,
  }
}

/** Results with their items, one by one. */
export async function* readEntries<Result>(
  call: ReadCall<Result>,
  limit?: number,
): AsyncGenerator<ReadEntry<Result>, void, undefined> {
  for await (const entries of readPages(call.session, call.plan, toRun(call, limit))) yield* entries
}

/** One page; `next` exactly if another result follows. */
export const readPage = async <Result>(call: ReadCall<Result>, size: number): Promise<Page<Result>> => {
  const run = toRun(call)
  const most = least(size, run.limit) ?? size
  // One result more than the page has tells whether there is another page; a limit that ends here tells it too.
  const ahead = run.limit !== undefined && run.limit <= size ? 0 : 1
  const entries: ReadEntry<Result>[] = []
  for await (const page of readPages(call.session, call.plan, { ...run, limit: most + ahead })) entries.push(...page)
  const shown = entries.slice(0, most)
  const items = shown.map(({ result }) => result)
  const last = entries.length > most ? shown.at(-1) : undefined
  const startKey = last && startKeyOf(call.plan.startAttributes, last.item)
  if (startKey === undefined) return { items }
  const left = run.limit === undefined ? undefined : run.limit - most
  return { items, next: encodeCursor(call.plan, { startKey, left }, call.session.cursorSecret) }
}

/** All pages, each begun by the cursor of the one before. */
export async function* readAllPages<Result>(
  call: (start: string | undefined) => ReadCall<Result>,
  size: number,
): AsyncGenerator<Page<Result>, void, undefined> {
  let cursor: string | undefined
  do {
    const page = await readPage(call(cursor), size)
    if (page.items.length > 0) yield page
    cursor = page.next
  } while (cursor !== undefined)
}

/** The first request of a call; none if nothing can match. */
export const firstRequests = (call: ReadCall<unknown>): readonly PlainRequest[] => {
  const { session, plan } = call
  const run = toRun(call)
  if (plan.never || run.limit === 0) return Object.freeze([])
  const limit = pageLimit(plan, run, { left: run.limit, scanned: 0, found: 0 })
  return Object.freeze([
    toRequest(toReadOperation(plan, { tableName: session.tableName, limit, startKey: run.startKey })),
  ])
}

/** Options with a cursor in place of the start. */
export const withCursor = <State extends ReadOptions>(state: State, cursor: PageOptions['cursor']): State =>
  cursor === undefined ? state : { ...state, start: cursor }

const least = (...limits: readonly (number | undefined)[]): number | undefined => {
  const given = limits.filter((limit) => limit !== undefined)
  return given.length === 0 ? undefined : Math.min(...given)
}
