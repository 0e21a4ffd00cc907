/** Filters of single models of a collection → what the server is asked, and what is evaluated here. */
import { andNodes, type ConditionNode, notNode, orNodes } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { IndexSpec } from '../schema/table-spec.ts'
import type { CollectionState } from './collection-state.ts'
import { type FilterPlan, planFilter } from './plan-filter.ts'
import { FILTER_WARNING } from './plan-items.ts'
import type { MemberFilter } from './read-plan.ts'
import { typeCondition } from './type-condition.ts'

/** The filters of the members that have some, each resolved against its own model. */
export type MemberFilters = ReadonlyMap<ModelSpec, FilterPlan>

/**
 * Resolves and joins the filters of every member.
 *
 * @throws {QueryError} `query.unknown-field`, `query.operator`; `query.option` for an attribute that the index does not hold
 * @throws {ValidationError} `validation.invalid`
 */
export const planMemberFilters = (
  { members, filters, hydrate }: CollectionState,
  index: IndexSpec | undefined,
): MemberFilters =>
  new Map(
    members.flatMap((member) => {
      const plan = planFilter(member, filters[member.name] ?? [], { index, scan: false, hydrate })
      return plan.all === undefined ? [] : [[member, plan] as const]
    }),
  )

/** The members' filters in a plan: an item that is another's, or has no type, passes the one that is sent. */
export const sentFilters = (
  { members }: CollectionState,
  filters: MemberFilters,
  seen: Parameters<typeof typeCondition>[2],
) => {
  const nodes: ConditionNode[] = []
  const byMember = new Map<ModelSpec, MemberFilter>()
  for (const [member, { all, sent, check, waits, accepts }] of filters) {
    if (all === undefined) continue
    const type = typeCondition(member.table, [{ types: ownTypes(member, members) }], seen)
    const isSent = sent !== undefined && type !== undefined
    if (isSent) nodes.push(orNodes(notNode(type), sent))
    byMember.set(member, {
      asked: all,
      isSent: isSent && check === undefined && !waits,
      why: `A part of the filter of ${member.name} is evaluated after reading${check === undefined ? '' : `: ${check.why}`}`,
      accepts,
    })
  }
  return {
    filter: nodes.length === 0 ? undefined : andNodes(...nodes),
    byMember: byMember.size === 0 ? undefined : byMember,
    warnings: byMember.size === 0 ? [] : [FILTER_WARNING],
  }
}

/** The types of a member's items; those of a model that extends it may be another member's. */
const ownTypes = (member: ModelSpec, members: readonly ModelSpec[]): Set<string> => {
  const others = members.filter((other) => other !== member && member.types.has(other.type))
  return new Set([...member.types].filter((type) => !others.some(({ types }) => types.has(type))))
}
