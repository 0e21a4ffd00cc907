/**
 * Shards of a pattern, read side by side and merged in key order: a result is handed out once no shard can hold one that
 * goes before it. Nothing is under way while the consumer works.
 */
import { compareValues } from '../expression/compare-values.ts'
import type { SegmentPosition } from '../read/cursor.ts'
import { startKeyOf } from '../read/index-attributes.ts'
import type { ReadPlan } from '../read/read-plan.ts'
import { shardPlans, shareOf } from '../read/shard-plans.ts'
import { slotAttributes } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { ReadEntry } from './collect-entries.ts'
import { inParallel, MOST_SIDE_BY_SIDE } from './in-parallel.ts'
import { type ReadRun, readPages } from './read-pages.ts'
import type { Session } from './session.ts'
import { sharedSignal } from './shared-signal.ts'

/** One run over all shards. `limit` counts the results of all together. */
export interface MergeRun<Result> extends Omit<ReadRun<Result>, 'startKey' | 'onStop'> {
  /** Where every shard begins. */
  readonly positions: readonly SegmentPosition[]
}

interface Shard<Result> {
  readonly number: number
  readonly plan: ReadPlan
  /** Behind the last result that was handed out. */
  position: SegmentPosition
  /** Results that were read and not handed out. */
  readonly waiting: ReadEntry<Result>[]
  /** Behind the last result that was read. */
  readTo: Item | undefined
  pages: AsyncGenerator<readonly ReadEntry<Result>[]> | undefined
  /** Results that `pages` gives at most, and gave. */
  asked: number | undefined
  given: number
  ended: boolean
}

/** Results of equal sort keys come by the number of their shard. */
export class ShardMerge<Result> {
  readonly #session: Session
  readonly #plan: ReadPlan
  readonly #run: MergeRun<Result>
  readonly #shards: readonly Shard<Result>[]
  readonly #sortAttributes: readonly string[]
  readonly #shared: ReturnType<typeof sharedSignal>
  #found = 0
  #isStopped = false

  constructor(session: Session, plan: ReadPlan, run: MergeRun<Result>) {
    this.#session = session
    this.#plan = plan
    this.#shared = sharedSignal(run.signal)
    this.#run = { ...run, signal: this.#shared.signal }
    this.#sortAttributes = slotAttributes(plan.index?.sk)
    this.#shards = shardPlans(plan).map((one, number) => {
      const position = run.positions[number] ?? 'begin'
      const readTo = typeof position === 'string' ? undefined : position
      const state = { waiting: [], pages: undefined, asked: undefined, given: 0, ended: position === 'done' }
      return { number, plan: one, position, readTo, ...state }
    })
  }

  /** Whether the budget was spent before the end. */
  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Where every shard goes on after the results so far. */
  positions(): readonly SegmentPosition[] {
    return this.#shards.map(({ position }) => position)
  }

  /** Where every shard goes on in the other direction from here: behind the next result, or at the other end. */
  async turned(): Promise<readonly SegmentPosition[]> {
    if (this.#run.limit !== 0) await this.#fill()
    return this.#shards.map(({ waiting: [next] }) => (next && this.#keyOf(next)) ?? 'begin')
  }

  /** Whether there is another result, within the limit. */
  async hasNext(): Promise<boolean> {
    if (this.#left() === 0 || this.#plan.never) return false
    await this.#fill()
    return !this.#isStopped && this.#shards.some(({ waiting }) => waiting.length > 0)
  }

  /** The next result in key order; `undefined` at the end, or when the budget was spent. */
  async next(): Promise<ReadEntry<Result> | undefined> {
    if (!(await this.hasNext())) return undefined
    const first = this.#shards.reduce((best, shard) => (this.#goesBefore(shard, best) ? shard : best))
    const entry = first.waiting.shift()
    if (entry === undefined) return undefined
    first.position = this.#keyOf(entry) ?? first.position
    this.#found++
    return entry
  }

  #left(): number | undefined {
    return this.#run.limit === undefined ? undefined : this.#run.limit - this.#found
  }

  #goesBefore({ waiting: [left], number }: Shard<Result>, { waiting: [right], number: other }: Shard<Result>): boolean {
    if (left === undefined || right === undefined) return left !== undefined
    let order = 0
    for (const attribute of this.#sortAttributes) {
      const [one, two] = [left.item.attribute(attribute), right.item.attribute(attribute)]
      order = (one && two && compareValues(one, two)) ?? 0
      if (order !== 0) break
    }
    if (order === 0) order = number - other
    return this.#plan.forward ? order < 0 : order > 0
  }

  /** Reads on in every shard of which nothing is waiting. */
  async #fill(): Promise<void> {
    const empty = this.#shards.filter(({ waiting, ended }) => waiting.length === 0 && !ended)
    if (empty.length === 0 || this.#isStopped) return
    const left = this.#left() ?? this.#run.expected
    const asked = left === undefined ? undefined : shareOf(left, this.#shards.length)
    await inParallel(empty, MOST_SIDE_BY_SIDE, async (shard) => {
      try {
        await this.#refill(shard, asked)
      } catch (error) {
        // What others have under way is of no use any more.
        this.#shared.abort(error)
        throw error
      }
    })
  }

  async #refill(shard: Shard<Result>, asked: number | undefined): Promise<void> {
    while (shard.waiting.length === 0 && !shard.ended) {
      shard.pages ??= this.#begin(shard, asked)
      const { value: entries, done } = await shard.pages.next()
      if (this.#isStopped && done) return
      if (done) {
        shard.pages = undefined
        shard.ended = shard.asked === undefined || shard.given < shard.asked
        continue
      }
      shard.given += entries.length
      shard.waiting.push(...entries)
      const last = entries.at(-1)
      if (last !== undefined) shard.readTo = this.#keyOf(last)
    }
  }

  #begin(shard: Shard<Result>, asked: number | undefined): AsyncGenerator<readonly ReadEntry<Result>[]> {
    shard.asked = asked
    shard.given = 0
    const onStop = (startKey: Item | undefined): void => {
      this.#isStopped = true
      if (shard.waiting.length === 0) shard.position = startKey ?? shard.position
    }
    const run = { ...this.#run, limit: asked, startKey: shard.readTo, onStop }
    return readPages(this.#session, shard.plan, run)
  }

  #keyOf({ item }: ReadEntry<Result>): Item | undefined {
    return startKeyOf(this.#plan.startAttributes, item.toItem())
  }
}
