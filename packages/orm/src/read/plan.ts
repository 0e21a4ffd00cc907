/** Query state → read plan. Pure and deterministic; everything wrong with a query is found here, before anything is sent. */
import { encodePrimaryKey } from '../codec/encode-item.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { PatternSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { type ChosenPattern, choosePattern, lackWarning, ungivenOptional } from './choose-pattern.ts'
import { canFetch } from './index-attributes.ts'
import { type KeyCondition, planKeyCondition } from './key-condition.ts'
import { type KeyPart, parseKeyPart } from './key-part.ts'
import { type FilterPlan, planFilter } from './plan-filter.ts'
import {
  assertBudgetFor,
  assertConsistency,
  FILTER_WARNING,
  isOnePartition,
  ONE_PARTITION_WARNING,
  type Purpose,
  planItems,
} from './plan-items.ts'
import { planScan } from './plan-scan.ts'
import { whatIsNotHeld } from './projected-attributes.ts'
import type { QueryState } from './query-state.ts'
import type { ReadPlan } from './read-plan.ts'
import { orUntyped, orUntypedCount, typeCondition } from './type-condition.ts'
import { untoldRival } from './untold-types.ts'

/**
 * Plans a query or scan of one model.
 *
 * @throws {QueryError} `query.no-index`, `query.unknown-field`, `query.operator`, `query.option`
 * @throws {ValidationError} `validation.invalid`
 * @throws {KeyError} `key.value`, `key.ambiguous`, `key.empty`, `key.too-long`
 */
export const planQuery = (state: QueryState, purpose: Purpose = 'items'): ReadPlan =>
  state.access.kind === 'scan' ? planScan(state, state.access, purpose) : planIndex(state, state.access, purpose)

const planIndex = (
  state: QueryState,
  access: Exclude<QueryState['access'], { kind: 'scan' }>,
  purpose: Purpose,
): ReadPlan => {
  const { spec } = state
  const part = parseKeyPart(spec, access.part)
  const unfit = ({ index }: PatternSpec): string | undefined => {
    const rival = canFetch(index) ? undefined : untoldRival(spec, index)
    const absent = whatIsNotHeld(spec, state.only, index) ?? (rival && `the type, and ${rival.name} has such keys, too`)
    return absent === undefined ? undefined : `The index does not hold ${absent}.`
  }
  const chosen = choosePattern({ spec, access, unfit }, part)
  const { pattern } = chosen
  const { index } = pattern
  assertConsistency(state.consistent, index)
  const condition = planKeyCondition(spec, pattern, part)
  assertBudgetFor(condition.shards?.length ?? 1, state.budget)
  const get = oneItem(state, pattern, part)
  const { hydrate } = state
  const filter = planFilter(spec, state.filters, { index, scan: false, get: get !== undefined, hydrate })
  const items = planItems(state, filter, { index, purpose, key: condition.node })
  const whole = items.projection === undefined
  const type = get === undefined ? typeCondition(spec.table, [spec], { index, scan: false, whole }) : undefined
  const { table, models, asked, only, forward, consistent, hydration, startAttributes, projection } = items
  // Member by member: what is added behind a spread makes a new hidden class each time.
  return Object.freeze({
    ...{
      table,
      models,
      asked,
      filter: items.filter,
      only,
      forward,
      consistent,
      hydration,
      startAttributes,
      projection,
    },
    ...{ pattern, refused: chosen.refused, index, get, key: condition.node, shards: condition.shards },
    type: condition.literal || type === undefined ? undefined : orUntyped(spec.table, type),
    countedType: type && purpose === 'keys' ? orUntypedCount(spec, type, index) : undefined,
    ...{ guard: condition.guard, never: condition.never },
    why: get === undefined ? chosen.why : 'Every field of the primary key has a value, so the one item is got.',
    postFilters: [condition.postFilter, filter.check].filter((check) => check !== undefined),
    warnings: get === undefined ? warningsOf(chosen, condition, { filter, type, part }) : [],
  })
}

/** The table key, where the primary key is complete; a start position needs a query, for it may lie behind the item. */
const oneItem = (state: QueryState, { index }: PatternSpec, part: KeyPart): Item | undefined => {
  const { spec, start } = state
  if (index !== undefined || start !== undefined) return undefined
  if (!spec.primary.fields.every(({ name }) => name in part.equal)) return undefined
  return encodePrimaryKey(spec, part.equal)
}

const TYPE_WARNING =
  'Items of other models in the same partition are left out after reading: they are read and charged for.'

const warningsOf = (
  { pattern }: ChosenPattern,
  condition: KeyCondition,
  { filter, type, part }: { filter: FilterPlan; type: ConditionNode | undefined; part: KeyPart },
): string[] => {
  const warnings: string[] = []
  const absent = ungivenOptional(pattern, part)
  if (absent !== undefined) warnings.push(lackWarning(pattern.index, absent))
  if (condition.postFilter !== undefined) warnings.push(condition.postFilter.why)
  if (filter.check !== undefined) warnings.push(filter.check.why)
  if (filter.sent !== undefined) warnings.push(FILTER_WARNING)
  else if (type !== undefined && !condition.literal) warnings.push(TYPE_WARNING)
  if (isOnePartition(pattern)) warnings.push(ONE_PARTITION_WARNING)
  return warnings
}
