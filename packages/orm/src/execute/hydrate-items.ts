/** Whole items for those of an index that holds a part of them. */
import type { ReadItem } from '../codec/read-item.ts'
import { type AcceptedItem, acceptWhole } from '../read/accept-item.ts'
import type { FieldProjection } from '../read/project-fields.ts'
import { printFields } from '../read/project-fields.ts'
import type { ReadPlan } from '../read/read-plan.ts'
import { tableKeyId } from '../read/table-key.ts'
import { tableKeyAttributes } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { itemSize } from '../wire/item-size.ts'
import { MAX_BATCH_GET_KEYS } from '../wire/limits.ts'
import { batchGet } from './batch-get.ts'
import type { Session } from './session.ts'
import type { Spending } from './spending.ts'

/** An item as it is now, with the item of the index that led to it, which says where a query goes on. */
export interface HydratedItem {
  readonly whole: AcceptedItem
  readonly indexed: ReadItem
}

/** Bytes that half a read unit pays for, of one item read eventually consistently. */
const READ_UNIT_BYTES = 4096

/**
 * Reads whole items, in the order of the given ones. Left out are those that were deleted meanwhile, or that do not match
 * any more.
 *
 * Cost: one BatchGetItem per 100 items.
 */
export const hydrateItems = async (
  session: Session,
  plan: ReadPlan,
  {
    items,
    signal,
    spending,
  }: { items: readonly ReadItem[]; signal: AbortSignal | undefined; spending: Spending | undefined },
): Promise<HydratedItem[]> => {
  if (items.length === 0) return []
  const attributes = tableKeyAttributes(plan.table)
  const keys = items.map((item) => Object.fromEntries(attributes.map((name) => [name, item.attribute(name)])) as Item)
  const projection: FieldProjection | undefined = printFields(plan.hydration?.projection)
  const model = plan.models.map(({ name }) => name).join(', ')
  spending?.addRequests(Math.ceil(keys.length / MAX_BATCH_GET_KEYS))
  const found = await batchGet(session, keys, { projection, signal, model, models: plan.models })
  return items.flatMap((indexed) => {
    const item = found.get(tableKeyId(plan.table, indexed.toItem()))
    spending?.addCapacity(
      Math.max(1, Math.ceil((item === undefined ? 0 : itemSize(item.toItem())) / READ_UNIT_BYTES)) / 2,
    )
    const whole = item && acceptWhole(plan, item)
    return whole === undefined ? [] : [{ whole, indexed }]
  })
}
