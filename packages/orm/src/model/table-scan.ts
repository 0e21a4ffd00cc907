/** Every item of a table, or of an index, whatever its model: the implementation of `table.scan()`. */
import type { ReadItem } from '../codec/read-item.ts'
import { recogniseAny } from '../codec/recognise.ts'
import { Unrecognised } from '../codec/unrecognised.ts'
import type { PlainRequest } from '../execute/send.ts'
import type { SessionSource } from '../execute/session.ts'
import { assertBudget, assertCount, assertFunction, assertScan, assertSignal } from '../query/check-option.ts'
import type { Page, PageOptions } from '../query/query-set-types.ts'
import { DEFAULT_PAGE_SIZE, type ReadCall, toPageCall, withCursor } from '../query/read-call.ts'
import { readAllPages, readPage } from '../query/read-page.ts'
import { countResults, firstRequests, readAll, readEntries, readResults } from '../query/read-runner.ts'
import { type Explanation, explainPlan } from '../read/explain.ts'
import { planTableScan } from '../read/plan-scan.ts'
import { type Budget, noOptions, type TableScanState } from '../read/query-state.ts'
import type { RegisteredTable } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { isOwnItem } from '../write/own-items.ts'
import type { TableScan, TableScanOptions } from './table-scan-types.ts'

/** @throws {QueryError} `query.option` */
export const createTableScan = (source: SessionSource, given: TableScanOptions = {}): TableScan => {
  const { segments = 1, ...scan } = assertScan(given)
  const state = { ...noOptions, ...scan, segments, predicates: [], hydrate: false }
  let query: TableScan = new StateTableScan(source, state)
  if (given.startAfter !== undefined) query = query.startAfter(given.startAfter)
  return given.signal === undefined ? query : query.signal(given.signal)
}

class StateTableScan implements TableScan {
  readonly #source: SessionSource
  readonly #state: TableScanState

  constructor(source: SessionSource, state: TableScanState) {
    this.#source = source
    this.#state = Object.freeze(state)
  }

  where(predicate: (item: unknown) => boolean): TableScan {
    return this.#with({ predicates: Object.freeze([...this.#state.predicates, assertFunction(predicate)]) })
  }

  limit(count: number): TableScan {
    return this.#with({ limit: assertCount('limit()', count, 0) })
  }

  pageSize(count: number): TableScan {
    return this.#with({ pageSize: assertCount('pageSize()', count, 1) })
  }

  consistent(): TableScan {
    return this.#with({ consistent: true })
  }

  hydrate(): TableScan {
    return this.#with({ hydrate: true })
  }

  budget(budget: Budget): TableScan {
    return this.#with({ budget: assertBudget(budget) })
  }

  startAfter(cursor: string): TableScan {
    return this.#with({ start: cursor })
  }

  signal(signal: AbortSignal): TableScan {
    return this.#with({ signal: assertSignal(signal) })
  }

  async all(): Promise<unknown[]> {
    return await readAll(this.#call())
  }

  async first(): Promise<unknown> {
    for await (const { result } of readEntries(this.#call(), 1)) return result
    return undefined
  }

  async exists(): Promise<boolean> {
    for await (const _ of readEntries(this.#call(), 1)) return true
    return false
  }

  async count(): Promise<number> {
    return await countResults(this.#call())
  }

  async page(options: PageOptions = {}): Promise<Page<unknown>> {
    const { state, size } = toPageCall(this.#state, options)
    return await readPage(this.#call(state), size)
  }

  pages(): AsyncIterable<Page<unknown>> {
    const size = this.#state.pageSize ?? DEFAULT_PAGE_SIZE
    return { [Symbol.asyncIterator]: () => readAllPages((cursor) => this.#call(withCursor(this.#state, cursor)), size) }
  }

  [Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    return readResults(() => this.#call())
  }

  toRequests(): readonly PlainRequest[] {
    return firstRequests(this.#call())
  }

  explain(): Explanation<PlainRequest> {
    const { plan, options, predicates } = this.#call()
    return explainPlan(plan, { requests: this.toRequests(), predicates: predicates.length, options })
  }

  #with(change: Partial<TableScanState>): TableScan {
    return new StateTableScan(this.#source, { ...this.#state, ...change })
  }

  #call(state = this.#state): ReadCall<unknown> {
    const session = this.#source.current()
    const { table } = session
    const plan = planTableScan(table, state)
    // Markers and history are the library's own.
    const why = 'Items that the library keeps for itself are left out.'
    const guard = { why, attribute: table.typeAttribute, accepts: isForeign(table) }
    return {
      ...{ session, plan: Object.freeze({ ...plan, guard }), predicates: state.predicates },
      // Nothing but a cursor says where a scan of everything goes on.
      options: withCursor(state, state.start as string | undefined),
      progress: state.onProgress,
      convert: ({ item }) => toInstance(table, item),
    }
  }
}

const isForeign = (table: RegisteredTable) => (item: Item) => !isOwnItem(table, item)

/** The item as an instance of its model; `Unrecognised` if it is no model's. */
export const toInstance = (table: RegisteredTable, item: ReadItem): unknown => {
  const model = recogniseAny(table, item)
  return model === undefined ? new Unrecognised(item.toItem()) : model.hydrate(item.decodeAs(model), item)
}
