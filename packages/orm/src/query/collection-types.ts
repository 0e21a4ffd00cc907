/** The public interface of collections and their queries, with its documentation. */
import type { Unrecognised } from '../codec/unrecognised.ts'
import type { PlainRequest } from '../execute/send.ts'
import type { Filter } from '../expression/lookup-types.ts'
import type { Explanation } from '../read/explain.ts'
import type { Budget } from '../read/query-state.ts'
import type { Wrong } from '../schema/definition.ts'
import type { Plain } from '../types/plain.ts'
import type {
  CollectionPart,
  CollectionPatternPart,
  ModelClassLike,
  PatternNames,
  SharesPattern,
  UnreadBy,
  UnreadByAny,
} from './collection-part-types.ts'
import type { Page, PageOptions } from './query-set-types.ts'

/** What a query gives for each model, by the model's name. */
export type CollectionResults<Models extends readonly ModelClassLike[]> = {
  readonly [Model in Models[number] as Model['~types']['name']]: Model['~types']['self']
}

/** An instance of one of the models. */
export type CollectionItem<Models extends readonly ModelClassLike[]> = Models[number]['~types']['self']

/** Lists by model name, in key order. */
export type GroupsOf<Results> = Plain<{ -readonly [Name in keyof Results]: Results[Name][] }>

/** Instances by model name, in key order. */
export type Grouped<Models extends readonly ModelClassLike[]> = GroupsOf<CollectionResults<Models>>

/** One page of a collection, by model name. */
export interface GroupedPage<Results> {
  readonly groups: GroupsOf<Results>
  /** Cursor of the next page; absent if there is nothing more. The cursors of `page()` and `groupedPage()` are the same. */
  readonly next?: string
  /** Cursor of the page before; absent on the first page. */
  readonly previous?: string
}

/** Names the item to go on after: a cursor, an instance, or the values of all key fields of the queried index. */
export type CollectionStart<Models extends readonly ModelClassLike[]> =
  | string
  | { [Index in keyof Models]: Models[Index]['~types']['key'] & Partial<Models[Index]['~types']['values']> }[number]

/** Results without those of one model, and that one's in another shape. */
type Narrowed<Results, Name, Shape> = {
  readonly [Each in keyof Results]: Each extends Name ? Shape : Results[Each]
}

/** Results with plain objects in place of the models' instances. */
type ValuesOf<Models extends readonly ModelClassLike[], Results> = {
  readonly [Name in keyof Results]: Results[Name] extends Models[number]['~types']['self']
    ? Plain<Extract<Models[number], { readonly '~types': { readonly name: Name } }>['~types']['values']>
    : Results[Name]
}

/** The models' items, before a partition is named. */
export interface Collection<Models extends readonly ModelClassLike[]> {
  /**
   * Names the partition by its field values: that of the table, or of an index on which the models share a partition key
   * template. If the fields are those of several, the table goes first, then the pattern that the first model declares first.
   *
   * Cost: none until a terminal method; then one Query per page, for all models together.
   *
   * @throws {QueryError} `query.no-index` from the terminal method, if no shared partition has exactly these fields
   */
  using(part: CollectionPart<Models>): CollectionQuery<Models, CollectionResults<Models>, UnreadByAny<Models>>
  /**
   * As `using`, with the access pattern named as the first model names it. The others share it if they have a pattern on
   * the same index with the same partition key template, under whatever name.
   *
   * @example
   * ```ts run
   * await shop.collection(User, Order).by('primary', { userId: 'u1' }).count() // => 4
   * // sends Query { "KeyConditionExpression": "#0 = :0", "Select": "COUNT" }
   * ```
   * @throws {QueryError} `query.collection` from the terminal method, if a model does not share the pattern
   */
  by<const Name extends PatternNames<Models>>(
    pattern: Name & SharesPattern<Models, Name>,
    part: CollectionPatternPart<Models, Name>,
  ): CollectionQuery<Models, CollectionResults<Models>, UnreadBy<Models, Name>>
}

/** What a query must be to be read: a sentence if there are models of which the index holds a part. */
type Readable<Unread> = [Unread] extends [never]
  ? unknown
  : Wrong<'The index holds a part of the items: add hydrate(), or name fields of every model with only()'>

/**
 * A lazy, immutable query of one item collection: the items of several models under one partition key, in key order.
 * Items of other models are skipped. Nothing is sent until a terminal method or iteration.
 *
 * Where the sort keys of all models begin with the same text, only keys that begin with it are read.
 */
