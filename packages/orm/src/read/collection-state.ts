/** What a collection query was asked for so far: immutable data; `plan-collection.ts` turns it into a plan. */
import type { ModelSpec } from '../schema/model-spec.ts'
import { type Access, type FilterState, type GivenValues, noOptions, type ReadOptions } from './query-state.ts'

/** A read of one item collection, of several models. */
export interface CollectionState extends ReadOptions {
  /** The models that the collection was made of. */
  readonly specs: readonly ModelSpec[]
  readonly access: Exclude<Access, { readonly kind: 'scan' }>
  /** Those whose items are results. */
  readonly members: readonly ModelSpec[]
  /** Text that sort keys begin with, as it is stored. */
  readonly under: string | undefined
  /** Most results of a model, by its name. */
  readonly limits: Readonly<Record<string, number>> | undefined
  /** What items of a model must meet, by its name. */
  readonly filters: Readonly<Record<string, readonly FilterState[]>>
  /** Whether items of an index that holds a part of them are read whole, by batch get. */
  readonly hydrate: boolean
  /** Fields of narrowed results, by the model's name. */
  readonly only: Readonly<Record<string, readonly string[]>>
  /** What a result is, where its model is not narrowed. */
  readonly mode: 'instances' | 'values'
  /** Functions over results, run here. */
  readonly predicates: readonly ((result: never) => unknown)[]
  /** Whether items of no member are results too. */
  readonly unrecognised: boolean
}

/** The state of a collection query that nothing was added to yet. */
export const collectionState = (specs: readonly ModelSpec[], part: GivenValues, pattern?: string): CollectionState => {
  const given = Object.freeze({ ...part })
  const access =
    pattern === undefined ? { kind: 'using' as const, part: given } : { kind: 'by' as const, part: given, pattern }
  const members = Object.freeze([...specs])
  return Object.freeze({
    ...{ specs: members, members, access, under: undefined, limits: undefined, unrecognised: false },
    mode: 'instances' as const,
    ...{ hydrate: false, filters: Object.freeze({}), only: Object.freeze({}), predicates: Object.freeze([]) },
    ...noOptions,
  })
}
