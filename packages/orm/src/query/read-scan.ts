/** A scan of several segments, or one that reports: results one by one, and where every segment goes on behind them. */
import type { PageReader } from '../codec/page-reader.ts'
import type { ReadItem } from '../codec/read-item.ts'
import { collectEntries, type ReadEntry } from '../execute/collect-entries.ts'
import { readSegments } from '../execute/read-segments.ts'
import type { CursorPosition, SegmentPosition } from '../read/cursor.ts'
import { encodeCursor } from '../read/cursor.ts'
import { startKeyOf } from '../read/index-attributes.ts'
import type { ScanOptions } from '../read/query-state.ts'
import { isSelective } from '../read/read-plan.ts'
import type { ReadCall, runFrom } from './read-call.ts'

/** A scan under way. */
export interface RunningScan<Entry> {
  /** One of both is to be iterated, once. */
  readonly entries: AsyncIterable<Entry>
  readonly batches: AsyncIterable<readonly Entry[]>
  /** Where to go on behind what was handed out. */
  position(): Pick<CursorPosition, 'startKey' | 'segments'>
  /** Whether every segment came to its end. */
  isDone(): boolean
  /** Whether the budget was spent before the end. */
  isStopped(): boolean
}

/** Begins a scan; nothing is sent before iteration. Results of different segments come in no particular order. */
export const readScan = <Result>(
  call: ReadCall<Result>,
  run: ReturnType<typeof runFrom<Result>>,
): RunningScan<ReadEntry<Result>> => {
  const { session, plan, predicates, progress } = call
  const collect = (page: PageReader, signal: AbortSignal) =>
    collectEntries(session, plan, { page, run: { ...run, signal }, left: undefined })
  return scanSegments(call, {
    ...{ run, collect, onProgress: progress },
    selective: isSelective(plan) || predicates.length > 0,
  })
}

/** What a scan of segments needs of its surroundings. */
export interface SegmentScan<Entry> {
  readonly run: Pick<
    ReturnType<typeof runFrom<unknown>>,
    'left' | 'limit' | 'pageSize' | 'signal' | 'spending' | 'segments'
  >
  readonly selective: boolean
  readonly onProgress: ScanOptions['onProgress']
  collect(page: PageReader, signal: AbortSignal): Promise<Iterable<readonly Entry[]>>
}

/** Hands out the entries of all segments, keeps their positions, and reports after every page. */
export const scanSegments = <Entry extends { readonly item: ReadItem }>(
  { session, plan }: Pick<ReadCall<unknown>, 'session' | 'plan'>,
  { run, selective, onProgress, collect }: SegmentScan<Entry>,
): RunningScan<Entry> => {
  const count = plan.segments ?? 1
  const positions: SegmentPosition[] = [...(run.segments ?? Array.from({ length: count }, () => 'begin' as const))]
  /** Of a page under way, what was handed out last: it says where its segment goes on, if someone asks. */
  const behind = new Map<number, Entry>()
  const totals = { requests: 0, scanned: 0, found: 0 }
  const isDone = (): boolean => positions.every((position) => position === 'done')
  const position = () => {
    for (const [segment, { item }] of behind)
      positions[segment] = startKeyOf(plan.startAttributes, item.toItem()) ?? 'begin'
    return { startKey: undefined, segments: [...positions] }
  }
  const report = (): void => {
    const left = run.left === undefined ? undefined : run.left - totals.found
    const next = isDone() ? undefined : encodeCursor(plan, { ...position(), left }, session.cursorSecret)
    const done = positions.filter((one) => one === 'done').length
    onProgress?.(Object.freeze({ segments: count, done, ...totals, next }))
  }
  const pages = async function* (): AsyncGenerator<{ segment: number; entries: readonly Entry[] }, void, undefined> {
    if (plan.never || run.limit === 0) return
    const { limit, pageSize, signal, spending } = run
    const read = { positions: [...positions], limit, pageSize, selective, signal, spending, collect }
    for await (const { segment, page, parts } of readSegments(session, plan, read)) {
      totals.requests++
      for (const part of parts) {
        const entries = run.limit === undefined ? part : part.slice(0, run.limit - totals.found)
        totals.found += entries.length
        const isLast = totals.found === run.limit
        // The consumer need not come back: whether the page is whole is looked at before.
        if (isLast) page.rest()
        yield { segment, entries }
        if (isLast) return
      }
      const { ScannedCount = page.count, LastEvaluatedKey = 'done' } = page.rest()
      totals.scanned += ScannedCount
      behind.delete(segment)
      positions[segment] = LastEvaluatedKey
      if (onProgress !== undefined) report()
    }
  }
  const isStopped = () => !isDone() && totals.found !== run.limit && run.spending?.isSpent === true
  const batches = async function* (): AsyncGenerator<readonly Entry[], void, undefined> {
    for await (const { segment, entries } of pages()) {
      behind.set(segment, entries.at(-1) as Entry)
      yield entries
    }
  }
  const iterate = async function* (): AsyncGenerator<Entry, void, undefined> {
    for await (const { segment, entries } of pages())
      for (const entry of entries) {
        behind.set(segment, entry)
        yield entry
      }
  }
  return { entries: iterate(), batches: batches(), position, isDone, isStopped }
}
