/** What a lazy read was asked for so far: immutable data, copied by every builder call; `plan.ts` turns it into requests. */
import type { ModelSpec } from '../schema/model-spec.ts'

/** Field values by name, as callers give them. */
export type GivenValues = Readonly<Record<string, unknown>>

/** A filter as it was given; a negated one came from `exclude`. */
export interface FilterState {
  readonly filter: unknown
  readonly negated: boolean
}

/** Options that every kind of read has. */
export interface ReadOptions {
  /** Most results; `undefined`: all. */
  readonly limit: number | undefined
  /** Most items that one request reads. */
  readonly pageSize: number | undefined
  readonly reverse: boolean
  readonly consistent: boolean
  /** A cursor, or an object with the field values of the item to go on after. */
  readonly start: string | GivenValues | undefined
  readonly signal: AbortSignal | undefined
}

/** How key fields choose items: by a pattern that the planner finds, by a named one, or not at all. */
export type Access =
  | { readonly kind: 'using'; readonly part: GivenValues }
  | { readonly kind: 'by'; readonly part: GivenValues; readonly pattern: string }
  | { readonly kind: 'scan' }

/** A read of one model's items. */
export interface QueryState extends ReadOptions {
  readonly spec: ModelSpec
  readonly access: Access
  readonly filters: readonly FilterState[]
  /** Functions over results, run here. */
  readonly predicates: readonly ((result: never) => unknown)[]
  /** Fields to read; `undefined`: all. */
  readonly only: readonly string[] | undefined
  /** What a result is: an instance of the class, or a plain object of field values. */
  readonly mode: 'instances' | 'values'
}

/** A read of one item collection, of several models. */
export interface CollectionState extends ReadOptions {
  readonly specs: readonly ModelSpec[]
  /** Values of the partition key's fields. */
  readonly part: GivenValues
}

const noOptions: ReadOptions = Object.freeze({
  limit: undefined,
  pageSize: undefined,
  reverse: false,
  consistent: false,
  start: undefined,
  signal: undefined,
})

/** The state of a query that nothing was added to yet. */
export const queryState = (spec: ModelSpec, access: Access): QueryState =>
  Object.freeze({
    ...noOptions,
    ...{ spec, access, mode: 'instances' as const, only: undefined },
    ...{ filters: Object.freeze([]), predicates: Object.freeze([]) },
  })

/** The state of a collection query that nothing was added to yet. */
export const collectionState = (specs: readonly ModelSpec[], part: GivenValues): CollectionState =>
  Object.freeze({ ...noOptions, specs: Object.freeze([...specs]), part: Object.freeze({ ...part }) })
