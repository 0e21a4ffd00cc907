/**
 * The engine of bulk writes: inputs one by one → entries → batches or single requests, a few at a time.
 *
 * Nothing is dropped: every input is counted as written, is listed as failed, or lies behind `notTried`.
 */
import { BulkFailed, type BulkFailure, RequestError } from '../errors/errors.ts'
import { StormError } from '../errors/storm-error.ts'
import { MAX_BATCH_WRITE_BYTES, MAX_BATCH_WRITES } from '../wire/limits.ts'
import { writeBatch } from './batch-write.ts'
import { type BulkEntry, toEntry } from './bulk-entry.ts'
import type { BulkOptions, Inputs } from './bulk-types.ts'
import { type CallLimit, limitCall } from './call-limit.ts'
import { withRetries } from './retries.ts'
import type { Session } from './session.ts'
import type { Show, WriteAction } from './write-action.ts'

/** A bulk write. */
export interface BulkRun<Input> {
  readonly session: Session
  /** `createMany for Account` */
  readonly what: string
  readonly model: string
  readonly options: BulkOptions
  /** The write of one input; an error that it throws is that input's. */
  toAction(input: Input): WriteAction<unknown>
  /** What is given of a result. Default: the result itself. */
  readonly show?: Show<unknown, unknown> | undefined
  /** Hears of what was written. */
  written?(index: number, shown: unknown): void
  /** Whether an error only says that there was nothing to write. */
  isNothing?(error: unknown): boolean
}

/** Requests under way where it is not said. */
const DEFAULT_CONCURRENCY = 8
/** Longest time of a timer. */
const NO_TIMEOUT = 2 ** 31 - 1

/**
 * Writes every input; gives the number of items written.
 *
 * Two writes of one item are never under way at the same time: within a batch the last one wins, else they go one after
 * the other.
 *
 * @throws {BulkFailed} `bulk.failed` if not every item was written
 */
export const runBulk = async <Input>(inputs: Inputs<Input>, run: BulkRun<Input>): Promise<number> => {
  const limit = limitCall(run.options.signal, run.options.timeout ?? NO_TIMEOUT)
  try {
    const session = withRetries(run.session, run.options.retries)
    const bulk = new Bulk({ ...run, session }, limit, sizeOf(inputs))
    await bulk.readAll(inputs)
    return bulk.finish()
  } finally {
    limit.release()
  }
}

const sizeOf = (inputs: object): number | undefined => {
  if (Array.isArray(inputs)) return inputs.length
  return inputs instanceof Set || inputs instanceof Map ? inputs.size : undefined
}

/** An entry with the inputs that it stands for. */
interface Member {
  readonly entry: BulkEntry
  readonly indexes: readonly number[]
}

class Bulk<Input> {
  readonly #run: BulkRun<Input>
  readonly #limit: CallLimit
  readonly #total: number | undefined
  readonly #failed: BulkFailure[] = []
  /** Requests under way, and, by item, the one that writes it. */
  readonly #requests = new Set<Promise<void>>()
  readonly #busy = new Map<string, Promise<void>>()
  /** The batch that is being filled, by item, with the inputs that each entry stands for. */
  #batch = new Map<string, Member>()
  #bytes = 0
  #done = 0
  #notTried: number | undefined
  #inputsFailed = false
  /** Why no further input is tried. */
  #stop: { readonly cause: unknown } | undefined

  constructor(run: BulkRun<Input>, limit: CallLimit, total: number | undefined) {
    this.#run = run
    this.#limit = limit
    this.#total = total
  }

