/** Many items by table key: every key is answered, or the call fails and says which are not. Nothing is dropped. */
import { candidatesFor } from '../codec/list-reader.ts'
import { type ReadBatch, readBatch } from '../codec/read-answer.ts'
import type { ReadItem } from '../codec/read-item.ts'
import { RequestError, Throttled } from '../errors/errors.ts'
import { type BatchGetTarget, toBatchGetOperation, toChunks } from '../read/batch-get.ts'
import { tableKeyId } from '../read/table-key.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { type TableSpec, tableKeyAttributes } from '../schema/table-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
import { backOff, jitter, THROTTLE_BACKOFF } from './backoff.ts'
import { type CallLimit, limitCall } from './call-limit.ts'
import { DEFAULT_CONCURRENCY, inParallel } from './in-parallel.ts'
import { sendAndRead } from './send.ts'
import type { Session } from './session.ts'

/** How far a call is, in distinct keys. */
export interface BatchProgress {
  readonly done: number
  readonly total: number
}

/** How to read. */
export interface BatchGetRun extends Omit<BatchGetTarget, 'tableName'> {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until the call gives up. Default 30,000. */
  readonly timeout?: number | undefined
  /** Models whose items are expected. */
  readonly models: readonly ModelSpec[]
  /** Names of the models that the read serves, for middleware. */
  readonly model: string
  readonly onProgress?: ((progress: BatchProgress) => void) | undefined
}

/** Milliseconds until a batch gives up, where it is not said. */
export const DEFAULT_BATCH_TIMEOUT = 30_000

/**
 * The items with the given table keys, by `tableKeyId`; keys without an item are not in the map.
 *
 * DynamoDB answers a part of the keys where the answer would pass 16 MB or capacity is short; the rest is asked for again
 * after a pause with full jitter, until the deadline.
 *
 * Cost: one BatchGetItem per 100 distinct keys, 4 at a time; more for keys that were not processed.
 *
 * @throws {Throttled} `request.throttled` at the deadline; `body.UnprocessedKeys` holds the keys without an answer
 * @throws {RequestError} `request.timeout` likewise, where a request was under way; `request.aborted`
 */
export const batchGet = async (
  session: Session,
  keys: readonly Item[],
  run: BatchGetRun,
): Promise<ReadonlyMap<string, ReadItem>> => {
  const pending = new Map(keys.map((key) => [tableKeyId(session.table, key), key]))
  const found = new Map<string, ReadItem>()
  if (pending.size === 0) return found
  const timeout = run.timeout ?? DEFAULT_BATCH_TIMEOUT
  const limit = limitCall(run.signal, timeout)
  const state: BatchState = { session, run, limit, pending, found, total: pending.size, short: false }
  try {
    await inParallel(toChunks([...pending.values()]), DEFAULT_CONCURRENCY, (chunk) => readChunk(state, chunk))
    return found
  } catch (error) {
    throw limit.expired ? unanswered(state, timeout, error) : error
  } finally {
    limit.release()
  }
}

interface BatchState {
  readonly session: Session
  readonly run: BatchGetRun
  readonly limit: CallLimit
  /** Keys without an answer, by id. */
  readonly pending: Map<string, Item>
  readonly found: Map<string, ReadItem>
  readonly total: number
  /** Whether DynamoDB ever left keys without an answer. */
  short: boolean
}

const readChunk = async (state: BatchState, chunk: readonly Item[]): Promise<void> => {
  const { limit } = state
  try {
    let asked = chunk
    for (let stalled = 0; ; ) {
      const left = await sendKeys(state, asked)
      if (left.length === 0) return
      state.short = true
      stalled = left.length < asked.length ? 0 : stalled + 1
      asked = left
      await backOff(jitter(THROTTLE_BACKOFF, stalled), limit.signal)
    }
  } catch (error) {
    // What other workers have under way is of no use any more.
    limit.stop(error)
    throw error
  }
}

/** Sends keys and takes in the answer; gives the keys that were not processed. */
const sendKeys = async (state: BatchState, keys: readonly Item[]): Promise<readonly Item[]> => {
  const { session, run, limit, pending, found } = state
  const { table, tableName } = session
  const operation = toBatchGetOperation(keys, { ...run, tableName })
  let output: ReadBatch
  const candidates = run.projection === undefined ? candidatesFor(run.models) : undefined
  try {
    const options = { signal: limit.signal, model: run.model, pattern: 'primary' }
    output = await sendAndRead(session, operation, { read: (text) => readBatch(text, candidates), ...options })
  } catch (error) {
    // The transport's own retries are spent; here, the deadline decides.
    if (error instanceof Throttled) return keys
    throw error
  }
  // One table was asked, whatever the answer calls it.
  for (const items of Object.values(output.Responses ?? {}))
    for (const item of items) found.set(tableKeyId(table, tableKeyOf(table, item)), item)
  const left = Object.values(output.UnprocessedKeys ?? {}).flatMap(({ Keys }) => Keys)
  const unprocessed = new Set(left.map((key) => tableKeyId(table, key)))
  for (const key of keys) {
    const id = tableKeyId(table, key)
    if (!unprocessed.has(id)) pending.delete(id)
  }
  run.onProgress?.({ done: state.total - pending.size, total: state.total })
  return left
}

/** The table key of an item, which need not be parsed for it. */
const tableKeyOf = (table: TableSpec, item: ReadItem): Item => {
  const key: Record<string, AttributeValue> = {}
  for (const name of tableKeyAttributes(table)) {
    const value = item.attribute(name)
    if (value !== undefined) key[name] = value
  }
  return key
}

const unanswered = (state: BatchState, timeout: number, cause: unknown): RequestError => {
  const { session, pending, total, short } = state
  const fact = `${pending.size} of ${total} keys had no answer within ${timeout} ms.`
  const body = { UnprocessedKeys: { [session.tableName]: { Keys: [...pending.values()] } } }
  if (short) return new Throttled('request.throttled', fact, { cause, body })
  return new RequestError('request.timeout', fact, { cause, body })
}
