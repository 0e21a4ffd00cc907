/** The types of model classes and of what defines them. */
import type { ItemExists, ItemNotFound } from '../errors/errors.ts'
import type { FieldMap, FieldsOf } from '../field/field-types.ts'
import type {
  AnyModelTypes,
  CheckKeys,
  HistoryOptions,
  KeyMap,
  ModelOptions,
  ModelTypes,
  UniqueMap,
} from '../schema/definition.ts'
import type { PartIndexes } from '../schema/held-types.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { None } from '../types/none.ts'
import type { Instance, Versioned, Versioning } from './instance-types.ts'
import type { Manager } from './manager-types.ts'
import type { PartManager } from './part-manager-types.ts'

/** A class of errors that a model has for itself. */
export interface ErrorClass<Base> {
  new (...args: never[]): Base
  readonly prototype: Base
}

/** What every model class has. */
export interface ModelStatics<Types extends AnyModelTypes> {
  /** Every way to the model's items that does not begin at an instance. */
  readonly objects: PartIndexes<Types['indexes']> extends never ? Manager<Types> : PartManager<Types>
  /** Thrown where an item of this model must exist; an `ItemNotFound`. */
  readonly DoesNotExist: ErrorClass<ItemNotFound>
  /** Thrown where an item of this model must not exist; an `ItemExists`. */
  readonly AlreadyExists: ErrorClass<ItemExists<Types['self']>>
  /** For the library itself. */
  readonly '~storm': ModelSpec
  /** Types only. */
  readonly '~types': Types
}

/** The class that `table.Model<X>()(…)` gives to extend. */
export interface ModelClass<Types extends AnyModelTypes, Base = unknown> extends ModelStatics<Types> {
  /** A new instance, with defaults; nothing is stored before `save`. */
  new (values: Types['insert']): Instance<Types> & Types['values'] & Base
  /** Begins a model that inherits fields and keys: `class Admin extends User.extend<Admin>()('Admin', { … }) {}`. */
  extend<Self = never>(): [Self] extends [never] ? MissingSelf : ModelExtender<Self, Types, Types['self']>
}

/** The class that a definition with `abstract: true` gives: only to be extended. */
export interface AbstractModelClass<Types extends AnyModelTypes, Base = unknown> {
  new (values: never): Types['values'] & Base
  readonly '~types': Types
  /** Begins a model that inherits fields and keys. */
  extend<Self = never>(): [Self] extends [never] ? MissingSelf : ModelExtender<Self, Types, Types['self']>
}

/** Stands where the class was not named: whatever it is called with, the message shows the sentence. */
export type MissingSelf = (
  name: "Name the class itself: class X extends table.Model<X>()('X', { … }) {}",
  ...rest: readonly unknown[]
) => new (
  values: never,
) => object

/** Anything with a model's spec and types: a model class. */
export interface AnyModel {
  readonly '~storm': ModelSpec
  readonly '~types': AnyModelTypes
}

/** Shown where a model that is not abstract has no primary key. */
export type MissingPrimary = "A model needs a primary key: keys: { primary: { pk: '…', sk: '…' } }"

/** A definition of a model. */
export interface Definition<Fields extends FieldMap, Values, Given, Keys, Unique, Abstract, History>
  extends ModelOptions<NoInfer<Values>> {
  /** Name → builder of `f`, or a schema of any library that follows Standard Schema. */
  readonly fields: FieldsOf<Fields, Values, Given>
  /** `primary`, and any number of access patterns over the table's indexes. */
  readonly keys?: Keys
  /** Constraint name → fields whose values together belong to one item at most. */
  readonly unique?: Unique
  /** `true`: only to be extended; no manager, keys optional. */
  readonly abstract?: Abstract
  /**
   * Every version is kept, in the same transaction as the write that makes it; implies `locking`. Needs a table with a sort
   * key.
   */
  readonly history?: History
}

/** What `table.Model<X>()` gives: takes name and definition, gives the class to extend. */
export type ModelFactory<Self, Indexes> = <
  const Name extends string,
  Fields extends FieldMap,
  Values extends object,
  Given extends object,
  const Keys extends KeyMap = None,
  const Unique extends UniqueMap<keyof Fields> = None,
  const Abstract extends boolean = false,
  History extends boolean | HistoryOptions = false,
>(
  name: Name,
  definition: Definition<Fields, Values, Given, Keys & CheckKeys<Keys, Fields, Indexes>, Unique, Abstract, History>,
) => ClassOf<
  ModelTypes<
    Self,
    { name: Name; fields: Fields; values: Values; given: Given; keys: Keys; unique: Unique; indexes: Indexes }
  >,
  Abstract,
  History
>

/** The class that a definition gives; a sentence in its place where there is no primary key. */
type ClassOf<Types extends AnyModelTypes, Abstract, History> = Abstract extends true
  ? AbstractModelClass<Types, Keeping<Types, History>>
  : 'primary' extends keyof Types['keys']
    ? ModelClass<Types, Keeping<Types, History>>
    : MissingPrimary

/** What an instance can do with its versions, where they are kept. */
type Keeping<Types extends AnyModelTypes, History> = History extends false ? unknown : Versioned<Types>

/** Members of `Over` in place of those of `Under`. */
type Merge<Under, Over> = Omit<Under, keyof Over> & Over

/** What `X.extend<Y>()` gives: as `ModelFactory`, with what is inherited. */
export type ModelExtender<Self, Parent extends AnyModelTypes, Base> = <
  const Name extends string,
  Fields extends FieldMap = None,
  Values extends object = None,
  Given extends object = None,
  const Keys extends KeyMap = None,
  const Unique extends UniqueMap<keyof Fields | keyof Parent['fields']> = None,
  History extends boolean | HistoryOptions = Base extends Versioning ? true : false,
>(
  name: Name,
  definition: ModelOptions<NoInfer<Merge<Parent['values'], Values>>> & {
    readonly fields?: FieldsOf<Fields, Values, Given>
    readonly keys?: Keys & CheckKeys<Keys, Merge<Parent['fields'], Fields>, Parent['indexes']>
    readonly unique?: Unique
    readonly history?: History
  },
) => Heir<
  ModelTypes<
    Self,
    {
      name: Name
      fields: Merge<Parent['fields'], Fields>
      values: Merge<Parent['values'], Values>
      given: Merge<Parent['given'], Given>
      keys: Merge<Parent['keys'], Keys>
      unique: Merge<Parent['unique'], Unique>
      indexes: Parent['indexes']
    }
  >,
  Base,
  History
>

/** The class of a model that inherits; its own versions come before those that its parent knows. */
type Heir<Types extends AnyModelTypes, Base, History> = ModelClass<Types, Keeping<Types, History> & Base>
