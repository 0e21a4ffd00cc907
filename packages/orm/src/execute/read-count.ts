/** How many items a plan selects: counted by the server where it alone decides, else by reading. */
import { isCountable, type ReadPlan } from '../read/read-plan.ts'
import { pageLimit, type ReadRun, readPages, sendPage } from './read-pages.ts'
import type { Session } from './session.ts'

/** A count, of one segment of a scan where one is named. */
export interface CountRun extends ReadRun<unknown> {
  readonly segment?: number | undefined
}

/**
 * Counts results over all pages.
 *
 * Cost: as reading them, for DynamoDB charges a count for every item that it looks at; but no items are transferred where
 * the server counts.
 *
 * @throws {RequestError} as the transport does
 */
export const countItems = async (session: Session, plan: ReadPlan, run: CountRun): Promise<number> => {
  if (run.predicates.length === 0 && isCountable(plan)) return await countThere(session, plan, run)
  let total = 0
  for await (const entries of readPages(session, plan, run)) total += entries.length
  return total
}

const countThere = async (session: Session, plan: ReadPlan, run: CountRun): Promise<number> => {
  let { startKey } = run
  let scanned = 0
  let found = 0
  while (!plan.never && (run.limit === undefined || found < run.limit)) {
    if (run.spending?.isSpent) {
      run.onStop?.(startKey)
      break
    }
    const left = run.limit === undefined ? undefined : run.limit - found
    const limit = pageLimit(plan, run, { left, scanned, found })
    const { signal, spending, segment } = run
    const opened = await sendPage(session, plan, { limit, startKey, segment, signal, spending, count: true })
    const page = opened.rest()
    found += page.Count ?? 0
    scanned += page.ScannedCount ?? page.Count ?? 0
    startKey = page.LastEvaluatedKey
    if (startKey === undefined) break
  }
  return run.limit === undefined ? found : Math.min(found, run.limit)
}
