/** The page loop: requests one after the other until the limit is met exactly or there is nothing more. */
import { candidatesFor } from '../codec/list-reader.ts'
import { type AnswerText, type ReadPage, readPage } from '../codec/read-answer.ts'
import type { ReadItem } from '../codec/read-item.ts'
import { QueryError, RequestError } from '../errors/errors.ts'
import { type AcceptedItem, acceptItem } from '../read/accept-item.ts'
import { type PageTarget, toItemOperation, toReadOperation } from '../read/operation.ts'
import { nextPageLimit } from '../read/page-limit.ts'
import { isSelective, type ReadPlan } from '../read/read-plan.ts'
import type { Item } from '../wire/attribute-value.ts'
import { MAX_BATCH_GET_KEYS } from '../wire/limits.ts'
import { hydrateItems } from './hydrate-items.ts'
import { loadItem } from './load-item.ts'
import { sendAndRead } from './send.ts'
import type { Session } from './session.ts'
import type { Spending } from './spending.ts'

/** One run over a plan's items. */
export interface ReadRun<Result> {
  /** Most results; `undefined`: all. */
  readonly limit: number | undefined
  /** Most items that one request reads. */
  readonly pageSize: number | undefined
  /** Where to go on; `undefined`: from the beginning. */
  readonly startKey: Item | undefined
  readonly signal: AbortSignal | undefined
  /** Functions over results; an item counts if all give something truthy. */
  readonly predicates: readonly ((result: never) => unknown)[]
  /** Results after which the consumer may stop: pages begin at that size, and grow with what was found. */
  readonly expected?: number | undefined
  /** Whether the last result within the limit only tells that it is there: no whole item is read for it. */
  readonly probes?: boolean | undefined
  /** The budget; `undefined`: none. */
  readonly spending?: Spending | undefined
  /** Called when the budget was spent before the end, with the place to go on after; `undefined`: the beginning. */
  readonly onStop?: ((startKey: Item | undefined) => void) | undefined
  convert(accepted: AcceptedItem): Result
}

/** A result and the item that it came from; with an index, the item of the index. */
export interface ReadEntry<Result> extends AcceptedItem {
  readonly result: Result
}

/**
 * Reads page by page; a page may be empty. Running it twice sends twice.
 *
 * @throws {RequestError} as the transport does; `request.aborted`
 * @throws {DecodeError} `decode.type`, `decode.unrecognised`
 */
export async function* readPages<Result>(
  session: Session,
  plan: ReadPlan,
  run: ReadRun<Result>,
): AsyncGenerator<readonly ReadEntry<Result>[], void, undefined> {
  let { startKey, limit: left } = run
  let scanned = 0
  let found = 0
  if (plan.never) return
  while (left !== 0) {
    if (run.spending?.isSpent) return run.onStop?.(startKey)
    const page = await sendPage(session, plan, {
      limit: pageLimit(plan, run, { left, scanned, found }),
      startKey,
      ...{ signal: run.signal, spending: run.spending },
    })
    const entries = await collectEntries(session, plan, { items: page.Items ?? [], run, left, scanned })
    scanned += page.ScannedCount ?? page.Items?.length ?? 0
    found += entries.length
    if (left !== undefined) left -= entries.length
    yield entries
    startKey = page.LastEvaluatedKey
    if (startKey === undefined) return
  }
}

/** The `Limit` of a request, given what was found so far. */
export const pageLimit = (
  plan: ReadPlan,
  { pageSize, predicates, expected }: Pick<ReadRun<unknown>, 'pageSize' | 'predicates' | 'expected'>,
  progress: { left: number | undefined; scanned: number; found: number },
): number | undefined => {
  const { scanned, found } = progress
  const left = progress.left ?? (expected && Math.max(expected, found))
  return nextPageLimit({ left, scanned, found, pageSize, selective: isSelective(plan) || predicates.length > 0 })
}

/** How one page is asked for. */
export interface SendTarget extends Omit<PageTarget, 'tableName' | 'capacity'> {
  readonly signal: AbortSignal | undefined
  readonly spending?: Spending | undefined
}

