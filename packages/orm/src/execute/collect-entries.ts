/** The results among the items of a page, a few at a time: what the consumer is done with is gone before the next are made. */
import type { PageReader } from '../codec/page-reader.ts'
import type { ReadItem } from '../codec/read-item.ts'
import { QueryError } from '../errors/errors.ts'
import { type AcceptedItem, acceptItem } from '../read/accept-item.ts'
import type { ReadPlan } from '../read/read-plan.ts'
import { MAX_BATCH_GET_KEYS } from '../wire/limits.ts'
import type { Session } from './session.ts'
import type { Spending } from './spending.ts'

/** Results that are made before the consumer gets the first of them. */
const AT_ONCE = 16

/** A result and the item that it came from; with an index, the item of the index. */
export interface ReadEntry<Result> extends AcceptedItem {
  readonly result: Result
}

/** How items become results. */
export interface ResultRun<Result> {
  readonly signal: AbortSignal | undefined
  /** Functions over results; an item counts if all give something truthy. */
  readonly predicates: readonly ((result: never) => unknown)[]
  /** Whether the last result within the limit only tells that it is there: no whole item is read for it. */
  readonly probes?: boolean | undefined
  /** The budget; `undefined`: none. */
  readonly spending?: Spending | undefined
  convert(accepted: AcceptedItem): Result
}

/** A page, and what is wanted of it. */
export interface PageRun<Result> {
  readonly page: PageReader
  readonly run: ResultRun<Result>
  /** Most results; `undefined`: all. */
  readonly left: number | undefined
  /** Items that were read before the page. */
  readonly scanned?: number
}

/**
 * The results of a page in parts, none of them empty. Items are read as parts are asked for; whole items for those of an
 * index are read before.
 */
export const collectEntries = async <Result>(
  session: Session,
  plan: ReadPlan,
  run: PageRun<Result>,
): Promise<Iterable<readonly ReadEntry<Result>[]>> =>
  plan.hydration === undefined ? acceptEntries(plan, run) : await hydrateEntries(session, plan, plan.hydration, run)

function* acceptEntries<Result>(
  plan: ReadPlan,
  { page, run, left }: PageRun<Result>,
): Generator<readonly ReadEntry<Result>[], void, undefined> {
  let entries: ReadEntry<Result>[] = []
  let found = 0
  try {
    for (let item = page.next(); item !== undefined; item = page.next()) {
      const accepted = acceptItem(plan, item)
      if (accepted === undefined || !addEntry(entries, run, accepted, item)) continue
      if (++found === left) break
      if (entries.length < AT_ONCE) continue
      yield entries
      entries = []
    }
  } catch (error) {
    // What stands before the item that failed is a result.
    if (entries.length > 0) yield entries
    throw error
  }
  // The consumer of the last results need not come back: whether the page is whole is looked at before.
  if (found === left) page.rest()
  if (entries.length > 0) yield entries
}

/** Fewest whole items worth a request, where many are expected to be dropped. */
const FEWEST_WHOLE = 20

const hydrateEntries = async <Result>(
  session: Session,
  plan: ReadPlan,
  { selective }: NonNullable<ReadPlan['hydration']>,
  { page, run, left, scanned = 0 }: PageRun<Result>,
): Promise<Iterable<readonly ReadEntry<Result>[]>> => {
  const { hydrateItems } = await import('./hydrate-items.ts')
  const entries: ReadEntry<Result>[] = []
  // Not more whole items than results are wanted, as all that is read is charged for; unless many are dropped.
  let waiting: ReadItem[] = []
  for (let item = page.next(); item !== undefined; item = page.next())
    if (acceptItem(plan, item) !== undefined) waiting.push(item)
  const drops = selective || run.predicates.length > 0
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
      addEntry(entries, run, whole, indexed)
    }
  }
  const accepted = probes && waiting[0] && acceptItem(plan, waiting[0])
  if (accepted) entries.push({ ...accepted, result: undefined as Result })
  return entries.length === 0 ? [] : [entries]
}

/** Adds a result, if it counts. */
const addEntry = <Result>(
  entries: ReadEntry<Result>[],
  { convert, predicates }: ResultRun<Result>,
  accepted: AcceptedItem,
  item: ReadItem,
): boolean => {
  const result = convert(accepted)
  if (predicates.length > 0 && !predicates.every((predicate) => holds(predicate, result))) return false
  const { member, model } = accepted
  entries.push({ member, model, item, result })
  return true
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
