/** The implementation of query sets: immutable state in front, plans and pages behind. */

import { QueryError } from '../errors/errors.ts'
import type { BulkOptions, UpdateMatchesOptions } from '../execute/bulk-types.ts'
import { assertOptions, deletingMany, updatingMatches } from '../execute/call-options.ts'
import type { PlainRequest } from '../execute/send.ts'
import type { SessionSource } from '../execute/session.ts'
import type { ModelChanges } from '../expression/change-types.ts'
import type { Conditional, Filter } from '../expression/lookup-types.ts'
import { type Explanation, explainPlan } from '../read/explain.ts'
import { planQuery } from '../read/plan.ts'
import type { Purpose } from '../read/plan-items.ts'
import type { Budget, GivenValues, QueryState } from '../read/query-state.ts'
import { toResult } from '../read/to-result.ts'
import type { AnyModelTypes } from '../schema/definition.ts'
import type { Plain } from '../types/plain.ts'
import { namesOfChanges } from '../write/names-of-changes.ts'
import {
  assertBudget,
  assertCount,
  assertFunction,
  assertNames,
  assertObject,
  assertSignal,
  assertStart,
} from './check-option.ts'
import { firstRequests } from './first-requests.ts'
import type { MoreOf } from './part-types.ts'
import type { Page, PageOptions, QuerySet, StartAfter } from './query-set-types.ts'
import { DEFAULT_PAGE_SIZE, type ReadCall, toPageCall, withCursor } from './read-call.ts'
import { readAllPages, readPage } from './read-page.ts'
import { countResults, readAll, readEntries, readResults } from './read-runner.ts'

/** Makes the query set of a state. */
export const createQuerySet = <Types extends AnyModelTypes, Result = Types['self']>(
  source: SessionSource,
  state: QueryState,
): QuerySet<Types, Result> => new StateQuerySet<Types, Result>(source, state)

class StateQuerySet<Types extends AnyModelTypes, Result> implements QuerySet<Types, Result> {
  readonly #source: SessionSource
  readonly #state: QueryState

  constructor(source: SessionSource, state: QueryState) {
    this.#source = source
    this.#state = Object.freeze(state)
  }

  filter(filter: Filter<Types['values'], Types['fields']>): QuerySet<Types, Result> {
    return this.#with({ filters: Object.freeze([...this.#state.filters, { filter, negated: false }]) })
  }

  exclude(filter: Filter<Types['values'], Types['fields']>): QuerySet<Types, Result> {
    return this.#with({ filters: Object.freeze([...this.#state.filters, { filter, negated: true }]) })
  }

  where(predicate: (result: Result) => boolean): QuerySet<Types, Result> {
    return this.#with({ predicates: Object.freeze([...this.#state.predicates, assertFunction(predicate)]) })
  }

