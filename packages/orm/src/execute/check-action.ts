/** Demands of an item that is not written: that it exists (or does not), meets a condition, has a version. */
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { WrittenItem } from '../codec/written-item.ts'
import type { ConditionNode } from '../expression/condition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { planCheck } from '../write/plan-check.ts'
import { isRivals } from '../write/rivals.ts'
import { currentOf } from './current-item.ts'
import type { WriteAction } from './write-action.ts'
import type { WriteJob } from './write-job.ts'

/** What is demanded. */
export interface Demand {
  readonly spec: ModelSpec
  /** The primary key's field values. */
  readonly key: Values
  readonly condition?: ConditionNode | undefined
  /** The version that must be stored. */
  readonly held?: number | undefined
  /** `false`: the item must not exist. Default `true`. */
  readonly exists?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

export const checkJob = (tableName: string, { exists = true, ...demand }: Demand): WriteJob => {
  const { spec, key: keyValues, condition, held, signal } = demand
  const key = encodePrimaryKey(spec, keyValues)
  return {
    ...{ spec, key, signal },
    plan: () => ({ plan: planCheck({ spec, tableName, key, exists, condition, held }) }),
    onExistence: (stored) => {
      if (exists && isRivals(spec, stored)) return spec.errors.notFound(keyValues)
      if ((stored !== null) === exists) return undefined
      return exists ? spec.errors.notFound(keyValues) : spec.errors.exists(keyValues, currentOf(spec, stored))
    },
  }
}

/** Checks an item that must exist, by an update that changes nothing; gives the item. */
export const checkAction = (demand: Demand): WriteAction<WrittenItem> => ({
  spec: demand.spec,
  prepare: async ({ tableName }) => {
    const job = checkJob(tableName, demand)
    return { job, result: ({ attributes }) => (attributes ? new WrittenItem(attributes) : WrittenItem.of(job.key)) }
  },
})
