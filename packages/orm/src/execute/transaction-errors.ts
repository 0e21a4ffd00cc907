/** A cancelled transaction: the service's reasons, one an operation of the request → reasons of the caller's operations. */
import { RequestError, Throttled, TransactionFailed, ValidationError } from '../errors/errors.ts'
import type { StormError } from '../errors/storm-error.ts'
import { evaluateCondition } from '../expression/evaluate.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { WritePlan } from '../write/write-plan.ts'
import type { ExpandedOperation } from './expand-transaction.ts'
import type { TransactionPart } from './transaction-part.ts'
import {
  absentOperand,
  conditionFailed,
  contention,
  isIncomplete,
  limitFailed,
  uniqueViolation,
  versionConflict,
} from './write-errors.ts'

/** A reason of the service. */
interface CancellationReason {
  readonly Code?: string
  readonly Message?: string
  readonly Item?: Item
}

/** What a cancellation calls for. */
export interface Verdict {
  /** Parts that lost what they had read, to be planned anew, each with its item as it is now, where that is known. */
  readonly lost: ReadonlyMap<TransactionPart, Item | null | undefined>
  /** Whether to wait long before the next try, as capacity was missing. */
  readonly throttled: boolean
  /** Why another try is of no use; `undefined` if one is. */
  readonly final: TransactionFailed | undefined
  /** What to throw when there have been enough tries. */
  readonly exhausted: TransactionFailed
}

/** The verdict; `undefined` if the error is no cancellation. */
export const judgeCancellation = (
  error: unknown,
  operations: readonly ExpandedOperation[],
  count: number,
): Verdict | undefined => {
  if (!(error instanceof RequestError) || error.service !== 'TransactionCanceledException') return undefined
  const reasons = (error.body?.['CancellationReasons'] ?? []) as readonly CancellationReason[]
  const findings = operations.flatMap((operation, index): Finding[] => {
    const reason = reasons[index]
    return reason?.Code === undefined || reason.Code === 'None' ? [] : [judge(operation, reason, error)]
  })
  const pick = (...kinds: readonly Finding['kind'][]) => findings.filter(({ kind }) => kinds.includes(kind))
  const lost = new Map<TransactionPart, Item | null | undefined>()
  // The item's own operation comes first: what it tells is not forgotten because a marker was lost, too.
  for (const { part, stored } of pick('lost')) if (!lost.has(part)) lost.set(part, stored)
  // A marker may be taken only because a part did not see the newest state; with that it is planned anew first.
  const violations = lost.size === 0 ? pick('violation') : []
  const definite = [...pick('final'), ...violations]
  return {
    lost,
    throttled: pick('throttled').length > 0,
    final:
      definite.length > 0 || findings.length === 0
        ? transactionFailed('transaction.failed', { findings: definite, count, cause: error })
        : undefined,
    exhausted: transactionFailed('transaction.conflict', { findings, count, cause: error }),
  }
}

/** What one operation's reason means for the caller's operations. */
export interface Finding {
  readonly kind: 'final' | 'violation' | 'lost' | 'conflict' | 'throttled'
  readonly part: TransactionPart
  /** One error for each of the caller's operations that it concerns. */
  readonly errors: ReadonlyMap<number, StormError>
  /** The item as it is now, `null` if there is none, where the service told. */
  readonly stored?: Item | null
}

/** The error for the caller, with reasons aligned with the caller's operations. */
export const transactionFailed = (
  code: 'transaction.failed' | 'transaction.conflict',
  { findings, count, cause }: { findings: readonly Finding[]; count: number; cause: unknown },
): TransactionFailed => {
  const reasons = Array.from({ length: count }, (_, index) =>
    findings.map(({ errors }) => errors.get(index)).find((error) => error !== undefined),
  )
  const numbers = reasons.flatMap((reason, index) => (reason === undefined ? [] : [index + 1]))
  const where = `operation${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')} of ${count}`
  const first = reasons.find((reason) => reason !== undefined)
  const because = numbers.length === 0 ? '' : ` because of ${where}`
  const detail = first === undefined ? '' : `: ${first.code}, ${factOf(first)}`
  // A try that was lost may have been applied: with another token it could be a second time.
  const retryable = cause instanceof RequestError && cause.uncertain ? false : undefined
  return new TransactionFailed(code, `The transaction was cancelled${because}${detail}`.replace(/\.?$/, '.'), {
    ...{ reasons, cause, retryable },
  })
}

