/** Writes of many items through a manager: the public interface and its docs. The implementation is in `execute/bulk-*`. */
import type { BulkOptions, CountOptions, CreateManyOptions, Inputs } from '../execute/bulk-types.ts'
import type { Conditional } from '../expression/lookup-types.ts'
import type { AnyModelTypes } from '../schema/definition.ts'

/** Options of a bulk write that each item must meet a condition for. */
export interface BulkWriteOptions<Types extends AnyModelTypes>
  extends BulkOptions,
    Conditional<Types['values'], Types['fields']> {}

/**
 * Any number of items: lists, or streams (also asynchronous ones) that are read no faster than items are written. What
 * DynamoDB leaves unprocessed is sent again, with full jitter, until it is done or the call's time is over.
 *
 * Every item is validated as in single writes. An item that cannot be written does not keep the others from being written;
 * in the end `BulkFailed` lists each such item. A fault that no further item would escape stops the call.
 */
export interface BulkWrites<Types extends AnyModelTypes> {
  /**
   * Inserts items; never overwrites. Gives the instances in order of the values.
   *
   * Cost: one conditional PutItem an item, as a batch takes no conditions; one transaction an item for a model with unique
   * constraints. `atomic`: one transaction for all.
   *
   * @throws {BulkFailed} `bulk.failed`; an existing item is `item.exists` among `failed`
   * @throws {TransactionFailed} `transaction.failed`, `transaction.too-large` with `atomic`
   */
  createMany(values: Inputs<Types['insert']>, options?: CreateManyOptions): Promise<Types['self'][]>
  /** The same, giving the number of items: a long stream takes no memory. */
  createMany(values: Inputs<Types['insert']>, options: CreateManyOptions & CountOptions): Promise<number>
  /**
   * Puts items, whatever is stored under their keys. Gives the instances in order of the values; of several values with one
   * key, the last is stored.
   *
   * Cost: one BatchWriteItem per 25 items; a consistent read and a transaction an item for a model with unique constraints.
   * With `if` one conditional PutItem an item, as a batch takes no conditions.
   *
   * @throws {BulkFailed} `bulk.failed`; an item that does not meet the condition is `write.condition` among `failed`
   */
  putMany(values: Inputs<Types['insert']>, options?: BulkWriteOptions<Types>): Promise<Types['self'][]>
  /** The same, giving the number of items: a long stream takes no memory. */
  putMany(values: Inputs<Types['insert']>, options: BulkWriteOptions<Types> & CountOptions): Promise<number>
  /**
   * Deletes the items with the keys, those that are there. Gives the number of keys.
   *
   * Cost: one BatchWriteItem per 25 keys; a consistent read and a transaction a key for a model with unique constraints.
   * With `if` one conditional DeleteItem a key, as a batch takes no conditions.
   *
   * @throws {BulkFailed} `bulk.failed`; an item that does not meet the condition is `write.condition` among `failed`
   */
  deleteMany(keys: Inputs<Types['key']>, options?: BulkWriteOptions<Types>): Promise<number>
}
