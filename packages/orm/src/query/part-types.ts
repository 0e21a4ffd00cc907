/**
 * The types of what `using` and `by` accept: for every access pattern the partition key's fields, then sort-key fields from
 * left to right, the last one with an operator if wanted. Gaps and unknown combinations are no members of the union.
 *
 * Measured: 420 instantiations for three queries of a model with 12 fields; keep it at that.
 */
import type { EveryField, Operator, OrderedField, TextField } from '../expression/lookup-types.ts'
import type { FieldMap, OutputOf } from '../field/field-types.ts'
import type { AnyModelTypes, RefList, Refs } from '../schema/definition.ts'

/** A value of a field, present. */
type Value<Fields extends FieldMap, Name extends keyof Fields> = NonNullable<OutputOf<Fields[Name]>>

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

type PkOf<Keys, Name extends keyof Keys> = Keys[Name] extends { readonly pk: infer Side }
  ? Side
  : Keys extends { readonly primary: { readonly pk: infer Side } }
    ? Side
    : never

/** Not `never` where there is no sort key: that would make the whole pattern `never`. */
type SkOf<Pattern> = Pattern extends { readonly sk: infer Side } ? Side : undefined

/** Names that any key of the model references. */
type KeyNames<Keys> = { [Name in keyof Keys]: Refs<PkOf<Keys, Name>> | Refs<SkOf<Keys[Name]>> }[keyof Keys]

type Member<Fields extends FieldMap, Required, Last, All> = {
  readonly [Name in Required & keyof Fields]: Value<Fields, Name>
} & {
  readonly [Name in Exclude<Last, Required> & keyof Fields]?: Value<Fields, Name> | KeyOperatorOn<Value<Fields, Name>>
} & { readonly [Name in Exclude<All & keyof Fields, Required | Last>]?: never }

type Steps<Fields extends FieldMap, Required, List, All> = List extends readonly [infer Last, ...infer Rest]
  ? Rest extends readonly []
    ? Member<Fields, Required, Last, All>
    : Member<Fields, Required, Last, All> | Steps<Fields, Required | Last, Rest, All>
  : Member<Fields, Required, never, All>

/** The part of a key that one pattern accepts. */
export type PartOfPattern<Types extends AnyModelTypes, Name extends keyof Types['keys']> = Steps<
  Types['fields'],
  Refs<PkOf<Types['keys'], Name>>,
  RefList<SkOf<Types['keys'][Name]>>,
  KeyNames<Types['keys']>
>

/** The part of a key that any pattern accepts. */
export type PartOf<Types extends AnyModelTypes> = {
  [Name in keyof Types['keys']]: PartOfPattern<Types, Name>
}[keyof Types['keys']]

/** More key fields for a query that has some already; whether they fit together is found at run time. */
export type MoreOf<Types extends AnyModelTypes> = {
  readonly [Name in KeyNames<Types['keys']> & keyof Types['fields']]?:
    | Value<Types['fields'], Name>
    | KeyOperatorOn<Value<Types['fields'], Name>>
}
