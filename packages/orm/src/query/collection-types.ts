/** The public interface of collection queries, with its documentation, and the check that models share a partition. */
import type { PlainRequest } from '../execute/send.ts'
import type { Explanation } from '../read/explain.ts'
import type { AnyModelTypes, PartitionOf } from '../schema/definition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Plain } from '../types/plain.ts'
import type { Page, PageOptions } from './query-set-types.ts'

/** What a collection needs to know of a model class. */
export interface ModelClassLike {
  readonly '~storm': ModelSpec
  /** Types only. */
  readonly '~types': AnyModelTypes
}

type PartitionTemplate<Model extends ModelClassLike> = Model['~types']['keys'] extends {
  readonly primary: { readonly pk: infer Side }
}
  ? Side
  : never

type Show<Template> = Template extends string
  ? `'${Template}'`
  : Template extends readonly string[]
    ? `the field ${Template[0]}`
    : 'not known'

type Mismatch<
  First extends ModelClassLike,
  Other extends ModelClassLike,
> = `The models of a collection share one partition key: that of ${First['~types']['name']} is ${Show<PartitionTemplate<First>>}, that of ${Other['~types']['name']} is ${Show<PartitionTemplate<Other>>}`

type Same<Left, Right> = [Left] extends [Right] ? ([Right] extends [Left] ? true : false) : false

/** The models themselves, but for one whose partition key differs from the first one's: there stands a sentence. */
export type SamePartition<Models extends readonly ModelClassLike[]> = {
  readonly [Index in keyof Models]: Same<PartitionTemplate<Models[0]>, PartitionTemplate<Models[Index]>> extends true
    ? Models[Index]
    : Mismatch<Models[0], Models[Index]>
}

/** Field values of the partition that the models share. */
export type CollectionPart<Models extends readonly ModelClassLike[]> = PartitionOf<
  Models[0]['~types']['fields'],
  PartitionTemplate<Models[0]>
>

/** An instance of one of the models. */
export type CollectionItem<Models extends readonly ModelClassLike[]> = Models[number]['~types']['self']

/** Instances by model name, in key order. */
export type Grouped<Models extends readonly ModelClassLike[]> = Plain<{
  [Model in Models[number] as Model['~types']['name']]: Model['~types']['self'][]
}>

/** Names the item to go on after: a cursor, an instance, or the values of its primary key. */
export type CollectionStart<Models extends readonly ModelClassLike[]> = string | Models[number]['~types']['key']

/** The models' items, before a partition is named. */
export interface Collection<Models extends readonly ModelClassLike[]> {
  /** Names the partition by its field values. Nothing is sent. */
  using(part: CollectionPart<Models>): CollectionQuery<Models>
}

/**
 * A lazy, immutable query of one item collection: the items of several models under one partition key, in key order.
 * Items of other models are skipped. Nothing is sent until a terminal method or iteration.
 */
export interface CollectionQuery<Models extends readonly ModelClassLike[]>
  extends AsyncIterable<CollectionItem<Models>> {
  /** At most `count` items, and exactly so many if there are. */
  limit(count: number): CollectionQuery<Models>
  /** At most `count` items read by one request. */
  pageSize(count: number): CollectionQuery<Models>
  /** From the greatest sort key to the least. */
  reverse(): CollectionQuery<Models>
  /** Strongly consistent reads, at twice the price. */
  consistent(): CollectionQuery<Models>
  /** Begins after an item, which need not exist any more. */
  startAfter(position: CollectionStart<Models>): CollectionQuery<Models>
  /** Ends with `request.aborted` when the signal fires. */
  signal(signal: AbortSignal): CollectionQuery<Models>

  /** All items, in key order. Cost: one Query per page of 1 MB. */
  all(): Promise<CollectionItem<Models>[]>
  /** All items by model name: a list for every model, empty if it has none. Cost: as `all()`. */
  grouped(): Promise<Grouped<Models>>
  /** The first item; `undefined` if there is none. */
  first(): Promise<CollectionItem<Models> | undefined>
  /** The number of items of the models. */
  count(): Promise<number>
  /** One page and the cursor of the next; `next` is there exactly if another item follows. */
  page(options?: PageOptions): Promise<Page<CollectionItem<Models>>>

  /** The first request, as the wire JSON. */
  toRequests(): readonly PlainRequest[]
  /** What would be sent, and why. */
  explain(): Explanation<PlainRequest>
}
