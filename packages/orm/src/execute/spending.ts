/** What one call has spent of its budget. */
import type { Budget } from '../read/query-state.ts'

/** Counts requests and read units of one call; several pages, or segments, may share it. */
export class Spending {
  readonly budget: Budget
  #requests = 0
  #capacity = 0

  constructor(budget: Budget) {
    this.budget = budget
  }

  /** Whether answers must say what they cost. */
  get needsCapacity(): boolean {
    return this.budget.capacity !== undefined
  }

  /** Whether no further request may be sent. */
  get isSpent(): boolean {
    const { requests, capacity } = this.budget
    return (
      (requests !== undefined && this.#requests >= requests) || (capacity !== undefined && this.#capacity >= capacity)
    )
  }

  /** Counts requests that are sent now. */
  addRequests(count: number): void {
    this.#requests += count
  }

  addCapacity(units: number): void {
    this.#capacity += units
  }

  /** The budget in words. */
  toString(): string {
    const { requests, capacity } = this.budget
    const parts = [
      requests === undefined ? [] : [`${requests} ${requests === 1 ? 'request' : 'requests'}`],
      capacity === undefined ? [] : [`${capacity} read units`],
    ].flat()
    return parts.join(' and ')
  }
}
