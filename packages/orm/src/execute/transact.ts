/** Sends the parts of a transaction as one TransactWriteItems: reads first what plans need, plans anew what was lost. */
import { nodeCrypto } from '../util/node-crypto.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { Operation } from '../wire/request.ts'
import type { Planned } from '../write/write-plan.ts'
import { assertLeastCount, type ExpandedOperation, expandTransaction, type PlannedPart } from './expand-transaction.ts'
import { readForWrite } from './read-stored.ts'
import { type PlainRequest, send, toRequest } from './send.ts'
import { sendOnce } from './send-once.ts'
import type { Session } from './session.ts'
import {
  existenceFinding,
  type Finding,
  judgeCancellation,
  transactionFailed,
  type Verdict,
} from './transaction-errors.ts'
import type { TransactionPart } from './transaction-part.ts'
import { Tries } from './tries.ts'
import { withUnknownOutcome } from './unknown-outcome.ts'

/** How a transaction is sent. */
export interface TransactOptions {
  /** Number of the caller's operations, with which reasons are aligned. */
  readonly count: number
  readonly signal?: AbortSignal | undefined
}

/** What is known of the stored items, by part: absent if not read. */
type Stored = Map<TransactionPart, Item | null | undefined>

/**
 * Sends all parts, or none takes effect. Nothing is sent for no parts.
 *
 * Each try has a token of its own: a cancelled try has changed nothing, and a try whose answer was lost is repeated by
 * the transport with its own token, for which DynamoDB applies it once.
 *
 * Cost: one TransactWriteItems, two write units per KB; one consistent GetItem before it for each item that a plan needs.
 *
 * @throws {TransactionFailed} `transaction.failed`, `transaction.conflict`, `transaction.too-large`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const executeTransaction = async (
  session: Session,
  parts: readonly TransactionPart[],
  { count, signal }: TransactOptions,
): Promise<void> => {
  if (parts.length === 0) return
  const stored: Stored = new Map(parts.map((part) => [part, part.job.loaded]))
  const tries = new Tries(session, signal)
  for (;;) {
    const planned = await planParts(parts, stored, { count, signal })
    const expanded = expandTransaction(planned, count)
    try {
      const model = [...new Set(parts.map(({ job }) => job.spec.name))].join(', ')
      const operation = toTransaction(expanded, nodeCrypto().randomUUID())
      await sendOnce(tries, () => send(session, operation, { signal, model }))
    } catch (error) {
      const verdict = judgeCancellation(error, expanded, count)
      if (verdict === undefined) throw planned.every(({ plan }) => plan.idempotent) ? error : withUnknownOutcome(error)
      await prepareRetry(verdict, tries, { stored, signal })
      continue
    }
    return await reportAll(planned)
  }
}

/** The reads that come first, or else the transaction itself: as requests, without sending anything. */
export const outlineTransaction = async (
  parts: readonly TransactionPart[],
  count: number,
): Promise<{ requests: readonly PlainRequest[]; readsBecause: readonly string[] }> => {
  if (parts.length === 0) return { requests: [], readsBecause: [] }
  const reads: Operation[] = []
  const readsBecause: string[] = []
  const planned: PlannedPart[] = []
  for (const part of parts) {
    const answer = await part.job.plan(part.job.loaded)
    if ('plan' in answer) planned.push({ part, plan: answer.plan })
    else {
      const input = { TableName: part.session.tableName, Key: part.job.key, ConsistentRead: true }
      reads.push({ name: 'GetItem', input })
      readsBecause.push(`the ${part.job.spec.name}: ${answer.needsItem}`)
    }
  }
  const operations = reads.length > 0 ? reads : [toTransaction(expandTransaction(planned, count), SAMPLE_TOKEN)]
  return { requests: operations.map(toRequest), readsBecause }
}

/** Shown in place of a token, which is new at every try. */
const SAMPLE_TOKEN = '00000000-0000-0000-0000-000000000000'

const toTransaction = (expanded: readonly ExpandedOperation[], token: string): Operation => ({
  name: 'TransactWriteItems',
  input: { TransactItems: expanded.map(({ operation }) => operation), ClientRequestToken: token },
})

/** Plans every part, one after the other: a later part may look at what an earlier one found. */
const planParts = async (
  parts: readonly TransactionPart[],
  stored: Stored,
  { count, signal }: TransactOptions,
): Promise<PlannedPart[]> => {
  const answers: Planned[] = []
  for (const part of parts) answers.push(await part.job.plan(stored.get(part)))
  assertLeastCount(parts, answers)
  const findings: Finding[] = []
  const needing = parts.filter((_, index) => 'needsItem' in (answers[index] ?? {}))
  await Promise.all(
    needing.map(async (part) => {
      const item = await readForWrite(part.session, { ...part.job, signal })
      stored.set(part, item)
      const missing = item === null ? part.job.onExistence?.(item) : undefined
      if (missing !== undefined) findings.push(existenceFinding(part, missing))
    }),
  )
  if (findings.length > 0) throw transactionFailed('transaction.failed', { findings, count, cause: undefined })
  const planned: PlannedPart[] = []
  for (const [index, part] of parts.entries()) {
    const answer = answers[index]
    const second = answer !== undefined && 'plan' in answer ? answer : await part.job.plan(stored.get(part))
    if ('needsItem' in second) throw new TypeError('A write asked twice for the stored item.')
    planned.push({ part, plan: second.plan })
  }
  return planned
}

/** Throws if there is no use in another try, else makes room for others and learns what is stored of what was lost. */
const prepareRetry = async (
  { final, exhausted, lost, throttled }: Verdict,
  tries: Tries,
  { stored, signal }: { stored: Stored; signal: AbortSignal | undefined },
): Promise<void> => {
  if (final !== undefined) throw final
  if (throttled ? tries.exhausted : tries.spent) throw exhausted
  const isFresh = lost.size > 0 && [...lost.values()].every((item) => item !== undefined)
  const waited = throttled ? await tries.awaitCapacity() : await tries.giveWay(isFresh)
  // What is not lost is as it was: its own guard says so again.
  for (const [part, item] of lost)
    stored.set(part, waited || item === undefined ? await readForWrite(part.session, { ...part.job, signal }) : item)
}

/**
 * Every part hears of its success, whatever goes wrong with another. What its after-hooks throw reaches the caller, but the
 * transaction was committed.
 */
const reportAll = async (planned: readonly PlannedPart[]): Promise<void> => {
  const outcomes = await Promise.allSettled(planned.map(async ({ part, plan }) => part.committed?.(plan)))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}
