/**
 * The types of what `filter` accepts: lookups per field. Those of `update` are in `change-types.ts`.
 *
 * Invariant: an operator carries what it was given in covariant phantom members (`~operand`, `~rule`), so that one
 * assignability check decides whether it fits, and only the fields that a call names are ever resolved.
 */
import type { WireType } from '../wire/attribute-value.ts'
import type { changeBrand, combinedBrand, operatorBrand } from './brands.ts'
import type { RefTo } from './ref-types.ts'

/** Where an operator fits, as the sentence that a compile error shows. */
export type EveryField = 'fits every field'
export type FilterField = 'fits every field of a filter, but no key: put it into filter()'
export type Negated = 'not() fits a filter, but no key: put it into filter()'
export type OrderedField = 'fits an ordered field: string, number, bigint, decimal, date or binary'
export type TextField = 'beginsWith() fits a string or binary field'
export type ContainerField = 'contains() fits a string, a set or a list'
export type SizedField = 'size() fits a string, binary, a set, a list or a map'

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
interface AtLookup<Element, Peers> extends At<unknown> {
  readonly '~inner'?: Lookup<Element, Peers> | undefined
}

/**
 * What a filter accepts for a field of type `Value`: the value itself (equality), an operator that fits it, another
 * field, or for a map an object of lookups per member.
 *
 * `Peers` are the fields that a reference may name, and `Own` is what the field itself is: its declaration, or else `Value`.
 */
export type Lookup<Value, Peers = unknown, Own = Value> =
  | RefTo<Own, Peers>
  | Operator<Value | RefTo<Own, Peers>, EveryField | FilterField | Negated | OrderedField>
  | LookupByKind<Value, Peers>

type LookupByKind<Value, Peers> = Value extends string
  ? Value | Operator<string | RefTo<string, Peers>, TextField | ContainerField | SizedField | Negated>
  : Value extends number | bigint | boolean | null | Date
    ? Value
    : Value extends Several
      ? LookupOfSeveral<Value, Peers>
      : Value extends object
        ? Lookups<Value, Peers> | Operator<never, SizedField | Negated>
        : Value

/** Bytes, sets and lists, told from maps at one look. */
interface Several {
  readonly [Symbol.iterator]: unknown
}
type LookupOfSeveral<Value, Peers> = Value extends Uint8Array
  ? Value | Operator<Uint8Array | RefTo<Uint8Array, Peers>, TextField | SizedField | Negated>
  :
      | Value
      | Operator<never, SizedField | Negated>
      | (Value extends ReadonlySet<infer Element>
          ? Operator<Element | RefTo<Element, Peers>, ContainerField | Negated>
          : Value extends readonly (infer Element)[]
            ? Operator<Element | RefTo<Element, Peers>, ContainerField | Negated> | AtLookup<Element, Peers>
            : never)

/** Lookups per member of a map. All must hold. */
export type Lookups<Values, Peers = Values> = {
  readonly [Name in keyof Values]?: Lookup<Exclude<Values[Name], undefined>, Peers>
}

/** Lookups per field of a model. */
export type FieldLookups<Values, Fields> = {
  readonly [Name in keyof Values]?: Lookup<Exclude<Values[Name], undefined>, Fields, Fields[Name & keyof Fields]>
}

/**
 * What `filter`, `exclude` and the option `if` accept over a model's values: lookups per field, or a `Combined` of them.
 *
 * Not a union: for an object literal, TypeScript would look at every field of one to tell its members apart.
 */
export type Filter<Values, Fields = Values, Members = FieldLookups<Values, Fields>> = Members & {
  readonly [combinedBrand]?: 'and' | 'or' | 'not'
  readonly '~members'?: Members | undefined
}

/** The condition of a write; the same language as `Filter`. */
export type Condition<Values, Fields = Values> = Filter<Values, Fields>

/** What a conditional write takes. */
export interface Conditional<Values, Fields = Values> {
  /** What must hold of the stored item; otherwise nothing is written and `ConditionFailed` is thrown. */
  readonly if?: Filter<Values, Fields>
}

/** Nothing is assignable to it: the sentence is what the compiler shows. */
interface Inserts<Sentence extends string> {
  readonly '~wrong': Sentence & never
}

/** What a write that only inserts takes: no condition. */
export interface Unconditional {
  readonly if?: Inserts<'create() inserts, so there is no item that a condition could hold of: use upsert(), replace() or update()'>
}

/** What `typeIs` accepts: DynamoDB's type descriptors. */
export type TypeName = WireType
