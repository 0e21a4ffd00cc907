/** What `X.objects` can do on a table with indexes that hold a part of the items: queries say what they give. */
import type { KeyParts } from '../query/part-types.ts'
import type { GlobalRefusals, QuerySet, Refusals, ScanRefusals } from '../query/query-set-types.ts'
import type { ScanOptions } from '../read/query-state.ts'
import type { AnyModelTypes, KeyNames, Wrong } from '../schema/definition.ts'
import type { HeldBy, HeldOnAll, HeldTypes, PartIndexes, WholePatterns } from '../schema/held-types.ts'
import type { ItemManager } from './manager-types.ts'

/** Plain objects of some fields; instances after `hydrate()`. */
export type HeldSet<
  Types extends AnyModelTypes,
  Names extends keyof Types['values'],
  Refused extends Refusals = HeldRefusals,
> = QuerySet<HeldTypes<Types, Names>, HeldTypes<Types, Names>['self'], Types['self'], Refused>

/** What is not taken by queries over an index that holds a part. */
export interface HeldRefusals extends GlobalRefusals {
  readonly writes: Wrong<'The index holds a part of the items: add hydrate(), and what it finds can be written'>
}
export interface HeldScanRefusals extends HeldRefusals {
  readonly order: ScanRefusals['order']
}

/** What a query by one of some patterns gives: instances, if one of them is on whole items, which is preferred. */
type SetOver<Types extends AnyModelTypes, Patterns extends keyof Types['keys']> = [
  WholePatterns<Types, Patterns>,
] extends [never]
  ? HeldSet<Types, HeldBy<Types, [Patterns] extends [never] ? keyof Types['keys'] : Patterns>>
  : QuerySet<Types, Types['self']>

/** Names of the patterns that a part of a key fits. */
type Serving<Types extends AnyModelTypes, Given> = {
  [Name in keyof Types['keys']]: Given extends KeyParts<Types, Name>['part'] ? Name : never
}[keyof Types['keys']]

/** A sentence in place of what is part of no key: a type parameter takes more properties than its constraint names. */
type OnlyKeys<Types extends AnyModelTypes, Given> = {
  readonly [Name in Exclude<keyof Given, KeyNames<Types['keys']>>]: Wrong<`'${Name & string}' is part of no key`>
}

/**
 * The manager of a model on a table with indexes that hold a part of the items. A query over one gives plain objects of the
 * fields that the index holds, `hydrate()` instances.
 */
export interface PartManager<Types extends AnyModelTypes> extends ItemManager<Types> {
  /**
   * The items that share a partition key, of the table or of an index: the pattern whose partition key the given fields
   * complete, one on whole items if there is a choice. Sort-key fields may follow from left to right, the last with an
   * operator.
   *
   * Cost: none until a terminal method; then one Query per page.
   *
   * @throws {QueryError} `query.no-index` if no pattern covers the fields
   */
  using<const Given extends KeyParts<Types>['part']>(
    part: Given & OnlyKeys<Types, Given>,
  ): Given extends unknown ? SetOver<Types, Serving<Types, Given>> : never
  /** As `using`, with the access pattern named. */
  by<Name extends keyof Types['keys'] & string>(
    pattern: Name,
    part: KeyParts<Types, Name>['part'],
  ): Name extends unknown ? SetOver<Types, Name> : never
  /**
   * Every item of the model, by reading the whole table, or an index that holds whole items. See `Manager.scan`.
   *
   * Cost: one Scan per page of the table, at least one per segment.
   */
  scan(
    options?: ScanOptions & {
      readonly index?: Exclude<keyof Types['indexes'], PartIndexes<Types['indexes']>> | undefined
    },
  ): QuerySet<Types, Types['self'], Types['self'], ScanRefusals>
  /** What an index holds of every item of the model that is in it. */
  scan<Name extends PartIndexes<Types['indexes']>>(
    options: ScanOptions & { readonly index: Name },
  ): HeldSet<Types, HeldOnAll<Types, Name>, HeldScanRefusals>
}
