/**
 * The types of what `filter` and `update` accept: lookups and changes, per field value.
 *
 * Invariant: an operator carries what it was given in covariant phantom members (`~operand`, `~rule`), so that one
 * assignability check decides whether it fits, and only the fields that a call names are ever resolved.
 */
import type { WireType } from '../wire/attribute-value.ts'
import type { changeBrand, combinedBrand, operatorBrand, refBrand } from './brands.ts'

/** Where an operator fits, as the sentence that a compile error shows. */
export type EveryField = 'fits every field'
export type FilterField = 'fits every field of a filter, but no key: put it into filter()'
export type Negated = 'not() fits a filter, but no key: put it into filter()'
export type OrderedField = 'fits an ordered field: string, number, bigint, decimal, date or binary'
export type TextField = 'beginsWith() fits a string or binary field'
export type ContainerField = 'contains() fits a string, a set or a list'
export type SizedField = 'size() fits a string, binary, a set, a list or a map'
export type NumberField = 'plus() and minus() fit a number, bigint or decimal field'
export type ListField = 'append() and prepend() fit a list'
export type SetField = 'addTo() and removeFrom() fit a set'

/** Names of the operators, as `node[operatorBrand]` holds them. */
export type OperatorName =
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'between'
  | 'beginsWith'
  | 'contains'
  | 'oneOf'
  | 'exists'
  | 'missing'
  | 'typeIs'
  | 'size'
  | 'not'

/** A condition on one field: what an operator function such as `gte(10)` returns. Frozen. */
export interface Operator<Operand, Rule extends string = string> {
  readonly [operatorBrand]: OperatorName
  readonly operands: readonly unknown[]
  readonly '~operand'?: Operand | undefined
  readonly '~rule'?: Rule | undefined
}

/** Another field of the same item: what `ref('other')` returns. Frozen. */
export interface Ref<Name extends string = string> {
  readonly [refBrand]: Name
  /** Names or list positions below the field: `ref('address', 'city')`. */
  readonly path: readonly (string | number)[]
}

/** Another field in a change: what `F('other')` returns. */
export interface FieldRef<Name extends string = string> extends Ref<Name> {
  /** The other field's value plus a number, or plus a third field. */
  plus<Other extends string = Name>(amount: Amount | Ref<Other>): Sum<Name | Other>
  /** The other field's value minus a number, or minus a third field. */
  minus<Other extends string = Name>(amount: Amount | Ref<Other>): Sum<Name | Other>
}

/** What numbers of the three numeric kinds look like; decimals are strings. */
export type Amount = number | bigint | string

/** Several filters joined, or one negated: what `and`, `or` and (over a filter) `not` return. Frozen. */
export interface Combined<Members> {
  readonly [combinedBrand]: 'and' | 'or' | 'not'
  readonly '~filters': readonly unknown[]
  readonly '~members'?: Members | undefined
}

/** One element of a list, looked up or changed: what `at(index, …)` returns. Frozen. */
export interface At<Inner> {
  readonly [changeBrand]: 'at'
  readonly index: number
  readonly operands: readonly unknown[]
  readonly '~inner'?: Inner | undefined
}
/** Resolved lazily, so that a value type may contain itself. */
interface AtLookup<Element, Names extends string> extends At<unknown> {
  readonly '~inner'?: Lookup<Element, Names> | undefined
}
interface AtChange<Element, Names extends string> extends At<unknown> {
  readonly '~inner'?: Change<Element, Names> | undefined
}

/**
 * What a filter accepts for a field of type `Value`: the value itself (equality), an operator that fits it, another
 * field, or for a map an object of lookups per member.
 */
export type Lookup<Value, Names extends string = string> =
  | Ref<Names>
  | Operator<Value | Ref<Names>, EveryField | FilterField | Negated | OrderOf<Value>>
  | LookupByKind<Value, Names>

type OrderOf<Value> = Value extends string | number | bigint | Date | Uint8Array ? OrderedField : never

type LookupByKind<Value, Names extends string> = Value extends string
  ? Value | Operator<string | Ref<Names>, TextField | ContainerField | SizedField | Negated>
  : Value extends number | bigint | boolean | null | Date
    ? Value
    : Value extends Several
      ? LookupOfSeveral<Value, Names>
      : Value extends object
        ? Lookups<Value, Names> | Operator<never, SizedField | Negated>
        : Value

