/** The page loop: requests one after the other until the limit is met exactly or there is nothing more. */
import { candidatesFor } from '../codec/list-reader.ts'
import { PageReader, readPage } from '../codec/page-reader.ts'
import { RequestError } from '../errors/errors.ts'
import { type PageTarget, toItemOperation, toReadOperation } from '../read/operation.ts'
import { nextPageLimit } from '../read/page-limit.ts'
import { isSelective, type ReadPlan } from '../read/read-plan.ts'
import type { Item } from '../wire/attribute-value.ts'
import { collectEntries, type ReadEntry, type ResultRun } from './collect-entries.ts'
import { loadItem } from './load-item.ts'
import { sendForAnswer } from './send.ts'
import type { Session } from './session.ts'
import type { Spending } from './spending.ts'

/** One run over a plan's items. */
export interface ReadRun<Result> extends ResultRun<Result> {
  /** Most results; `undefined`: all. */
  readonly limit: number | undefined
  /** Most items that one request reads. */
  readonly pageSize: number | undefined
  /** Where to go on; `undefined`: from the beginning. */
  readonly startKey: Item | undefined
  /** Results after which the consumer may stop: pages begin at that size, and grow with what was found. */
  readonly expected?: number | undefined
  /** Called when the budget was spent before the end, with the place to go on after; `undefined`: the beginning. */
  readonly onStop?: ((startKey: Item | undefined) => void) | undefined
}

/**
 * Reads page by page, and hands out the results of a page in parts that are made when they are asked for. Running it twice
 * sends twice.
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
    for (const entries of await collectEntries(session, plan, { page, run, left, scanned })) {
      found += entries.length
      if (left !== undefined) left -= entries.length
      yield entries
    }
    const { ScannedCount = page.count, LastEvaluatedKey } = page.rest()
    scanned += ScannedCount
    startKey = LastEvaluatedKey
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

/** Sends the request of one page. @throws {RequestError} as the transport does; what reads the page may throw `request.corrupt` */
export const sendPage = async (session: Session, plan: ReadPlan, target: SendTarget): Promise<PageReader> => {
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
    return new PageReader((item === undefined ? [] : [item]).values())
  }
  // Parts of items are not what models decode.
  const candidates = plan.projection === undefined && !count ? candidatesFor(models) : undefined
  const answer = await sendForAnswer(session, toReadOperation(plan, page), { signal, model, pattern })
  const opened = new PageReader(readPage(answer.text, candidates), answer)
  // What it cost may stand behind the items, and says whether another request may be sent.
  if (spending?.needsCapacity) spending.addCapacity(opened.rest().ConsumedCapacity?.CapacityUnits ?? 0)
  return opened
}
