/** What a call would send first: one request, or one of each part, shards of a pattern or segments of a scan. */
import { pageLimit } from '../execute/read-pages.ts'
import { type PlainRequest, toRequest } from '../execute/send.ts'
import type { CursorPosition } from '../read/cursor.ts'
import { toReadOperation } from '../read/operation.ts'
import { shardPlans, shareOf } from '../read/shard-plans.ts'
import { positionOf, type ReadCall, reversed, runFrom } from './read-call.ts'

/** The first request of a call; none if nothing can match. */
export const firstRequests = (call: ReadCall<unknown>): readonly PlainRequest[] => {
  const { session, plan } = call
  const position = positionOf(call)
  const run = runFrom(call, position)
  if (plan.never || run.limit === 0 || run.limits?.isMet) return Object.freeze([])
  if (plan.shards !== undefined) return firstShardRequests(call, position)
  if (plan.segments !== undefined) return firstSegmentRequests(call, position)
  const limit = pageLimit(plan, run, { left: run.limit, scanned: 0, found: 0 })
  const target = { tableName: session.tableName, limit, startKey: run.startKey, capacity: run.spending?.needsCapacity }
  return Object.freeze([toRequest(toReadOperation(position?.back ? reversed(plan) : plan, target))])
}

/** The first request of every segment. */
const firstSegmentRequests = (
  call: ReadCall<unknown>,
  position: CursorPosition | undefined,
): readonly PlainRequest[] => {
  const { session, plan } = call
  const run = runFrom(call, position)
  const positions = position?.segments ?? Array.from({ length: plan.segments ?? 1 }, () => 'begin' as const)
  const count = positions.filter((one) => one !== 'done').length
  const left = run.limit === undefined ? undefined : Math.ceil(run.limit / count)
  const limit = pageLimit(plan, run, { left, scanned: 0, found: 0 })
  const target = { tableName: session.tableName, limit, capacity: run.spending?.needsCapacity }
  const requests = positions.flatMap((at, segment) => {
    if (at === 'done') return []
    return [toRequest(toReadOperation(plan, { ...target, segment, startKey: at === 'begin' ? undefined : at }))]
  })
  return Object.freeze(requests)
}

/** The first request of each shard. */
const firstShardRequests = (call: ReadCall<unknown>, position: CursorPosition | undefined): readonly PlainRequest[] => {
  const run = runFrom(call, position)
  const plans = shardPlans(position?.back ? reversed(call.plan) : call.plan)
  const left = run.limit === undefined ? undefined : shareOf(run.limit, plans.length)
  const positions = position?.segments ?? plans.map(() => 'begin' as const)
  const requests = plans.flatMap((plan, shard) => {
    const at = positions[shard]
    if (at === 'done') return []
    const limit = pageLimit(plan, run, { left, scanned: 0, found: 0 })
    const startKey = at === 'begin' ? undefined : at
    const capacity = run.spending?.needsCapacity
    return [toRequest(toReadOperation(plan, { tableName: call.session.tableName, limit, startKey, capacity }))]
  })
  return Object.freeze(requests)
}
