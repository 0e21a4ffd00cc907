/**
 * The types of what `using` and `by` accept: for every access pattern the partition key's fields, then sort-key fields from
 * left to right, the last one with an operator if wanted. Gaps and unknown combinations are no members of the union.
 *
 * Measured: 150 instantiations for the queries of a model with two patterns, however many; keep it at that.
 */
import type { EveryField, Operator, OrderedField, TextField } from '../expression/lookup-types.ts'
import type { AnyModelTypes, KeyMap, KeyNames, PatternDefinition, Refs, Wrong } from '../schema/definition.ts'

/** What `beginsWith()` takes on a key field: text on strings and dates, bytes on bytes. */
type StartOf<FieldValue> = FieldValue extends string | Date
  ? string
  : FieldValue extends Uint8Array
    ? Uint8Array
    : never

/** Operators of a key condition: `eq lt lte gt gte between beginsWith`. */
export type KeyOperatorOn<FieldValue> =
  | Operator<FieldValue, EveryField | OrderedField>
  | Operator<StartOf<FieldValue>, TextField>

/**
 * Key fields that must be given, one that may have an operator, and those of other patterns, which may not be there.
 *
 * Read as a member, as are the others here: a type alias would be shown by its name, a member is shown as what it is.
 */
interface Part<Values, Required extends keyof Values, Last extends keyof Values, Others extends PropertyKey> {
  readonly part: { readonly [Name in Required]: Values[Name] & {} } & {
    readonly [Name in Last]?: (Values[Name] & {}) | KeyOperatorOn<Values[Name] & {}>
  } & { readonly [Name in Others]?: never }
}

/** From the first field of a sort key to the last. */
type Steps<
  Values,
  Required extends Names,
  SortKey,
  Names extends keyof Values,
> = SortKey extends `${string}{${infer Last}}${infer Rest}`
  ?
      | Part<Values, Required, Last & Names, Exclude<Names, Required | Last>>['part']
      | (Rest extends `${string}{${string}` ? Steps<Values, Required | (Last & Names), Rest, Names> : never)
  : SortKey extends readonly [infer Last, ...infer Rest]
    ?
        | Part<Values, Required, Last & Names, Exclude<Names, Required | Last>>['part']
        | (Rest extends readonly [] ? never : Steps<Values, Required | (Last & Names), Rest, Names>)
    : Part<Values, Required, never, Exclude<Names, Required>>['part']

/** The partition key of a pattern; a local index has that of the primary key. */
type PartitionKey<Pattern extends PatternDefinition, Keys extends KeyMap> = 'pk' extends keyof Pattern
  ? Pattern['pk']
  : Keys['primary']['pk']

/** What patterns accept. */
export interface KeyParts<
  Types extends AnyModelTypes,
  Name extends keyof Types['keys'] = keyof Types['keys'],
  Pattern extends PatternDefinition = Types['keys'][Name],
  Names extends keyof Types['values'] = KeyNames<Types['keys']> & keyof Types['values'],
> {
  readonly part: Pattern extends unknown
    ? Steps<Types['values'], Refs<PartitionKey<Pattern, Types['keys']>> & Names, Pattern['sk'], Names>
    : never
}

/** The part of a key that one pattern accepts. */
export type PartOfPattern<Types extends AnyModelTypes, Name extends keyof Types['keys']> = KeyParts<Types, Name>['part']

/** The part of a key that any pattern accepts. */
export type PartOf<Types extends AnyModelTypes> = KeyParts<Types>['part']

/** More key fields for a query that has some already; whether they fit together is found at run time. */
export type MoreOf<Types extends AnyModelTypes> = [keyof Types['keys']] extends [never]
  ? Wrong<'An index that holds a part of the items needs the whole key in the first call'>
  : {
      readonly [Name in KeyNames<Types['keys']> & keyof Types['values']]?:
        | (Types['values'][Name] & {})
        | KeyOperatorOn<Types['values'][Name] & {}>
    }
