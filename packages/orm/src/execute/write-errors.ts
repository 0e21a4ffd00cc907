/** What a refused write means: the service's answer → the caller's error, or a reason to plan anew. */
import { decodeItem } from '../codec/decode-item.ts'
import { recogniseAs } from '../codec/recognise.ts'
import { ConditionFailed, RequestError, UniqueViolation } from '../errors/errors.ts'
import type { StormError } from '../errors/storm-error.ts'
import { equalValues } from '../expression/compare-values.ts'
import { evaluateCondition } from '../expression/evaluate.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { WritePlan } from '../write/write-plan.ts'

/** How a write was refused. */
export type Refusal =
  /** The item's condition failed; `stored` is the item as it is now, `null` if there is none. */
  | { readonly kind: 'condition'; readonly stored: Item | null }
  /** A marker is another item's, or was moved by another writer. */
  | { readonly kind: 'marker'; readonly error: StormError; readonly lost: boolean }
  /** Another transaction was under way on one of the items; nothing was applied. */
  | { readonly kind: 'conflict'; readonly error: RequestError }

/** Reads a refusal out of an error; `undefined` if the error is something else. */
export const toRefusal = (error: unknown, plan: WritePlan): Refusal | undefined => {
  if (!(error instanceof RequestError)) return undefined
  if (error.service === 'ConditionalCheckFailedException')
    return { kind: 'condition', stored: (error.body?.['Item'] as Item | undefined) ?? null }
  if (error.service !== 'TransactionCanceledException') return undefined
  const reasons = (error.body?.['CancellationReasons'] ?? []) as readonly { Code?: string; Item?: Item }[]
  const failed = reasons.findIndex((reason) => reason.Code === 'ConditionalCheckFailed')
  if (failed === 0) return { kind: 'condition', stored: reasons[0]?.Item ?? null }
  const constraint = plan.constraints[failed]
  if (constraint !== undefined) {
    const violation = new UniqueViolation(plan.spec.name, constraint.name, { cause: error })
    return { kind: 'marker', error: violation, lost: 'Delete' in (plan.operations[failed] ?? {}) }
  }
  const conflict = reasons.some((reason) => reason.Code === 'TransactionConflict')
  return conflict ? { kind: 'conflict', error } : undefined
}

/** Whether the condition that the caller wrote is what failed, given the item as it is. */
export const callerConditionFailed = ({ condition }: WritePlan, stored: Item | null): boolean =>
  condition !== undefined && !evaluateCondition(condition, stored ?? {})

/**
 * Whether the plan's put was applied by an earlier try of the same request whose answer was lost: then its condition
 * fails on the very item that it wrote.
 */
export const wasApplied = ({ operations }: WritePlan, stored: Item | null, error: unknown): boolean => {
  const [first] = operations
  if (stored === null || first === undefined || !('Put' in first)) return false
  return error instanceof RequestError && (error.attempts ?? 1) > 1 && equalValues({ M: stored }, { M: first.Put.Item })
}

/** The caller's own condition failed. */
export const conditionFailed = (spec: ModelSpec, stored: Item | null, cause: unknown): ConditionFailed =>
  new ConditionFailed('write.condition', `The condition of the write to ${spec.name} does not hold.`, {
    cause,
    current: decodeCurrent(spec, stored),
  })

/** Other writers were faster, every time. */
export const contention = (spec: ModelSpec, stored: Item | null, cause: unknown): ConditionFailed =>
  new ConditionFailed(
    'write.contention',
    `Other writers changed the ${spec.name} between each read and the write that depended on it.`,
    { cause, current: decodeCurrent(spec, stored) },
  )

const decodeCurrent = (spec: ModelSpec, stored: Item | null): unknown => {
  const model = stored === null ? undefined : recogniseAs(spec, stored)
  return model === undefined || stored === null ? undefined : model.hydrate(decodeItem(model, stored), stored)
}
