/** What a model's definition may say, and the types computed from it: resolved once, then read by index. */
import type { FieldMap, InsertOf, OutputOf, TraitsOf, ValuesOf } from '../field/field-types.ts'
import type { Plain } from '../types/plain.ts'
import type { StandardSchema } from '../types/standard-schema.ts'
import type { Hooks } from './hooks.ts'

/** A key template, or (where the index names real attributes) a list of fields. */
export type Side = string | readonly string[]

/** One named access pattern. */
export interface PatternDefinition {
  /** Name of the table's index; none for `primary`. */
  readonly index?: string
  readonly pk?: Side
  readonly sk?: Side
  /**
   * Spreads each partition of an index over so many, 1 to 256, for types that are written too often for one. The item's
   * primary key decides; reads ask all of them side by side and merge in key order.
   */
  readonly shards?: number
}
/** `primary` and any number of access patterns. */
export type KeyMap = Readonly<Record<string, PatternDefinition>>

/** Names that a template or field list references. */
export type Refs<Template> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Refs<Rest>
  : Template extends readonly string[]
    ? Template[number]
    : never

/** The same, left to right. */
export type RefList<Template> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? readonly [Name, ...RefList<Rest>]
  : Template extends readonly string[]
    ? Template
    : readonly []

/** Stands where a definition is wrong, so that the message shows the sentence. No text is assignable to it. */
export interface Wrong<Sentence extends string> {
  readonly '~wrong': Sentence
}

type RefProblem<Name, Fields extends FieldMap> = Name extends keyof Fields
  ? 'unkeyable' extends TraitsOf<Fields[Name]>
    ? Wrong<`Field '${Name & string}' cannot be part of a key: keys hold strings, numbers, booleans, dates and bytes`>
    : never
  : Name extends '$type'
    ? never
    : Wrong<`Field '${Name & string}' is not declared in fields`>

type CheckSide<Template, Fields extends FieldMap, Problems = RefProblem<Refs<Template>, Fields>> = [Problems] extends [
  never,
]
  ? unknown
  : Problems

/** Sentences in place of what is wrong. */
type KeySentences<Keys, Fields extends FieldMap, Indexes extends string> = {
  readonly [Pattern in keyof Keys]: {
    readonly [Name in keyof Keys[Pattern]]: Name extends 'pk' | 'sk'
      ? CheckSide<Keys[Pattern][Name], Fields>
      : Name extends 'index'
        ? Keys[Pattern][Name] extends Indexes
          ? unknown
          : Wrong<`The table's indexes are: ${Indexes}`>
        : Name extends 'shards'
          ? unknown
          : Wrong<'A pattern has index, pk, sk and shards'>
  }
}

/** Everything that the patterns say; `'{?}'`, a reference to no field, where one names no index or has a member too many. */
type SideOf<Pattern, Indexes> = Pattern extends unknown
  ?
      | Pattern[keyof Pattern]
      | (keyof Pattern extends keyof PatternDefinition ? never : '{?}')
      | (Pattern['index' & keyof Pattern] extends Indexes ? never : '{?}')
  : never

type WrongName<Name, Fields extends FieldMap> = Name extends keyof Fields
  ? 'unkeyable' extends TraitsOf<Fields[Name]>
    ? Name
    : never
  : Exclude<Name, '$type'>

/**
 * What the keys of a definition must be besides themselves: nothing more if all is well, which costs one look at the
 * references of all templates together; else sentences stand where a template is wrong.
 */
export type CheckKeys<Keys, Fields extends FieldMap, Indexes extends string> =
  WrongName<Refs<SideOf<Keys[keyof Keys], Indexes>>, Fields> extends never
    ? unknown
    : KeySentences<Keys, Fields, Indexes>

/** Uniqueness constraints: name → fields. */
export type UniqueMap<Names = string> = Readonly<Record<string, readonly Names[]>>

/** Where the version of an item is kept. */
export interface LockingOptions {
  /** Default `'_v'`. */
  readonly attribute: string
}

/** How old versions are kept. */
export interface HistoryOptions {
  /** Number of versions that are kept, the newest ones. Default: all. */
  readonly keep?: number | undefined
  /** Who acts; what `table.with({ actor })` says comes first. */
  readonly actor?: (() => string | undefined) | undefined
}

/** What a model says about itself besides fields, keys and constraints. */
export interface ModelOptions<Values> {
  /** The stored discriminator value. Default: the model's name. */
  readonly type?: string
  /** A Standard Schema or function over the whole values object; a function returns `false` or a message, or throws. */
  readonly validate?: StandardSchema | ((values: Values) => unknown)
  /** Attributes of a stored item that no field names: kept on save (default), dropped, or refused on read. */
  readonly unknown?: 'keep' | 'drop' | 'reject'
  /** The field that holds the expiry: a number of epoch seconds under the table's `ttl` attribute. */
  readonly ttl?: keyof Values & string
  /** Functions around the model's writes, and when its items are read. */
  readonly hooks?: Hooks<Values>
  /**
   * Every item has a version, 1 at first and one more at each write; an instance is written only if the stored version is
   * the one that was loaded, else `VersionConflict` is thrown.
   */
  readonly locking?: boolean | LockingOptions
  /**
   * Every version is kept, in the same transaction as the write that makes it; implies `locking`. Needs a table with a sort
   * key.
   */
  readonly history?: boolean | HistoryOptions
}

/** The types of a model, computed once: everything public reads them by index. */
export interface ModelTypes<Self, Name extends string, Fields extends FieldMap, Keys, Unique> {
  readonly self: Self
  readonly name: Name
  readonly fields: Fields
  readonly keys: Keys
  readonly unique: Unique
  /** What a read gives. */
  readonly values: ValuesOf<Fields>
  /** What a write takes. */
  readonly insert: InsertOf<Fields>
  /** The primary key's field values. */
  readonly key: KeyOf<Fields, Keys>
}

/** Any model's types. */
export interface AnyModelTypes {
  readonly self: unknown
  readonly name: string
  readonly fields: FieldMap
  readonly keys: unknown
  readonly unique: unknown
  readonly values: object
  readonly insert: object
  readonly key: object
}

type PrimaryOf<Keys> = Keys extends { readonly primary: infer Primary } ? Primary : never

/** Field values that a key is made of. `$type` is not one. */
export type KeyOf<Fields extends FieldMap, Keys> = Plain<{
  readonly [Name in Refs<PrimaryOf<Keys>[keyof PrimaryOf<Keys>]> & keyof Fields]: OutputOf<Fields[Name]>
}>

/** Field values of a partition key template. */
export type PartitionOf<Fields extends FieldMap, Template> = Plain<{
  readonly [Name in Refs<Template> & keyof Fields]: OutputOf<Fields[Name]>
}>
