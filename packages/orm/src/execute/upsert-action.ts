/** Write of an item that may be there or not: one UpdateItem where the keys allow it. */
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { keyValuesOf } from '../codec/key-values-of.ts'
import { parseValues } from '../codec/parse-values.ts'
import { withDefaults } from '../codec/with-defaults.ts'
import { WrittenItem } from '../codec/written-item.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { planPut } from '../write/plan-put.ts'
import { planUpsert } from '../write/plan-upsert.ts'
import { prepareChanges } from '../write/prepare-changes.ts'
import { isRivals } from '../write/rivals.ts'
import { type Planned, putItem } from '../write/write-plan.ts'
import { stampOf } from './history-stamp.ts'
import { lastVersion } from './read-history.ts'
import { readForWrite } from './read-stored.ts'
import { afterWrite, beforeCreate, hasHook } from './run-hooks.ts'
import { planStored } from './update-action.ts'
import type { WriteAction } from './write-action.ts'
import type { WriteJob } from './write-job.ts'

/** How it is done. */
export interface UpsertOptions {
  readonly condition?: ConditionNode | undefined
  readonly signal?: AbortSignal | undefined
}

/** Inserts or updates; gives the item as it is afterwards. */
export const upsertAction = (
  spec: ModelSpec,
  asked: Values,
  { condition, signal }: UpsertOptions = {},
): WriteAction<WrittenItem> => ({
  spec,
  conditional: condition !== undefined,
  prepare: async (session) => {
    const now = new Date()
    const { tableName } = session
    const given = hasHook(spec, 'beforeCreate') ? await beforeUpsert(spec, asked) : asked
    const values = await parseValues(spec, withDefaults(spec, given), { now, create: true })
    const key = encodePrimaryKey(spec, values)
    const names = givenNames(spec, given)
    const changes = Object.fromEntries(
      [...names].filter((name) => isChangeable(spec, name)).map((name) => [name, values[name]]),
    )
    const stamp = stampOf(session, spec, now)
    const prepared = await prepareChanges(spec, changes, { now, stored: true })

    const plan = async (stored: Item | null | undefined): Promise<Planned> => {
      if (stored === undefined) return planUpsert({ spec, tableName, key, values, given: names, condition })
      if (stored === null)
        return guarded(
          planPut({
            ...{ spec, tableName, values, mode: 'create', unknown: undefined, condition, stored, stamp },
            last: await lastVersion({ session, spec, key, signal }),
          }),
        )
      const target = { spec, key: keyValuesOf(spec, values), changes, stored: true }
      return guarded(
        await planStored(target, { tableName, now, prepared, condition, item: stored, stamp, fresh: values }),
      )
    }
    const job: WriteJob = {
      ...{ spec, key, plan, signal },
      onExistence: (stored) => (isRivals(spec, stored) ? spec.errors.exists(keyValuesOf(spec, values)) : undefined),
    }
    return {
      job,
      result: async ({ attributes, plan: { operations, written } }) =>
        attributes
          ? new WrittenItem(attributes)
          : WrittenItem.of(putItem(operations) ?? written ?? (await readForWrite(session, job)) ?? key),
      after: (item, instance) => afterWrite(spec, 'afterCreate', { item, instance }),
    }
  },
})

/** What the hooks leave of the given values; defaults that they were shown are still no given values. */
const beforeUpsert = async (spec: ModelSpec, asked: Values): Promise<Values> => {
  const shown = withDefaults(spec, asked)
  const left = await beforeCreate(spec, shown)
  return Object.fromEntries(
    Object.entries(left).filter(
      ([name, value]) => asked[name] !== undefined || value !== shown[name] || isKey(spec, name),
    ),
  )
}

const isKey = (spec: ModelSpec, name: string): boolean => spec.primary.fields.some((entry) => entry.name === name)

/** Both depend on whether the item was there, so losing a race is worth another try. */
const guarded = (planned: Planned): Planned =>
  'plan' in planned ? { plan: { ...planned.plan, guarded: true } } : planned

/** Fields that are set whatever is stored: those the caller gave, unless they never change, and the stamps of this write. */
const givenNames = (spec: ModelSpec, given: Values): Set<string> =>
  new Set(
    spec.fields
      .filter(({ name, spec: field }) =>
        field.readonly ? false : given[name] !== undefined || field.updatedAt || field.computed !== undefined,
      )
      .map(({ name }) => name),
  )

/** Primary key, readonly and computed fields of an item that is there stay as they are. */
const isChangeable = (spec: ModelSpec, name: string): boolean => {
  const entry = spec.field(name)
  if (entry === undefined || spec.primary.fields.includes(entry)) return false
  return !entry.spec.readonly && entry.spec.computed === undefined && !entry.spec.updatedAt
}
