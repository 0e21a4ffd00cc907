/** A plan over shards → the plans of each, and how much each is asked for. */
import type { ReadPlan } from './read-plan.ts'

/** The plan of each shard; of a plan without shards, the plan itself. */
export const shardPlans = (plan: ReadPlan): readonly ReadPlan[] =>
  plan.shards === undefined ? [plan] : plan.shards.map((key) => Object.freeze({ ...plan, key, shards: undefined }))

/**
 * Results to ask one shard for when so many are wanted of all: its share, and two standard deviations of it more, so that
 * one round mostly does; never more than all.
 */
export const shareOf = (wanted: number, shards: number): number =>
  Math.min(wanted, Math.ceil(wanted / shards + 2 * Math.sqrt(wanted / shards)))

/** Items that are held of all shards together, where each may hold a page of 1 MB and there are many. */
const MOST_HELD = 16_384
/** Shards of which whole pages are held. */
const WHOLE_PAGES = 16

/** Most items that one request of a shard reads, where it is not said; `undefined`: a page of 1 MB. */
export const shardPageSize = ({ shards }: Pick<ReadPlan, 'shards'>): number | undefined =>
  shards === undefined || shards.length <= WHOLE_PAGES ? undefined : Math.floor(MOST_HELD / shards.length)
