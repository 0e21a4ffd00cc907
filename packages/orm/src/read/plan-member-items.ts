/** What a collection query reads of the items of each model, and how those of an index become whole. */
import type { ConditionNode } from '../expression/condition.ts'
import { attributesOf } from '../expression/condition-attributes.ts'
import { evaluateCondition } from '../expression/evaluate.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { IndexSpec } from '../schema/table-spec.ts'
import type { CollectionState } from './collection-state.ts'
import { canFetch, givesAttribute, holdsAttribute } from './index-attributes.ts'
import { storedAttributes } from './keyed-fields.ts'
import { withHeirs } from './plan-items.ts'
import type { MemberFilters } from './plan-member-filters.ts'
import { assertWhole, holdsFields, keyProjection, projectedAttributes, whatIsNotHeld } from './projected-attributes.ts'
import type { HydrationPlan } from './read-plan.ts'
import { untoldError, untoldRival } from './untold-types.ts'

/** What is read, and of what. */
interface ItemsTarget {
  readonly index: IndexSpec | undefined
  readonly filters: MemberFilters
  readonly key: ConditionNode
}

/**
 * The part of a plan that says what is read of the items.
 *
 * @throws {QueryError} `query.unknown-field`; `query.option` for what the index does not hold, or cannot tell apart
 */
export const planMemberItems = (
  state: CollectionState,
  target: ItemsTarget,
): { projection: readonly string[] | undefined; hydration: HydrationPlan | undefined } => {
  const hydration = state.hydrate ? planHydration(state, target) : undefined
  if (hydration === undefined) return { hydration, projection: planProjection(state, target) }
  const [first] = state.members as readonly [ModelSpec]
  return { hydration, projection: keyProjection(first, { index: target.index, checked: [] }) }
}

/** `undefined` where the index gives all that is read. */
const planHydration = (
  { members, only, unrecognised }: CollectionState,
  { index, filters, key }: ItemsTarget,
): HydrationPlan | undefined => {
  const waits = [...filters.values()].some((filter) => filter.waits)
  const isUntold = !canFetch(index) && members.some((member) => untoldRival(member, index) !== undefined)
  const lacks = members.some((member) => whatIsNotHeld(member, only[member.name], index) !== undefined)
  const holdsAll = index === undefined || index.projection === 'ALL' || canFetch(index)
  if (!waits && !isUntold && !lacks && (!unrecognised || holdsAll)) return undefined
  const checked = [...attributesOf(key), ...checkedAttributes(filters)]
  const isNarrow = !unrecognised && members.every(({ name }) => only[name] !== undefined)
  const fields = narrowed(members, only).flatMap(([model, names]) =>
    projectedAttributes(model, names, { index: undefined, checked }),
  )
  return {
    projection: isNarrow ? [...new Set(fields)] : undefined,
    selective: filters.size > 0 || isUntold,
    accepts: (item) => evaluateCondition(key, item),
  }
}

/** The attributes of all narrowed results; `undefined`: all, as soon as one model's items are wanted whole. */
const planProjection = (
  { members, only, unrecognised }: CollectionState,
  { index, filters }: ItemsTarget,
): readonly string[] | undefined => {
  const whole = members.filter(({ name }) => only[name] === undefined)
  for (const model of whole) assertWhole(model, index)
  const untold = members.find((member) => untoldRival(member, index) !== undefined)
  const rival = untold && untoldRival(untold, index)
  // What only keys hold is read from them, and they are read anyway.
  const checked = checkedAttributes(filters).filter((name) =>
    members.some(({ table }) => givesAttribute(table, index, name)),
  )
  const models = narrowed(members, only)
  const holdsAll =
    models.every(([model, names]) => holdsFields(model, names, index)) &&
    checked.every((name) => members.every(({ table }) => holdsAttribute(table, index, name)))
  if (canFetch(index) && (rival || !holdsAll)) return undefined
  if (untold !== undefined && rival !== undefined)
    throw untoldError(untold, rival, index, 'Add hydrate(), which looks it up, or add')
  const attributes = models.flatMap(([model, names]) => projectedAttributes(model, names, { index, checked }))
  return whole.length > 0 || unrecognised ? undefined : [...new Set(attributes)]
}

/** Every model whose items may be among the results, with the fields that are read of them. */
const narrowed = (members: readonly ModelSpec[], only: CollectionState['only']) =>
  members.flatMap((member) => withHeirs(member).map((model) => [model, only[member.name] ?? []] as const))

const checkedAttributes = (filters: MemberFilters): string[] =>
  [...filters].flatMap(([member, { all }]) => (all === undefined ? [] : storedAttributes(member, attributesOf(all))))
