/** One item of a bulk write, valid and planned: for a batch where nothing needs a condition, else for a request of its own. */
import { Throttled } from '../errors/errors.ts'
import { tableKeyId } from '../read/table-key.ts'
import { type Ready, whenReady } from '../util/when-ready.ts'
import type { BatchWriteRequest } from '../wire/request.ts'
import { toStoredItem } from '../wire/stored-item.ts'
import type { Planned } from '../write/write-plan.ts'
import { backOff, jitter, THROTTLE_BACKOFF } from './backoff.ts'
import type { Session } from './session.ts'
import { type Show, settleWrite, type WriteAction } from './write-action.ts'
import { executeWrite } from './write-item.ts'
import type { WriteJob, WriteReceipt } from './write-job.ts'

/** Milliseconds without progress after which a bulk write gives up. */
export const MAX_STALL = 30_000

/** One item of a bulk write. */
export interface BulkEntry {
  /** Its place among the inputs. */
  readonly index: number
  /** Names the item: no two writes of one item are under way at a time. */
  readonly id: string
  /** Its share of a BatchWriteItem; `undefined`: it needs a condition, a transaction or a read. */
  readonly batch: BatchWriteRequest | undefined
  readonly bytes: number
  /** What a write through the batch gives. */
  batched(): Ready<unknown>
  /** Writes it by a request of its own. */
  write(signal: AbortSignal): Promise<unknown>
}

/** Validates and plans the write of one item. Nothing is sent. */
export const toEntry = (
  session: Session,
  action: WriteAction<unknown>,
  { index, show }: { readonly index: number; readonly show: Show<unknown, unknown> | undefined },
): Ready<BulkEntry> =>
  whenReady(action.prepare(session), (prepared) => {
    const { job } = prepared
    return whenReady(job.plan(job.loaded), (planned) => {
      const batch = toBatch(planned)
      return {
        index,
        batch,
        id: tableKeyId(session.table, job.key),
        bytes: batch === undefined ? 0 : bytesOf(batch),
        batched: () =>
          'plan' in planned
            ? settleWrite(prepared, { plan: planned.plan, attributes: toStoredItem(job.key) }, show)
            : undefined,
        write: async (signal) => settleWrite(prepared, await writePatiently(session, job, signal), show),
      }
    })
  })

/** Of the text that is sent, which is more than what DynamoDB counts. */
const bytesOf = (batch: BatchWriteRequest): number =>
  Buffer.byteLength('PutRequest' in batch ? batch.PutRequest.Item.toText() : JSON.stringify(batch))

/** Only a single put or delete without a condition goes into a batch. */
const toBatch = (planned: Planned): BatchWriteRequest | undefined => {
  if (!('plan' in planned)) return undefined
  const [first, second] = planned.plan.operations
  if (first === undefined || second !== undefined) return undefined
  if ('Put' in first && first.Put.ConditionExpression === undefined) return { PutRequest: { Item: first.Put.Item } }
  if ('Delete' in first && first.Delete.ConditionExpression === undefined)
    return { DeleteRequest: { Key: first.Delete.Key } }
  return undefined
}

/** When the transport has spent its retries on throttling, nothing was applied: here, the deadline decides. */
const writePatiently = async (session: Session, job: WriteJob, signal: AbortSignal): Promise<WriteReceipt> => {
  const start = Date.now()
  for (let retry = 0; ; retry++) {
    try {
      return await executeWrite(session, { ...job, signal })
    } catch (error) {
      if (!(error instanceof Throttled) || Date.now() - start > MAX_STALL) throw error
      await backOff(jitter(THROTTLE_BACKOFF, retry), signal)
    }
  }
}