const factOf = (error: StormError): string => error.message.slice(0, -` ${error.hint} [${error.code}]`.length)

/** The finding that an item is missing, or is there: what a read before the transaction tells too. */
export const existenceFinding = (part: TransactionPart, error: Error): Finding => ({
  kind: 'final',
  part,
  errors: forAll(part, error as StormError),
})

const judge = (operation: ExpandedOperation, reason: CancellationReason, error: RequestError): Finding => {
  const { part, plan, position } = operation
  const finding = (kind: Finding['kind'], cause: StormError): Finding => ({ kind, part, errors: forAll(part, cause) })
  const { spec } = part.job
  switch (reason.Code) {
    case 'ConditionalCheckFailed': {
      if (position === 0) return judgeCondition(operation, reason.Item ?? null, error)
      const constraint = plan.constraints[position]
      // History was written by another one in the meantime, or the marker is no longer what was read.
      if (constraint === undefined || 'Delete' in operation.operation)
        return finding('lost', contention(spec, null, error))
      return finding('violation', uniqueViolation(spec, constraint, { marker: reason.Item, cause: error }))
    }
    case 'TransactionConflict':
      return finding('conflict', contention(spec, null, error))
    case 'ThrottlingError':
    case 'ProvisionedThroughputExceeded':
    case 'RequestLimitExceeded':
      return finding('throttled', new Throttled('request.throttled', saying(reason), { cause: error }))
    default: {
      const other = new RequestError('request.failed', saying(reason), { cause: error, service: reason.Code })
      if (isIncomplete(other, plan, part.job.loaded)) return finding('lost', absentOperand(other, plan) ?? other)
      return finding('final', absentOperand(other, plan) ?? other)
    }
  }
}

const saying = ({ Code, Message }: CancellationReason): string =>
  `DynamoDB cancelled the operation: ${Code}${Message ? `: ${Message}` : ''}`.replace(/\.?$/, '.')

const judgeCondition = ({ part, plan }: ExpandedOperation, stored: Item | null, error: RequestError): Finding => {
  const { job, members } = part
  const existence = job.onExistence?.(stored)
  if (existence !== undefined) return existenceFinding(part, existence)
  const conflict = versionConflict(plan, stored, error)
  if (conflict !== undefined) return { kind: 'final', part, errors: forAll(part, conflict) }
  const broken = members.filter(({ condition }) => condition && !evaluateCondition(condition, stored ?? {}))
  if (broken.length > 0) {
    const errors = new Map(broken.map(({ index }) => [index, conditionFailed(job.spec, stored, error)] as const))
    return { kind: 'final', part, errors }
  }
  const limit = limitFailed(plan, stored, error)
  if (limit !== undefined) return limitFinding(part, plan, limit)
  const kind = plan.guarded ? 'lost' : 'final'
  return { kind, part, stored, errors: forAll(part, contention(job.spec, stored, error)) }
}

/** Of joined updates, only the one that changes the field is the reason. */
const limitFinding = (part: TransactionPart, { limits = [] }: WritePlan, error: StormError): Finding => {
  const fields = limits.map(({ issue }) => issue.path[0])
  const issues = error instanceof ValidationError ? error.issues.map(({ path }) => path[0]) : fields
  const members = part.members.filter(({ changes }) =>
    issues.some((name) => typeof name === 'string' && changes?.has(name)),
  )
  return { kind: 'final', part, errors: forAll(members.length > 0 ? { ...part, members } : part, error) }
}

const forAll = ({ members }: TransactionPart, error: StormError): ReadonlyMap<number, StormError> =>
  new Map(members.map(({ index }) => [index, error]))
