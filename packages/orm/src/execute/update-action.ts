/** Writes of some fields: update by key or through a loaded item. */

import { assertValid } from '../codec/assert-valid.ts'
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { applyRules } from '../codec/parse-values.ts'
import { recogniseAs } from '../codec/recognise.ts'
import { WrittenItem } from '../codec/written-item.ts'
import type { Issue } from '../errors/errors.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { type Ready, whenReady } from '../util/when-ready.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { StoredItem } from '../wire/stored-item.ts'
import type { HistoryStamp } from '../write/history.ts'
import { keepInChanges } from '../write/keep-members.ts'
import { narrowChanges } from '../write/narrow-changes.ts'
import { goesByItem, planUpdate, type UpdateRequest } from '../write/plan-update.ts'
import { type PreparedChanges, prepareChanges } from '../write/prepare-changes.ts'
import { isRivals } from '../write/rivals.ts'
import type { Planned, Returning } from '../write/write-plan.ts'
import { stampOf } from './history-stamp.ts'
import { readForWrite } from './read-stored.ts'
import { afterWrite, beforeUpdate, hasHook } from './run-hooks.ts'
import type { Session } from './session.ts'
import type { PreparedWrite, WriteAction } from './write-action.ts'
import type { WriteJob } from './write-job.ts'

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
  readonly loaded?: StoredItem | undefined
  /**
   * The item of an instance that is saved: of maps, the members that changed are written. Where the caller runs the hooks,
   * it narrows the changes, too.
   */
  readonly saved?: StoredItem | undefined
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
  prepare: (session) => {
    const { spec, key: keyValues } = given
    const { hooks = true, saved } = options
    const now = new Date()
    // Without a hook nothing is awaited before the input is read: a caller may change it right after the call.
    const hooked = hooks && hasHook(spec, 'beforeUpdate')
    return whenReady(hooked ? beforeUpdate(spec, keyValues, given.changes) : given.changes, (wanted) => {
      const key = encodePrimaryKey(spec, keyValues)
      const changes = hooks && saved !== undefined ? narrowChanges(spec, wanted, saved) : wanted
      return whenReady(prepareChanges(spec, changes, { now }), (valid) => {
        const prepared = saved === undefined ? valid : { ...valid, nodes: keepInChanges(spec, valid.nodes, saved) }
        return prepareUpdate(session, { target: { ...given, changes }, key, now, prepared, options })
      })
    })
  },
})

/** Valid changes, and how they are done. */
interface ValidUpdate {
  readonly target: UpdateTarget
  readonly key: Item
  readonly now: Date
  readonly prepared: PreparedChanges
  readonly options: UpdateOptions
}

const prepareUpdate = (session: Session, valid: ValidUpdate): PreparedWrite<WrittenItem> => {
  const { target, key, now, prepared, options } = valid
  const { spec, key: keyValues } = target
  const { condition, held, returning, once, loaded, saved, hooks = true } = options
  const before = returning !== 'old' ? undefined : once ? 'read' : 'sent'
  // What does not go by the item is planned without a look into it.
  const goesBy = loaded !== undefined && goesByItem(spec, prepared, before)
  const base = goesBy ? saved?.toItem() : undefined
  const stamp = stampOf(session, spec, now)
  const { tableName } = session
  const job: WriteJob = {
    spec,
    key,
    plan: (stored) =>
      planStored(target, {
        key,
        tableName,
        now,
        prepared,
        condition,
        held,
        stamp,
        before,
        base,
        item: stored ?? undefined,
        resumed: loaded !== undefined,
      }),
    loaded: goesBy ? loaded.toItem() : undefined,
    once,
    // Hooks look at the new item.
    returning: returning === 'none' && hooks && hasHook(spec, 'afterUpdate') ? undefined : returning,
    signal: options.signal,
    onExistence: (stored) => (stored === null || isRivals(spec, stored) ? spec.errors.notFound(keyValues) : undefined),
  }
  return {
    job,
    // A transaction returns no attributes.
    result: ({ attributes, plan: { written } }) => {
      if (attributes !== undefined) return new WrittenItem(attributes)
      if (written !== undefined) return WrittenItem.of(written)
      return readForWrite(session, job).then((item) => WrittenItem.of(item ?? key))
    },
    ...(hooks &&
      hasHook(spec, 'afterUpdate') && {
        after: (item: WrittenItem, instance: unknown) => afterWrite(spec, 'afterUpdate', { item, instance }),
      }),
  }
}

/** Where and when an update happens. */
export interface UpdateContext {
  readonly tableName: string
  readonly now: Date
  /** The table key as the target's model has it. */
  readonly key?: Item
  /** The changes as the target's model has them. */
  readonly prepared: PreparedChanges
  readonly condition: ConditionNode | undefined
  /** The item as it was read or loaded, if it was. */
  readonly item: Item | undefined
  readonly held?: number | undefined
  readonly stamp?: HistoryStamp | undefined
  readonly before?: UpdateRequest['before']
  readonly base?: UpdateRequest['base']
  readonly resumed?: UpdateRequest['resumed']
  readonly fresh?: UpdateRequest['fresh']
}

/** Plans an update as the stored item's own model has it: that of the target, or one that extends it. */
export const planStored = (target: UpdateTarget, context: UpdateContext): Ready<Planned> => {
  const { tableName, now, item, prepared, condition, held, before, base, resumed, stamp, fresh } = context
  const spec = (item && recogniseAs(target.spec, item)) ?? target.spec
  const changing =
    spec === target.spec ? prepared : prepareChanges(spec, target.changes, { now, stored: target.stored })
  return whenReady(changing, (changes) => {
    const keyValues = target.key
    const key = (spec === target.spec && context.key) || encodePrimaryKey(spec, keyValues)
    // Named one by one: to spread an object takes longer than to plan.
    const planning = planUpdate({
      spec,
      tableName,
      key,
      keyValues,
      changes,
      condition,
      item,
      held,
      before,
      base,
      resumed,
      stamp,
      fresh,
    })
    return whenReady(planning, (planned) =>
      'plan' in planned && planned.after !== undefined && spec.rules.length > 0
        ? assertRules(spec, planned.after).then(() => planned)
        : planned,
    )
  })
}

/** @throws {ValidationError} */
const assertRules = async (spec: ModelSpec, values: Values): Promise<void> => {
  const issues: Issue[] = []
  await applyRules(spec, values, issues)
  assertValid(spec, issues)
}
