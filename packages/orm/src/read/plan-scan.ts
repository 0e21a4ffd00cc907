/** A scan → read plan: of one model's items, or of everything in a table. */
import { unrecognisedSpec } from '../codec/unrecognised.ts'
import { QueryError } from '../errors/errors.ts'
import { andNodes, type ConditionNode, notNode } from '../expression/condition.ts'
import type { ModelSpec, RegisteredTable } from '../schema/model-spec.ts'
import type { IndexSpec } from '../schema/table-spec.ts'
import { canFetch, startAttributes } from './index-attributes.ts'
import { planFilter } from './plan-filter.ts'
import { assertConsistency, FILTER_WARNING, type Purpose, planItems } from './plan-items.ts'
import type { Access, QueryState, ScanOptions, TableScanState } from './query-state.ts'
import type { ReadPlan } from './read-plan.ts'
import { keyTextCondition, orUntyped, orUntypedCount, typeCondition } from './type-condition.ts'

/**
 * Plans a scan of one model's items.
 *
 * @throws {QueryError} `query.option`, `query.unknown-field`, `query.operator`
 * @throws {ValidationError} `validation.invalid`
 */
export const planScan = (
  state: QueryState,
  access: Extract<Access, { readonly kind: 'scan' }>,
  purpose: Purpose,
): ReadPlan => {
  const { spec, hydrate } = state
  if (state.reverse)
    throw new QueryError('query.option', 'A scan has no order, so it cannot be reversed.', {
      hint: 'Leave reverse() out.',
    })
  const scan = planParts(spec.table, access)
  const { index } = scan
  assertConsistency(state.consistent, index)
  const filter = planFilter(spec, state.filters, { index, scan: true, hydrate })
  const items = planItems(state, filter, { index, purpose, key: undefined })
  const type = typeCondition(spec.table, [spec], { index, scan: true, whole: items.projection === undefined })
  const text = type === undefined ? keyTextCondition(spec) : undefined
  return Object.freeze({
    ...items,
    ...{ pattern: undefined, refused: [], key: undefined, guard: undefined, never: false },
    type: type && orUntyped(spec.table, type),
    countedType: type && orUntypedCount(spec, type, 'scan'),
    ...scan,
    why: 'A scan was asked for.',
    filter: joined(filter.sent, text),
    postFilters: filter.check === undefined ? [] : [filter.check],
    warnings: [
      scanWarning(index),
      ...(filter.check === undefined ? [] : [filter.check.why]),
      ...(filter.sent === undefined ? [] : [FILTER_WARNING]),
    ],
  })
}

/**
 * Plans a scan of every item, whatever its model, but for those of some models.
 *
 * @throws {QueryError} `query.option`
 */
export const planTableScan = (
  table: RegisteredTable,
  state: TableScanState,
  others: readonly ModelSpec[],
): ReadPlan => {
  const scan = planParts(table, state)
  const { index } = scan
  assertConsistency(state.consistent, index)
  const isWhole = index === undefined || index.projection === 'ALL' || canFetch(index)
  if (!isWhole && !state.hydrate)
    throw new QueryError('query.option', `The index '${index.name}' does not hold whole items.`, {
      hint: 'Add hydrate(), which reads them, or let it project all attributes.',
    })
  // The others' types and not the models' own: items without a type, or of one that no model has, surface.
  const left = others.map(({ type }) => ({ types: new Set([type]) }))
  const types = left.length === 0 ? undefined : typeCondition(table, left, { index, scan: true, whole: isWhole })
  const filter = types && notNode(types)
  return Object.freeze({
    ...{ table, models: [], others: unrecognisedSpec(table), pattern: undefined, refused: [], key: undefined },
    ...{
      asked: filter,
      filter,
      type: undefined,
      countedType: undefined,
      guard: undefined,
      postFilters: [],
    },
    ...{
      never: false,
      projection: isWhole ? undefined : [...startAttributes(table, index)],
      only: undefined,
      forward: true,
    },
    ...{ ...scan, consistent: state.consistent, why: 'A scan was asked for.' },
    hydration: isWhole ? undefined : { projection: undefined, selective: false, accepts: () => true },
    startAttributes: startAttributes(table, index),
    warnings: [scanWarning(index), ...(filter === undefined ? [] : [FILTER_WARNING])],
  })
}

/** The index, and the number of parts; a progress callback alone makes one part that reports. */
const planParts = (table: RegisteredTable, { segments, index: name, onProgress }: ScanOptions) => {
  const index = name === undefined ? undefined : table.indexes.get(name)
  if (name !== undefined && index === undefined) {
    const names = [...table.indexes.keys()].map((one) => `'${one}'`).join(', ') || 'none'
    throw new QueryError('query.option', `The table has no index '${String(name)}'; it has ${names}.`, {
      hint: 'Name an index of the table, or leave it out.',
    })
  }
  return { index, segments: segments ?? (onProgress === undefined ? undefined : 1) }
}

const scanWarning = (index: IndexSpec | undefined): string =>
  `A scan reads every item of the ${index === undefined ? 'table' : `index '${index.name}'`}, and is charged for all of them.`

const joined = (...nodes: readonly (ConditionNode | undefined)[]): ConditionNode | undefined => {
  const defined = nodes.filter((node) => node !== undefined)
  return defined.length === 0 ? undefined : andNodes(...defined)
}
