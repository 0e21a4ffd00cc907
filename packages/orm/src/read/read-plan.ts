/** A read, planned: everything that decides what is sent and which items count, without names of tables or pages. */
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec, PatternSpec } from '../schema/model-spec.ts'
import type { IndexSpec, TableSpec } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { RefusedPattern } from './choose-pattern.ts'
import { canFetch } from './index-attributes.ts'
import type { ItemCheck } from './sort-condition.ts'

/** Whole items for the items of an index. */
export interface HydrationPlan {
  /** Stored attributes to read; `undefined`: all. */
  readonly projection: readonly string[] | undefined
  /** Whether the whole item meets what was asked: it may have changed since, and filters may need all of it. */
  accepts(item: Item): boolean
  /** Whether filters wait for whole items, so that many may be dropped. */
  readonly selective: boolean
}

/** What items of one model must meet. */
export interface MemberFilter extends ItemCheck {
  /** All that the caller's filters say; a cursor is bound to it. */
  readonly asked: ConditionNode
  /** Whether the request leaves out what does not meet it. */
  readonly isSent: boolean
}

/** A planned read. Frozen; the same state gives the same plan. */
export interface ReadPlan {
  readonly table: TableSpec
  /** Models whose items are results; all other items are skipped. */
  readonly models: readonly ModelSpec[]
  /** Stands for the model of all other items, where these are results too. */
  readonly others?: ModelSpec | undefined
  /** `undefined`: a scan. */
  readonly pattern: PatternSpec | undefined
  readonly index: IndexSpec | undefined
  /** Why this pattern: one sentence. */
  readonly why: string
  readonly refused: readonly RefusedPattern[]
  /** The key condition; `undefined`: a scan. */
  readonly key: ConditionNode | undefined
  /** Table key of the one item that can match: it is got, not queried. */
  readonly get?: Item | undefined
  /** Key conditions of the partitions that are read side by side and merged, in place of `key`, which speaks of all. */
  readonly shards?: readonly ConditionNode[] | undefined
  /** Parts that a scan reads side by side; `undefined`: one after the other, as a query. */
  readonly segments?: number | undefined
  /** How items of an index become whole; `undefined`: they are as they come. */
  readonly hydration?: HydrationPlan | undefined
  /** What items of some models must meet besides; others are not concerned. */
  readonly byMember?: ReadonlyMap<ModelSpec, MemberFilter> | undefined
  /** All that the caller's filters say; a cursor is bound to it. */
  readonly asked: ConditionNode | undefined
  /** The part of it that is sent. */
  readonly filter: ConditionNode | undefined
  /** The condition on the stored type that reads send, where items of other models are to be expected. */
  readonly type: ConditionNode | undefined
  /** The condition on the stored type that counts send; `undefined`: the server cannot tell what to count. */
  readonly countedType: ConditionNode | undefined
  /** Items that only an engine's divergence can give. */
  readonly guard: ItemCheck | undefined
  /** What is dropped after reading because no request can leave it out. */
  readonly postFilters: readonly ItemCheck[]
  /** Whether nothing can match, so that nothing is sent. */
  readonly never: boolean
  /** Stored attributes to read; `undefined`: all. */
  readonly projection: readonly string[] | undefined
  /** Field names of a narrowed result; `undefined`: all. */
  readonly only: readonly string[] | undefined
  /** Attributes that say where a page went on. */
  readonly startAttributes: readonly string[]
  readonly forward: boolean
  readonly consistent: boolean
  /** Sentences for `explain()`. */
  readonly warnings: readonly string[]
}

/** The filters of single models that no request can apply. */
export const memberChecks = ({ byMember }: ReadPlan): readonly MemberFilter[] =>
  [...(byMember?.values() ?? [])].filter(({ isSent }) => !isSent)

/**
 * Whether the server alone decides which items count, so that it can count them. Where a local index fetches whole items,
 * it decides by what a count would not see.
 */
export const isCountable = (plan: ReadPlan): boolean =>
  plan.countedType !== undefined &&
  plan.postFilters.length === 0 &&
  memberChecks(plan).length === 0 &&
  plan.hydration === undefined &&
  !(canFetch(plan.index) && plan.projection === undefined)

/**
 * Whether many of the items that requests read are no results. A condition on the type alone drops few in a partition, but
 * most in a scan.
 */
export const isSelective = (plan: ReadPlan): boolean =>
  plan.filter !== undefined ||
  plan.postFilters.length > 0 ||
  memberChecks(plan).length > 0 ||
  plan.hydration?.selective === true ||
  (plan.type !== undefined && plan.key === undefined)
