/** What a collection query was asked for so far: immutable data; `plan-collection.ts` turns it into a plan. */
import type { ModelSpec } from '../schema/model-spec.ts'
import { type Access, type GivenValues, noOptions, type ReadOptions } from './query-state.ts'

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
    ...noOptions,
    ...{ specs: members, members, access, under: undefined, limits: undefined, unrecognised: false },
    mode: 'instances' as const,
    ...{ only: Object.freeze({}), predicates: Object.freeze([]) },
  })
}
