/** The signatures of `f`: one member per kind of field. Types only; `f.ts` holds the implementation. */
import type { Plain } from '../types/plain.ts'
import type { StandardSchema } from '../types/standard-schema.ts'
import type { FieldSpec } from './field-spec.ts'
import type { Field, FieldMap, FieldsOf, InputOf, Optionals, OutputOf } from './field-types.ts'

/** A field of text. `trim` and `lower` happen before the checks, in whatever order they are called. */
export interface StringField extends Field<string> {
  /** Fewest UTF-16 code units, as `length` counts them. */
  min(length: number): StringField
  /** Most UTF-16 code units, as `length` counts them. */
  max(length: number): StringField
  pattern(pattern: RegExp, message?: string): StringField
  /** Drops white space at both ends on write. */
  trim(): StringField
  /** Turns to lower case on write. */
  lower(): StringField
}

/** A field of numbers. */
export interface NumberField extends Field<number> {
  min(value: number): NumberField
  max(value: number): NumberField
}

/** A field of dates. */
export interface DateField extends Field<Date> {
  /** Set when the item is created. */
  createdAt(): Field<Date, Date | undefined, 'readonly'>
  /** Set on every write. */
  updatedAt(): Field<Date, Date | undefined, 'stamped'>
}

/** A field whose value is generated on create where none is given. */
export interface GeneratedField extends Field<string, string | undefined> {
  /** The field may be absent, and is not generated any more: for a reference to another item's id. */
  optional(): Field<string | undefined, string | undefined>
}

/** JSON as a type. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue }

/** What the elements of a set may be. */
export type SetElement = string | number | bigint | Uint8Array

/** A field without its methods: cheap to compare with. */
export interface FieldOf<Output> extends StandardSchema<unknown, Output> {
  readonly '~field': FieldSpec
}

/** How a key template encodes the output of a schema, where the schema does not tell. */
export type SchemaKey =
  | 'string'
  | 'number'
  | 'integer'
  | 'bigint'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'binary'

export interface FromOptions {
  /** Type of the schema's output: how it is stored, encoded in a key, and read back. `timestamp` and `decimal` are stored as N. */
  readonly key?: SchemaKey
}

/** The field builders. */
export interface FieldBuilders {
  /** Text, stored as S. */
  string(): StringField
  /** A double, stored as N; NaN and infinities are refused, −0 becomes 0. */
  number(): NumberField
  /** A safe integer, stored as N; with `min(0)` or more and `max` it is zero-padded in keys. */
  integer(): NumberField
  /** An integer of up to 38 significant digits, stored as N. */
  bigint(): Field<bigint>
  /** A decimal number as text, up to 38 significant digits, stored as N; never goes through a double. */
  decimal(): Field<string, string, 'decimal'>
  /** `true` or `false`, stored as BOOL. */
  boolean(): Field<boolean>
  /** A Date of the years 0000 to 9999, stored as S: ISO-8601 text in UTC with milliseconds. */
  date(): DateField
  /** A Date stored as N, epoch seconds: what DynamoDB's TTL wants. Milliseconds are dropped. */
  timestamp(): DateField
  /** Bytes, stored as B. */
  binary(): Field<Uint8Array>
  /** One of several strings, stored as S. */
  enum<Value extends string>(first: Value, ...rest: readonly Value[]): Field<Value>
  /** One fixed value, stored as S, N or BOOL. */
  literal<const Value extends string | number | boolean>(value: Value): Field<Value>
  /** A ULID (26 characters of Crockford's base 32, sorts by time), generated on create where none is given. */
  ulid(): GeneratedField
  /** A UUID in lower case, generated (version 4) on create where none is given. */
  uuid(): GeneratedField
  /** A list of like elements, stored as L. */
  list<Element extends StandardSchema>(
    element: Element,
  ): Field<OutputOf<Element>[], readonly InputOf<Element>[], 'unkeyable'>
  /** A list of fixed length, stored as L. */
  tuple<const Elements extends readonly StandardSchema[]>(
    elements: Elements,
  ): Field<
    { -readonly [Position in keyof Elements]: OutputOf<Elements[Position]> },
    { readonly [Position in keyof Elements]: InputOf<Elements[Position]> },
    'unkeyable'
  >
  /** An object with named members, each with its own modifiers, stored as M. */
  map<Members extends FieldMap, Outputs, Inputs>(
    members: FieldsOf<Members, Outputs, Inputs>,
  ): Field<Plain<Optionals<Outputs>['values']>, Plain<Optionals<Inputs>['values']>, 'unkeyable'>
  /** An object of any names and like values, stored as M. */
  record<Value extends StandardSchema>(
    value: Value,
  ): Field<Record<string, OutputOf<Value>>, Readonly<Record<string, InputOf<Value>>>, 'unkeyable'>
  /** A set, stored as SS, NS or BS. DynamoDB has no empty sets: an empty one is stored as absent, and read as empty. */
  set<Element extends SetElement>(
    element: StandardSchema<unknown, Element>,
  ): Field<Set<Element>, ReadonlySet<Element>, 'unkeyable'>
  /** One of several maps, told apart by a member that is a literal or an enum in each. */
  union<
    Name extends string,
    const Members extends readonly FieldOf<{ readonly [Key in Name]: string | number | boolean }>[],
  >(discriminator: Name, members: Members): Field<OutputOf<Members[number]>, InputOf<Members[number]>, 'unkeyable'>
  /** JSON, typed by hand and stored as it is: M, L, S, N, BOOL or NULL. */
  json<Value = JsonValue>(): Field<Value, Value, 'unkeyable'>
  /**
   * Whatever DynamoDB holds. A Date is stored as ISO text and comes back as text; integers beyond 2⁵³ come back as
   * bigint, all other numbers as number.
   */
  any(): Field<unknown, unknown, 'unkeyable'>
  /** A field from a Standard Schema (zod, valibot, arktype, …), stored as what the schema gives. */
  from<Schema extends StandardSchema>(
    schema: Schema,
    options: { readonly key: 'decimal' },
  ): Field<OutputOf<Schema>, InputOf<Schema>, 'decimal'>
  from<Schema extends StandardSchema>(schema: Schema, options?: FromOptions): Field<OutputOf<Schema>, InputOf<Schema>>
}
