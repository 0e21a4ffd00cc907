/** What queries and scans of one model plan alike: what is read of the items, and how those of an index become whole. */
import { QueryError } from '../errors/errors.ts'
import type { ConditionNode } from '../expression/condition.ts'
import { attributesOf } from '../expression/condition-attributes.ts'
import { evaluateCondition } from '../expression/evaluate.ts'
import type { ModelSpec, PatternSpec } from '../schema/model-spec.ts'
import type { IndexSpec } from '../schema/table-spec.ts'
import { canFetch, holdsAttribute, startAttributes } from './index-attributes.ts'
import { storedAttributes, writablePart } from './keyed-fields.ts'
import type { FilterPlan } from './plan-filter.ts'
import {
  assertWhole,
  heldFields,
  holdsFields,
  keyProjection,
  projectedAttributes,
  whatIsNotHeld,
} from './projected-attributes.ts'
import type { Budget, QueryState } from './query-state.ts'
import type { HydrationPlan } from './read-plan.ts'
import { untoldError, untoldRival } from './untold-types.ts'

/** What is wanted of the items: results, only whether and how many there are, or to write them. */
export type Purpose = 'items' | 'keys' | 'writes'

/** What is read. */
export interface ItemsTarget {
  readonly index: IndexSpec | undefined
  readonly purpose: Purpose
  /** The key condition; `undefined`: a scan. */
  readonly key: ConditionNode | undefined
}

export const FILTER_WARNING =
  'A filter is applied after reading: what it drops is read and charged for, which may be far more than what it returns.'

export const ONE_PARTITION_WARNING =
  'All items of the pattern share one partition, which takes 3,000 read units and 1,000 write units a second at most.'

/** Whether a pattern puts all items into one partition. */
export const isOnePartition = ({ pk, shards }: PatternSpec): boolean => pk.fields.length === 0 && shards === undefined

/**
 * The part of a plan that says what is read of the items.
 *
 * @throws {QueryError} `query.unknown-field`; `query.option` for what the index does not hold, or cannot tell apart
 */
export const planItems = (state: QueryState, filter: FilterPlan, target: ItemsTarget) => {
  const { spec, reverse, consistent } = state
  const { index, purpose } = target
  if (purpose === 'writes') writablePart(spec, filter.all)
  const only = state.only ?? heldOnly(state, target)
  const request = { index, checked: filter.checked }
  // A function over results needs them whole, whatever the purpose.
  const narrow = purpose === 'keys' && state.predicates.length === 0
  const rival = untoldRival(spec, index)
  const lacks =
    filter.waits ||
    (rival !== undefined && !canFetch(index)) ||
    (!narrow && whatIsNotHeld(spec, only, index) !== undefined)
  const hydration = state.hydrate && lacks ? planHydration(state, filter, { ...target, narrow, rival }) : undefined
  if (hydration === undefined && !narrow && only === undefined) assertWhole(spec, index)
  if (hydration === undefined && rival !== undefined && !canFetch(index))
    throw untoldError(spec, rival, index, 'Add hydrate(), which looks it up, or add')
  const planProjection = () =>
    narrow || hydration !== undefined ? keyProjection(spec, request) : only && attributesFor(state, only, request)
  return {
    table: spec.table,
    models: [spec],
    ...{ asked: filter.all, filter: filter.sent, only, forward: !reverse, consistent, hydration },
    startAttributes: startAttributes(spec.table, index),
    projection: fetchesWhole(state, filter, { index, narrow }) ? undefined : planProjection(),
  }
}

/**
 * What an index that holds a part of the items gives where nothing was said: what it holds. A local one fetches the rest,
 * so that it gives whole items.
 */
const heldOnly = (
  { spec, hydrate, explicit = false }: QueryState,
  { index, purpose }: ItemsTarget,
): readonly string[] | undefined =>
  isPart(index) && !hydrate && !explicit && purpose !== 'writes' ? heldFields(spec, index) : undefined

/** Whether the index holds a part of the items, and cannot fetch the rest. */
const isPart = (index: IndexSpec | undefined): boolean =>
  index !== undefined && index.projection !== 'ALL' && !canFetch(index)

/** Whether a local index fetches whole items, as what is asked of them is more than it holds. */
const fetchesWhole = (
  { spec, only }: QueryState,
  filter: FilterPlan,
  { index, narrow }: { index: IndexSpec | undefined; narrow: boolean },
): boolean => {
  if (!canFetch(index)) return false
  if (untoldRival(spec, index) !== undefined) return true
  const filtered = filter.all === undefined ? [] : storedAttributes(spec, attributesOf(filter.all))
  if (!filtered.every((name) => holdsAttribute(spec.table, index, name))) return true
  return !narrow && !withHeirs(spec).every((model) => holdsFields(model, only ?? model.fieldNames, index))
}

/** The model and those that extend it. */
export const withHeirs = (spec: ModelSpec): readonly ModelSpec[] => [
  spec,
  ...spec.table.models.filter((model) => model !== spec && spec.types.has(model.type)),
]

const attributesFor = (
  { spec }: QueryState,
  only: readonly string[],
  request: Parameters<typeof projectedAttributes>[2],
): string[] => [...new Set(withHeirs(spec).flatMap((model) => projectedAttributes(model, only, request)))]

const planHydration = (
  state: QueryState,
  filter: FilterPlan,
  { key, narrow, rival }: ItemsTarget & { readonly narrow: boolean; readonly rival: ModelSpec | undefined },
): HydrationPlan => {
  const asked = [key, filter.all].filter((node) => node !== undefined)
  const checked = storedAttributes(state.spec, [...new Set(asked.flatMap(attributesOf))])
  const only = narrow ? [] : state.only
  return {
    projection: only && attributesFor(state, only, { index: undefined, checked }),
    accepts: (item) => (key === undefined || evaluateCondition(key, item)) && filter.accepts(item),
    selective: filter.waits || rival !== undefined,
  }
}

/** @throws {QueryError} `query.option` for a consistent read of a global index */
export const assertConsistency = (consistent: boolean, index: IndexSpec | undefined): void => {
  if (!consistent || index === undefined || index.local) return
  throw new QueryError(
    'query.option',
    `The index '${index.name}' is global, and DynamoDB reads those eventually consistent only.`,
    {
      hint: 'Leave consistent() out, or query by the primary key or a local index.',
    },
  )
}

/** @throws {QueryError} `query.option` for a budget that does not allow one request of each shard, so that no read would get on */
export const assertBudgetFor = (shards: number, budget: Budget | undefined): void => {
  if (budget?.requests === undefined || budget.requests >= shards) return
  throw new QueryError(
    'query.option',
    `The budget allows ${budget.requests} requests, and the pattern is read in ${shards} shards, each by a request.`,
    { hint: `Allow at least ${shards} requests, or bound the capacity.` },
  )
}
