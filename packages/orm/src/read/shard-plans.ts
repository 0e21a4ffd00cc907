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
