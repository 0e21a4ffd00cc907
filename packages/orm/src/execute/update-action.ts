/** Writes of some fields: update by key or through a loaded item. */
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { applyRules, assertValid } from '../codec/parse-values.ts'
import { recogniseAs } from '../codec/recognise.ts'
import { WrittenItem } from '../codec/written-item.ts'
import type { Issue } from '../errors/errors.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { HistoryStamp } from '../write/history.ts'
import { narrowChanges } from '../write/narrow-changes.ts'
import { planUpdate, type UpdateRequest } from '../write/plan-update.ts'
import { type PreparedChanges, prepareChanges } from '../write/prepare-changes.ts'
import { isRivals } from '../write/rivals.ts'
import type { Planned, Returning } from '../write/write-plan.ts'
import { stampOf } from './history-stamp.ts'
import { afterWrite, beforeUpdate, hasHook } from './run-hooks.ts'
import type { WriteAction } from './write-action.ts'
import { readForWrite, type WriteJob } from './write-item.ts'

/** What an update is about. */
export interface UpdateTarget {
  readonly spec: ModelSpec
  /** The primary key's field values. */
  readonly key: Values
  readonly changes: Readonly<Record<string, unknown>>
  /** Whether the changes are as schemas gave them, so that none transforms them again. */
  readonly stored?: boolean
}

/** How it is done. */
export interface UpdateOptions {
  readonly condition?: ConditionNode | undefined
  /** The item as it was loaded. */
  readonly loaded?: Item | undefined
  /**
   * The item of an instance that is saved: of maps, the members that changed are written. Where the caller runs the hooks,
   * it narrows the changes, too.
   */
  readonly saved?: Item | undefined
  /** The version that must be stored. */
  readonly held?: number | undefined
  /** Whether to send a transaction with a token, so that a retry cannot apply the update twice. */
  readonly once?: boolean | undefined
  /** 'old': what the write goes by is guarded whole where the request returns nothing. */
  readonly returning?: Returning | undefined
  readonly signal?: AbortSignal | undefined
  /** `false`: the caller runs the hooks. */
  readonly hooks?: boolean
}

/** Updates an item that must exist; gives the item as it is afterwards. */
export const updateAction = (given: UpdateTarget, options: UpdateOptions = {}): WriteAction<WrittenItem> => ({
  spec: given.spec,
  conditional: options.condition !== undefined,
  prepare: async (session) => {
    const { spec, key: keyValues } = given
    const { hooks = true } = options
    // Without a hook nothing is awaited before the input is read: a caller may change it right after the call.
    const hooked = hooks && hasHook(spec, 'beforeUpdate')
    const wanted = hooked ? await beforeUpdate(spec, keyValues, given.changes) : given.changes
    const { saved } = options
    const changes = hooks && saved !== undefined ? narrowChanges(spec, wanted, saved) : wanted
    const target = { ...given, changes }
    const key = encodePrimaryKey(spec, keyValues)
    const now = new Date()
    const prepared = await prepareChanges(spec, changes, { now })
    const { condition, held, returning, once } = options
    const before = returning !== 'old' ? undefined : once ? 'read' : 'sent'
    const stamp = stampOf(session, spec, now)
    const { tableName } = session
    const context = { tableName, now, prepared, condition, held, stamp, before, base: saved } as const
    const plan = (stored: Item | null | undefined) => planStored(target, { ...context, item: stored ?? undefined })
    const job: WriteJob = {
      ...{ spec, key, plan, loaded: options.loaded, once: options.once, signal: options.signal },
      onExistence: (stored) =>
        stored === null || isRivals(spec, stored) ? spec.errors.notFound(keyValues) : undefined,
    }
    return {
      job,
      // A transaction returns no attributes.
      result: async ({ attributes, plan: sent }) =>
        WrittenItem.of(attributes ?? sent.written ?? (await readForWrite(session, job)) ?? key),
      ...(hooks && { after: (item, instance) => afterWrite(spec, 'afterUpdate', { item, instance }) }),
    }
  },
})

/** Where and when an update happens. */
export interface UpdateContext {
  readonly tableName: string
  readonly now: Date
  /** The changes as the target's model has them. */
  readonly prepared: PreparedChanges
  readonly condition: ConditionNode | undefined
  /** The item as it was read or loaded, if it was. */
  readonly item: Item | undefined
  readonly held?: number | undefined
  readonly stamp?: HistoryStamp | undefined
  readonly before?: UpdateRequest['before']
  readonly base?: UpdateRequest['base']
}

/** Plans an update as the stored item's own model has it: that of the target, or one that extends it. */
export const planStored = async (target: UpdateTarget, context: UpdateContext): Promise<Planned> => {
  const { now, item, prepared, ...request } = context
  const spec = (item && recogniseAs(target.spec, item)) ?? target.spec
  const changes =
    spec === target.spec ? prepared : await prepareChanges(spec, target.changes, { now, stored: target.stored })
  const key = encodePrimaryKey(spec, target.key)
  const planned = await planUpdate({
    ...request,
    ...{ spec, key, keyValues: target.key, changes, item },
  })
  if ('plan' in planned && planned.after !== undefined) await assertRules(spec, planned.after)
  return planned
}

/** @throws {ValidationError} */
const assertRules = async (spec: ModelSpec, values: Values): Promise<void> => {
  if (spec.rules.length === 0) return
  const issues: Issue[] = []
  await applyRules(spec, values, issues)
  assertValid(spec, issues)
}
