/** The page loop: requests one after the other until the limit is met exactly or there is nothing more. */
import { QueryError, RequestError } from '../errors/errors.ts'
import { type AcceptedItem, acceptItem } from '../read/accept-item.ts'
import { type PageTarget, toReadOperation } from '../read/operation.ts'
import { nextPageLimit } from '../read/page-limit.ts'
import { isSelective, type ReadPlan } from '../read/read-plan.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { PageOutput } from '../wire/request.ts'
import { send } from './send.ts'
import type { Session } from './session.ts'

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
  convert(accepted: AcceptedItem): Result
}

/** A result and the item that it came from. */
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
    const page = await sendPage(session, plan, {
      limit: pageLimit(plan, run, { left, scanned, found }),
      startKey,
      signal: run.signal,
    })
    const entries = collect(page.Items ?? [], plan, { run, left })
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
  { pageSize, predicates }: Pick<ReadRun<unknown>, 'pageSize' | 'predicates'>,
  progress: { left: number | undefined; scanned: number; found: number },
): number | undefined => nextPageLimit({ ...progress, pageSize, selective: isSelective(plan) || predicates.length > 0 })

/** Sends the request of one page. */
export const sendPage = async (
  session: Session,
  plan: ReadPlan,
  target: Omit<PageTarget, 'tableName'> & { readonly signal: AbortSignal | undefined },
): Promise<PageOutput> => {
  if (target.signal?.aborted)
    throw new RequestError('request.aborted', 'The read was aborted before its next request.', {
      cause: target.signal.reason,
    })
  const operation = toReadOperation(plan, { ...target, tableName: session.tableName })
  const model = plan.models.map(({ name }) => name).join(', ')
  return send<PageOutput>(session, operation, { signal: target.signal, model, pattern: plan.pattern?.name })
}

const collect = <Result>(
  items: readonly Item[],
  plan: ReadPlan,
  { run, left }: { run: ReadRun<Result>; left: number | undefined },
): ReadEntry<Result>[] => {
  const entries: ReadEntry<Result>[] = []
  for (const item of items) {
    if (entries.length === left) break
    const accepted = acceptItem(plan, item)
    if (accepted === undefined) continue
    const result = run.convert(accepted)
    if (run.predicates.every((predicate) => holds(predicate, result))) entries.push({ ...accepted, result })
  }
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
