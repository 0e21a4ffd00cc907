/** What relations between models can do: the public interfaces and their docs. The implementation is `related.ts`. */
import type { Filter } from '../expression/lookup-types.ts'
import type { KeyParts } from '../query/part-types.ts'
import type { QuerySet } from '../query/query-set-types.ts'
import type { AnyModelTypes } from '../schema/definition.ts'
import type { GetOptions } from './manager-types.ts'

/** The one item that an instance refers to. Lazy, and not thenable: nothing is sent before `get` or `find`. */
export interface ToOne<Target> {
  /**
   * The item; it must exist.
   *
   * Cost: none where it was prefetched; else one GetItem, shared by the gets of one tick.
   *
   * @throws {ItemNotFound} `item.not-found` (`X.DoesNotExist`)
   */
  get(options?: GetOptions): Promise<Target>
  /** As `get`, but `undefined` where there is none. */
  find(options?: GetOptions): Promise<Target | undefined>
  /** What was prefetched: the item, `null` where there is none, `undefined` where nothing was prefetched. Sends nothing. */
  readonly loaded: Target | null | undefined
  /** For the library itself. */
  readonly '~relation': 'one'
}

/** The items that belong to an instance. Lazy: nothing is sent before `all` or iteration. */
export interface ToMany<Target> extends AsyncIterable<Target> {
  /** All of them, in key order. Cost: none where they were prefetched; else one Query per page. */
  all(): Promise<Target[]>
  /** What was prefetched; `undefined` where nothing was. Sends nothing. */
  readonly loaded: readonly Target[] | undefined
  /** For the library itself. */
  readonly '~relation': 'many'
}

/** The items that belong to an instance by a key that they share. */
export interface RelatedMany<Types extends AnyModelTypes> extends ToMany<Types['self']> {
  /** The items as a query set, for further conditions, pages, counts. It does not look at what was prefetched. */
  readonly query: QuerySet<Types, Types['self']>
}

/** Which of the items, and in which order. */
export interface RelatedManyOptions<Types extends AnyModelTypes> {
  readonly filter?: Filter<Types['values'], Types['fields']>
  /** At most so many. */
  readonly limit?: number
  /** From the greatest sort key to the least. */
  readonly reverse?: boolean
}

/** What `related(X)` gives: relations to `X`. */
export interface Related<Types extends AnyModelTypes> {
  /**
   * One-to-one and many-to-one: the instance holds the key of the item. Without a key (an optional reference that is not
   * set) there is no item, and nothing is sent.
   */
  one(owner: object, key: Types['key'] | undefined): ToOne<Types['self']>
  /** One-to-many: the items that `X.objects.using(part)` gives. */
  many(owner: object, part: KeyParts<Types>['part'], options?: RelatedManyOptions<Types>): RelatedMany<Types>
  /**
   * Many-to-many: each link, an item of a model between the two, holds the key of one item. In the order of the links;
   * a link whose item is not there is left out.
   *
   * Cost: the links' Query, then one BatchGetItem per 100 items.
   */
  through<Link>(links: ToMany<Link>, keyOf: (link: Link) => Types['key'] | undefined): ToMany<Types['self']>
}

/** Names of an item's methods that give a relation. */
export type RelationNames<Item> = {
  [Name in keyof Item]: Item[Name] extends () => { readonly '~relation': 'one' | 'many' } ? Name : never
}[keyof Item]

/** Options of `prefetch`. */
export interface PrefetchOptions extends GetOptions {
  /** Queries of to-many relations that are under way at most. Default 8. */
  readonly concurrency?: number
}
