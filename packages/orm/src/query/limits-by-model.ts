/** Limits of a collection query, one for each model: which results count, and when every model has enough. */
import type { CollectionState } from '../read/collection-state.ts'
import type { MemberTally, Tally } from '../read/cursor.ts'
import { least, type ResultLimits } from './read-call.ts'

type Members = Map<string, { left: number | undefined; skipped: number }>

/** Counts the results of one read, in order, or back over what was counted before. */
export class LimitsByModel implements ResultLimits {
  readonly #members: Members
  #total: number | undefined

  private constructor(members: Members, total: number | undefined) {
    this.#members = members
    this.#total = total
  }

  /** The limits of a state, going on from a tally; `undefined` if none is a model's. `most` narrows the whole. */
  static of(
    { limits, members, unrecognised }: CollectionState,
    tally?: Tally | undefined,
    most?: number | undefined,
  ): LimitsByModel | undefined {
    if (limits === undefined && tally === undefined) return undefined
    const names = [...members.map(({ name }) => name), ...(unrecognised ? ['Unrecognised'] : [])]
    const entries = names.map((name, at) => {
      const [left, skipped = 0] = tally?.[at] ?? []
      return [name, { left: least(limits?.[name], left ?? undefined), skipped }] as const
    })
    return new LimitsByModel(new Map(entries), most)
  }

  get expected(): number | undefined {
    let sum = 0
    for (const { left } of this.#members.values()) sum += left ?? Number.POSITIVE_INFINITY
    return least(Number.isFinite(sum) ? sum : undefined, this.#total)
  }

  get isMet(): boolean {
    return this.expected === 0
  }

  take(name: string): boolean {
    const member = this.#members.get(name)
    if (member?.left === 0) {
      member.skipped++
      return false
    }
    if (member?.left !== undefined) member.left--
    if (this.#total !== undefined) this.#total--
    return true
  }

  giveBack(name: string): boolean {
    const member = this.#members.get(name)
    if (member === undefined) return true
    if (member.skipped > 0) {
      member.skipped--
      return false
    }
    if (member.left !== undefined) member.left++
    return true
  }

  tally(): Tally {
    return [...this.#members.values()].map(({ left, skipped }): MemberTally => [left ?? null, skipped])
  }
}
