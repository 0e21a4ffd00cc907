/** The implementation of collections and their queries. */
import type { Unrecognised } from '../codec/unrecognised.ts'
import { QueryError } from '../errors/errors.ts'
import { assertRule } from '../execute/call-options.ts'
import type { PlainRequest } from '../execute/send.ts'
import type { SessionSource } from '../execute/session.ts'
import { type CollectionState, collectionState } from '../read/collection-state.ts'
import { type Explanation, explainPlan } from '../read/explain.ts'
import { planCollection } from '../read/plan-collection.ts'
import type { Budget, FilterState } from '../read/query-state.ts'
import { sharedPatterns } from '../read/same-partition.ts'
import { toResult } from '../read/to-result.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { text } from '../util/option-rules.ts'
import { assertBudget, assertCount, assertFunction, assertNames, assertSignal, assertStart } from './check-option.ts'
import { assertLimits, assertMember, assertPrefix } from './collection-options.ts'
import type { ModelClassLike } from './collection-part-types.ts'
import type { Collection, CollectionQuery, CollectionStart, GroupedPage, GroupsOf } from './collection-types.ts'
import { firstRequests } from './first-requests.ts'
import { LimitsByModel } from './limits-by-model.ts'
import type { Page, PageOptions } from './query-set-types.ts'
import { DEFAULT_PAGE_SIZE, positionOf, type ReadCall, runFrom, toPageCall, withCursor } from './read-call.ts'
import { readAllPages, readPage } from './read-page.ts'
import { countResults, readResults } from './read-runner.ts'

/**
 * The collection of some models.
 *
 * @throws {QueryError} `query.collection` if they share no partition key
 */
export const createCollection = <Models extends readonly ModelClassLike[]>(
  source: SessionSource,
  specs: readonly ModelSpec[],
): Collection<Models> => {
  sharedPatterns(specs)
  return Object.freeze({
    using: (part: object) => createCollectionQuery<Models>(source, collectionState(specs, { ...part })),
    by: (pattern: string, part: object) =>
      createCollectionQuery<Models>(source, collectionState(specs, { ...part }, assertRule('by()', pattern, text))),
  })
}

/** Makes the collection query of a state. */
export const createCollectionQuery = <Models extends readonly ModelClassLike[]>(
  source: SessionSource,
  state: CollectionState,
): CollectionQuery<Models> => new StateCollectionQuery(source, state) as unknown as CollectionQuery<Models>

type AnyModels = readonly ModelClassLike[]
type Results = Readonly<Record<string, unknown>>
type AnyQuery = CollectionQuery<AnyModels, Results>

/** A result with the name of the model that it was asked for by. */
interface Tagged {
  readonly name: string
  readonly result: unknown
}

