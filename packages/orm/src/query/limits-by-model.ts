/** Limits of a collection query, one for each model: which results count, and when every model has enough. */
import type { CollectionState } from '../read/collection-state.ts'
import { least } from './read-call.ts'

/** Counts the results of one read. */
export class LimitsByModel {
  readonly #left: Map<string, number>
  #total: number | undefined
  /** Results after which the read may be over; `undefined`: it goes to the end. */
  readonly expected: number | undefined
  readonly #isBounded: boolean

  private constructor(left: Map<string, number>, total: number | undefined, isBounded: boolean) {
    this.#left = left
    this.#total = total
    this.#isBounded = isBounded
    const sum = [...left.values()].reduce((all, count) => all + count, 0)
    this.expected = least(isBounded ? sum : undefined, total)
  }

  /** The limits of a state; `undefined` if none is a model's. `most` narrows the whole. */
  static of(state: CollectionState, most?: number): LimitsByModel | undefined {
    const { limits, members, unrecognised } = state
    if (limits === undefined) return undefined
    const names = [...members.map(({ name }) => name), ...(unrecognised ? ['Unrecognised'] : [])]
    // Limits may name models that models() left out since.
    const left = new Map(Object.entries(limits).filter(([name]) => names.includes(name)))
    return new LimitsByModel(
      left,
      least(state.limit, most),
      names.every((name) => left.has(name)),
    )
  }

  /** Whether nothing that comes can count. */
  get isMet(): boolean {
    return this.#total === 0 || (this.#isBounded && [...this.#left.values()].every((count) => count === 0))
  }

  /** Whether a result of the model counts; if so, it is counted. */
  take(name: string): boolean {
    const left = this.#left.get(name)
    if (left === 0) return false
    if (left !== undefined) this.#left.set(name, left - 1)
    if (this.#total !== undefined) this.#total--
    return true
  }
}
