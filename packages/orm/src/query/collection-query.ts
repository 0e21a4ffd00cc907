/** The implementation of collections and their queries. */
import type { PlainRequest } from '../execute/send.ts'
import type { SessionSource } from '../execute/session.ts'
import { type Explanation, explainPlan } from '../read/explain.ts'
import { planCollection } from '../read/plan.ts'
import { type CollectionState, collectionState } from '../read/query-state.ts'
import { assertOneCollection } from '../read/same-partition.ts'
import { toResult } from '../read/to-result.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { assertCount, assertSignal, assertStart } from './check-option.ts'
import type {
  Collection,
  CollectionItem,
  CollectionPart,
  CollectionQuery,
  CollectionStart,
  Grouped,
  ModelClassLike,
} from './collection-types.ts'
import type { Page, PageOptions } from './query-set-types.ts'
import { readPage } from './read-page.ts'
import {
  countResults,
  DEFAULT_PAGE_SIZE,
  firstRequests,
  type ReadCall,
  readEntries,
  withCursor,
} from './read-runner.ts'

/**
 * The collection of some models.
 *
 * @throws {QueryError} `query.collection` if they do not share their partition key
 */
export const createCollection = <Models extends readonly ModelClassLike[]>(
  source: SessionSource,
  specs: readonly ModelSpec[],
): Collection<Models> => {
  assertOneCollection(specs)
  return Object.freeze({
    using: (part: CollectionPart<Models>) => createCollectionQuery<Models>(source, collectionState(specs, part)),
  })
}

/** Makes the collection query of a state. */
export const createCollectionQuery = <Models extends readonly ModelClassLike[]>(
  source: SessionSource,
  state: CollectionState,
): CollectionQuery<Models> => new StateCollectionQuery<Models>(source, state)

class StateCollectionQuery<Models extends readonly ModelClassLike[]> implements CollectionQuery<Models> {
  readonly #source: SessionSource
  readonly #state: CollectionState

  constructor(source: SessionSource, state: CollectionState) {
    this.#source = source
    this.#state = Object.freeze(state)
  }

  limit(count: number): CollectionQuery<Models> {
    return this.#with({ limit: assertCount('limit()', count, 0) })
  }

  pageSize(count: number): CollectionQuery<Models> {
    return this.#with({ pageSize: assertCount('pageSize()', count, 1) })
  }

  reverse(): CollectionQuery<Models> {
    return this.#with({ reverse: true })
  }

  consistent(): CollectionQuery<Models> {
    return this.#with({ consistent: true })
  }

  startAfter(position: CollectionStart<Models>): CollectionQuery<Models> {
    return this.#with({ start: assertStart(position) })
  }

  signal(signal: AbortSignal): CollectionQuery<Models> {
    return this.#with({ signal: assertSignal(signal) })
  }

  async all(): Promise<CollectionItem<Models>[]> {
    const items: CollectionItem<Models>[] = []
    for await (const { result } of readEntries(this.#call())) items.push(result)
    return items
  }

  async grouped(): Promise<Grouped<Models>> {
    const groups: Record<string, unknown[]> = {}
    for (const { name } of this.#state.specs) groups[name] = []
    for await (const { member, result } of readEntries(this.#call())) groups[member.name]?.push(result)
    return groups as Grouped<Models>
  }

  async first(): Promise<CollectionItem<Models> | undefined> {
    for await (const { result } of readEntries(this.#call(), 1)) return result
    return undefined
  }

  async count(): Promise<number> {
    return await countResults({ ...this.#call(), convert: () => undefined })
  }

  async page(options: PageOptions = {}): Promise<Page<CollectionItem<Models>>> {
    const size = assertCount('page({ size })', options.size ?? this.#state.pageSize ?? DEFAULT_PAGE_SIZE, 1)
    return await readPage(this.#call(withCursor(this.#state, options.cursor)), size)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CollectionItem<Models>, void, undefined> {
    for await (const { result } of readEntries(this.#call())) yield result
  }

  toRequests(): readonly PlainRequest[] {
    return firstRequests(this.#call())
  }

  explain(): Explanation<PlainRequest> {
    const call = this.#call()
    return explainPlan(call.plan, { requests: firstRequests(call), predicates: 0 })
  }

  #with(change: Partial<CollectionState>): CollectionQuery<Models> {
    return new StateCollectionQuery<Models>(this.#source, { ...this.#state, ...change })
  }

  #call(state = this.#state): ReadCall<CollectionItem<Models>> {
    return {
      ...{ session: this.#source.current(), plan: planCollection(state), options: state, predicates: [] },
      convert: (accepted) => toResult(accepted, { mode: 'instances', only: undefined }) as CollectionItem<Models>,
    }
  }
}
