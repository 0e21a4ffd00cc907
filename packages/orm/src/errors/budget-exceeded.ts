/** A read stopped because its budget was spent. */
import { QueryError } from './errors.ts'
import { brandError } from './storm-error.ts'

/** The budget of a read was spent before it was finished. */
export class BudgetExceeded extends QueryError {
  /** What was found so far, where the call gathers results; iteration handed them out already. */
  readonly items: readonly unknown[]
  /** Number of results so far, counted or handed out. */
  readonly found: number
  /** Cursor that goes on from here: for `startAfter()`, or `page({ cursor })`. */
  readonly next: string

  constructor(
    fact: string,
    { items, next, found }: { readonly items: readonly unknown[]; readonly next: string; readonly found: number },
  ) {
    super('query.budget', fact)
    this.next = next
    this.found = found
    // Not enumerable: results must not end up in logs.
    this.items = items
    Object.defineProperty(this, 'items', { enumerable: false })
  }
}

brandError('BudgetExceeded', BudgetExceeded)
