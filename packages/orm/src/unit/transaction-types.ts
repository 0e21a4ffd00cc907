/** What a transaction can do: the public interface and its docs. The implementation is `transaction.ts`. */

import type { RetryOptions } from '../execute/retries.ts'
import type { PlainRequest } from '../execute/send.ts'
import type { Defined, ModelChanges } from '../expression/change-types.ts'
import type { Filter } from '../expression/lookup-types.ts'
import type { AnyModelTypes } from '../schema/definition.ts'
import type { ModelSpec } from '../schema/model-spec.ts'

/** A model class, as far as transactions need it. */
export interface TransactionModel {
  readonly '~storm': ModelSpec
  readonly '~types': AnyModelTypes
}

/** An instance, as far as transactions need it. */
export interface TransactionInstance {
  readonly isNew: boolean
  update(changes: never, options?: never): unknown
  save(options?: never): unknown
  key(): unknown
}

/** The changes that an instance's own `update` takes. */
export type ChangesOf<Self extends TransactionInstance> = Parameters<Self['update']>[0]

/** The condition that an instance's own `update` takes. */
export type FilterOf<Self> = Self extends { update(changes: never, options?: infer Options): unknown }
  ? IfOf<Exclude<Options, undefined>>
  : never
type IfOf<Options> = 'if' extends keyof Options ? Options['if'] : never

/** The options of one operation. */
export interface OperationOptions<Condition> {
  /** What must hold of the stored item; otherwise nothing of the whole transaction is written. */
  readonly if?: Condition | undefined
}

/** The options of an update, delete or check by key. */
export interface KeyedOptions<Condition> extends OperationOptions<Condition> {
  /** The version that must be stored, for a model with locking. An instance insists on the version that it holds. */
  readonly version?: number
}

/** The options of a check by key. */
export interface CheckOptions<Condition> extends KeyedOptions<Condition> {
  /** `false`: the item must not exist. Default `true`: it must. */
  readonly exists?: boolean
}

/** The options of a transaction. */
export interface TransactionOptions extends RetryOptions {
  /** Cancels the transaction, its retries and their pauses. */
  readonly signal?: AbortSignal
}

type Types<Model extends TransactionModel> = Model['~types']
type Condition<Model extends TransactionModel> = Filter<Types<Model>['values'], Types<Model>['fields']>

/**
 * What the function of a transaction collects its operations with. Nothing is sent before the function has ended.
 *
 * DynamoDB takes each item once: several updates of different fields of one item are joined, and so are checks with a write
 * of the item; anything else is refused with `transaction.same-item`.
 */
export interface Transaction {
  /**
   * Inserts an item; the transaction fails if its key is taken.
   *
   * The instance is new (`isNew`) until the transaction has succeeded; it is stored as it is when the function ends.
   */
  create<Model extends TransactionModel>(model: Model, values: Types<Model>['insert']): Types<Model>['self']
  /**
   * Puts an item, whatever is stored under its key; with `if` only where the condition holds of that. The instance is new
   * until the transaction has succeeded.
   */
  replace<Model extends TransactionModel>(
    model: Model,
    values: Types<Model>['insert'],
    options?: OperationOptions<Condition<Model>>,
  ): Types<Model>['self']
  /**
   * Inserts a new instance, which takes no `if`, or updates what changed of a loaded one, as it is when the function ends.
   * If nothing changed, the condition is checked all the same.
   */
  save<Self extends TransactionInstance>(instance: Self, options?: OperationOptions<FilterOf<Self>>): void
  /**
   * Changes fields of the item with a key; it must exist. Without changes it is a check that writes nothing, unless the model
   * has a version or stamp that every update sets.
   */
  update<Model extends TransactionModel, Given extends ModelChanges<Types<Model>>>(
    model: Model,
    key: Types<Model>['key'],
    changes: ModelChanges<Types<Model>> & Defined<Types<Model>['values'], Given>,
    options?: KeyedOptions<Condition<Model>>,
  ): void
  /**
   * Changes fields of an instance's item; it must exist. After success the instance shows what is stored, which takes one
   * consistent read; its other unsaved changes stay unsaved. Without changes and without `if` it comes to nothing, as
   * `instance.update({})` does.
   */
  update<Self extends TransactionInstance, Given extends ChangesOf<Self>>(
    instance: Self,
    changes: ChangesOf<Self> & Defined<ChangesOf<Self>, Given>,
    options?: OperationOptions<FilterOf<Self>>,
  ): void
  /** Deletes the item with a key, if there is one. */
  delete<Model extends TransactionModel>(
    model: Model,
    key: Types<Model>['key'],
    options?: KeyedOptions<Condition<Model>>,
  ): void
  /** Deletes an instance's item; after success the instance is new. */
  delete<Self extends TransactionInstance>(instance: Self, options?: OperationOptions<FilterOf<Self>>): void
  /** Demands that the item with a key exists (or does not) and meets a condition; writes nothing. */
  check<Model extends TransactionModel>(
    model: Model,
    key: Types<Model>['key'],
    options?: CheckOptions<Condition<Model>>,
  ): void
  /**
   * Demands that an instance's item exists and meets a condition, and for a model with locking that it has the instance's
   * version; writes nothing.
   */
  check<Self extends TransactionInstance>(instance: Self, options?: OperationOptions<FilterOf<Self>>): void
}

/** The function that collects the operations; what it gives, the transaction gives. */
export type TransactionFunction<Result> = (transaction: Transaction) => Result | Promise<Result>

/** A transaction that was not sent. Each call runs the function again, with everything that it does. */
export interface TransactionIntent<Result> {
  /** What would be sent first, as frozen wire JSON: the reads that plans need, else the transaction itself. */
  toRequests(): Promise<readonly PlainRequest[]>
  /** What the transaction does and why, in sentences. */
  explain(): Promise<string>
  /** Sends the transaction. */
  send(): Promise<Result>
}
