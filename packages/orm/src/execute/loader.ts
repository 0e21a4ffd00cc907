/**
 * The loader: gets of one tick become one BatchGetItem per 100 keys. Each caller has its own outcome: an abort or an item
 * that is not there concerns nobody else.
 */
import type { ReadItem } from '../codec/read-item.ts'
import { copyError } from '../errors/storm-error.ts'
import { toChunks } from '../read/batch-get.ts'
import { tableKeyId } from '../read/table-key.ts'
import { DEFAULT_CONCURRENCY, inParallel } from './in-parallel.ts'
import { LoadCaller } from './load-caller.ts'
import { sendGet } from './load-item.ts'
import type { ItemLoader, Session } from './session.ts'

/** Makes the loader of a table. */
export const createLoader = (): ItemLoader => {
  const open = new Map<string, OpenBatch[]>()
  return {
    load: (session, operation, options) => {
      const caller = new LoadCaller(operation, options)
      const name = `${operation.input.ConsistentRead === true} ${session.tableName}`
      const batches = open.get(name) ?? []
      const batch = batches.find((other) => other.session.transport === session.transport)
      if (batch !== undefined) {
        batch.callers.push(caller)
        return caller.outcome
      }
      const fresh: OpenBatch = { session, callers: [caller] }
      open.set(name, [...batches, fresh])
      afterThisTick(() => {
        const others = open.get(name)?.filter((other) => other !== fresh) ?? []
        if (others.length === 0) open.delete(name)
        else open.set(name, others)
        void sendBatch(fresh)
      })
      return caller.outcome
    },
  }
}

/** Gets that wait for the end of the tick; all have the same table name, transport and consistency. */
interface OpenBatch {
  readonly session: Session
  readonly callers: LoadCaller[]
}

/**
 * Runs a function when everything that this tick does is done: the code that runs now, and every promise reaction that it
 * leads to without waiting for input or timers. A reaction that is queued now runs among those, and `nextTick` from there
 * waits until none is left. Costs microseconds, where a timer or `setImmediate` would wait for the event loop.
 */
const afterThisTick = (run: () => void): void => {
  void settled.then(() => nextTick(run))
}
const settled = Promise.resolve()
/** Taken when the module loads: test runners put fake ones in their place, which never run by themselves. */
const { nextTick } = process

/** Never rejects: every outcome goes to its callers. */
const sendBatch = async ({ session, callers }: OpenBatch): Promise<void> => {
  const groups = new Map<string, LoadCaller[]>()
  for (const caller of callers) {
    if (caller.rejectIfAborted()) continue
    const id = tableKeyId(session.table, caller.operation.input.Key)
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [caller])
    else group.push(caller)
  }
  const [first] = groups.values()
  if (first === undefined) return
  if (groups.size === 1) return await sendOne(session, first)
  const chunks = toChunks([...groups.entries()])
  await inParallel(chunks, DEFAULT_CONCURRENCY, (chunk) => sendChunk(session, chunk))
}

/** One key is read by GetItem, whoever asked for it. */
const sendOne = async (session: Session, callers: readonly LoadCaller[]): Promise<void> => {
  await settle(callers, async (signal) => {
    const [{ operation, options }] = callers as readonly [LoadCaller]
    const item = await sendGet(session, operation, { ...options, signal })
    return () => item
  })
}

const sendChunk = async (session: Session, chunk: readonly (readonly [string, LoadCaller[]])[]): Promise<void> => {
  const callers = chunk.flatMap(([, group]) => group)
  await settle(callers, async (signal) => {
    const keys = callers.map(({ operation }) => operation.input.Key)
    const consistent = callers[0]?.operation.input.ConsistentRead
    const model = [...new Set(callers.map(({ options }) => options.model))].join(', ')
    const models = [...new Set(callers.flatMap(({ options }) => options.models))]
    const { batchGet } = await import('./batch-get.ts')
    const found = await batchGet(session, keys, { consistent, signal, model, models })
    return ({ operation }) => found.get(tableKeyId(session.table, operation.input.Key))
  })
}

/** Reads for callers and tells each its outcome. Only when all of them have given up is the read cancelled. */
const settle = async (
  callers: readonly LoadCaller[],
  read: (signal: AbortSignal | undefined) => Promise<(caller: LoadCaller) => ReadItem | undefined>,
): Promise<void> => {
  try {
    const itemOf = await read(commonSignal(callers))
    for (const caller of callers) caller.resolve(itemOf(caller))
  } catch (error) {
    // Each caller has an error of its own, as each gives it the stack of its own place.
    for (const [index, caller] of callers.entries()) caller.reject(index === 0 ? error : copyError(error))
  }
}

/** A signal that fires when every caller's has; a caller whose signal fires is rejected at once. */
const commonSignal = (callers: readonly LoadCaller[]): AbortSignal | undefined => {
  const [first] = callers
  if (callers.length === 1) return first?.options.signal
  const controller = new AbortController()
  let waiting = callers.length
  for (const caller of callers)
    caller.onAbort(() => {
      waiting--
      if (waiting === 0) controller.abort(caller.options.signal?.reason)
    })
  return controller.signal
}
