/** Which items of a page are results, and of which model. */
import { recogniseAs } from '../codec/recognise.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { ReadPlan } from './read-plan.ts'

/** An item that counts. */
export interface AcceptedItem {
  /** The model among the plan's that asked for it. */
  readonly member: ModelSpec
  /** The model that it is: the member, or one that extends it. */
  readonly model: ModelSpec
  readonly item: Item
}

/** The item with its model; `undefined` for items of others and for what the request could not leave out. */
export const acceptItem = (plan: ReadPlan, item: Item): AcceptedItem | undefined => {
  if (plan.guard?.accepts(item) === false || !plan.postFilters.every((check) => check.accepts(item))) return undefined
  const accepted = recogniseMember(plan, item)
  // The whole item tells, where it is read.
  return plan.hydration === undefined ? checkMember(plan, accepted) : accepted
}

/** A whole item read for one of an index; `undefined` if it is another model's now, or does not match any more. */
export const acceptWhole = (plan: ReadPlan, item: Item): AcceptedItem | undefined =>
  plan.hydration?.accepts(item) === false ? undefined : checkMember(plan, recogniseMember(plan, item))

const checkMember = ({ byMember }: ReadPlan, accepted: AcceptedItem | undefined): AcceptedItem | undefined =>
  accepted && byMember?.get(accepted.member)?.accepts(accepted.item) === false ? undefined : accepted

const recogniseMember = (plan: ReadPlan, item: Item): AcceptedItem | undefined => {
  const { others } = plan
  let found: AcceptedItem | undefined
  for (const member of plan.models) {
    const model = recogniseAs(member, item)
    // A model's own items go to it, even if a model that it extends stands before it.
    if (model === member) return { member, model, item }
    if (model !== undefined) found ??= { member, model, item }
  }
  return found ?? (others && { member: others, model: others, item })
}
