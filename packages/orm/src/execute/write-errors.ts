/** What a refused write means: the service's answer → the caller's error, or a reason to plan anew. */
import { recogniseAs } from '../codec/recognise.ts'
import {
  ConditionFailed,
  QueryError,
  RequestError,
  Throttled,
  TransactionFailed,
  UniqueViolation,
  ValidationError,
  VersionConflict,
} from '../errors/errors.ts'
import type { StormError } from '../errors/storm-error.ts'
import { equalValues } from '../expression/compare-values.ts'
import { evaluateCondition, valueAt } from '../expression/evaluate.ts'
import type { ModelSpec, UniqueSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { versionOfItem } from '../write/held-version.ts'
import type { WritePlan } from '../write/write-plan.ts'
import { currentOf, holderOf } from './current-item.ts'

/** How a write was refused. */
export type Refusal =
  /** The item's condition failed; `stored` is the item as it is now, `null` if there is none. */
  | { readonly kind: 'condition'; readonly stored: Item | null }
  /** A marker is another item's, or was moved by another writer. */
  | { readonly kind: 'marker'; readonly error: StormError; readonly lost: boolean }
  /** A change goes into a map that the item lacks. */
  | { readonly kind: 'document' }
  /** Another transaction was under way on one of the items; nothing was applied. */
  | { readonly kind: 'conflict'; readonly error: RequestError }

/** Reads a refusal out of an error; `undefined` if the error is something else. */
export const toRefusal = (error: unknown, plan: WritePlan, loaded?: Item): Refusal | undefined => {
  if (!(error instanceof RequestError)) return undefined
  if (isIncomplete(error, plan, loaded)) return { kind: 'document' }
  if (error.service === 'ConditionalCheckFailedException')
    return { kind: 'condition', stored: (error.body?.['Item'] as Item | undefined) ?? null }
  if (error.service !== 'TransactionCanceledException') return undefined
  const reasons = cancellationReasons(error)
  const failed = reasons.findIndex((reason) => reason.Code === 'ConditionalCheckFailed')
  if (failed === 0) return { kind: 'condition', stored: reasons[0]?.Item ?? null }
  // The entry of the version is there: another writer made that version, or an earlier item with the key had it.
  if (failed > 0 && plan.constraints[failed] === undefined)
    return { kind: 'marker', error: contention(plan.spec, null, error), lost: true }
  const constraint = plan.constraints[failed]
  if (constraint !== undefined) {
    const violation = uniqueViolation(plan.spec, constraint, { marker: reasons[failed]?.Item, cause: error })
    return { kind: 'marker', error: violation, lost: 'Delete' in (plan.operations[failed] ?? {}) }
  }
  const others = reasons.filter(({ Code }) => Code !== undefined && Code !== 'None' && Code !== 'TransactionConflict')
  const conflict = reasons.some((reason) => reason.Code === 'TransactionConflict')
  return conflict && others.length === 0 ? { kind: 'conflict', error } : undefined
}

/** The error for a marker that is taken, which names the item that it guards. */
export const uniqueViolation = (
  spec: ModelSpec,
  constraint: UniqueSpec,
  { marker, cause }: { readonly marker: Item | undefined; readonly cause: unknown },
): UniqueViolation =>
  new UniqueViolation(spec.name, constraint.name, { cause, holder: marker && holderOf(spec, marker) })

/**
 * Whether a change went into a map that the item lacks, and planning with the item as it is now may help.
 *
 * @param loaded the item as it was loaded, which may be another by now
 */
export const isIncomplete = (error: RequestError, { nested, absent }: WritePlan, loaded: Item | undefined): boolean =>
  nested === true && (absent === undefined || absent.item === loaded) && saysOf(error).some(goesIntoAbsent)

/** A change of or by something that the item lacks; `undefined` if the error is something else. */
export const absentOperand = (error: unknown, { spec, absent }: WritePlan): QueryError | undefined => {
  if (!(error instanceof RequestError)) return undefined
  const messages = saysOf(error)
  if (messages.some(readsAbsent)) return absentNumber(`A field that an update of ${spec.name} reads`, error)
  return messages.some(goesIntoAbsent) ? absentDocument(spec, absent?.fact, error) : undefined
}

/** In a transaction it is the reason of one operation. */
const saysOf = (error: RequestError): readonly string[] => [
  error.message,
  ...cancellationReasons(error).map(({ Message = '' }) => Message),
]

/** Whether a message of the service says so. */
const readsAbsent = (message: string): boolean => message.includes('refers to an attribute that does not exist')

/** Whether a message of the service says that what a nested change goes into is not there. */
const goesIntoAbsent = (message: string): boolean => message.includes('document path provided in the update expression')

const absentDocument = (spec: ModelSpec, fact: string | undefined, cause: unknown): QueryError =>
  new QueryError('write.change', `${fact ?? `A map or list that an update of ${spec.name} goes into is not there`}.`, {
    cause,
    hint: 'Give the whole map or list as the value; patch() and at() change one that is stored.',
  })

/**
 * A transaction that was cancelled for another reason, with one reason per operation: the item's own first, then those of
 * its markers. `undefined` if the error is something else.
 */
export const transactionFailed = (error: unknown, { spec }: WritePlan): TransactionFailed | undefined => {
  if (!(error instanceof RequestError) || error.service !== 'TransactionCanceledException') return undefined
  const reasons = cancellationReasons(error).map(toReason)
  const named = reasons.filter((reason) => reason !== undefined)
  const names = [...new Set(named.map(({ service }) => service))].join(', ') || 'no reason given'
  return new TransactionFailed(
    'transaction.failed',
    `The write of ${spec.name} and what goes with it was cancelled: ${names}.`,
    { cause: error, reasons, retryable: named.length > 0 && named.every(({ retryable }) => retryable) },
  )
}

interface CancellationReason {
  readonly Code?: string
  readonly Message?: string
  readonly Item?: Item
}

const cancellationReasons = (error: RequestError): readonly CancellationReason[] =>
  (error.body?.['CancellationReasons'] ?? []) as readonly CancellationReason[]

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const throttles: ReadonlySet<string> = new Set([
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
])

const toReason = ({ Code: service = 'None', Message }: CancellationReason): RequestError | undefined => {
  if (service === 'None') return undefined
  const fact = `The operation was refused with ${service}${Message ? `: ${Message.replace(/\.$/, '')}` : ''}.`
  if (throttles.has(service)) return new Throttled('request.throttled', fact, { service })
  return new RequestError('request.failed', fact, { service, retryable: service === 'TransactionConflict' })
}

/**
 * The stored version is not the one that the caller insists on; `undefined` if it is, or if any version will do.
 *
 * @param stored `null` if there is no item
 */
export const versionConflict = (
  { spec, held }: WritePlan,
  stored: Item | null,
  cause: unknown,
): VersionConflict | undefined => {
  if (held === undefined) return undefined
  const model = stored === null ? undefined : recogniseAs(spec, stored)
  const version = model && stored ? (versionOfItem(model, stored) ?? 0) : undefined
  if (version === held) return undefined
  const now = version === undefined ? 'is gone' : `has the version ${version}`
  // The version after the held one is another writer's: had it been ours, it would have been recognised.
  const uncertain = version !== held + 1 && isUncertain(cause)
  return new VersionConflict('write.version', `The ${spec.name} ${now}, but the write is of the version ${held}.`, {
    cause,
    current: currentOf(spec, stored),
    uncertain,
    hint: uncertain ? REPEATED_HINT : undefined,
  })
}

/** Whether the condition that the caller wrote is what failed, given the item as it is. */
export const callerConditionFailed = ({ condition }: WritePlan, stored: Item | null): boolean =>
  condition !== undefined && !evaluateCondition(condition, stored ?? {})

/** The rule of a field that failed as a condition, given the item as it is; `undefined` if none did. */
export const limitFailed = (
  { spec, limits = [] }: WritePlan,
  stored: Item | null,
  cause: unknown,
): ValidationError | QueryError | undefined => {
  if (stored === null) return undefined
  const broken = limits.filter(({ node }) => !evaluateCondition(node, stored))
  const absent = broken.find(({ needs }) => needs !== undefined && !('N' in (valueAt(stored, needs) ?? {})))
  if (absent !== undefined) return absentNumber(`The field '${absent.issue.path.join('.')}' of ${spec.name}`, cause)
  return broken.length === 0
    ? undefined
    : new ValidationError(
        `An update of ${spec.name}`,
        broken.map(({ issue }) => issue),
        { cause },
      )
}

const absentNumber = (what: string, cause: unknown): QueryError =>
  new QueryError('write.change', `${what} is not there to be added to.`, {
    cause,
    hint: 'Give the value to count from where none is stored, plus(n, start); a field that F() names must be there.',
  })

/**
 * Whether the plan was applied by an earlier try of the same request whose answer was lost: then its condition fails on
 * the very item that it wrote.
 */
export const wasApplied = (
  { operations, idempotent, written }: WritePlan,
  stored: Item | null,
  error: unknown,
): boolean => {
  // A token makes sure that a repeated transaction is the first one: a condition that fails, failed.
  if (!(error instanceof RequestError) || error.service !== 'ConditionalCheckFailedException') return false
  const [first] = operations
  const item = first !== undefined && 'Put' in first ? first.Put.Item.toItem() : idempotent ? written : undefined
  if (stored === null || item === undefined) return false
  return (error.attempts ?? 1) > 1 && equalValues({ M: stored }, { M: item })
}

/** The caller's own condition failed: perhaps on what an earlier try of the same request wrote, whose answer was lost. */
export const conditionFailed = (spec: ModelSpec, stored: Item | null, cause: unknown): ConditionFailed => {
  const uncertain = isUncertain(cause)
  return new ConditionFailed('write.condition', `The condition of the write to ${spec.name} does not hold.`, {
    cause,
    current: currentOf(spec, stored),
    uncertain,
    hint: uncertain ? REPEATED_HINT : undefined,
  })
}

const REPEATED_HINT =
  'The request was sent more than once, so an earlier try may have been applied: look at `current`, or write with { once: true }.'

/** Whether a refused request may have been applied by an earlier try; a token rules that out for a transaction. */
export const isUncertain = (error: unknown): boolean =>
  error instanceof RequestError && error.service === 'ConditionalCheckFailedException' && error.uncertain === true

/** Other writers were faster, every time. */
export const contention = (spec: ModelSpec, stored: Item | null, cause: unknown): ConditionFailed =>
  new ConditionFailed(
    'write.contention',
    `Other writers changed the ${spec.name} between each read and the write that depended on it.`,
    { cause, current: currentOf(spec, stored) },
  )
