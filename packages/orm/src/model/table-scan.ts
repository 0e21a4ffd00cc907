/** Every item of a table, or of an index, whatever its model: the implementation of `table.scan()`. */
import type { ReadItem } from '../codec/read-item.ts'
import { recogniseAny } from '../codec/recognise.ts'
import { Unrecognised } from '../codec/unrecognised.ts'
import { QueryError } from '../errors/errors.ts'
import { assertOptions, scanningTable } from '../execute/call-options.ts'
import type { PlainRequest } from '../execute/send.ts'
import type { SessionSource } from '../execute/session.ts'
import { assertBudget, assertCount, assertFunction, assertList, assertSignal } from '../query/check-option.ts'
import { firstRequests } from '../query/first-requests.ts'
import type { Page, PageOptions } from '../query/query-set-types.ts'
import { DEFAULT_PAGE_SIZE, type ReadCall, toPageCall, withCursor } from '../query/read-call.ts'
import { readAllPages, readPage } from '../query/read-page.ts'
import { countResults, readAll, readEntries, readResults } from '../query/read-runner.ts'
import { type Explanation, explainPlan } from '../read/explain.ts'
import { planTableScan } from '../read/plan-scan.ts'
import { type Budget, noOptions, type TableScanState } from '../read/query-state.ts'
import type { ModelSpec, RegisteredTable } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { isOwnItem } from '../write/own-items.ts'
import type { AnyModel } from './model-types.ts'
import type { AnyInstance, TableScan, TableScanOptions } from './table-scan-types.ts'

/** @throws {QueryError} `query.option` */
export const createTableScan = <Result>(source: SessionSource, options?: TableScanOptions): TableScan<Result> => {
  const given = assertOptions('scan()', options, scanningTable)
  const { segments = 1, index, onProgress } = given
  const models = given.models === undefined ? undefined : modelsOf(source.current().table, given.models)
  const state = { ...noOptions, segments, index, onProgress, models, predicates: [], hydrate: false }
  let query: TableScan<Result> = new StateTableScan(source, state)
  if (given.startAfter !== undefined) query = query.startAfter(given.startAfter)
  return given.signal === undefined ? query : query.signal(given.signal)
}

class StateTableScan<Result> implements TableScan<Result> {
  readonly #source: SessionSource
  readonly #state: TableScanState

  constructor(source: SessionSource, state: TableScanState) {
    this.#source = source
    this.#state = Object.freeze(state)
  }

  where<Narrowed extends Result>(predicate: (item: Result) => boolean): TableScan<Narrowed> {
    return this.#with<Narrowed>({ predicates: Object.freeze([...this.#state.predicates, assertFunction(predicate)]) })
  }

  limit(count: number): TableScan<Result> {
    return this.#with({ limit: assertCount('limit()', count, 0) })
  }

  pageSize(count: number): TableScan<Result> {
    return this.#with({ pageSize: assertCount('pageSize()', count, 1) })
  }

  consistent(): TableScan<Result> {
    return this.#with({ consistent: true })
  }

  hydrate(): TableScan<Result> {
    return this.#with({ hydrate: true })
  }

  budget(budget: Budget): TableScan<Result> {
    return this.#with({ budget: assertBudget(budget) })
  }

  startAfter(cursor: string | undefined): TableScan<Result> {
    // What is called is meant: without a cursor, it must not start over.
    return this.#with({ start: cursor ?? (null as never) })
  }

  signal(signal: AbortSignal): TableScan<Result> {
    return this.#with({ signal: assertSignal(signal) })
  }

  async all(): Promise<Result[]> {
    return await readAll(this.#call())
  }

  async first(): Promise<Result | undefined> {
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

  async page(options: PageOptions = {}): Promise<Page<Result>> {
    const { state, size } = toPageCall(this.#state, options)
    return await readPage(this.#call(state), size)
  }

  pages(): AsyncIterable<Page<Result>> {
    const size = this.#state.pageSize ?? DEFAULT_PAGE_SIZE
    return { [Symbol.asyncIterator]: () => readAllPages((cursor) => this.#call(withCursor(this.#state, cursor)), size) }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Result, void, undefined> {
    return readResults(() => this.#call())
  }

  toRequests(): readonly PlainRequest[] {
    return firstRequests(this.#call())
  }

  explain(): Explanation<PlainRequest> {
    const { plan, options } = this.#call()
    const { predicates } = this.#state
    return explainPlan(plan, { requests: this.toRequests(), predicates: predicates.length, options })
  }

  #with<Next = Result>(change: Partial<TableScanState>): TableScan<Next> {
    return new StateTableScan<Next>(this.#source, { ...this.#state, ...change })
  }

  #call(state = this.#state): ReadCall<Result> {
    const session = this.#source.current()
    const { table } = session
    const { models } = state
    const others =
      models === undefined ? [] : table.models.filter(({ type }) => !models.some(({ types }) => types.has(type)))
    const plan = planTableScan(table, state, others)
    // Markers and history are the library's own.
    const why = 'Items that the library keeps for itself are left out.'
    const guard = { why, attribute: table.typeAttribute, accepts: isForeign(table) }
    return {
      ...{ session, plan: Object.freeze({ ...plan, guard }) },
      // The request leaves out what it can tell; the instance tells the rest.
      predicates: others.length === 0 ? state.predicates : [isNoneOf(others), ...state.predicates],
      // Nothing but a cursor says where a scan of everything goes on.
      options: withCursor(state, state.start as string | undefined),
      progress: state.onProgress,
      convert: ({ item }) => toInstance(table, item) as Result,
    }
  }
}

/** @throws {QueryError} `query.option` unless these are models of the table, one at least */
const modelsOf = (table: RegisteredTable, models: unknown): readonly ModelSpec[] => {
  const named = assertList('scan({ models })', models as readonly (AnyModel | undefined)[], 'models')
  const specs = named.map(specOf)
  if (specs.length === 0 || !specs.every((spec) => spec !== undefined && spec.table === table))
    throw new QueryError('query.option', 'scan({ models }) takes models of this table, at least one.', {
      hint: 'Leave models out to scan for all of them.',
    })
  return specs as readonly ModelSpec[]
}

/** The spec of a model's class; `undefined` for anything else, a table included. */
export const specOf = (model: unknown): ModelSpec | undefined =>
  typeof model === 'function' ? (model as { readonly '~storm'?: ModelSpec })['~storm'] : undefined

const isNoneOf = (others: readonly ModelSpec[]) => (result: unknown) =>
  result instanceof Unrecognised || !others.includes((result as { constructor: AnyModel }).constructor['~storm'])

const isForeign = (table: RegisteredTable) => (item: Item) => !isOwnItem(table, item)

/** The item as an instance of its model; `Unrecognised` if it is no model's. */
export const toInstance = (table: RegisteredTable, item: ReadItem): AnyInstance | Unrecognised => {
  const model = recogniseAny(table, item)
  return model === undefined
    ? new Unrecognised(item.toItem())
    : (model.hydrate(item.decodeAs(model), item) as AnyInstance)
}
