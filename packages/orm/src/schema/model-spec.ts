/**
 * A model, compiled: everything the layers below need, as frozen data and closures. Nothing down there knows classes.
 */
import type { FieldEntry, FieldLookup } from '../field/field-spec.ts'
import type { KeyCodec } from '../key/key-codec.ts'
import type { StoredItem } from '../wire/stored-item.ts'
import type { DefinitionInput, ModelRule } from './definition-input.ts'
import type { HooksInput } from './hooks.ts'
import type { IndexSpec, TableSpec } from './table-spec.ts'

/** One side of a key pattern. */
export type KeySide =
  | {
      readonly kind: 'template'
      readonly attribute: string
      readonly codec: KeyCodec
      /** Referenced fields, left to right. */
      readonly fields: readonly FieldEntry[]
    }
  | { readonly kind: 'natural'; readonly fields: readonly FieldEntry[] }

/** A named access pattern: the primary key, or the key of an index as this model writes it. */
export interface PatternSpec {
  readonly name: string
  /** `undefined` for the primary key. */
  readonly index: IndexSpec | undefined
  readonly pk: KeySide
  readonly sk: KeySide | undefined
  /** Number of partitions that each partition key is spread over; `undefined`: not sharded. Its `pk` is a template then. */
  readonly shards: number | undefined
  /** Every field of both sides, partition key first, without repetition. */
  readonly fields: readonly FieldEntry[]
}

/** A stored attribute that key templates write. */
export interface KeyAttribute {
  readonly attribute: string
  readonly codec: KeyCodec
  /** `pk` or `sk`: the stricter of its uses, for the size limit. */
  readonly side: 'pk' | 'sk'
  readonly primary: boolean
  /** Patterns that use the attribute; it is written if one of them is complete. */
  readonly patterns: readonly PatternSpec[]
}

/** A uniqueness constraint. */
export interface UniqueSpec {
  readonly name: string
  /** Name of the model that declared it, in the keys of its markers; models that extend that one share them. */
  readonly owner: string
  readonly fields: readonly FieldEntry[]
  /** Text of the marker's key for a tuple of values. */
  readonly codec: KeyCodec
}

/** Where an item keeps the number of its writes. */
export interface LockingSpec {
  readonly attribute: string
}

/** How old versions are kept. */
export interface HistorySpec {
  /** Number of versions; `undefined`: all. */
  readonly keep: number | undefined
  /** Who acts, where `table.with` does not say. */
  readonly actor: (() => string | undefined) | undefined
}

/** A table with its models, in order of definition; the list grows while modules load. */
export interface RegisteredTable extends TableSpec {
  /** Hooks of every model. */
  readonly hooks?: HooksInput | undefined
  readonly models: ModelSpec[]
}

/** Makes the model's own errors, from the primary key's field values. */
export interface ModelErrors {
  /** Class of `notFound`'s errors. */
  readonly NotFound: new (
    ...args: never[]
  ) => Error
  /** Class of `exists`'s errors. */
  readonly Exists: new (
    ...args: never[]
  ) => Error
  notFound(key: Readonly<Record<string, unknown>> | undefined): Error
  /** @param current the item that is there, as an instance */
  exists(key: Readonly<Record<string, unknown>>, current?: unknown): Error
}

/** What decoding a stored item gave. */
export interface DecodedItem {
  /** By the model's fields, in their order; `undefined` is absent. There may be more behind them. */
  readonly values: readonly unknown[]
  /** Fields whose default stands for an attribute that the item lacks; `undefined`: none. */
  readonly defaulted: readonly FieldEntry[] | undefined
}

export interface ModelSpec extends FieldLookup {
  readonly name: string
  /** Stored discriminator value. */
  readonly type: string
  readonly table: RegisteredTable
  readonly parent: ModelSpec | undefined
  /** Discriminator values that this model reads: its own and those of the models that extend it, which add themselves. */
  readonly types: Set<string>
  /** What the model was defined by, for models that extend it. */
  readonly definition: DefinitionInput
  readonly fields: readonly FieldEntry[]
  readonly primary: PatternSpec
  /** Primary first, then access patterns in order of declaration. */
  readonly patterns: readonly PatternSpec[]
  readonly keyAttributes: readonly KeyAttribute[]
  readonly unique: readonly UniqueSpec[]
  /** `undefined`: items have no versions. */
  readonly locking?: LockingSpec | undefined
  /** `undefined`: old versions are not kept. With it there is `locking`. */
  readonly history?: HistorySpec | undefined
  readonly unknown: 'keep' | 'drop' | 'reject'
  /** Rules over the whole values object, inherited ones first. */
  readonly rules: readonly ModelRule[]
  /** The table's hooks, inherited ones, the model's own. */
  readonly hooks: readonly HooksInput[]
  /** Attribute names that fields, keys, index keys and the library itself own; all others are unknown to the model. */
  readonly attributes: ReadonlySet<string>
  /** The field stored under an attribute. */
  byAttribute(attribute: string): FieldEntry | undefined
  /** The model's own errors. */
  readonly errors: ModelErrors
  /** Makes an instance of the class, which remembers what was stored. */
  hydrate(decoded: DecodedItem, stored: StoredItem): unknown
  /** Tells the hooks that an instance took over a stored item; `undefined` where none listens. */
  readonly afterLoad: ((instance: unknown) => void) | undefined
}
