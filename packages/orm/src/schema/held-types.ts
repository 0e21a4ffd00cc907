/**
 * What an index holds of a model's items, as far as types tell: for tables with indexes that hold a part. All others pay for
 * the one question whether there are such indexes.
 */

import type { FieldMap, TraitsOf } from '../field/field-types.ts'
import type { None } from '../types/none.ts'
import type { Plain } from '../types/plain.ts'
import type { AnyModelTypes, KeyMap, Refs, Said } from './definition.ts'
import type { Projection } from './table-spec.ts'

/**
 * Names of the indexes that hold a part of the items, or may: what its projection is need not be known. A local one fetches
 * the rest, so it gives whole items.
 */
export type PartIndexes<Indexes> = {
  [Name in keyof Indexes]: Indexes[Name] extends { readonly local: true } | { readonly projection: 'ALL' }
    ? never
    : Indexes[Name] extends { readonly projection: Projection }
      ? Name
      : never
}[keyof Indexes]

type IndexOf<Pattern> = Pattern extends { readonly index: infer Index } ? Index : never

/** Those of the patterns whose index holds whole items. */
export type WholePatterns<Types extends AnyModelTypes, Patterns extends keyof Types['keys']> = Patterns extends unknown
  ? IndexOf<Types['keys'][Patterns]> & PartIndexes<Types['indexes']> extends never
    ? Patterns
    : never
  : never

/** Names of a model's patterns on an index. */
export type PatternsOn<Keys extends KeyMap, Index> = {
  [Name in keyof Keys]: Index extends IndexOf<Keys[Name]> ? Name : never
}[keyof Keys]

/** Attributes that an index holds besides keys; of a list that is no literal, none are known. */
type Included<Index> = Index extends { readonly projection: { readonly include: readonly (infer Attribute)[] } }
  ? string extends Attribute
    ? never
    : Attribute
  : never

/** The attribute of a field, as its traits say; `never` for one that only keys hold. */
type AttributeOf<Name, Traits> = 'keyOnly' extends Traits
  ? never
  : [Extract<Traits, `as ${string}`>] extends [never]
    ? Name
    : Extract<Traits, `as ${string}`> extends `as ${infer Attribute}`
      ? Attribute
      : never

/** Fields whose attributes are among some. */
type FieldsIn<Fields extends FieldMap, Attributes> = {
  [Name in keyof Fields]: [AttributeOf<Name, TraitsOf<Fields[Name]>>] extends [never]
    ? never
    : AttributeOf<Name, TraitsOf<Fields[Name]>> extends Attributes
      ? Name
      : never
}[keyof Fields]

/** Fields that an index holds: of the primary key, of the keys that the model has on it, and what it includes. */
export type HeldOn<Types extends AnyModelTypes, Index extends keyof Types['indexes']> =
  | (Refs<Said<Types['keys']['primary'] | Types['keys'][PatternsOn<Types['keys'], Index>]>> & keyof Types['values'])
  | (FieldsIn<Types['fields'], Included<Types['indexes'][Index]>> & keyof Types['values'])

/** Fields that each of some indexes holds. */
export type HeldOnAll<Types extends AnyModelTypes, Index extends keyof Types['indexes']> = {
  [Name in keyof Types['values']]: Index extends unknown ? (Name extends HeldOn<Types, Index> ? never : Name) : never
} extends infer Lacking
  ? { [Name in keyof Lacking]: Lacking[Name] extends never ? Name : never }[keyof Lacking] & keyof Types['values']
  : never

/** Fields that the indexes of all of some patterns hold. */
export type HeldBy<Types extends AnyModelTypes, Patterns extends keyof Types['keys']> = HeldOnAll<
  Types,
  IndexOf<Types['keys'][Patterns]> & keyof Types['indexes']
>

/** The types of a model as far as an index holds its items: nothing of it is an instance. */
export interface HeldTypes<Types extends AnyModelTypes, Names extends keyof Types['values']> extends AnyModelTypes {
  readonly self: Plain<Pick<Types['values'], Names>>
  readonly name: Types['name']
  readonly fields: Types['fields']
  /** None: what is read is known from the first call, so the pattern cannot be chosen anew. */
  readonly keys: None
  readonly unique: Types['unique']
  readonly indexes: Types['indexes']
  readonly values: Pick<Types['values'], Names>
  readonly given: Types['given']
  readonly insert: Types['insert']
  readonly key: Types['key']
  readonly whole: Types['whole']
}