/** The types of models and results are in the interface only; here they are all alike. */
class StateCollectionQuery
  implements Omit<AnyQuery, 'filter' | 'exclude' | 'models' | 'only' | 'unrecognised' | 'values'>
{
  readonly #source: SessionSource
  readonly #state: CollectionState

  constructor(source: SessionSource, state: CollectionState) {
    this.#source = source
    this.#state = Object.freeze(state)
  }

  models(...models: readonly unknown[]): AnyQuery {
    const members = models.map((model) => assertMember('models()', this.#state.members, model))
    if (members.length === 0)
      throw new QueryError('query.option', 'models() takes at least one model of the collection.')
    return this.#with({ members: Object.freeze([...new Set(members)]) })
  }

  filter(model: unknown, filter: unknown): AnyQuery {
    return this.#filtered('filter()', model, { filter, negated: false })
  }

  exclude(model: unknown, filter: unknown): AnyQuery {
    return this.#filtered('exclude()', model, { filter, negated: true })
  }

  under(prefix: string): AnyQuery {
    return this.#with({ under: assertPrefix(prefix) })
  }

  limit(count: number | Readonly<Record<string, number>>): AnyQuery {
    if (typeof count !== 'object' || count === null || Array.isArray(count))
      return this.#with({ limit: assertCount('limit()', count, 0) })
    return this.#with({ limits: assertLimits(this.#state, count) })
  }

  only(model: unknown, ...names: readonly string[]): AnyQuery {
    const member = assertMember('only()', this.#state.members, model)
    const only = { ...this.#state.only, [member.name]: assertNames(member, names) }
    return this.#with({ only: Object.freeze(only) })
  }

  hydrate(): AnyQuery {
    return this.#with({ hydrate: true })
  }

  values(): AnyQuery {
    return this.#with({ mode: 'values' })
  }

  where(predicate: (result: never) => boolean): AnyQuery {
    return this.#with({ predicates: Object.freeze([...this.#state.predicates, assertFunction(predicate)]) })
  }

  unrecognised(): CollectionQuery<AnyModels, Results & { readonly Unrecognised: Unrecognised }> {
    return this.#with({ unrecognised: true }) as never
  }

  pageSize(count: number): AnyQuery {
    return this.#with({ pageSize: assertCount('pageSize()', count, 1) })
  }

  reverse(): AnyQuery {
    return this.#with({ reverse: true })
  }

  consistent(): AnyQuery {
    return this.#with({ consistent: true })
  }

  startAfter(position: CollectionStart<AnyModels>): AnyQuery {
    return this.#with({ start: assertStart(position) })
  }

  budget(budget: Budget): AnyQuery {
    return this.#with({ budget: assertBudget(budget) })
  }

  signal(signal: AbortSignal): AnyQuery {
    return this.#with({ signal: assertSignal(signal) })
  }

  async all(): Promise<unknown[]> {
    const items: unknown[] = []
    for await (const { result } of this.#entries(items)) items.push(result)
    return items
  }

  async grouped(): Promise<GroupsOf<Results>> {
    const groups = this.#groups()
    for await (const { name, result } of this.#entries()) groups[name]?.push(result)
    return groups
  }

  async first(): Promise<unknown> {
    for await (const { result } of this.#entries([], 1)) return result
    return undefined
  }

  async one(): Promise<unknown> {
    const found: unknown[] = []
    for await (const { result } of this.#entries([], 2)) found.push(result)
    const [result] = found
    if (found.length === 1) return result
    const names = this.#state.members.map(({ name }) => name).join(', ')
    throw new QueryError('query.not-one', `${found.length === 0 ? 'No' : 'More than one'} item of ${names} matches.`)
  }

  async exists(): Promise<boolean> {
    for await (const _ of this.#entries([], 1)) return true
    return false
  }

  async last(): Promise<unknown> {
    const { limit, limits, start, reverse } = this.#state
    if (limit === undefined && limits === undefined && start === undefined)
      return await this.#with({ reverse: !reverse }).first()
    let last: unknown
    for await (const { result } of this.#entries()) last = result
    return last
  }

  async count(): Promise<number> {
    const call = this.#call()
    return await countResults(call.predicates.length > 0 ? call : { ...call, convert: () => undefined })
  }

  async page(options: PageOptions = {}): Promise<Page<unknown>> {
    const { items, ...cursors } = await this.#page(options)
    return { items: items.map(({ result }) => result), ...cursors }
  }

  async groupedPage(options: PageOptions = {}): Promise<GroupedPage<Results>> {
    const { items, ...cursors } = await this.#page(options)
    const groups = this.#groups()
    for (const { name, result } of items) groups[name]?.push(result)
    return { groups, ...cursors }
  }

  pages(): AsyncIterable<Page<unknown>> {
    const size = this.#state.pageSize ?? DEFAULT_PAGE_SIZE
    const call = (cursor: string | undefined): ReadCall<unknown> => {
      const { convert, ...tagged } = this.#call(withCursor(this.#state, cursor))
      const { predicates } = this.#state
      return { ...tagged, predicates, convert: (accepted) => convert(accepted).result }
    }
    return { [Symbol.asyncIterator]: () => readAllPages(call, size) }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    for await (const { result } of this.#entries()) yield result
  }

  toRequests(): readonly PlainRequest[] {
    return firstRequests(this.#call())
  }

  explain(): Explanation<PlainRequest> {
    const call = this.#call()
    const { limit, limits } = this.#state
    const { expected } = runFrom(call, positionOf(call))
    return explainPlan(call.plan, {
      requests: firstRequests(call),
      predicates: call.predicates.length,
      // A model that has enough may have more items, which are read all the same.
      options: { ...call.options, expected, limit: limits === undefined ? limit : undefined },
      limits,
    })
  }

  #with(change: Partial<CollectionState>): AnyQuery {
    return new StateCollectionQuery(this.#source, { ...this.#state, ...change }) as unknown as AnyQuery
  }

  #filtered(what: string, model: unknown, state: FilterState): AnyQuery {
    const member = assertMember(what, this.#state.members, model)
    const { filters } = this.#state
    const own = Object.freeze([...(filters[member.name] ?? []), state])
    return this.#with({ filters: Object.freeze({ ...filters, [member.name]: own }) })
  }

  /** Lists by model name, all empty. */
  #groups(): Record<string, unknown[]> {
    const { members, unrecognised } = this.#state
    const names = [...members.map(({ name }) => name), ...(unrecognised ? ['Unrecognised'] : [])]
    return Object.fromEntries(names.map((name) => [name, []]))
  }

  #entries(gathered: readonly unknown[] = [], limit?: number): AsyncGenerator<Tagged, void, undefined> {
    return readResults(() => this.#call(), limit, gathered as readonly Tagged[])
  }

  async #page(options: PageOptions): Promise<Page<Tagged>> {
    const { state, size } = toPageCall(this.#state, options)
    return await readPage(this.#call(state), size)
  }

  #call(state = this.#state): ReadCall<Tagged> {
    const plan = planCollection(state)
    return {
      session: this.#source.current(),
      plan,
      options: state,
      predicates: state.predicates.map(
        (predicate) =>
          ({ result }: Tagged) =>
            predicate(result as never),
      ),
      limits: (tally, most) => LimitsByModel.of(state, tally, most),
      convert: (accepted) => ({
        name: accepted.member.name,
        result: toResult(accepted, {
          mode: accepted.member === plan.others ? 'instances' : state.mode,
          only: state.only[accepted.member.name],
        }),
      }),
    }
  }
}