export interface CollectionQuery<
  Models extends readonly ModelClassLike[],
  Results = CollectionResults<Models>,
  Unread = never,
> extends AsyncIterable<Results[keyof Results]> {
  /**
   * Narrows to some of the models. Items of the others are not results; they are not even read where the sort keys of the
   * models that are left begin with the same text.
   *
   * @example
   * ```ts run
   * await shop.collection(User, Order).using({ userId: 'u1' }).models(Order).grouped()
   * // => { Order: [{ total: 5 }, { total: 40 }, { total: 250 }] }
   * // sends Query { "KeyConditionExpression": "#0 = :0 AND begins_with(#1, :1)" }
   * ```
   */
  models<const Some extends readonly [Models[number], ...Models[number][]]>(
    ...models: Some
  ): CollectionQuery<
    Some,
    Pick<Results, keyof Results & (Some[number]['~types']['name'] | 'Unrecognised')>,
    Unread & Some[number]['~types']['name']
  >
  /**
   * Narrows one model's items to those that meet every condition; items of the others are not concerned. Several calls are
   * joined with AND.
   *
   * DynamoDB applies a filter after reading, and charges for what it read.
   *
   * @example
   * ```ts run
   * await shop.collection(User, Order).using({ userId: 'u1' }).filter(Order, { total: gte(100) }).grouped()
   * // => { User: [{ name: 'Ada' }], Order: [{ total: 250 }] }
   * // sends Query { "FilterExpression": "NOT #1 = :1 OR #2 >= :2" }
   * ```
   * @throws {QueryError} `query.option` from the terminal method, for what the index does not hold, without `hydrate()`
   */
  filter<Model extends Models[number]>(
    model: Model,
    filter: Filter<Model['~types']['values'], Model['~types']['fields']>,
  ): CollectionQuery<Models, Results, Unread>
  /** Leaves out one model's items that meet the filter. */
  exclude<Model extends Models[number]>(
    model: Model,
    filter: Filter<Model['~types']['values'], Model['~types']['fields']>,
  ): CollectionQuery<Models, Results, Unread>
  /**
   * Narrows to the sort keys that begin with a text: a sub-collection. The text is taken as it is stored; values in it are
   * written in the table's key encoding.
   *
   * Cost: only these items are read and charged for.
   *
   * @example
   * ```ts run
   * await shop.collection(User, Order).using({ userId: 'u1' }).under('PROFILE').all()
   * // => [{ name: 'Ada' }]
   * ```
   * @throws {QueryError} `query.option` from the terminal method, if no sort key template of a model can begin with the text
   */
  under(prefix: string): CollectionQuery<Models, Results, Unread>
  /**
   * At most `count` results, and exactly so many if there are. With an object: at most so many of each named model, and
   * all of the others.
   *
   * Reading stops as soon as every model has enough, and never does before where a model has no limit. Items of a model
   * that has enough are read and charged for while another still lacks some. Pages go on from what each model has left.
   *
   * Cost: the first request reads as many items as all limits together; what follows, twice as many each time.
   *
   * @example
   * ```ts run
   * await shop.collection(User, Order).using({ userId: 'u1' }).reverse().limit({ User: 1, Order: 2 }).grouped()
   * // => { User: [{ name: 'Ada' }], Order: [{ total: 250 }, { total: 40 }] }
   * // sends Query { "Limit": 3, "ScanIndexForward": false }
   * ```
   */
  limit(count: number | Readonly<{ [Name in keyof Results]?: number }>): CollectionQuery<Models, Results, Unread>
  /**
   * Reads these fields of one model's items only, and gives plain objects for them. Once every model is narrowed, nothing
   * else is transferred. DynamoDB charges for whole items all the same.
   *
   * @example
   * ```ts run
   * await shop.collection(User, Order).using({ userId: 'u1' }).only(Order, 'total').limit(2).all()
   * // => [{ total: 5 }, { total: 40 }]
   * ```
   */
  only<Model extends Models[number], Name extends keyof Model['~types']['values'] & string>(
    model: Model,
    ...names: readonly [Name, ...Name[]]
  ): CollectionQuery<
    Models,
    Narrowed<Results, Model['~types']['name'], Plain<Pick<Model['~types']['values'], Name>>>,
    Exclude<Unread, Model['~types']['name']>
  >
  /**
   * Reads whole items where the index holds only a part of them. The order is kept; items that were deleted meanwhile, or
   * that do not match any more, are left out. Nothing changes where the index holds all that is read.
   *
   * Cost: one BatchGetItem per 100 items, of all models together, besides the query.
   */
  hydrate(): CollectionQuery<Models, Results>
  /**
   * Gives plain objects of field values in place of instances.
   *
   * @example
   * ```ts run
   * const [user] = await shop.collection(User, Order).using({ userId: 'u1' }).models(User).values().all()
   * user instanceof User // => false
   * ```
   */
  values(): CollectionQuery<Models, ValuesOf<Models, Results>, Unread>
  /**
   * Keeps results for which the function gives true. It runs here, after reading: what it drops is read and charged for.
   * A limit counts what is left.
   *
   * @example
   * ```ts run
   * await shop.collection(User, Order).using({ userId: 'u1' }).where((item) => item instanceof User).all()
   * // => [{ name: 'Ada' }]
   * ```
   */
  where(predicate: (result: Results[keyof Results]) => boolean): CollectionQuery<Models, Results, Unread>
  /**
   * Gives items of none of the models too, as `Unrecognised`, in their places. They are grouped as `Unrecognised`.
   *
   * All sort keys of the partition are read then, but for `under()`.
   *
   * @example
   * ```ts run
   * const { Unrecognised: others } = await shop.collection(User).using({ userId: 'u1' }).unrecognised().grouped()
   * others.map(({ item }) => item['_type']) // => [{ S: 'Order' }, { S: 'Order' }, { S: 'Order' }]
   * ```
   */
  unrecognised(): CollectionQuery<Models, Results & { readonly Unrecognised: Unrecognised }, Unread>
  /** At most `count` items read by one request. */
  pageSize(count: number): CollectionQuery<Models, Results, Unread>
  /** From the greatest sort key to the least. */
  reverse(): CollectionQuery<Models, Results, Unread>
  /** Strongly consistent reads, at twice the price; global indexes have none. */
  consistent(): CollectionQuery<Models, Results, Unread>
  /** Begins after an item, which need not exist any more. */
  startAfter(position: CollectionStart<Models>): CollectionQuery<Models, Results, Unread>
  /** Stops when so many requests were sent, or so much capacity was used, with `query.budget` and a cursor. */
  budget(budget: Budget): CollectionQuery<Models, Results, Unread>
  /** Ends with `request.aborted` when the signal fires. */
  signal(signal: AbortSignal): CollectionQuery<Models, Results, Unread>

  /** All results, in key order. Cost: one Query per page of 1 MB. */
  all(this: Readable<Unread>): Promise<Results[keyof Results][]>
  /** All results by model name: a list for every model, empty if it has none. Cost: as `all()`. */
  grouped(this: Readable<Unread>): Promise<GroupsOf<Results>>
  /** The first result; `undefined` if there is none. */
  first(this: Readable<Unread>): Promise<Results[keyof Results] | undefined>
  /**
   * The one result.
   *
   * @throws {QueryError} `query.not-one` if there is none, or more than one
   */
  one(this: Readable<Unread>): Promise<Results[keyof Results]>
  /** Whether there is a result. Cost: as `first()`. */
  exists(this: Readable<Unread>): Promise<boolean>
  /** The last result; `undefined` if there is none. Cost: one request; with a limit or a start, as `all()`. */
  last(this: Readable<Unread>): Promise<Results[keyof Results] | undefined>
  /** The number of results. */
  count(this: Readable<Unread>): Promise<number>
  /**
   * One page and the cursors of its neighbours; `next` is there exactly if another item follows. With limits by model, an
   * item that counts: the page is read on until one is found, or every model has enough.
   *
   * @throws {CursorError} `cursor.invalid` for a cursor that was altered or belongs to another query
   */
  page(this: Readable<Unread>, options?: PageOptions): Promise<Page<Results[keyof Results]>>
  /**
   * The same page by model name. A group may go on on the next page.
   *
   * @example
   * ```ts run
   * const { groups, next } = await shop.collection(User, Order).using({ userId: 'u1' }).groupedPage({ size: 2 })
   * groups // => { User: [], Order: [{ total: 5 }, { total: 40 }] }
   * typeof next // => 'string'
   * ```
   */
  groupedPage(this: Readable<Unread>, options?: PageOptions): Promise<GroupedPage<Results>>
  /** All pages one after the other, of `pageSize()` results each (default 100). */
  pages(this: Readable<Unread>): AsyncIterable<Page<Results[keyof Results]>>

  /** The first request, as the wire JSON. */
  toRequests(this: Readable<Unread>): readonly PlainRequest[]
  /** What would be sent, and why. */
  explain(this: Readable<Unread>): Explanation<PlainRequest>
}
