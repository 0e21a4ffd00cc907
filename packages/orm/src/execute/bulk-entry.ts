/** One item of a bulk write, valid and planned: for a batch where nothing needs a condition, else for a request of its own. */
import { Throttled } from '../errors/errors.ts'
import { tableKeyId } from '../read/table-key.ts'
import { itemSize } from '../wire/item-size.ts'
import type { BatchWriteRequest } from '../wire/request.ts'
import type { Planned } from '../write/write-plan.ts'
import { backOff, jitter, THROTTLE_BACKOFF } from './backoff.ts'
import type { Session } from './session.ts'
import { type Show, settleWrite, type WriteAction } from './write-action.ts'
import { executeWrite, type WriteJob, type WriteReceipt } from './write-item.ts'

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
  batched(): Promise<unknown>
  /** Writes it by a request of its own. */
  write(signal: AbortSignal): Promise<unknown>
}

/** Validates and plans the write of one item. Nothing is sent. */
export const toEntry = async (
  session: Session,
  action: WriteAction<unknown>,
  { index, show }: { readonly index: number; readonly show: Show<unknown, unknown> | undefined },
): Promise<BulkEntry> => {
  const prepared = await action.prepare(session)
  const { job } = prepared
  const planned = await job.plan(job.loaded)
  const batch = toBatch(planned)
  const share = batch && ('PutRequest' in batch ? batch.PutRequest.Item.toItem() : batch.DeleteRequest.Key)
  return {
    ...{ index, batch, id: tableKeyId(session.table, job.key) },
    bytes: share === undefined ? 0 : itemSize(share),
    batched: async () =>
      'plan' in planned ? await settleWrite(prepared, { plan: planned.plan, attributes: job.key }, show) : undefined,
    write: async (signal) => settleWrite(prepared, await writePatiently(session, prepared.job, signal), show),
  }
}

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
