/**
 * The types of what `update` accepts: changes per field. As in `lookup-types.ts`, an operator carries what it was given, and
 * only the fields that a call names are ever resolved.
 */
import type { FieldMap, InputOf, TraitsOf } from '../field/field-types.ts'
import type { AnyModelTypes, Wrong } from '../schema/definition.ts'
import type { changeBrand } from './brands.ts'
import type { At, EveryField } from './lookup-types.ts'
import type { NamesOfKind, Ref, RefTo } from './ref-types.ts'

/** Where a change fits, as the sentence that a compile error shows. */
export type NumberField = 'plus() and minus() fit a number, bigint or decimal field'
export type ListField = 'append() and prepend() fit a list'
export type SetField = 'addTo() and removeFrom() fit a set'
export type OptionalField =
  'remove() fits an optional field, one with a default, a set, and elements of lists and records'

/** What numbers of the three numeric kinds look like; decimals are strings. */
export type Amount = number | bigint | string

/** Names of the simple change operators, as `node[changeBrand]` holds them; `sum`, `patch` and `at` are the others. */
export type ChangeName = 'plus' | 'minus' | 'append' | 'prepend' | 'remove' | 'ifMissing' | 'addTo' | 'removeFrom'

/** A change of one field: what a change function such as `plus(5)` returns. Frozen. */
export interface ChangeOperator<Operand, Rule extends string = string> {
  readonly [changeBrand]: ChangeName
  readonly operands: readonly unknown[]
  readonly '~operand'?: Operand | undefined
  readonly '~rule'?: Rule | undefined
}

/** `F('a').plus(1)`: a sum or difference whose first operand is another field. */
export interface Sum<Name extends string = string, By = never> {
  readonly [changeBrand]: 'sum'
  readonly operands: readonly unknown[]
  readonly '~names'?: Name | undefined
  readonly '~by'?: By | undefined
}
interface SumOf<By, Peers> extends Sum<string, By> {
  readonly '~names'?: NamesOfKind<'number', Peers> | undefined
}

/** Another field in a change: what `F('other')` returns. */
export interface FieldRef<Name extends string = string> extends Ref<Name> {
  /** The other field's value plus a number. */
  plus<By extends Amount>(amount: By): Sum<Name, By>
  /** The other field's value plus a third field. */
  plus<Other extends string>(other: Ref<Other>): Sum<Name | Other>
  /** The other field's value minus a number. */
  minus<By extends Amount>(amount: By): Sum<Name, By>
  /** The other field's value minus a third field. */
  minus<Other extends string>(other: Ref<Other>): Sum<Name | Other>
}

/** Changes of a map's members: what `patch({…})` returns. */
export interface Patch<Members> {
  readonly [changeBrand]: 'patch'
  readonly operands: readonly unknown[]
  readonly '~members'?: Members | undefined
}

/** Resolved lazily, so that a value type may contain itself. */
interface AtChange<Element, Peers> extends At<unknown> {
  readonly '~inner'?: Change<Element, Peers, Element, OptionalField> | undefined
}

/**
 * What an update accepts for a field of type `Value`: a new value, a change operator that fits it, or another field.
 *
 * `Peers` are the fields that a reference may name, `Own` is what the field itself is: its declaration, or else `Value`.
 * `Rules` are what the field fits besides: `OptionalField` if it can be removed.
 */
export type Change<Value, Peers = unknown, Own = Value, Rules extends string = OptionalField> =
  | Value
  | RefTo<Own, Peers>
  | ChangeOperator<Value | RefTo<Own, Peers>, EveryField | Rules>
  | ChangeByKind<Value, Peers, Own>

type ChangeByKind<Value, Peers, Own, Whole = Value> = Value extends number
  ? Counted<number, Peers>
  : Value extends bigint
    ? Counted<bigint, Peers>
    : Value extends string
      ? CountedText<Value, Peers, Own>
      : Value extends boolean | null | Date | Uint8Array
        ? never
        : Value extends ReadonlySet<infer Element>
          ? ChangeOperator<Element | Several<Element>, SetField | OptionalField>
          : Value extends readonly (infer Element)[]
            ?
                | ChangeOperator<Element | Several<Element>, ListField>
                | AtChange<Element, Peers>
                | readonly AtChange<Element, Peers>[]
            : Value extends object
              ? Patch<EachMap<Whole, Peers>>
              : never

/** One of several maps is patched by members of any: which one is stored is not known here. */
type EachMap<Value, Peers> = Value extends object ? Changes<Value, Peers> : never

type Counted<Amount, Peers> = ChangeOperator<Amount, NumberField> | SumOf<Amount, Peers>

/** Of text only decimals count: fields that are declared so. Below a field that is not known, so text may be one. */
type CountedText<Value, Peers, Own> =
  'decimal' extends TraitsOf<Own>
    ? Counted<string, Peers>
    : Own extends string
      ? string extends Value
        ? Counted<string, Peers>
        : never
      : never

/** One array or Set in place of elements, where it could not be an element itself. */
type Several<Element> = [Extract<Element, readonly unknown[] | ReadonlySet<unknown>>] extends [never]
  ? readonly Element[] | ReadonlySet<Element>
  : never

/** Changes per member of a map. */
export type Changes<Values, Peers = Values> = {
  readonly [Name in keyof Values]?: Change<
    Exclude<Values[Name], undefined>,
    Peers,
    Exclude<Values[Name], undefined>,
    string extends keyof Values ? OptionalField : Optional<Values[Name]>
  >
}

type Optional<Value> = undefined extends Value ? OptionalField : never

/** Changes per field of a model. */
export type ModelChanges<Types extends AnyModelTypes> = {
  readonly [Name in keyof Types['values']]?: Name extends keyof Types['key']
    ? Wrong<`'${Name & string}' is part of the primary key, which no update changes: move() does`>
    : FieldChange<Name, Types['values'][Name], Types['fields'], TraitsOf<Types['fields'][Name & keyof Types['fields']]>>
}

type FieldChange<Name, Value, Fields extends FieldMap, Traits> = Traits & keyof UnchangeableFields extends never
  ? Change<
      Exclude<Value, undefined>,
      Fields,
      Fields[Name & keyof Fields],
      Optional<Value | InputOf<Fields[Name & keyof Fields]>>
    >
  : Wrong<`'${Name & string}' ${UnchangeableFields[Traits & keyof UnchangeableFields]}`>

interface UnchangeableFields {
  readonly readonly: 'is readonly: it never changes after create'
  readonly computed: 'is computed from other fields'
  readonly stamped: 'is set by every write'
}

/** Names of what was given as undefined, or may be: also where optional members accept undefined by the compiler's options. */
type UndefinedIn<Given> = {
  [Name in keyof Given]-?: string extends Name
    ? never
    : object extends Pick<Given, Name>
      ? never
      : undefined extends Given[Name]
        ? Name
        : never
}[keyof Given]

/** Beside the changes, in a call: refuses undefined with a sentence, and leaves it to them to refuse other names. */
export type Defined<Known, Given> = [UndefinedIn<Given>] extends [never]
  ? [Exclude<keyof Given, keyof Known>] extends [never]
    ? Given
    : unknown
  : { readonly 'undefined is no change: use remove(), or leave the field out': never }
