/**
 * What the type system knows of fields. A field is a Standard Schema: its input and output types stand where the
 * standard puts them, so that our builders and foreign schemas are read the same way, without conditional types.
 *
 * Measured: a definition with 12 fields costs about 310 instantiations, its first `create` 200; do not add conditional types
 * per field.
 */
import type { StandardSchema } from '../types/standard-schema.ts'
import type { FieldSpec } from './field-spec.ts'

/**
 * Facts of a field beyond its types. `stamped`: by every write. `decimal`: text that is stored and counted as a number. `as x`:
 * its attribute is `x`.
 */
export type Trait =
  | 'readonly'
  | 'computed'
  | 'stamped'
  | 'keyOnly'
  | 'hidden'
  | 'unkeyable'
  | 'decimal'
  | `as ${string}`

/**
 * A field and the modifiers that every field has.
 *
 * `Output` is what a read gives (with `undefined` where the field is optional), `Input` what a write takes (with
 * `undefined` where it may be left out). Each modifier returns a new field.
 */
export interface Field<Output, Input = Output, Traits extends Trait = never> extends StandardSchema<Input, Output> {
  readonly '~field': FieldSpec
  /** Types only. */
  readonly '~traits': Traits
  /** The value may be absent. */
  optional(): Field<Output | undefined, Input | undefined, Traits>
  /** The value may be `null`, stored as NULL. */
  nullable(): Field<Output | null, Input | null, Traits>
  /** Value of an absent field, on create and on read of an item that lacks it. */
  default(
    value: Exclude<Output, undefined> | (() => Exclude<Output, undefined>),
  ): Field<Exclude<Output, undefined>, Input | undefined, Traits>
  /** Never changes after create. */
  readonly(): Field<Output, Input, Traits | 'readonly'>
  /** Stored under this attribute name. */
  as<const Attribute extends string>(attribute: Attribute): Field<Output, Input, Traits | `as ${Attribute}`>
  /** Left out of `toJSON()`. */
  hidden(): Field<Output, Input, Traits | 'hidden'>
  /** Left out of `toJSON()`, errors, logs and history diffs. */
  secret(): Field<Output, Input, Traits | 'hidden'>
  /** Not stored on its own: it lives in the keys that reference it, and is read back from them. */
  keyOnly(): Field<Output, Input, Traits | 'keyOnly'>
  /** One more rule for the value: a function that returns `false` or a message, or throws; or a Standard Schema. */
  check(rule: ((value: Exclude<Output, undefined | null>) => unknown) | StandardSchema): Field<Output, Input, Traits>
  /** From the other fields' values, on every write; never given by the caller. */
  computed(compute: (values: never) => Output): Field<Output, undefined, Traits | 'computed'>
}

/** Declared fields by name: builders of `f`, or schemas of any library that follows Standard Schema. */
export interface FieldMap {
  readonly [name: string]: StandardSchema
}

/** What a read gives. */
export type OutputOf<Schema extends StandardSchema> = (Schema['~standard']['types'] & {})['output']
/** What a write takes. */
export type InputOf<Schema extends StandardSchema> = (Schema['~standard']['types'] & {})['input']
/** Traits of a field; none for a foreign schema. */
export type TraitsOf<Schema> = Schema extends { readonly '~traits': infer Traits } ? Traits : never

/** Where a schema of the standard says what it gives. */
interface Gives<Output> {
  readonly '~standard': { readonly types?: { readonly output: Output } | undefined }
}
/** Where it says what it takes. */
interface Takes<Input> {
  readonly '~standard': { readonly types?: { readonly input: Input } | undefined }
}

/**
 * The type of a parameter that takes fields: the compiler infers from them the fields themselves, the values that they give
 * and those that they take.
 *
 * It is `Fields`, as no fields are a string. But while the compiler infers, it looks at both branches, and the types of
 * values that it finds so cost nothing until they are looked at, one by one; to compute them from the fields costs eight
 * instantiations for each look at each. That the branch is never taken keeps it from being a context for the fields.
 */
export type FieldsOf<Fields extends FieldMap, Outputs, Inputs> = Fields extends string
  ? { readonly [Name in keyof Outputs]: Gives<Outputs[Name]> } & {
      readonly [Name in keyof Inputs]: Takes<Inputs[Name]>
    }
  : Fields

/** Values of a model as they are read: one property per field. */
export type ValuesOf<Fields extends FieldMap> = {
  -readonly [Name in keyof Fields]: (Fields[Name]['~standard']['types'] & {})['output']
}
/** Values as they are written, `undefined` where a field may be left out. */
export type GivenOf<Fields extends FieldMap> = {
  -readonly [Name in keyof Fields]: (Fields[Name]['~standard']['types'] & {})['input']
}

/** Names of the values that may be undefined. */
type Omissible<Values> = {
  [Name in keyof Values]: undefined extends Values[Name] ? Name : never
}[keyof Values]

/** Values, those that may be undefined as optional properties. A member, as a type alias would be shown by its name. */
export interface Optionals<
  Values,
  Optional extends keyof Values = Omissible<Values>,
  Required extends keyof Values = Exclude<keyof Values, Optional>,
> {
  readonly values: { [Name in Required]: Values[Name] } & { [Name in Optional]?: Values[Name] }
}

/** Values as they are written: optional, defaulted and generated fields may be left out. */
export type InsertOf<Fields extends FieldMap> = Optionals<GivenOf<Fields>>['values']

/** Value of a map field as it is read. */
export type MapOutput<Fields extends FieldMap> = Optionals<ValuesOf<Fields>>['values']
