/** Counts over parts that are read side by side: the shards of a pattern, or the segments of a scan. */
import { inParallel, MOST_SIDE_BY_SIDE } from '../execute/in-parallel.ts'
import { countItems } from '../execute/read-count.ts'
import { sharedSignal } from '../execute/shared-signal.ts'
import type { CursorPosition, SegmentPosition } from '../read/cursor.ts'
import { isCountable, type ReadPlan } from '../read/read-plan.ts'
import { shardPlans } from '../read/shard-plans.ts'
import { type CallRun, least, type ReadCall } from './read-call.ts'

const partsOf = (plan: ReadPlan): readonly { readonly plan: ReadPlan; readonly segment: number | undefined }[] =>
  plan.shards === undefined
    ? Array.from({ length: plan.segments ?? 1 }, (_, segment) => ({ plan, segment }))
    : shardPlans(plan).map((shard) => ({ plan: shard, segment: undefined }))

/** The sum of all parts' counts, and where the budget stopped them. */
export const countParts = async <Result>(
  call: ReadCall<Result>,
  run: CallRun<Result>,
): Promise<{ found: number; segments: readonly SegmentPosition[] | undefined }> => {
  const parts = partsOf(call.plan)
  const segments: SegmentPosition[] = [...(run.segments ?? parts.map(() => 'begin' as const))]
  let isStopped = false
  const { signal, abort } = sharedSignal(run.signal)
  let sum = 0
  const countPart = async (part: number): Promise<void> => {
    const begin = segments[part] ?? 'begin'
    const { plan = call.plan, segment } = parts[part] ?? {}
    if (begin === 'done') return
    let end: SegmentPosition = 'done'
    const onStop = (startKey: CursorPosition['startKey']): void => {
      isStopped = true
      end = startKey ?? 'begin'
    }
    const startKey = begin === 'begin' ? undefined : begin
    // No items are held, so a page may be as large as it comes, where the server counts.
    const { pageSize } = isCountable(plan) && run.predicates.length === 0 ? call.options : run
    const count = { ...run, pageSize, signal, segment, startKey, onStop }
    try {
      const found = await countItems(call.session, plan, count)
      sum += found
      segments[part] = end
    } catch (error) {
      abort(error)
      throw error
    }
  }
  await inParallel([...parts.keys()], MOST_SIDE_BY_SIDE, countPart)
  const isMet = run.limit !== undefined && sum >= run.limit
  return { found: least(sum, run.limit) ?? sum, segments: isStopped && !isMet ? segments : undefined }
}
