/** What a model's definition may say, and the types computed from it: resolved once, then read by index. */
import type { FieldMap, Optionals, TraitsOf } from '../field/field-types.ts'
import type { StandardSchema } from '../types/standard-schema.ts'
import type { Hooks } from './hooks.ts'

/** A key template, or (where the index names real attributes) a list of fields. */
export type Side = string | readonly string[]

/** One named access pattern. */
export interface PatternDefinition<Index extends string = string> {
  /** Name of the table's index; none for `primary`. */
  readonly index?: Index
  readonly pk?: Side
  readonly sk?: Side
  /**
   * Spreads each partition of an index over so many, 1 to 256, for types that are written too often for one. The item's
   * primary key decides; reads ask all of them side by side and merge in key order.
   */
  readonly shards?: number
}
/** `primary` and any number of access patterns. */
export interface KeyMap {
  readonly [name: string]: PatternDefinition
}

/** Names that a template or field list references. */
export type Refs<Template> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Refs<Rest>
  : Template extends readonly string[]
    ? Template[number]
    : never

/**
 * Whatever a pattern says: its templates, and the name of its index, which references nothing; `'{?}'`, a reference to no
 * field, if it has a member that none has.
 */
export type Said<Pattern> = Pattern extends unknown
  ? Pattern[keyof Pattern] | (keyof Pattern extends keyof PatternDefinition ? never : '{?}')
  : never

/** Names that any key of a model references. */
export type KeyNames<Keys> = Refs<Said<Keys[keyof Keys]>>

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

type IndexSentence<Names extends string> = [Names] extends [never]
  ? 'The types know no index of the table: declare indexes in new Table({ … }) itself, or in an object with `satisfies TableOptions`'
  : `The table's indexes are: ${Names}`

/** Sentences in place of what is wrong. */
type KeySentences<Keys, Fields extends FieldMap, Indexes> = {
  readonly [Pattern in keyof Keys]: {
    readonly [Name in keyof Keys[Pattern]]: Name extends 'pk' | 'sk'
      ? CheckSide<Keys[Pattern][Name], Fields>
      : Name extends 'index'
        ? Keys[Pattern][Name] extends keyof Indexes
          ? unknown
          : Wrong<IndexSentence<keyof Indexes & string>>
        : Name extends 'shards'
          ? unknown
          : Wrong<'A pattern has index, pk, sk and shards'>
  }
}

/** What is wrong with keys; `never` if all is well. Looks at `Keys` first: nothing is computed before they are known. */
type Faults<Keys, Fields extends FieldMap, Indexes> = Keys extends undefined
  ? never
  :
      | Exclude<KeyNames<Keys>, keyof Fields | '$type'>
      | ('unkeyable' & TraitsOf<Fields[KeyNames<Keys> & keyof Fields]>)
      | (Keys[keyof Keys] extends PatternDefinition<keyof Indexes & string> ? never : 'index')

/**
 * What the keys of a definition must be besides themselves: nothing more if all is well, which costs one look at the
 * references of all templates together; else sentences stand where a template is wrong.
 */
export type CheckKeys<Keys, Fields extends FieldMap, Indexes> =
  Faults<Keys, Fields, Indexes> extends never ? unknown : KeySentences<Keys, Fields, Indexes>

/** Uniqueness constraints: name → fields. */
export interface UniqueMap<Names = string> {
  readonly [name: string]: readonly Names[]
}

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
}

/** Some of the values. A member of an interface, as a type alias would be shown by its name. */
export interface Keyed<Values, Names extends keyof Values> {
  readonly key: { readonly [Name in Names]: Values[Name] }
}

/** What a model's types are computed from: inferred from its definition. */
export interface ModelParts {
  readonly name: string
  readonly fields: FieldMap
  /** What a read gives. */
  readonly values: object
  /** What a write takes, `undefined` where a field may be left out. */
  readonly given: object
  readonly keys: KeyMap
  readonly unique: object
  /** The indexes of the table, as they are declared. */
  readonly indexes: unknown
}

/** The types of a model, computed once: everything public reads them by index. */
export interface ModelTypes<Self, Parts extends ModelParts> {
  readonly self: Self
  readonly name: Parts['name']
  readonly fields: Parts['fields']
  readonly keys: Parts['keys']
  readonly unique: Parts['unique']
  readonly indexes: Parts['indexes']
  /** What a read gives. */
  readonly values: Parts['values']
  readonly given: Parts['given']
  /** What a write takes. */
  readonly insert: Optionals<Parts['given']>['values']
  /** The primary key's field values. */
  readonly key: Keyed<Parts['values'], Refs<Said<Parts['keys']['primary']>> & keyof Parts['values']>['key']
  /** Those of whole items: these. */
  readonly whole: ModelTypes<Self, Parts>
}

/** Any model's types. */
export interface AnyModelTypes {
  readonly self: unknown
  readonly name: string
  readonly fields: FieldMap
  readonly keys: KeyMap
  readonly unique: unknown
  readonly indexes: unknown
  readonly values: object
  readonly given: object
  readonly insert: object
  readonly key: object
  readonly whole: AnyModelTypes
}
