/** Segments of a scan, read side by side, a bounded number at a time: of each, at most one page is held or under way. */
import type { PageReader } from '../codec/page-reader.ts'
import type { SegmentPosition } from '../read/cursor.ts'
import { nextPageLimit } from '../read/page-limit.ts'
import type { ReadPlan } from '../read/read-plan.ts'
import { MOST_SIDE_BY_SIDE } from './in-parallel.ts'
import { sendPage } from './read-pages.ts'
import type { Session } from './session.ts'
import { sharedSignal } from './shared-signal.ts'
import type { Spending } from './spending.ts'

/** How to read. */
export interface SegmentRun<Entry> {
  /** Where every segment begins. */
  readonly positions: readonly SegmentPosition[]
  /** Results wanted of all segments together; `undefined`: all. */
  readonly limit: number | undefined
  readonly pageSize: number | undefined
  /** Whether many of the items are expected to be no results. */
  readonly selective: boolean
  readonly signal: AbortSignal | undefined
  readonly spending: Spending | undefined
  collect(page: PageReader, signal: AbortSignal): Promise<Iterable<readonly Entry[]>>
}

/** What was read so far of all segments. */
interface Progress {
  scanned: number
  found: number
  readonly segments: number
}

/** One page of one segment. */
export interface SegmentPage<Entry> {
  readonly segment: number
  readonly page: PageReader
  /** The results, in parts. */
  readonly parts: Iterable<readonly Entry[]>
}

/**
 * Pages of all segments, as they come. The next page of a segment is asked for when the consumer comes back for more, so
 * a slow consumer holds no more than a page of each.
 *
 * Ends early, with segments left, when the budget is spent. Requests under way are aborted when the consumer stops.
 */
export async function* readSegments<Entry>(
  session: Session,
  plan: ReadPlan,
  run: SegmentRun<Entry>,
): AsyncGenerator<SegmentPage<Entry>, void, undefined> {
  const { signal, abort } = sharedSignal(run.signal)
  const queue = [...run.positions.entries()].filter(([, position]) => position !== 'done')
  const waiting = queue.values()
  const progress: Progress = { scanned: 0, found: 0, segments: Math.min(queue.length, MOST_SIDE_BY_SIDE) }
  const pending = new Map<number, Promise<SegmentPage<Entry>>>()
  const ask = (segment: number, position: SegmentPosition): void => {
    if (run.spending?.isSpent) return
    const page = readSegment(session, plan, { run, progress, segment, position, signal })
    // Whoever fails first is thrown below; the others, which are aborted then, go unheard.
    page.catch(() => {})
    pending.set(segment, page)
  }
  const begin = (): void => {
    const { value } = waiting.next()
    if (value !== undefined) ask(...value)
  }
  for (let at = 0; at < progress.segments; at++) begin()
  try {
    while (pending.size > 0) {
      const page = await Promise.race(pending.values())
      pending.delete(page.segment)
      yield page
      const { ScannedCount = page.page.count, LastEvaluatedKey } = page.page.rest()
      progress.scanned += ScannedCount
      if (LastEvaluatedKey === undefined) begin()
      else ask(page.segment, LastEvaluatedKey)
    }
  } finally {
    abort(undefined)
  }
}

const readSegment = async <Entry>(
  session: Session,
  plan: ReadPlan,
  {
    run,
    progress,
    segment,
    position,
    signal,
  }: {
    run: SegmentRun<Entry>
    progress: Progress
    segment: number
    position: SegmentPosition
    signal: AbortSignal
  },
): Promise<SegmentPage<Entry>> => {
  const { limit: wanted, pageSize, selective, spending } = run
  const left = wanted === undefined ? undefined : Math.max(1, Math.ceil((wanted - progress.found) / progress.segments))
  const limit = nextPageLimit({ left, pageSize, selective, scanned: progress.scanned, found: progress.found })
  const startKey = typeof position === 'string' ? undefined : position
  const page = await sendPage(session, plan, { limit, startKey, segment, signal, spending })
  return { segment, page, parts: counted(await run.collect(page, signal), progress) }
}

function* counted<Entry>(
  parts: Iterable<readonly Entry[]>,
  progress: Progress,
): Generator<readonly Entry[], void, undefined> {
  for (const part of parts) {
    progress.found += part.length
    yield part
  }
}
