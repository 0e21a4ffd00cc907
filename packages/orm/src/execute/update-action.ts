/** Writes of some fields: update by key or through a loaded item. */
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { applyRules, assertValid } from '../codec/parse-values.ts'
import type { Issue } from '../errors/errors.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { planUpdate } from '../write/plan-update.ts'
import { prepareChanges } from '../write/prepare-changes.ts'
import type { Planned } from '../write/write-plan.ts'
import type { WriteAction } from './write-action.ts'
import { readForWrite, type WriteJob } from './write-item.ts'

/** What an update is about. */
export interface UpdateTarget {
  readonly spec: ModelSpec
  /** The primary key's field values. */
  readonly key: Values
  readonly changes: Readonly<Record<string, unknown>>
}

/** How it is done. */
export interface UpdateOptions {
  readonly condition?: ConditionNode | undefined
  /** The item as it was loaded. */
  readonly loaded?: Item | undefined
  readonly signal?: AbortSignal | undefined
}

/** Updates an item that must exist; gives the item as it is afterwards. */
export const updateAction = (target: UpdateTarget, options: UpdateOptions = {}): WriteAction<Item> => ({
  spec: target.spec,
  prepare: async (session) => {
    const { spec, key: keyValues, changes } = target
    const key = encodePrimaryKey(spec, keyValues)
    const prepared = await prepareChanges(spec, changes, new Date())
    const plan = async (stored: Item | null | undefined): Promise<Planned> => {
      const item = stored ?? undefined
      const { condition } = options
      const planned = planUpdate({
        spec,
        tableName: session.tableName,
        key,
        keyValues,
        changes: prepared,
        condition,
        item,
      })
      if ('plan' in planned && planned.after !== undefined) await assertRules(spec, planned.after)
      return planned
    }
    const job: WriteJob = {
      ...{ spec, key, plan, loaded: options.loaded, signal: options.signal },
      onExistence: (stored) => (stored === null ? spec.errors.notFound(keyValues) : undefined),
    }
    return {
      job,
      // A transaction returns no attributes.
      result: async ({ attributes }) => attributes ?? (await readForWrite(session, job)) ?? key,
    }
  },
})

/** @throws {ValidationError} */
export const assertRules = async (spec: ModelSpec, values: Values): Promise<void> => {
  if (spec.rules.length === 0) return
  const issues: Issue[] = []
  await applyRules(spec, values, issues)
  assertValid(spec, issues)
}
