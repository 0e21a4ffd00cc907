/** Writes of whole items: create and replace. */
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { keyValuesOf } from '../codec/key-values-of.ts'
import { parseValues } from '../codec/parse-values.ts'
import { withDefaults } from '../codec/with-defaults.ts'
import { WrittenItem } from '../codec/written-item.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { type Ready, whenReady } from '../util/when-ready.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { HistoryOperation } from '../write/history.ts'
import { planPut } from '../write/plan-put.ts'
import { assertKeyKept } from '../write/prepare-changes.ts'
import type { WritePlan } from '../write/write-plan.ts'
import { currentOf } from './current-item.ts'
import { stampOf } from './history-stamp.ts'
import { type Overwritten, overwrittenValues } from './overwritten-values.ts'
import { lastVersion } from './read-history.ts'
import { afterWrite, beforeCreate, hasHook } from './run-hooks.ts'
import type { Session } from './session.ts'
import type { PreparedWrite, WriteAction } from './write-action.ts'
import type { WriteJob } from './write-job.ts'

/** How an item is put. */
export interface PutOptions {
  readonly mode: 'create' | 'replace'
  readonly condition?: ConditionNode | undefined
  /** The item that is put anew, of which what no field names is kept. */
  readonly unknown?: Item | undefined
  /** The item as it was loaded, if it is replaced. */
  readonly loaded?: Item | undefined
  /** The version that must be stored. */
  readonly held?: number | undefined
  /** For the history. Default: by mode. */
  readonly operation?: HistoryOperation | undefined
  /** Whether to send a transaction with a token, so that a retry cannot take another writer's equal item for its own. */
  readonly once?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** Fields whose given values are as they are stored: schemas do not transform them again. */
  readonly stored?: ReadonlySet<string> | undefined
  /** Of an instance whose own item is put anew: its hooks are those of an update. */
  readonly overwritten?: Overwritten | undefined
  /** `false`: the caller runs the hooks. */
  readonly hooks?: boolean
}

/** Puts an item from a caller's values; gives the item as it was written. */
export const putAction = (spec: ModelSpec, given: Values, options: PutOptions): WriteAction<WrittenItem> => ({
  spec,
  conditional: options.condition !== undefined,
  prepare: (session) => {
    const now = new Date()
    // Without a hook nothing is awaited before the input is read: a caller may change it right after the call.
    const { hooks = true } = options
    return whenReady(hooks ? hookedValues(spec, given, options) : { values: given }, (hooked) => {
      const { values: wanted, stored: made = [] } = hooked
      const kept = stillStored(options.stored, given, wanted)
      const stored = kept && new Set([...kept, ...made])
      return whenReady(parseValues(spec, withDefaults(spec, wanted), { now, create: true, stored }), (values) =>
        preparePut({ spec, values, now, options }, session),
      )
    })
  },
})

/** The values as the hooks of the write leave them, and the fields that these gave as they are stored. */
const hookedValues = (
  spec: ModelSpec,
  given: Values,
  { overwritten }: PutOptions,
): Ready<{ readonly values: Values; readonly stored?: Iterable<string> }> => {
  if (overwritten === undefined)
    return hasHook(spec, 'beforeCreate') ? beforeCreate(spec, given).then((values) => ({ values })) : { values: given }
  assertKeyKept(spec, overwritten.changes)
  return hasHook(spec, 'beforeUpdate') ? overwrittenValues(spec, given, overwritten) : { values: given }
}

/** Valid values, and how they are put. */
interface ValidPut {
  readonly spec: ModelSpec
  readonly values: Record<string, unknown>
  readonly now: Date
  readonly options: PutOptions
}

const preparePut = ({ spec, values, now, options }: ValidPut, session: Session): PreparedWrite<WrittenItem> => {
  const { mode, condition, unknown, loaded, held, operation, once, signal, overwritten, hooks = true } = options
  const afterHook = options.overwritten === undefined ? 'afterCreate' : 'afterUpdate'
  const { tableName } = session
  const key = encodePrimaryKey(spec, values)
  const stamp = stampOf(session, spec, now)
  const plan = (stored: Item | null | undefined, last?: number) =>
    planPut({ spec, tableName, values, mode, unknown, condition, held, operation, stamp, stored, last })
  const job: WriteJob = {
    spec,
    key,
    // Without a version to insist on, whatever is stored goes.
    loaded: loaded ?? (held === undefined ? undefined : overwritten?.item),
    once,
    signal,
    // What was deleted under the key had versions, too.
    plan: (stored) =>
      stored === null && spec.history !== undefined
        ? lastVersion({ session, spec, key, signal }).then((last) => plan(stored, last))
        : plan(stored),
    onExistence: (stored) =>
      mode === 'create' && stored !== null
        ? spec.errors.exists(keyValuesOf(spec, values), currentOf(spec, stored))
        : undefined,
  }
  return {
    job,
    result: ({ plan: { operations } }) => writtenItem(operations, { model: spec, values }),
    ...(hooks &&
      hasHook(spec, afterHook) && {
        after: (item: WrittenItem, instance: unknown) => afterWrite(spec, afterHook, { item, instance }),
      }),
  }
}

/** The fields whose values are still as they are stored after the hooks. */
export const stillStored = (
  stored: ReadonlySet<string> | undefined,
  given: Values,
  wanted: Values,
): ReadonlySet<string> | undefined =>
  stored && new Set([...stored].filter((name) => given[name] !== undefined && wanted[name] === given[name]))

const writtenItem = (
  [first]: WritePlan['operations'],
  known: { readonly model: ModelSpec; readonly values: Record<string, unknown> },
): WrittenItem => {
  if (first === undefined || !('Put' in first)) throw new TypeError('A put was planned as something else.')
  return new WrittenItem(first.Put.Item, known)
}
