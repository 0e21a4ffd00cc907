/** Terminal methods over the shards of a pattern: results one by one, counts, pages in both directions, first requests. */

import type { ReadEntry } from '../execute/collect-entries.ts'
import { ShardMerge } from '../execute/merge-shards.ts'
import { type CursorPosition, encodeCursor, type SegmentPosition } from '../read/cursor.ts'
import type { Page } from './query-set-types.ts'
import { type CallRun, pageBounds, type ReadCall, reversed, runFrom } from './read-call.ts'

const positionsOf = ({ plan }: ReadCall<unknown>, segments: CursorPosition['segments']): readonly SegmentPosition[] =>
  segments ?? (plan.shards ?? []).map(() => 'begin' as const)

/** Begins a read; nothing is sent before iteration. */
export const readShards = <Result>(call: ReadCall<Result>, run: CallRun<Result>) => {
  const merge = new ShardMerge(call.session, call.plan, { ...run, positions: positionsOf(call, run.segments) })
  const batches = async function* (): AsyncGenerator<readonly ReadEntry<Result>[], void, undefined> {
    for (let entry = await merge.next(); entry !== undefined; entry = await merge.next()) yield [entry]
  }
  return {
    batches: batches(),
    isStopped: () => merge.isStopped,
    position: () => ({ startKey: undefined, segments: merge.positions() }),
  }
}

/** One page; cursors carry the position of every shard. */
export const readShardPage = async <Result>(
  call: ReadCall<Result>,
  position: CursorPosition | undefined,
  size: number,
): Promise<Page<Result>> => {
  const back = position?.back === true
  const run = runFrom(call, position)
  const { left } = run
  const before = position?.before ?? 0
  const room = back ? left && before : left
  const { most, ...bounds } = pageBounds(run.pageSize, { size, room })
  const merge = new ShardMerge(call.session, back ? reversed(call.plan) : call.plan, {
    ...run,
    ...bounds,
    positions: positionsOf(call, position?.segments),
  })
  const turned = await merge.turned()
  const shown: ReadEntry<Result>[] = []
  while (shown.length < most) {
    const entry = await merge.next()
    if (entry === undefined) break
    shown.push(entry)
  }
  const goesOn = (await merge.hasNext()) || merge.isStopped
  const cursor = (at: Omit<CursorPosition, 'startKey'>): string =>
    encodeCursor(call.plan, { ...at, startKey: undefined }, call.session.cursorSecret)
  const segments = merge.positions()
  const sign = back ? -1 : 1
  const further = { segments, left: left && left - sign * shown.length, before: before + sign * shown.length }
  if (back) {
    shown.reverse()
    const next = cursor({ segments: turned, left, before: isStart(turned) ? 0 : before })
    return toPage(shown, { next, previous: goesOn && cursor({ ...further, back }) })
  }
  const isFirst = position?.segments === undefined || isStart(position.segments)
  const hasPrevious = !isFirst && (left === undefined || before > 0)
  const previous = hasPrevious && cursor({ segments: turned, back: true, left, before })
  return toPage(shown, { next: goesOn && cursor(further), previous })
}

const isStart = (positions: readonly SegmentPosition[]): boolean => positions.every((position) => position === 'begin')

const toPage = <Result>(
  shown: readonly ReadEntry<Result>[],
  { next, previous }: { next: string | false; previous: string | false },
): Page<Result> => ({
  items: shown.map(({ result }) => result),
  ...(next !== false && { next }),
  ...(previous !== false && { previous }),
})
