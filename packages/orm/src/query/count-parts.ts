/** Counts over parts that are read side by side: the shards of a pattern, or the segments of a scan. */
import { countItems } from '../execute/read-count.ts'
import { sharedSignal } from '../execute/shared-signal.ts'
import type { CursorPosition, SegmentPosition } from '../read/cursor.ts'
import { isCountable, type ReadPlan } from '../read/read-plan.ts'
import { shardPlans } from '../read/shard-plans.ts'
import { type CallRun, least, type ReadCall } from './read-call.ts'

/** Whether results are counted part by part. A scan is only where the server counts, and nobody is told how far it is. */
export const hasParts = ({ plan, predicates, progress }: ReadCall<unknown>): boolean =>
  plan.shards !== undefined ||
  (plan.segments !== undefined && progress === undefined && predicates.length === 0 && isCountable(plan))

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
  const counts = parts.map(async ({ plan, segment }, part) => {
    const begin = segments[part] ?? 'begin'
    if (begin === 'done') return 0
    let end: SegmentPosition = 'done'
    const onStop = (startKey: CursorPosition['startKey']): void => {
      isStopped = true
      end = startKey ?? 'begin'
    }
    const startKey = begin === 'begin' ? undefined : begin
    const count = await countItems(call.session, plan, { ...run, signal, segment, startKey, onStop })
    segments[part] = end
    return count
  })
  try {
    const found = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
    const isMet = run.limit !== undefined && found >= run.limit
    return { found: least(found, run.limit) ?? found, segments: isStopped && !isMet ? segments : undefined }
  } catch (error) {
    abort(error)
    throw error
  }
}