  async readAll(inputs: Inputs<Input>): Promise<void> {
    let index = 0
    try {
      for await (const input of inputs) {
        if (this.#isOver()) {
          this.#notTried = index
          break
        }
        await this.#take(input, index++)
      }
    } catch (cause) {
      // The inputs themselves failed.
      this.#inputsFailed = this.#stop === undefined
      this.#stop ??= { cause }
      this.#notTried ??= index
    }
    await this.#flush()
    await Promise.all(this.#requests)
  }

  /** @throws {BulkFailed} */
  finish(): number {
    const { what } = this.#run
    if (this.#failed.length === 0 && this.#stop === undefined) return this.#done
    // Nothing happened yet: the error is told as it is.
    if (this.#inputsFailed && this.#done + this.#failed.length === 0) throw this.#causeOf(this.#stop?.cause)
    const failed = this.#failed.sort((left, right) => left.index - right.index)
    const [first] = failed
    const code = first?.error instanceof StormError ? first.error.code : first?.error.message
    const which = first === undefined ? '' : `; the first, number ${first.index}: ${code}`
    const rest = this.#notTried === undefined ? '' : `; none was tried from number ${this.#notTried} on`
    const counts = `${this.#done} were written and ${failed.length} ${failed.length === 1 ? 'was' : 'were'} not`
    throw new BulkFailed(
      `Of the items of ${what}, ${counts}${which}${rest}.`,
      { succeeded: this.#done, failed, notTried: this.#notTried },
      { cause: this.#stop === undefined ? first?.error : this.#causeOf(this.#stop.cause) },
    )
  }

  #isOver(): boolean {
    if (this.#inputsFailed) return false
    if (this.#stop === undefined && this.#limit.signal.aborted)
      this.#stop = { cause: new RequestError('request.aborted', `${this.#run.what} was aborted.`) }
    return this.#stop !== undefined
  }

  async #take(input: Input, index: number): Promise<void> {
    let entry: BulkEntry
    try {
      const action = this.#run.toAction(input)
      const entering = toEntry(this.#run.session, action, { index, show: this.#run.show })
      entry = entering instanceof Promise ? await entering : entering
    } catch (error) {
      this.#fail([index], error)
      return
    }
    if (this.#busy.has(entry.id)) await this.#busy.get(entry.id)
    if (entry.batch === undefined) {
      if (this.#batch.has(entry.id)) await this.#flush()
      await this.#busy.get(entry.id)
      await this.#start([{ entry, indexes: [index] }], () => this.#writeAlone(entry))
      return
    }
    const same = this.#batch.get(entry.id)
    const bytes = this.#bytes + entry.bytes - (same?.entry.bytes ?? 0)
    if (bytes > MAX_BATCH_WRITE_BYTES) await this.#flush()
    const indexes = [...(this.#batch.get(entry.id)?.indexes ?? []), index]
    this.#batch.set(entry.id, { entry, indexes })
    this.#bytes = bytes > MAX_BATCH_WRITE_BYTES ? entry.bytes : bytes
    if (this.#batch.size === MAX_BATCH_WRITES) await this.#flush()
  }

  async #flush(): Promise<void> {
    const members = [...this.#batch.values()]
    this.#batch = new Map()
    this.#bytes = 0
    if (members.length > 0) await this.#start(members, () => this.#writeTogether(members))
  }

  /** Begins a request as soon as there is room for one. */
  async #start(members: readonly Member[], write: () => Promise<void>): Promise<void> {
    const { concurrency = DEFAULT_CONCURRENCY } = this.#run.options
    while (this.#requests.size >= concurrency) await Promise.race(this.#requests)
    if (this.#isOver()) {
      for (const { indexes } of members) this.#fail(indexes, this.#stop?.cause)
      return
    }
    const request = write()
      .then(() => this.#report())
      .catch((cause: unknown) => {
        // The caller's own function failed.
        this.#stop ??= { cause }
      })
      .finally(() => {
        this.#requests.delete(request)
        for (const { entry } of members) this.#busy.delete(entry.id)
      })
    this.#requests.add(request)
    for (const { entry } of members) this.#busy.set(entry.id, request)
  }

  async #writeAlone(entry: BulkEntry): Promise<void> {
    try {
      const result = await entry.write(this.#limit.signal)
      this.#run.written?.(entry.index, result)
      this.#done++
    } catch (error) {
      if (!this.#run.isNothing?.(error)) this.#fail([entry.index], error)
    }
  }

  async #writeTogether(members: readonly Member[]): Promise<void> {
    const { session, model } = this.#run
    const entries = members.map(({ entry }) => entry)
    const rest = await writeBatch(session, entries, { model, signal: this.#limit.signal })
    for (const { entry, indexes } of members) {
      if (rest?.left.includes(entry)) this.#fail(indexes, rest.error)
      else await this.#tell(entry, indexes)
    }
  }

  /** An after-hook that throws is its own item's failure, and no other's. */
  async #tell(entry: BulkEntry, indexes: readonly number[]): Promise<void> {
    try {
      const settling = entry.batched()
      const shown = settling instanceof Promise ? await settling : settling
      for (const index of indexes) this.#run.written?.(index, shown)
      this.#done += indexes.length
    } catch (error) {
      this.#fail(indexes, error)
    }
  }

  #fail(indexes: readonly number[], given: unknown): void {
    const error = isOfOneItem(given) ? given : this.#causeOf(given)
    for (const index of indexes) this.#failed.push({ index, error: error as Error })
    if (!isOfOneItem(given)) this.#stop ??= { cause: given }
  }

  #causeOf(error: unknown): unknown {
    if (!this.#limit.expired) return error
    const { options, what } = this.#run
    return new RequestError('request.timeout', `${what} was not done within ${options.timeout} ms.`, { cause: error })
  }

  #report(): void {
    this.#run.options.onProgress?.({ done: this.#done, failed: this.#failed.length, total: this.#total })
  }
}

const itemServices: ReadonlySet<string | undefined> = new Set([
  'ItemCollectionSizeLimitExceededException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'ValidationException',
])

/** Whether other items may fare better. */
const isOfOneItem = (error: unknown): boolean =>
  !(error instanceof RequestError) || (error.code === 'request.failed' && itemServices.has(error.service))
