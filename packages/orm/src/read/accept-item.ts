/** Which items of a page are results, and of which model. */
import type { ReadItem } from '../codec/read-item.ts'
import { recogniseRead } from '../codec/recognise.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { ReadPlan } from './read-plan.ts'
import type { ItemCheck } from './sort-condition.ts'

/** An item that counts. */
export interface AcceptedItem {
  /** The model among the plan's that asked for it. */
  readonly member: ModelSpec
  /** The model that it is: the member, or one that extends it. */
  readonly model: ModelSpec
  readonly item: ReadItem
}

/** The item with its model; `undefined` for items of others and for what the request could not leave out. */
export const acceptItem = (plan: ReadPlan, item: ReadItem): AcceptedItem | undefined => {
  // The type is known without looking into the item.
  const accepted = recogniseMember(plan, item)
  if (accepted === undefined) return undefined
  if (plan.guard !== undefined && !accepts(plan.guard, item)) return undefined
  for (const check of plan.postFilters) if (!accepts(check, item)) return undefined
  // The whole item tells, where it is read.
  return plan.hydration === undefined ? checkMember(plan, accepted) : accepted
}

/** A whole item read for one of an index; `undefined` if it is another model's now, or does not match any more. */
export const acceptWhole = (plan: ReadPlan, item: ReadItem): AcceptedItem | undefined =>
  plan.hydration?.accepts(item.toItem()) === false ? undefined : checkMember(plan, recogniseMember(plan, item))

const checkMember = ({ byMember }: ReadPlan, accepted: AcceptedItem | undefined): AcceptedItem | undefined => {
  const check = accepted && byMember?.get(accepted.member)
  return check === undefined || accepted === undefined || accepts(check, accepted.item) ? accepted : undefined
}

/** A check of one attribute does not need the item parsed. */
const accepts = (check: ItemCheck, item: ReadItem): boolean => {
  const { attribute } = check
  if (attribute === undefined) return check.accepts(item.toItem())
  const value = item.attribute(attribute)
  return check.accepts(value === undefined ? {} : { [attribute]: value })
}

const recogniseMember = (plan: ReadPlan, item: ReadItem): AcceptedItem | undefined => {
  const { others } = plan
  let found: AcceptedItem | undefined
  for (const member of plan.models) {
    const model = recogniseRead(member, item)
    // A model's own items go to it, even if a model that it extends stands before it.
    if (model === member) return { member, model, item }
    if (model !== undefined) found ??= { member, model, item }
  }
  return found ?? (others && { member: others, model: others, item })
}
