/** What an instance of a model can do: the public interface and its docs. The implementation is `instance.ts`. */
import type { RetryOptions } from '../execute/retries.ts'
import type { Defined, ModelChanges } from '../expression/change-types.ts'
import type { Conditional, Unconditional } from '../expression/lookup-types.ts'
import type { AnyModelTypes } from '../schema/definition.ts'
import type { History, HistoryDiff } from './history-types.ts'

/** Options of every call that sends. */
export interface CallOptions {
  /** Cancels the call, its retries and their pauses. */
  readonly signal?: AbortSignal
}

/** Options of a call that writes. */
export interface WriteCallOptions extends CallOptions, RetryOptions {}

/** Options of a conditional write. */
export interface WriteOptions<Types extends AnyModelTypes>
  extends WriteCallOptions,
    Conditional<Types['values'], Types['fields']> {}

/** Options of `save`. A new instance takes no `if`: it is inserted, so there is no item that a condition could hold of. */
export interface SaveOptions<Types extends AnyModelTypes> extends WriteOptions<Types> {
  /**
   * Puts the whole item, whatever is stored, instead of updating what changed. A model with locking insists on the version that
   * was loaded all the same.
   */
  readonly overwrite?: boolean
}

/** Options of an update. */
export interface UpdateOptions<Types extends AnyModelTypes> extends WriteOptions<Types> {
  /**
   * Applies the update exactly once even if its answer is lost: it is sent as a transaction with an idempotency token, which
   * can be retried. Costs twice the write units, and one consistent read for the result.
   *
   * Without it, an update that is not the same the second time (`plus`, `append`, …) is not retried after a fault that
   * leaves open whether it was applied, and the error says so.
   */
  readonly once?: boolean
}

/** Options of an update by key. */
export interface UpdateKeyOptions<Types extends AnyModelTypes> extends UpdateOptions<Types>, VersionOptions {}

/** What an update by key gives: the instance after it, as it was before it, or nothing. */
export type Returning = 'new' | 'old' | 'none'

/** Options of an update by key that says what it gives. */
export interface ReturningOptions<Types extends AnyModelTypes, Given extends Returning>
  extends UpdateKeyOptions<Types> {
  /**
   * Default `'new'`. `'old'`: the instance as it was; like `plus`, such an update is not repeated after a fault that leaves
   * open whether it was applied. `'none'`: `undefined`, with less to transfer.
   */
  readonly returning?: Given
}

/** What an update with `returning` gives. */
export type Returned<Self, Given extends Returning> = Given extends 'none' ? undefined : Self

/** Options of a create. */
export interface CreateOptions extends WriteCallOptions, Unconditional {
  /**
   * Sends a transaction with an idempotency token, which can be retried. Costs twice the write units.
   *
   * Without it, a create whose answer was lost is sent again, and an item that is there and equals the new one, byte by byte,
   * is taken for its own: where two callers create the very same item at that moment, both succeed.
   */
  readonly once?: boolean
}

/** Options of a delete. */
export interface DeleteOptions<Types extends AnyModelTypes> extends WriteOptions<Types> {
  /**
   * Sends a transaction with an idempotency token, which can be retried, so that the answer is sure even if one was lost.
   * Costs twice the write units.
   *
   * Without it, a delete whose answer was lost is sent again, and if that finds no item, the answer is `true`: the first one
   * may have deleted it. `false` is always sure. With `if`, the error says that an earlier try may have been applied.
   */
  readonly once?: boolean
}

/** Options of a delete by key. */
export interface DeleteKeyOptions<Types extends AnyModelTypes> extends DeleteOptions<Types>, VersionOptions {}

/** What a write by key may insist on. An instance insists on the version that it holds. */
export interface VersionOptions {
  /** The version that must be stored (0: none yet), for a model with locking; else `VersionConflict` is thrown. */
  readonly version?: number
}

