/** Query state → read plan. Pure and deterministic; everything wrong with a query is found here, before anything is sent. */
import { QueryError } from '../errors/errors.ts'
import { andNodes, type ConditionNode } from '../expression/condition.ts'
import type { ModelSpec, PatternSpec } from '../schema/model-spec.ts'
import type { IndexSpec } from '../schema/table-spec.ts'
import { type ChosenPattern, choosePattern } from './choose-pattern.ts'
import { startAttributes } from './index-attributes.ts'
import { type KeyCondition, planKeyCondition, planPartition } from './key-condition.ts'
import { parseKeyPart } from './key-part.ts'
import { type FilterPlan, planFilter } from './plan-filter.ts'
import { assertWhole, fieldNotHeld, keyProjection, projectedAttributes } from './projected-attributes.ts'
import type { CollectionState, GivenValues, QueryState } from './query-state.ts'
import type { ReadPlan } from './read-plan.ts'
import { assertOneCollection } from './same-partition.ts'
import { keyTextCondition, typeCondition } from './type-condition.ts'

/** What is wanted of the items: results, or only whether and how many there are. */
export type Purpose = 'items' | 'keys'

/**
 * Plans a query or scan of one model.
 *
 * @throws {QueryError} `query.no-index`, `query.unknown-field`, `query.operator`, `query.option`
 * @throws {ValidationError} `validation.invalid`
 * @throws {KeyError} `key.value`, `key.ambiguous`, `key.empty`, `key.too-long`
 */
export const planQuery = (state: QueryState, purpose: Purpose = 'items'): ReadPlan =>
  state.access.kind === 'scan' ? planScan(state, purpose) : planIndex(state, state.access, purpose)

const planIndex = (
  state: QueryState,
  access: Exclude<QueryState['access'], { kind: 'scan' }>,
  purpose: Purpose,
): ReadPlan => {
  const { spec } = state
  const part = parseKeyPart(spec, access.part)
  const unfit = ({ index }: PatternSpec): string | undefined => {
    const absent = fieldNotHeld(spec, state.only, index)
    return absent === undefined ? undefined : `The index does not hold the field '${absent}'.`
  }
  const chosen = choosePattern({ spec, access, unfit }, part)
  const { pattern } = chosen
  const { index } = pattern
  assertConsistency(state.consistent, index)
  const condition = planKeyCondition(spec, pattern, part)
  const filter = planFilter(spec, state.filters, { index, scan: false })
  const type = typeCondition(spec.table, [spec], { index, scan: false })
  return Object.freeze({
    ...common(state, filter, { index, purpose }),
    ...chosen,
    ...{ index, type, key: condition.node, guard: condition.guard, never: condition.never },
    sendsType: type !== undefined && !condition.literal,
    postFilters: [condition.postFilter, filter.check].filter((check) => check !== undefined),
    warnings: warningsOf(chosen, condition, filter),
  })
}

const planScan = (state: QueryState, purpose: Purpose): ReadPlan => {
  const { spec } = state
  if (state.reverse)
    throw new QueryError('query.option', 'A scan has no order, so it cannot be reversed.', {
      hint: 'Leave reverse() out.',
    })
  const filter = planFilter(spec, state.filters, { index: undefined, scan: true })
  const type = typeCondition(spec.table, [spec], { index: undefined, scan: true })
  const text = type === undefined ? keyTextCondition(spec) : undefined
  return Object.freeze({
    ...common(state, filter, { index: undefined, purpose }),
    ...{ pattern: undefined, index: undefined, refused: [], key: undefined, guard: undefined, never: false, type },
    why: 'A scan was asked for.',
    filter: joined(filter.sent, text),
    sendsType: type !== undefined,
    postFilters: [],
    warnings: ['A scan reads every item of the table, and is charged for all of them.'],
  })
}

/**
 * Plans a query of one item collection: the primary partition that several models share.
 *
 * @throws {QueryError} `query.collection` if the models share none; `query.no-index`, `query.unknown-field`
 * @throws {ValidationError} `validation.invalid`
 */
export const planCollection = (state: CollectionState): ReadPlan => {
  const first = assertOneCollection(state.specs)
  const { table, primary } = first
  assertPartitionOnly(first, state.part)
  const part = parseKeyPart(first, state.part)
  const partition = { ...primary, sk: undefined, fields: primary.pk.fields }
  const lookup: ModelSpec = { ...first, patterns: [partition] }
  const chosen = choosePattern({ spec: lookup, access: { kind: 'using', part: state.part } }, part)
  return Object.freeze({
    ...{ table, models: state.specs, pattern: primary, index: undefined, refused: chosen.refused },
    why: 'The models share the partition key of the table.',
    key: andNodes(...planPartition(first, primary.pk, part.equal)),
    ...{ asked: undefined, filter: undefined, guard: undefined, postFilters: [], never: false },
    type: typeCondition(table, state.specs, { index: undefined, scan: false }),
    sendsType: false,
    ...{ projection: undefined, only: undefined, startAttributes: startAttributes(table, undefined) },
    ...{ forward: !state.reverse, consistent: state.consistent, warnings: [] },
  })
}

const assertPartitionOnly = ({ primary }: ModelSpec, part: GivenValues): void => {
  const names = primary.pk.fields.map(({ name }) => name)
  const other = Object.keys(part ?? {}).find((name) => !names.includes(name))
  if (other === undefined) return
  throw new QueryError(
    'query.no-index',
    `A collection is read by its partition key, and '${other}' is not part of that.`,
    {
      hint: `Give ${names.join(', ') || 'no field'} and nothing else.`,
    },
  )
}

const common = (
  state: QueryState,
  filter: FilterPlan,
  { index, purpose }: { index: IndexSpec | undefined; purpose: Purpose },
) => {
  const { spec, only, reverse, consistent } = state
  const request = { index, checked: filter.checked }
  // A function over results needs them whole, whatever the purpose.
  const narrow = purpose === 'keys' && state.predicates.length === 0
  if (!narrow && only === undefined) assertWhole(spec, index)
  const models = [spec, ...spec.table.models.filter((model) => model !== spec && spec.types.has(model.type))]
  return {
    table: spec.table,
    models: [spec],
    ...{ asked: filter.all, filter: filter.sent, only, forward: !reverse, consistent },
    startAttributes: startAttributes(spec.table, index),
    projection: narrow
      ? keyProjection(spec, request)
      : only && [...new Set(models.flatMap((model) => projectedAttributes(model, only, request)))],
  }
}

const joined = (...nodes: readonly (ConditionNode | undefined)[]): ConditionNode | undefined => {
  const defined = nodes.filter((node) => node !== undefined)
  return defined.length === 0 ? undefined : andNodes(...defined)
}

const assertConsistency = (consistent: boolean, index: IndexSpec | undefined): void => {
  if (!consistent || index === undefined || index.local) return
  throw new QueryError(
    'query.option',
    `The index '${index.name}' is global, and DynamoDB reads those eventually consistent only.`,
    {
      hint: 'Leave consistent() out, or query by the primary key or a local index.',
    },
  )
}

const warningsOf = ({ pattern }: ChosenPattern, condition: KeyCondition, filter: FilterPlan): string[] => {
  const warnings: string[] = []
  if (condition.postFilter !== undefined) warnings.push(condition.postFilter.why)
  if (filter.check !== undefined) warnings.push(filter.check.why)
  if (filter.sent !== undefined)
    warnings.push('A filter is applied after reading: what it drops is read and charged for.')
  if (pattern.pk.fields.length === 0)
    warnings.push('All items of the pattern share one partition, whose throughput is limited.')
  return warnings
}
