/** A write that failed: what its error means, and whether there is something to plan it anew with. */
import { RequestError, TransactionFailed } from '../errors/errors.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { toStoredItem } from '../wire/stored-item.ts'
import { isRivals } from '../write/rivals.ts'
import type { WritePlan } from '../write/write-plan.ts'
import { readForWrite } from './read-stored.ts'
import type { Session } from './session.ts'
import type { Tries } from './tries.ts'
import { withUnknownOutcome } from './unknown-outcome.ts'
import {
  absentOperand,
  callerConditionFailed,
  conditionFailed,
  contention,
  isUncertain,
  limitFailed,
  type Refusal,
  toRefusal,
  transactionFailed,
  versionConflict,
  wasApplied,
} from './write-errors.ts'
import type { WriteJob, WriteReceipt } from './write-job.ts'

/** A try of a write, and the error that it ended in. */
export interface FailedTry {
  readonly session: Session
  readonly job: WriteJob
  readonly plan: WritePlan
  readonly tries: Tries
  readonly error: unknown
  /** Whether to apply the request twice is to apply it once. */
  readonly repeatable: boolean
  /** Whether the item was read already because a map in it was missing. */
  readonly looked: boolean
}

/** The item to plan the write with next. */
export interface NextTry {
  readonly stored: Item | null
  readonly looked: boolean
}

/**
 * Decides about a failed try: it was applied after all, or met no item to delete; it can be planned anew; or it throws what
 * the caller can do something about.
 *
 * Cost: none, or a consistent read where the item is needed and did not come with the refusal.
 */
export const judge = async (failed: FailedTry): Promise<WriteReceipt | NextTry> => {
  const { session, job, plan, error, repeatable, looked } = failed
  const refusal = toRefusal(error, plan, job.loaded)
  if (refusal === undefined)
    throw (
      absentOperand(error, plan) ?? transactionFailed(error, plan) ?? (repeatable ? error : withUnknownOutcome(error))
    )
  if (refusal.kind === 'condition' && wasApplied(plan, refusal.stored, error)) {
    const item = job.returning === 'old' ? plan.before : refusal.stored
    return { plan, attributes: item ? toStoredItem(item) : undefined }
  }
  if (refusal.kind === 'document' && !looked) return { stored: await readForWrite(session, job), looked: true }
  if (isGone(job, plan, refusal)) return { plan, attributes: undefined, missing: true, uncertain: isUncertain(error) }
  return { stored: await refused(failed, refusal), looked }
}

/**
 * A delete that insists on a version, or just on an item, and on nothing else, has nothing to do where there is none; and
 * none where the item is another model's.
 */
const isGone = (
  { spec, once }: WriteJob,
  { operations: [first], held, condition }: WritePlan,
  refusal: Refusal,
): boolean => {
  if (first === undefined || !('Delete' in first) || refusal.kind !== 'condition') return false
  return (
    isRivals(spec, refusal.stored) ||
    ((held !== undefined || once === true) && condition === undefined && refusal.stored === null)
  )
}

/** Decides about a refused write: throws, or gives the item to plan with next. */
const refused = async ({ session, job, plan, tries, error }: FailedTry, refusal: Refusal): Promise<Item | null> => {
  if (refusal.kind === 'condition') {
    const final = finalError(job, plan, { stored: refusal.stored, error })
    if (final !== undefined) throw final
  }
  if (refusal.kind === 'marker' && !refusal.lost) throw refusal.error
  const stored = refusal.kind === 'condition' ? refusal.stored : undefined
  if (tries.spent)
    throw refusal.kind === 'conflict' ? conflictError(job.spec, error) : contention(job.spec, stored ?? null, error)
  const waited = await tries.giveWay(stored !== undefined)
  return waited || stored === undefined ? readForWrite(session, job) : stored
}

/** What makes another try useless, given the item as it is; `undefined` if another writer got between. */
const finalError = (
  { spec, onExistence }: WriteJob,
  plan: WritePlan,
  { stored, error }: { stored: Item | null; error: unknown },
): Error | undefined => {
  const found = onExistence?.(stored) ?? versionConflict(plan, stored, error)
  if (found !== undefined) return found
  if (callerConditionFailed(plan, stored)) return conditionFailed(spec, stored, error)
  const limit = limitFailed(plan, stored, error)
  if (limit !== undefined || plan.guarded) return limit
  return plan.condition === undefined ? contention(spec, stored, error) : conditionFailed(spec, stored, error)
}

const conflictError = (spec: ModelSpec, cause: unknown): TransactionFailed =>
  new TransactionFailed(
    'transaction.conflict',
    `Other transactions on the ${spec.name}, or on a marker or version of it, were in the way of every try.`,
    // A try that was lost may have been applied: with another token it could be a second time.
    cause instanceof RequestError && cause.uncertain ? { cause, retryable: false } : { cause },
  )
