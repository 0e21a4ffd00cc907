/** Sends planned writes: reads the item first where a plan needs it, plans anew when another writer got between. */

import { candidatesFor } from '../codec/list-reader.ts'
import { type ReadWrite, readWrite } from '../codec/read-answer.ts'
import { nodeCrypto } from '../util/node-crypto.ts'
import type { Item } from '../wire/attribute-value.ts'
import { toOperation } from '../write/write-plan.ts'
import { readForWrite } from './read-stored.ts'
import { sendAndRead } from './send.ts'
import { sendOnce } from './send-once.ts'
import type { Session } from './session.ts'
import { Tries } from './tries.ts'
import type { WriteJob, WriteReceipt } from './write-job.ts'

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
      const { judge } = await import('./refused-write.ts')
      const verdict = await judge({ session, job, plan, tries, error, repeatable, looked })
      if ('plan' in verdict) return verdict
      stored = verdict.stored
      looked ||= verdict.looked
    }
  }
}

const createToken = (): string => nodeCrypto().randomUUID()