  using(part: MoreOf<Types>): QuerySet<Types, Result> {
    const access = this.#keyed('using')
    return this.#with({
      access: { ...access, part: { ...access.part, ...assertObject('using()', part, 'key fields') } },
      explicit: true,
    })
  }

  by(pattern: keyof Types['keys'] & string, part: MoreOf<Types> = {} as MoreOf<Types>): QuerySet<Types, Result> {
    const access = this.#keyed('by')
    return this.#with({
      access: { kind: 'by', pattern, part: { ...access.part, ...assertObject('using()', part, 'key fields') } },
      explicit: true,
    })
  }

  limit(count: number): QuerySet<Types, Result> {
    return this.#with({ limit: assertCount('limit()', count, 0) })
  }

  pageSize(count: number): QuerySet<Types, Result> {
    return this.#with({ pageSize: assertCount('pageSize()', count, 1) })
  }

  reverse(): QuerySet<Types, Result> {
    return this.#with({ reverse: true })
  }

  consistent(): QuerySet<Types, Result> {
    return this.#with({ consistent: true })
  }

  only<Name extends keyof Types['values'] & string>(
    ...names: readonly [Name, ...Name[]]
  ): QuerySet<Types, Plain<Pick<Types['values'], Name>>> {
    return this.#with({ only: assertNames(this.#state.spec, names) })
  }

  values(): QuerySet<Types, Plain<Types['values']>> {
    return this.#with({ mode: 'values' })
  }

  hydrate(): QuerySet<Types, Result> {
    return this.#with({ hydrate: true })
  }

  budget(budget: Budget): QuerySet<Types, Result> {
    return this.#with({ budget: assertBudget(budget) })
  }

  startAfter(position: StartAfter<Types>): QuerySet<Types, Result> {
    return this.#with({ start: assertStart(position) })
  }

  signal(signal: AbortSignal): QuerySet<Types, Result> {
    return this.#with({ signal: assertSignal(signal) })
  }

  async all(): Promise<Result[]> {
    return await readAll(this.#call())
  }

  async first(): Promise<Result | undefined> {
    for await (const { result } of readEntries(this.#call(), 1)) return result
    return undefined
  }

  async last(): Promise<Result | undefined> {
    const { access, limit, start, reverse } = this.#state
    if (access.kind === 'scan')
      throw new QueryError('query.option', 'A scan has no order, so it has no last item.', { hint: 'Use first().' })
    if (limit === undefined && start === undefined) return await this.#with({ reverse: !reverse }).first()
    let last: Result | undefined
    for await (const { result } of readEntries(this.#call())) last = result
    return last
  }

  async one(): Promise<Result> {
    const found: Result[] = []
    for await (const { result } of readEntries(this.#call(), 2)) found.push(result)
    const [result] = found
    if (result !== undefined && found.length === 1) return result
    throw new QueryError(
      'query.not-one',
      `${found.length === 0 ? 'No' : 'More than one'} ${this.#state.spec.name} matches.`,
    )
  }

  async count(): Promise<number> {
    return await countResults(this.#call(this.#state, 'keys'))
  }

  async exists(): Promise<boolean> {
    for await (const _ of readEntries(this.#call(this.#state, 'keys'), 1)) return true
    return false
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

  async update(
    changes: ModelChanges<Types['whole']>,
    given?: UpdateMatchesOptions & Conditional<Types['whole']['values'], Types['fields']>,
  ): Promise<number> {
    const options = assertOptions('update()', given, updatingMatches)
    const call = this.#call({ ...this.#state, only: undefined }, 'writes')
    namesOfChanges(this.#state.spec, changes)
    const fixed = { ...changes }
    const { updateMatches } = await import('./write-matches.ts')
    return await updateMatches(call, fixed, options)
  }

  async delete(given?: BulkOptions & Conditional<Types['whole']['values'], Types['fields']>): Promise<number> {
    const options = assertOptions('delete()', given, deletingMany)
    const call = this.#call({ ...this.#state, only: undefined }, 'writes')
    const { deleteMatches } = await import('./write-matches.ts')
    return await deleteMatches(call, options)
  }

  toRequests(): readonly PlainRequest[] {
    return firstRequests(this.#call())
  }

  explain(): Explanation<PlainRequest> {
    const call = this.#call()
    return explainPlan(call.plan, {
      requests: firstRequests(call),
      predicates: call.predicates.length,
      options: this.#state,
    })
  }

  #with<Next = Result>(change: Partial<QueryState>): QuerySet<Types, Next> {
    return new StateQuerySet<Types, Next>(this.#source, { ...this.#state, ...change })
  }

  #keyed(name: string): Exclude<QueryState['access'], { kind: 'scan' }> & { readonly part: GivenValues } {
    const { access } = this.#state
    if (access.kind !== 'scan') return access
    throw new QueryError('query.option', `${name}() adds to a query by key, and this is a scan.`, {
      hint: 'Begin with objects.using() or objects.by(), or narrow the scan with filter().',
    })
  }

  #call(state = this.#state, purpose: Purpose = 'items'): ReadCall<Result> {
    const plan = planQuery(state, purpose)
    const narrow = purpose === 'keys' && state.predicates.length === 0
    return {
      ...{ session: this.#source.current(), plan, options: state, predicates: state.predicates },
      progress: state.access.kind === 'scan' ? state.access.onProgress : undefined,
      convert: (accepted) =>
        (narrow ? accepted.item : toResult(accepted, { mode: state.mode, only: plan.only })) as Result,
    }
  }
}
