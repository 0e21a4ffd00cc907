/**
 * One page of a query with limits by model, forwards or backwards. Which results count depends on all before them, so
 * cursors carry what each model has left, and how many of its results were passed over.
 */

import type { ReadEntry } from '../execute/collect-entries.ts'
import { ShardMerge } from '../execute/merge-shards.ts'
import { readPages } from '../execute/read-pages.ts'
import { type CursorPosition, encodeCursor, type SegmentPosition } from '../read/cursor.ts'
import { startKeyOf } from '../read/index-attributes.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { Page } from './query-set-types.ts'
import { type CallRun, least, type ReadCall, type ResultLimits, reversed, runFrom } from './read-call.ts'

type Place = Pick<CursorPosition, 'startKey' | 'segments'>

/** Results one by one, and where they are. */
interface Stream<Result> {
  next(): Promise<ReadEntry<Result> | undefined>
  /** Where the read goes on behind what was given. */
  place(): Place
  /** Where a read in the other direction begins that gives nothing of what comes. To be asked before the first result. */
  turned(): Promise<Place>
  /** Whether the budget was spent before the end. */
  isStopped(): boolean
}

export const readLimitedPage = async <Result>(
  call: ReadCall<Result>,
  position: CursorPosition | undefined,
  { size, limits }: { size: number; limits: ResultLimits },
): Promise<Page<Result>> => {
  const back = position?.back === true
  const { left, before, ...run } = runFrom(call, position)
  const begun = limits.tally()
  const room = back ? before : left
  const most = least(size, room) ?? size
  const read = { ...run, limit: undefined, expected: least(back ? undefined : limits.expected, most + 1) }
  const open = call.plan.shards === undefined ? streamPages : streamShards
  const stream = open(back ? { ...call, plan: reversed(call.plan) } : call, position, read)
  const isOver = (): boolean => (back ? before === shown.length : limits.isMet || shown.length === room)
  const shown: ReadEntry<Result>[] = []
  const turned = isOver() ? { ...place(position) } : await stream.turned()
  let [at, tally, more] = [stream.place(), begun, false]
  while (!isOver()) {
    const entry = await stream.next()
    if (entry === undefined) {
      more = stream.isStopped()
      if (more) [at, tally] = [stream.place(), limits.tally()]
      break
    }
    if (!(back ? limits.giveBack(entry.member.name) : limits.take(entry.member.name))) continue
    more = shown.length === most
    if (more) break
    shown.push(entry)
    ;[at, tally] = [stream.place(), limits.tally()]
  }
  const cursor = (to: CursorPosition): string => encodeCursor(call.plan, to, call.session.cursorSecret)
  const sign = back ? -1 : 1
  const rest = left === undefined ? undefined : left - sign * shown.length
  const further = more && cursor({ ...at, back, left: rest, before: before + sign * shown.length, tally })
  const again = cursor({ ...turned, back: !back, left, before: isBegin(turned) && back ? 0 : before, tally: begun })
  const [next, previous] = back ? [again, further] : [further, before > 0 && again]
  const items = (back ? shown.reverse() : shown).map(({ result }) => result)
  return { items, ...(next !== false && { next }), ...(previous !== false && { previous }) }
}

const place = (position: CursorPosition | undefined): Place => ({
  startKey: position?.startKey,
  segments: position?.segments,
})

const isBegin = ({ startKey, segments }: Place): boolean =>
  startKey === undefined && (segments ?? []).every((one) => one === 'begin')

type StreamRun<Result> = Omit<CallRun<Result>, 'left' | 'before'>

const streamPages = <Result>(
  { session, plan }: ReadCall<Result>,
  _: CursorPosition | undefined,
  run: StreamRun<Result>,
): Stream<Result> => {
  let startKey = run.startKey
  let isStopped = false
  const onStop = (stoppedAt: Item | undefined): void => {
    isStopped = true
    startKey = stoppedAt
  }
  const pages = readPages(session, plan, { ...run, onStop })
  const waiting: ReadEntry<Result>[] = []
  const fill = async (): Promise<void> => {
    while (waiting.length === 0) {
      const { value, done } = await pages.next()
      if (done) return
      waiting.push(...value)
    }
  }
  const keyOf = ({ item }: ReadEntry<Result>): Item | undefined => startKeyOf(plan.startAttributes, item.toItem())
  return {
    next: async () => {
      await fill()
      const entry = waiting.shift()
      if (entry !== undefined) startKey = keyOf(entry)
      return entry
    },
    place: () => ({ startKey }),
    turned: async () => {
      await fill()
      return { startKey: waiting[0] ? keyOf(waiting[0]) : isStopped ? startKey : undefined }
    },
    isStopped: () => isStopped,
  }
}

const streamShards = <Result>(
  { session, plan }: ReadCall<Result>,
  position: CursorPosition | undefined,
  run: StreamRun<Result>,
): Stream<Result> => {
  const positions = position?.segments ?? (plan.shards ?? []).map((): SegmentPosition => 'begin')
  const merge = new ShardMerge(session, plan, { ...run, positions })
  return {
    next: () => merge.next(),
    place: () => ({ startKey: undefined, segments: merge.positions() }),
    turned: async () => ({ startKey: undefined, segments: await merge.turned() }),
    isStopped: () => merge.isStopped,
  }
}
