/** Writes of whole items: create and replace. */
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { parseValues, withDefaults } from '../codec/parse-values.ts'
import { WrittenItem } from '../codec/written-item.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { HistoryOperation } from '../write/history.ts'
import { planPut } from '../write/plan-put.ts'
import type { WritePlan } from '../write/write-plan.ts'
import { currentOf } from './current-item.ts'
import { stampOf } from './history-stamp.ts'
import { lastVersion } from './read-history.ts'
import { afterWrite, beforeCreate, hasHook } from './run-hooks.ts'
import { keyValuesOf, type WriteAction } from './write-action.ts'

/** How an item is put. */
export interface PutOptions {
  readonly mode: 'create' | 'replace'
  readonly condition?: ConditionNode | undefined
  /** Attributes that no field names, to be kept. */
  readonly unknown?: Item | undefined
  /** The item as it was loaded, if it is replaced. */
  readonly loaded?: Item | undefined
  /** The version that must be stored. */
  readonly held?: number | undefined
  /** For the history. Default: by mode. */
  readonly operation?: HistoryOperation | undefined
  readonly signal?: AbortSignal | undefined
  /** Fields whose given values are as they are stored: schemas do not transform them again. */
  readonly stored?: ReadonlySet<string> | undefined
  /** `false`: the caller runs the hooks. */
  readonly hooks?: boolean
}

/** Puts an item from a caller's values; gives the item as it was written. */
export const putAction = (spec: ModelSpec, given: Values, options: PutOptions): WriteAction<WrittenItem> => ({
  spec,
  conditional: options.condition !== undefined,
  prepare: async (session) => {
    const { tableName } = session
    const { mode, condition, unknown, loaded, held, operation, signal } = options
    const { hooks = true } = options
    const now = new Date()
    // Without a hook nothing is awaited before the input is read: a caller may change it right after the call.
    const wanted = hooks && hasHook(spec, 'beforeCreate') ? await beforeCreate(spec, given) : given
    const same = stillStored(options.stored, given, wanted)
    const values = await parseValues(spec, withDefaults(spec, wanted), { now, create: true, stored: same })
    const key = encodePrimaryKey(spec, values)
    const put = { spec, tableName, values, mode, unknown, condition, held, operation }
    const stamp = stampOf(session, spec, now)
    const exists = (stored: Item | null) =>
      mode === 'create' && stored !== null
        ? spec.errors.exists(keyValuesOf(spec, values), currentOf(spec, stored))
        : undefined
    return {
      job: {
        ...{ spec, key, loaded, signal, onExistence: exists },
        plan: async (stored) => {
          // What was deleted under the key had versions, too.
          const last = stored === null ? await lastVersion({ session, spec, key, signal }) : undefined
          return planPut({ ...put, stamp, stored, last })
        },
      },
      result: ({ plan }) => writtenItem(plan, { model: spec, values }),
      ...(hooks && { after: (item, instance) => afterWrite(spec, 'afterCreate', { item, instance }) }),
    }
  },
})

/** The fields whose values are still as they are stored after the hooks. */
export const stillStored = (
  stored: ReadonlySet<string> | undefined,
  given: Values,
  wanted: Values,
): ReadonlySet<string> | undefined =>
  stored && new Set([...stored].filter((name) => given[name] !== undefined && wanted[name] === given[name]))

const writtenItem = (
  { operations: [first] }: WritePlan,
  known: { readonly model: ModelSpec; readonly values: Record<string, unknown> },
): WrittenItem => {
  if (first === undefined || !('Put' in first)) throw new TypeError('A put was planned as something else.')
  return new WrittenItem(first.Put.Item, known)
}
