/** One BatchWriteItem, sent until everything is processed or the call ends. */
import { Throttled } from '../errors/errors.ts'
import { tableKeyId } from '../read/table-key.ts'
import type { BatchWriteItemOutput, Operation, UnprocessedWrite } from '../wire/request.ts'
import { backOff, jitter, THROTTLE_BACKOFF } from './backoff.ts'
import { type BulkEntry, MAX_STALL } from './bulk-entry.ts'
import { send } from './send.ts'
import type { Session } from './session.ts'

/** What of a batch was not written, and why. */
export interface BatchRest {
  readonly left: readonly BulkEntry[]
  readonly error: unknown
}

/**
 * Sends entries of different items, 25 at most; what comes back unprocessed is sent again after a pause with full jitter.
 *
 * Puts and deletes without conditions may be repeated, so a request whose answer was lost is sent again too.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export const writeBatch = async (
  session: Session,
  entries: readonly BulkEntry[],
  { model, signal }: { readonly model: string; readonly signal: AbortSignal },
): Promise<BatchRest | undefined> => {
  let left = entries
  let progress = Date.now()
  for (let retry = 0; ; retry++) {
    try {
      const before = left.length
      left = await sendOnce(session, left, { model, signal })
      if (left.length === 0) return undefined
      if (left.length < before) {
        retry = 0
        progress = Date.now()
      } else if (Date.now() - progress > MAX_STALL)
        throw new Throttled('request.throttled', `DynamoDB took none of ${left.length} items for ${MAX_STALL} ms.`)
      await backOff(jitter(THROTTLE_BACKOFF, retry), signal)
    } catch (error) {
      return { left, error }
    }
  }
}

/** Gives what was not processed. */
const sendOnce = async (
  session: Session,
  entries: readonly BulkEntry[],
  { model, signal }: { model: string; signal: AbortSignal },
): Promise<readonly BulkEntry[]> => {
  const requests = entries.flatMap(({ batch }) => batch ?? [])
  const operation: Operation = { name: 'BatchWriteItem', input: { RequestItems: { [session.tableName]: requests } } }
  try {
    const output = await send<BatchWriteItemOutput>(session, operation, { signal, model })
    // One table was written, whatever the answer calls it.
    const unprocessed = Object.values(output.UnprocessedItems ?? {}).flat()
    const ids = new Set(unprocessed.map((request) => tableKeyId(session.table, itemOf(request))))
    return entries.filter(({ id }) => ids.has(id))
  } catch (error) {
    // The transport's own retries are spent; here, the deadline decides.
    if (error instanceof Throttled) return entries
    throw error
  }
}

const itemOf = (request: UnprocessedWrite) =>
  'PutRequest' in request ? request.PutRequest.Item : request.DeleteRequest.Key
