/**
 * One page, forwards or backwards. Under no writes, going on and back shows the same results again: a page's `next` leads
 * on from its last result, its `previous` back from its first.
 */
import type { ReadEntry } from '../execute/collect-entries.ts'
import { readPages } from '../execute/read-pages.ts'
import { type CursorPosition, encodeCursor } from '../read/cursor.ts'
import { startKeyOf } from '../read/index-attributes.ts'
import type { ReadPlan } from '../read/read-plan.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { Page } from './query-set-types.ts'
import { pageBounds, positionOf, type ReadCall, reversed, runFrom } from './read-call.ts'
import { noteStop } from './read-runner.ts'

/** One page; `next` and `previous` exactly if other results are there, unless the budget was spent. */
export const readPage = async <Result>(call: ReadCall<Result>, size: number): Promise<Page<Result>> => {
  const position = positionOf(call)
  const limits = call.limits?.(position?.tally, undefined)
  if (limits !== undefined)
    return await (await import('./read-limited-page.ts')).readLimitedPage(call, position, { size, limits })
  if (call.plan.segments !== undefined) return await readScanPage(call, position, size)
  if (call.plan.shards !== undefined)
    return await (await import('./read-shards.ts')).readShardPage(call, position, size)
  return position?.back ? await readBack(call, position, size) : await readOn(call, position, size)
}

/** All pages, each begun by the cursor of the one before; the last one has a `next` if the budget was spent. */
export async function* readAllPages<Result>(
  call: (start: string | undefined) => ReadCall<Result>,
  size: number,
): AsyncGenerator<Page<Result>, void, undefined> {
  const first = call(undefined)
  const { spending } = runFrom(first, undefined)
  let cursor: string | undefined
  do {
    const page = await readPage({ ...(cursor === undefined ? first : call(cursor)), spending }, size)
    cursor = page.next
    if (page.items.length > 0 || (cursor !== undefined && spending?.isSpent)) yield page
  } while (cursor !== undefined && !spending?.isSpent)
}

const readOn = async <Result>(
  call: ReadCall<Result>,
  position: CursorPosition | undefined,
  size: number,
): Promise<Page<Result>> => {
  const { plan, session } = call
  const { left } = runFrom(call, position)
  const { shown, more, stop } = await gather(call, position, { size, room: left })
  const cursor = (at: CursorPosition) => encodeCursor(plan, at, session.cursorSecret)
  const before = position?.before ?? 0
  const start = position?.startKey
  const end = more ? keyOf(plan, shown.at(-1)) : stop
  const next =
    end !== undefined &&
    cursor({ startKey: end, left: left === undefined ? undefined : left - shown.length, before: before + shown.length })
  const first = shown.length > 0 ? keyOf(plan, shown[0]) : stop
  const previous =
    start !== undefined &&
    plan.key !== undefined &&
    (left === undefined || before > 0) &&
    cursor({ startKey: first, back: true, left, before })
  return toPage(shown, next, previous)
}

const readBack = async <Result>(
  call: ReadCall<Result>,
  position: CursorPosition,
  size: number,
): Promise<Page<Result>> => {
  const { plan, session } = call
  const { left } = position
  const room = left === undefined ? undefined : (position.before ?? 0)
  const backwards = { ...call, plan: reversed(plan) }
  const { shown, more, stop } = await gather(backwards, position, { size, room })
  shown.reverse()
  const cursor = (at: CursorPosition) => encodeCursor(plan, at, session.cursorSecret)
  const start = more ? keyOf(plan, shown[0]) : stop
  const rest = left === undefined ? undefined : left + shown.length
  const before = room === undefined ? undefined : room - shown.length
  const previous = start !== undefined && cursor({ startKey: start, back: true, left: rest, before })
  // Nothing before: what follows are the first results.
  const end = shown.length > 0 ? keyOf(plan, shown.at(-1)) : stop
  const next = cursor({ startKey: end, left, before: end === undefined ? 0 : room })
  return toPage(shown, next, previous)
}

/** Results of one page, whether there are more, and where the budget stopped it. */
const gather = async <Result>(
  call: ReadCall<Result>,
  position: CursorPosition | undefined,
  { size, room }: { size: number; room: number | undefined },
): Promise<{ shown: ReadEntry<Result>[]; more: boolean; stop: Item | undefined }> => {
  const run = runFrom(call, position)
  const { most, ...bounds } = pageBounds(run.pageSize, { size, room })
  const stop = noteStop()
  const entries: ReadEntry<Result>[] = []
  const probes = bounds.limit > most
  const pages = readPages(call.session, call.plan, { ...run, ...bounds, probes, onStop: stop.onStop })
  for await (const page of pages) entries.push(...page)
  return { shown: entries.slice(0, most), more: entries.length > most, stop: stop.at?.startKey }
}

const readScanPage = async <Result>(
  call: ReadCall<Result>,
  position: CursorPosition | undefined,
  size: number,
): Promise<Page<Result>> => {
  const { left, ...run } = runFrom(call, position)
  const { most, ...bounds } = pageBounds(run.pageSize, { size, room: left })
  const { readScan } = await import('./read-scan.ts')
  const scan = readScan(call, { ...run, left, ...bounds })
  const shown: ReadEntry<Result>[] = []
  let at = scan.position()
  let more = false
  for await (const entry of scan.entries) {
    more = shown.length === most
    if (more) break
    shown.push(entry)
    at = scan.position()
  }
  if (!more) at = scan.position()
  if (!more && !scan.isStopped()) return toPage(shown, false, false)
  const rest = left === undefined ? undefined : left - shown.length
  return toPage(shown, encodeCursor(call.plan, { ...at, left: rest }, call.session.cursorSecret), false)
}

const keyOf = (plan: ReadPlan, entry: ReadEntry<unknown> | undefined): Item | undefined =>
  entry && startKeyOf(plan.startAttributes, entry.item.toItem())

const toPage = <Result>(
  shown: readonly ReadEntry<Result>[],
  next: string | false,
  previous: string | false,
): Page<Result> => ({
  items: shown.map(({ result }) => result),
  ...(next !== false && { next }),
  ...(previous !== false && { previous }),
})