/** An instance of a model: its fields are its own properties, everything else is here. */
export interface Instance<Types extends AnyModelTypes> {
  /** Whether the instance has never been stored (or was deleted). */
  readonly isNew: boolean
  /**
   * Stores the instance: inserts a new one, updates exactly the attributes that changed of a loaded one.
   *
   * Deep changes in maps, lists and sets are seen. With nothing changed, nothing is sent, unless `if` asks for a condition:
   * then that is checked, and nothing is written.
   *
   * Cost: one request; none if nothing changed; one transaction if a unique value changed.
   *
   * @throws {ConditionFailed} `write.condition`, `write.contention` @throws {QueryError} `query.option` for `if` on a new instance
   * @throws {ValidationError} `validation.invalid`
   * @throws {ItemExists} `item.exists` (`X.AlreadyExists`) for a new instance whose key is taken
   * @throws {ItemNotFound} `item.not-found` (`X.DoesNotExist`) if the item was deleted in the meantime
   * @throws {VersionConflict} `write.version` for a model with locking, if another writer was first
   * @throws {UniqueViolation} `write.unique`
   */
  save(options?: SaveOptions<Types>): Promise<this>
  /**
   * Changes fields by values or operators; the instance shows the stored result. Other unsaved changes stay unsaved.
   *
   * Where an index key also needs fields that do not change, they are taken from the instance, and the request is
   * conditioned on them being as loaded; if they are not, it is tried again with what is stored, up to `retries` times.
   *
   * Cost: one request.
   *
   * @example
   * ```ts run
   * const order = await Order.objects.get({ userId: 'u1', orderId: '01J0000000000000000000000A' })
   * await order.update({ total: plus(5), status: 'paid' }, { if: { status: 'open' } })
   * order.status // => 'paid'
   * ```
   * @throws {ConditionFailed} `write.condition`, `write.contention`
   * @throws {VersionConflict} `write.version`
   * @throws {ItemNotFound} `item.not-found`
   * @throws {KeyError} `key.changed` for a field of the primary key
   */
  update<Given extends ModelChanges<Types>>(
    changes: ModelChanges<Types> & Defined<Types['values'], Given>,
    options?: UpdateOptions<Types>,
  ): Promise<this>
  /**
   * Deletes the item; `true` if there was one (see `once` for what that means after a lost answer). The instance is new afterwards, so that `save` would insert it again.
   *
   * Cost: one request; one transaction for a model with unique constraints.
   *
   * @throws {ConditionFailed} `write.condition` @throws {VersionConflict} `write.version`
   */
  delete(options?: DeleteOptions<Types>): Promise<boolean>
  /**
   * Moves the item to another primary key, in one transaction: a new item with the key must not exist, the old one goes, and
   * markers of unique constraints follow. Fields of the key that are not given stay.
   *
   * What is stored moves, with what `beforeUpdate` hooks change; unsaved changes stay unsaved. If the item is not as it was loaded, it is read again and moved as it
   * is then, up to `retries` times.
   *
   * Cost: one TransactWriteItems of two operations and one per unique constraint; nothing if the key is the same.
   *
   * @throws {ItemExists} `item.exists` @throws {ItemNotFound} `item.not-found` @throws {KeyError} `key.value`
   * @throws {ConditionFailed} `write.condition`, `write.contention` @throws {ValidationError} `validation.invalid`
   */
  move(key: Partial<Types['key']>, options?: WriteOptions<Types>): Promise<this>
  /**
   * Reads the item anew, consistently; unsaved changes are lost.
   *
   * Cost: one GetItem.
   *
   * @throws {ItemNotFound} `item.not-found`
   */
  refresh(options?: CallOptions): Promise<this>
  /** The primary key's field values: what `objects.get` takes. */
  key(): Types['key']
  /** Stored attribute name → stored key value, of the table and of every index that the item is in. */
  keys(): Record<string, string | number | bigint | Uint8Array>
  /** The fields that differ from what is stored, with their new values; a removed field is `undefined`. */
  changes(): Partial<Types['values']>
  /** The field values as a plain object, absent fields left out. */
  values(): Types['values']
  /** The visible field values as JSON: dates as ISO text, sets as arrays, bytes as base64, bigints as text. */
  toJSON(): Record<string, unknown>
}

/** What instances of a model with `history` can do, besides. A field or a method of another model may have one of these names. */
export interface Versioned<Types extends AnyModelTypes> {
  /**
   * Every version of the item, newest first, for a model with `history`.
   *
   * Cost: none until a terminal method; then one Query per 100 versions.
   *
   * @throws {QueryError} `write.state` for a model without history
   */
  history(options?: CallOptions): History<Types['values']>
  /**
   * The field values of a version; `undefined` if it is not kept (any more). Of a deletion: as they were.
   *
   * Cost: one consistent GetItem.
   *
   * @throws {QueryError} `write.state` for a model without history
   */
  at(version: number, options?: CallOptions): Promise<Types['values'] | undefined>
  /**
   * Writes the values of an older version as a new one; the instance shows them, unsaved changes are lost. Values must meet
   * the fields as they are declared now. An instance that was deleted is created anew.
   *
   * Cost: one consistent GetItem, one transaction.
   *
   * @throws {ItemNotFound} `item.not-found` if the version is not kept @throws {VersionConflict} `write.version`
   * @throws {ValidationError} `validation.invalid` @throws {UniqueViolation} `write.unique`
   * @throws {ConditionFailed} `write.condition` @throws {QueryError} `write.state` for a model without history
   */
  restore(version: number, options?: WriteOptions<Types>): Promise<this>
  /**
   * The fields in which two versions differ: `{ title: { from: 'A', to: 'B' } }`. Values of secret fields are masked.
   *
   * Cost: two consistent GetItems.
   *
   * @throws {ItemNotFound} `item.not-found` @throws {QueryError} `write.state` for a model without history
   */
  diff(from: number, to: number, options?: CallOptions): Promise<HistoryDiff<Types['values']>>
}

/** Tells an instance of such a model. */
export interface Versioning {
  restore(version: number): unknown
  diff(from: number, to: number): unknown
}
