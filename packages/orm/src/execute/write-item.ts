/** Sends planned writes: reads the item first where a plan needs it, plans anew when another writer got between. */

import { candidatesFor } from '../codec/list-reader.ts'
import { type ReadWrite, readWrite } from '../codec/read-answer.ts'
import { recogniseAs } from '../codec/recognise.ts'
import { RequestError, TransactionFailed } from '../errors/errors.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { nodeCrypto } from '../util/node-crypto.ts'
import type { Ready } from '../util/when-ready.ts'
import type { Item } from '../wire/attribute-value.ts'
import { type StoredItem, toStoredItem } from '../wire/stored-item.ts'
import { isRivals } from '../write/rivals.ts'
import { type Planned, type Returning, toOperation, type WritePlan } from '../write/write-plan.ts'
import { readStored } from './read-stored.ts'
import { sendAndRead } from './send.ts'
import { sendOnce } from './send-once.ts'
import type { Session } from './session.ts'
import { Tries } from './tries.ts'
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

/** A write that can be planned again with what is stored now. */
export interface WriteJob {
  readonly spec: ModelSpec
  /** Table key of the item. */
  readonly key: Item
  /** Plans with the item as it was last seen: `null` if there was none, `undefined` if it was not read. */
  readonly plan: (stored: Item | null | undefined) => Ready<Planned>
  /** What to throw when the item's own existence is what failed; `undefined` where existence does not matter. */
  readonly onExistence?: (stored: Item | null) => Error | undefined
  /** The item as it was loaded, if it was. */
  readonly loaded?: Item | undefined
  /** Whether to send a transaction with a token in any case, so that a retry cannot apply the write twice. */
  readonly once?: boolean | undefined
  /** What an update returns. Default: the item after it. */
  readonly returning?: Returning | undefined
  readonly signal?: AbortSignal | undefined
}

/** What a write gave. */
export interface WriteReceipt {
  readonly plan: WritePlan
  /** Attributes that the request returned: of an update the new item (or the old, as asked), of a delete the old one. */
  readonly attributes: StoredItem | undefined
  /** Whether a delete met no item. */
  readonly missing?: true
  /** Whether an earlier try of the request may have been applied. */
  readonly uncertain?: boolean | undefined
}

/**
 * Plans and sends a write until it is through.
 *
 * Cost: one write; one consistent read before it where the plan needs the item; more of each, up to `retries`, under
 * contention.
 *
 * @throws {ConditionFailed} `write.condition`, `write.contention` @throws {VersionConflict} `write.version`
 * @throws {UniqueViolation} `write.unique`
 * @throws {TransactionFailed} `transaction.failed`, `transaction.conflict`, `transaction.too-large`
 */
export const executeWrite = async (session: Session, job: WriteJob): Promise<WriteReceipt> => {
  let stored: Item | null | undefined = job.loaded
  const tries = new Tries(session, job.signal)
  let looked = false
  for (;;) {
    const planning = job.plan(stored)
    let planned = planning instanceof Promise ? await planning : planning
    if ('needsItem' in planned) {
      stored = await readForWrite(session, job)
      const missing = stored === null ? job.onExistence?.(stored) : undefined
      if (missing !== undefined) throw missing
      planned = await job.plan(stored)
      if ('needsItem' in planned) throw new TypeError('A write asked twice for the stored item.')
    }
    const { plan } = planned
    const operation = toOperation(plan, createToken, job)
    // Of a request that was applied twice, the old item is the one after the first time.
    const repeatable = plan.idempotent && job.returning !== 'old'
    try {
      const { signal, spec } = job
      const isTransaction = operation.name === 'TransactWriteItems'
      const send = (): Promise<ReadWrite> =>
        sendAndRead(session, operation, {
          signal,
          idempotent: repeatable || isTransaction,
          model: spec.name,
          read: (answer) => readWrite(answer, candidatesFor([spec])),
        })
      const output = await (isTransaction ? sendOnce(tries, send) : send())
      return { plan, attributes: output.Attributes, uncertain: output.uncertain }
    } catch (error) {
      const refusal = toRefusal(error, plan, job.loaded)
      if (refusal === undefined)
        throw (
          absentOperand(error, plan) ??
          transactionFailed(error, plan) ??
          (repeatable ? error : withUnknownOutcome(error))
        )
      if (refusal.kind === 'condition' && wasApplied(plan, refusal.stored, error))
        return { plan, attributes: toStored(job.returning === 'old' ? plan.before : refusal.stored) }
      if (refusal.kind === 'document' && !looked) {
        looked = true
        stored = await readForWrite(session, job)
        continue
      }
      if (isGone(job, plan, refusal))
        return { plan, attributes: undefined, missing: true, uncertain: isUncertain(error) }
      stored = await refused({ session, job, plan, tries, error }, refusal)
    }
  }
}

const toStored = (item: Item | null | undefined): StoredItem | undefined => (item ? toStoredItem(item) : undefined)

const createToken = (): string => nodeCrypto().randomUUID()

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

interface Refused {
  readonly session: Session
  readonly job: WriteJob
  readonly plan: WritePlan
  readonly tries: Tries
  readonly error: unknown
}

/** Decides about a refused write: throws, or gives the item to plan with next. */
const refused = async ({ session, job, plan, tries, error }: Refused, refusal: Refusal): Promise<Item | null> => {
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

/** The item as it is, consistently; `null` if there is none, or another model's. */
export const readForWrite = async (
  session: Session,
  { spec, key, signal }: Pick<WriteJob, 'spec' | 'key' | 'signal'>,
): Promise<Item | null> => {
  const item = await readStored(session, { tableKey: key, consistent: true, signal, model: spec.name })
  return item === undefined || recogniseAs(spec, item) === undefined ? null : item
}