/** Bytes, sets and lists, told from maps at one look. */
interface Several {
  readonly [Symbol.iterator]: unknown
}
type LookupOfSeveral<Value, Names extends string> = Value extends Uint8Array
  ? Value | Operator<Uint8Array | Ref<Names>, TextField | SizedField | Negated>
  :
      | Value
      | Operator<never, SizedField | Negated>
      | (Value extends ReadonlySet<infer Element>
          ? Operator<Element | Ref<Names>, ContainerField | Negated>
          : Value extends readonly (infer Element)[]
            ? Operator<Element | Ref<Names>, ContainerField | Negated> | AtLookup<Element, Names>
            : never)

/** Lookups per member: of a model's fields, or of a map's members. All must hold. */
export type Lookups<Values, Names extends string = string> = {
  readonly [Name in keyof Values]?: Lookup<Exclude<Values[Name], undefined>, Names>
}

/**
 * What `filter`, `exclude` and the option `if` accept over a model's values: lookups per field, or a `Combined` of them.
 *
 * Not a union: for an object literal, TypeScript would look at every field of one to tell its members apart.
 */
export type Filter<Values, Members = Lookups<Values, keyof Values & string>> = Members & {
  readonly [combinedBrand]?: 'and' | 'or' | 'not'
  readonly '~members'?: Members | undefined
}

/** The condition of a write; the same language as `Filter`. */
export type Condition<Values> = Filter<Values>

/** What a conditional write takes. */
export interface Conditional<Values> {
  /** What must hold of the stored item; otherwise nothing is written and `ConditionFailed` is thrown. */
  readonly if?: Filter<Values>
}

/** Nothing is assignable to it: the sentence is what the compiler shows. */
interface Inserts<Sentence extends string> {
  readonly '~wrong': Sentence & never
}

/** What a write that only inserts takes: no condition. */
export interface Unconditional {
  readonly if?: Inserts<'create() inserts, so there is no item that a condition could hold of: use upsert(), replace() or update()'>
}

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
export interface Sum<Name extends string = string> {
  readonly [changeBrand]: 'sum'
  readonly operands: readonly unknown[]
  readonly '~names'?: Name | undefined
}

/** Changes of a map's members: what `patch({…})` returns. */
export interface Patch<Members> {
  readonly [changeBrand]: 'patch'
  readonly operands: readonly unknown[]
  readonly '~members'?: Members | undefined
}

/** What an update accepts for a field of type `Value`: a new value, a change operator that fits it, or another field. */
export type Change<Value, Names extends string = string> =
  | Value
  | Ref<Names>
  | ChangeOperator<Value | Ref<Names>, EveryField>
  | ChangeByKind<Value, Names>

type ChangeByKind<Value, Names extends string> = Value extends number
  ? ChangeOperator<number, NumberField> | Sum<Names>
  : Value extends bigint
    ? ChangeOperator<bigint, NumberField> | Sum<Names>
    : Value extends string
      ? ChangeOperator<string, NumberField> | Sum<Names>
      : Value extends boolean | null | Date | Uint8Array
        ? never
        : Value extends ReadonlySet<infer Element>
          ? ChangeOperator<Element | ManyOf<Element>, SetField>
          : Value extends readonly (infer Element)[]
            ?
                | ChangeOperator<Element | ManyOf<Element>, ListField>
                | AtChange<Element, Names>
                | readonly AtChange<Element, Names>[]
            : Value extends object
              ? Patch<Changes<Value, Names>>
              : never

/** One array or Set in place of elements, where it could not be an element itself. */
type ManyOf<Element> = [Extract<Element, readonly unknown[] | ReadonlySet<unknown>>] extends [never]
  ? readonly Element[] | ReadonlySet<Element>
  : never

/** Changes per field, or per member of a map. */
export type Changes<Values, Names extends string = keyof Values & string> = {
  readonly [Name in keyof Values]?: Change<Exclude<Values[Name], undefined>, Names>
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

/** Beside `Changes`, in a call: refuses undefined with a sentence, and leaves it to `Changes` to refuse other names. */
export type Defined<Values, Given> = [UndefinedIn<Given>] extends [never]
  ? [Exclude<keyof Given, keyof Values>] extends [never]
    ? Given
    : unknown
  : { readonly 'undefined is no change: use remove(), or leave the field out': never }

/** What `typeIs` accepts: DynamoDB's type descriptors. */
export type TypeName = WireType
