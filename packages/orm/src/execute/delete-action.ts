/** Delete of an item by its key. */
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { recogniseAs } from '../codec/recognise.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { whenReady } from '../util/when-ready.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { StoredItem } from '../wire/stored-item.ts'
import type { HistoryStamp } from '../write/history.ts'
import { goesByItem, planDelete } from '../write/plan-delete.ts'
import { isRivals } from '../write/rivals.ts'
import { stampOf } from './history-stamp.ts'
import { afterDelete, beforeDelete, hasHook } from './run-hooks.ts'
import type { PreparedWrite, WriteAction } from './write-action.ts'

/** How an item is deleted. */
export interface DeleteOptions {
  readonly condition?: ConditionNode | undefined
  /** The item as it was loaded. */
  readonly loaded?: StoredItem | undefined
  /** The version that must be stored. */
  readonly held?: number | undefined
  /** Whether to send a transaction with a token, which tells for sure whether there was an item. */
  readonly once?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** The caller's own, for the hooks, where it deletes through one. */
  readonly instance?: unknown
  /** `false`: the caller runs the hooks. */
  readonly hooks?: boolean
}

/** Deletes an item; gives whether there was one. */
export const deleteAction = (
  spec: ModelSpec,
  keyValues: Values,
  options: DeleteOptions = {},
): WriteAction<boolean> => ({
  spec,
  conditional: options.condition !== undefined,
  prepare: (session) => {
    const stamp = stampOf(session, spec, new Date())
    const key = encodePrimaryKey(spec, keyValues)
    const { instance, hooks = true } = options
    const vetted = hooks && hasHook(spec, 'beforeDelete') ? beforeDelete(spec, keyValues, instance) : undefined
    return whenReady(vetted, () => prepareDelete({ spec, keyValues, key, stamp, options }, session.tableName))
  },
})

interface ValidDelete {
  readonly spec: ModelSpec
  readonly keyValues: Values
  readonly key: Item
  readonly stamp: HistoryStamp | undefined
  readonly options: DeleteOptions
}

const prepareDelete = (
  { spec, keyValues, key, stamp, options }: ValidDelete,
  tableName: string,
): PreparedWrite<boolean> => {
  const { condition, loaded, held, once, signal, instance, hooks = true } = options
  let absent = false
  return {
    job: {
      spec,
      key,
      loaded: goesByItem(spec) ? loaded?.toItem() : undefined,
      once,
      signal,
      // In a transaction, which cannot do without the operation. Alone, a delete has nothing to do then.
      onExistence: (stored) => (isRivals(spec, stored) ? spec.errors.notFound(keyValues) : undefined),
      plan: (stored) => {
        absent = stored === null
        const model = (stored && recogniseAs(spec, stored)) ?? spec
        return planDelete({ spec: model, tableName, key, condition, stored, held, must: once, stamp })
      },
    },
    // A transaction deletes what was read, or what must be there; a single delete returns what it deleted, unless an
    // earlier try of it did, whose answer was lost.
    result: ({ attributes, plan, missing, uncertain }) => {
      if (absent) return false
      if (missing) return uncertain === true
      return attributes !== undefined || plan.operations.length > 1 || once === true || uncertain === true
    },
    ...(hooks && hasHook(spec, 'afterDelete') && { after: () => afterDelete(spec, keyValues, instance) }),
  }
}
