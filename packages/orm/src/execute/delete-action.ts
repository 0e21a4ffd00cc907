/** Delete of an item by its key. */
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { recogniseAs } from '../codec/recognise.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { planDelete } from '../write/plan-delete.ts'
import { isRivals } from '../write/rivals.ts'
import { stampOf } from './history-stamp.ts'
import { afterDelete, beforeDelete } from './run-hooks.ts'
import type { WriteAction } from './write-action.ts'

/** How an item is deleted. */
export interface DeleteOptions {
  readonly condition?: ConditionNode | undefined
  /** The item as it was loaded. */
  readonly loaded?: Item | undefined
  /** The version that must be stored. */
  readonly held?: number | undefined
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
  prepare: async (session) => {
    const { tableName } = session
    const stamp = stampOf(session, spec, new Date())
    const key = encodePrimaryKey(spec, keyValues)
    const { condition, loaded, held, signal, instance, hooks = true } = options
    if (hooks) await beforeDelete(spec, keyValues, instance)
    return {
      job: {
        ...{ spec, key, loaded, signal },
        // In a transaction, which cannot do without the operation. Alone, a delete has nothing to do then.
        onExistence: (stored) => (isRivals(spec, stored) ? spec.errors.notFound(keyValues) : undefined),
        plan: (stored) => {
          const model = (stored && recogniseAs(spec, stored)) ?? spec
          return planDelete({ spec: model, tableName, key, condition, stored, held, stamp })
        },
      },
      // A transaction deletes what was read; a single delete returns what it deleted.
      result: ({ attributes, plan, missing }) => !missing && (attributes !== undefined || plan.operations.length > 1),
      ...(hooks && { after: () => afterDelete(spec, keyValues, instance) }),
    }
  },
})
