/**
 * What a read is expected to cost, before anything is known of the data.
 *
 * The model: an item takes 1 KB. A request reads at most 1 MB, and costs one read unit per 4 KB begun, half of that where
 * it is eventually consistent. What has no bound is estimated for its first page, and marked so.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
import { canFetch } from './index-attributes.ts'
import { nextPageLimit } from './page-limit.ts'
import type { Budget } from './query-state.ts'
import { isSelective, type ReadPlan } from './read-plan.ts'
import { shardPageSize, shareOf } from './shard-plans.ts'

/** An expected cost. */
export interface Estimate {
  /** Requests; with `open`, the least. */
  readonly requests: number
  /** Read units; with `open`, those of these requests. */
  readonly capacity: number
  /** Whether more may follow, at the same price each, as nothing bounds the read. */
  readonly open: boolean
  /** What was assumed. */
  readonly basis: string
}

/** What bounds a read. */
export interface EstimateOptions {
  readonly limit: number | undefined
  /** Results that are expected, where a limit of each model bounds them but not the read. */
  readonly expected?: number | undefined
  readonly pageSize: number | undefined
  readonly budget?: Budget | undefined
}

const ITEM_KB = 1
const PAGE_KB = 1024
const UNIT_KB = 4
const KEYS_PER_BATCH = 100

export const estimateRead = (
  plan: ReadPlan,
  { limit, expected, pageSize, budget }: EstimateOptions,
  predicates = 0,
): Estimate => {
  if (plan.never || limit === 0 || expected === 0)
    return { requests: 0, capacity: 0, open: false, basis: 'Nothing is sent.' }
  const unit = plan.consistent ? 1 : 0.5
  const price = (items: number): number => Math.max(1, Math.ceil((items * ITEM_KB) / UNIT_KB)) * unit
  const kind = plan.consistent ? 'strongly consistent' : 'eventually consistent'
  if (plan.get !== undefined)
    return { requests: 1, capacity: price(1), open: false, basis: `One item of 4 KB at most, ${kind}.` }
  if (plan.shards !== undefined) return estimateShards(plan, { limit, expected, pageSize, budget }, predicates)
  const selective = isSelective(plan) || predicates > 0
  const perRequest = Math.min(pageSize ?? PAGE_KB, PAGE_KB / ITEM_KB)
  const asked = nextPageLimit({ left: limit ?? expected, pageSize, selective, scanned: 0, found: 0 })
  const whole = limit !== undefined && !selective ? limit : undefined
  const rounds = Math.max(plan.segments ?? 1, whole === undefined ? 1 : Math.ceil(whole / perRequest))
  const items = whole ?? rounds * Math.min(asked ?? perRequest, perRequest)
  const batches = plan.hydration === undefined ? 0 : Math.ceil(items / KEYS_PER_BATCH)
  const requests = rounds + batches
  const fetches = batches > 0 || (canFetch(plan.index) && plan.projection === undefined)
  const units = rounds * price(items / rounds) + (fetches ? items * unit : 0)
  const bound = { requests: budget?.requests ?? Number.POSITIVE_INFINITY, capacity: budget?.capacity ?? units + 1 }
  const isBound = whole !== undefined || bound.requests <= requests || bound.capacity <= units
  const fetched = fetches
    ? `, and ${unit === 1 ? 'one read unit' : 'half a read unit'} more for each that is read whole`
    : ''
  const size = `Unknown size; assuming ${ITEM_KB} KB per item, ${kind}${fetched}`
  return {
    requests: Math.min(requests, bound.requests),
    capacity: Math.min(units, bound.capacity),
    open: !isBound,
    basis: whole === undefined ? `${size}; ${describeFirst(rounds, asked)} More follow at the same price.` : `${size}.`,
  }
}

const describeFirst = (count: number, items: number | undefined): string => {
  const most = items === undefined ? '1 MB' : `${items} items`
  return count === 1
    ? `the first request, of at most ${most}.`
    : `the first ${count} requests, of at most ${most} each.`
}

/** All shards, each read for its share of the limit. */
const estimateShards = (
  plan: ReadPlan,
  { limit, expected, pageSize = shardPageSize(plan), budget }: EstimateOptions,
  predicates: number,
): Estimate => {
  const shards = plan.shards?.length ?? 1
  const share = limit === undefined ? undefined : shareOf(limit, shards)
  const one = estimateRead({ ...plan, shards: undefined }, { limit: share, expected, pageSize }, predicates)
  const [requests, capacity] = [one.requests * shards, one.capacity * shards]
  return {
    requests: Math.min(requests, budget?.requests ?? requests),
    capacity: Math.min(capacity, budget?.capacity ?? capacity),
    open: one.open && (budget?.requests ?? Number.POSITIVE_INFINITY) > requests,
    basis: `Each of ${shards} shards: ${one.basis}`,
  }
}
