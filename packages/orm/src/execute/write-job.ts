/** A write that is to be sent, and what it gives. */
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Ready } from '../util/when-ready.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { StoredItem } from '../wire/stored-item.ts'
import type { Planned, Returning, WritePlan } from '../write/write-plan.ts'

/** A write that can be planned again with what is stored now. */
export interface WriteJob {
  readonly spec: ModelSpec
  /** Table key of the item. */
  readonly key: Item
  /** Plans with the item as it was last seen: `null` if there was none, `undefined` if it was not read. */
  readonly plan: (stored: Item | null | undefined) => Ready<Planned>
  /** What to throw when the item's own existence is what failed; `undefined` where existence does not matter. */
  readonly onExistence?: (stored: Item | null) => Error | undefined
  /** The item as it was loaded, if it was. */
  readonly loaded?: Item | undefined
  /** Whether to send a transaction with a token in any case, so that a retry cannot apply the write twice. */
  readonly once?: boolean | undefined
  /** What an update returns. Default: the item after it. */
  readonly returning?: Returning | undefined
  readonly signal?: AbortSignal | undefined
}

/** What a write gave. */
export interface WriteReceipt {
  readonly plan: WritePlan
  /** Attributes that the request returned: of an update the new item (or the old, as asked), of a delete the old one. */
  readonly attributes: StoredItem | undefined
  /** Whether a delete met no item. */
  readonly missing?: true
  /** Whether an earlier try of the request may have been applied. */
  readonly uncertain?: boolean | undefined
}
