/** Writes of whole items: create and replace. */
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { parseValues, withDefaults } from '../codec/parse-values.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { planPut } from '../write/plan-put.ts'
import { afterWrite, beforeCreate } from './run-hooks.ts'
import { keyValuesOf, type WriteAction } from './write-action.ts'
import type { WriteReceipt } from './write-item.ts'

/** How an item is put. */
export interface PutOptions {
  readonly mode: 'create' | 'replace'
  readonly condition?: ConditionNode | undefined
  /** Attributes that no field names, to be kept. */
  readonly unknown?: Item | undefined
  readonly signal?: AbortSignal | undefined
  /** `false`: the caller runs the hooks. */
  readonly hooks?: boolean
}

/** Puts an item from a caller's values; gives the item as it was written. */
export const putAction = (spec: ModelSpec, given: Values, options: PutOptions): WriteAction<Item> => ({
  spec,
  prepare: async ({ tableName }) => {
    const { mode, condition, unknown, signal } = options
    const { hooks = true } = options
    const wanted = hooks ? await beforeCreate(spec, given) : given
    const values = await parseValues(spec, withDefaults(spec, wanted), { now: new Date(), create: true })
    const exists = (stored: Item | null) =>
      mode === 'create' && stored !== null ? spec.errors.exists(keyValuesOf(spec, values)) : undefined
    return {
      job: {
        spec,
        key: encodePrimaryKey(spec, values),
        plan: (stored) => planPut({ spec, tableName, values, mode, unknown, condition, stored }),
        onExistence: exists,
        signal,
      },
      result: async (receipt) => {
        const item = writtenItem(receipt)
        if (hooks) await afterWrite(spec, 'afterCreate', item)
        return item
      },
    }
  },
})

const writtenItem = ({ plan }: WriteReceipt): Item => {
  const [first] = plan.operations
  return first !== undefined && 'Put' in first ? first.Put.Item : {}
}