/** Sends the request of one page. */
export const sendPage = async (session: Session, plan: ReadPlan, target: SendTarget): Promise<ReadPage> => {
  const { signal, spending, limit, startKey, count, segment } = target
  if (signal?.aborted)
    throw new RequestError('request.aborted', 'The read was aborted before its next request.', {
      cause: signal.reason,
    })
  const { tableName } = session
  const page = { limit, startKey, count, segment, tableName, capacity: spending?.needsCapacity }
  const model = plan.models.map(({ name }) => name).join(', ')
  const pattern = plan.pattern?.name
  const models = plan.models.length === 0 ? session.table.models : plan.models
  spending?.addRequests(1)
  if (plan.get !== undefined) {
    const item = await loadItem(session, toItemOperation(plan, plan.get, page), { signal, model, pattern, models })
    return item === undefined ? {} : { Items: [item] }
  }
  // Parts of items are not what models decode.
  const candidates = plan.projection === undefined && !count ? candidatesFor(models) : undefined
  const read = (text: AnswerText) => readPage(text, candidates)
  const output = await sendAndRead(session, toReadOperation(plan, page), { signal, model, pattern, read })
  spending?.addCapacity(output.ConsumedCapacity?.CapacityUnits ?? 0)
  return output
}

/** Fewest whole items worth a request, where many are expected to be dropped. */
const FEWEST_WHOLE = 20

/** The results among the items of a page, at most `left`; `scanned` items were read before it. */
export const collectEntries = async <Result>(
  session: Session,
  plan: ReadPlan,
  {
    items,
    run,
    left,
    scanned = 0,
  }: { items: readonly ReadItem[]; run: ReadRun<Result>; left: number | undefined; scanned?: number },
): Promise<ReadEntry<Result>[]> => {
  const entries: ReadEntry<Result>[] = []
  const take = (accepted: AcceptedItem, item: ReadItem): void => {
    const result = run.convert(accepted)
    if (run.predicates.length === 0 || run.predicates.every((predicate) => holds(predicate, result))) {
      const { member, model } = accepted
      entries.push({ member, model, item, result })
    }
  }
  if (plan.hydration === undefined) {
    for (const item of items) {
      if (entries.length === left) break
      const accepted = acceptItem(plan, item)
      if (accepted !== undefined) take(accepted, item)
    }
    return entries
  }
  // Not more whole items than results are wanted, as all that is read is charged for; unless many are dropped.
  let waiting = items.filter((item) => acceptItem(plan, item) !== undefined)
  const drops = plan.hydration.selective || run.predicates.length > 0
  let least = drops ? Math.min(Math.max(scanned * 2, FEWEST_WHOLE), MAX_BATCH_GET_KEYS) : 0
  const probes = run.probes === true && left !== undefined && !drops
  const wanted = probes ? left - 1 : left
  while (waiting.length > 0 && entries.length !== wanted) {
    const count = wanted === undefined ? waiting.length : Math.max(wanted - entries.length, least)
    if (drops) least = Math.min(count * 2, MAX_BATCH_GET_KEYS)
    const batch = { items: waiting.slice(0, count), signal: run.signal, spending: run.spending }
    waiting = waiting.slice(count)
    for (const { whole, indexed } of await hydrateItems(session, plan, batch)) {
      if (entries.length === wanted) break
      take(whole, indexed)
    }
  }
  const accepted = probes && waiting[0] && acceptItem(plan, waiting[0])
  if (accepted) entries.push({ ...accepted, result: undefined as Result })
  return entries
}

const holds = (predicate: (result: never) => unknown, result: unknown): boolean => {
  const answer = predicate(result as never)
  if (typeof answer === 'object' && answer !== null && 'then' in answer)
    throw new QueryError(
      'query.option',
      'The function given to where() returned a promise, which would count as true.',
      {
        hint: 'Give a function that answers at once, or filter the results yourself.',
      },
    )
  return Boolean(answer)
}
