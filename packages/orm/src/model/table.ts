/** The table: where models are defined, and what concerns all of them. */
import { ReadItem } from '../codec/read-item.ts'
import type { Unrecognised } from '../codec/unrecognised.ts'
import { DecodeError } from '../errors/errors.ts'
import { assertOptions } from '../execute/call-options.ts'
import type { SamePartition } from '../query/collection-part-types.ts'
import { createCollection } from '../query/collection-query.ts'
import type { Collection } from '../query/collection-types.ts'
import type { ReadIntent } from '../query/read-intent.ts'
import type { SnapshotOptions, SnapshotResults } from '../query/snapshot.ts'
import type { Wrong } from '../schema/definition.ts'
import { assertDefinition, type DefinitionInput } from '../schema/definition-input.ts'
import type { ModelSpec, RegisteredTable } from '../schema/model-spec.ts'
import { compileTable } from '../schema/table-options.ts'
import { createTransaction } from '../unit/transaction.ts'
import type { TransactionFunction, TransactionIntent, TransactionOptions } from '../unit/transaction-types.ts'
import { isObject, text } from '../util/option-rules.ts'
import type { Item } from '../wire/attribute-value.ts'
import { checkTableOptions } from './check-table-options.ts'
import { classOf, defineModel } from './define-model.ts'
import type { AnyModel, MissingSelf, ModelFactory } from './model-types.ts'
import type { TableDescription } from './table-admin.ts'
import { createTableScan, specOf, toInstance } from './table-scan.ts'
import type { AnyInstance, Scanned, TableScan, TableScanOptions } from './table-scan-types.ts'
import { TableSession } from './table-session.ts'
import type { Override, TableOptions } from './table-types.ts'

/** What a table can show before it sends it. */
export interface LazyTable {
  transaction<Result>(collect: TransactionFunction<Result>, options?: TransactionOptions): TransactionIntent<Result>
}

/** What a table's options must not have: a name that no option has, perhaps a misspelt one. */
type NoOthers<Options> = {
  readonly [Name in Exclude<keyof Options, keyof TableOptions>]: Wrong<`A table has no option '${Name & string}'`>
}

export class Table<const Options extends TableOptions = TableOptions> {
  /** For the library itself. */
  readonly '~storm': RegisteredTable
  readonly #session: TableSession

  /** @throws {DefinitionError} `definition.invalid` with every problem at once */
  constructor(options: Options & NoOthers<Options> = {} as Options & NoOthers<Options>) {
    this['~storm'] = compileTable(options, checkTableOptions)
    this.#session = new TableSession(this['~storm'], options)
  }

  /**
   * Begins a model: `class User extends shop.Model<User>()('User', { fields, keys }) {}`.
   *
   * @throws {DefinitionError} `definition.invalid` with every problem of the definition at once
   */
  Model<Self = never>(): [Self] extends [never] ? MissingSelf : ModelFactory<Self, Options['indexes']> {
    const home = { table: this['~storm'], source: this.#session }
    const factory = (name: string, definition: DefinitionInput) =>
      defineModel(home, { name, definition: assertDefinition(name, definition) })
    return factory as never
  }

  /**
   * Several models' items that share a partition key, of the table or of an index, read by one Query.
   *
   * @example
   * ```ts run
   * const { User: users, Order: orders } = await shop.collection(User, Order).using({ userId: 'u1' }).grouped()
   * // sends Query { "KeyConditionExpression": "#0 = :0" }
   * users.length // => 1
   * orders.length // => 3
   * ```
   * @throws {QueryError} `query.collection` if the models' partition key templates differ everywhere
   */
  collection<const Models extends readonly AnyModel[]>(...models: Models & SamePartition<Models>): Collection<Models> {
    return createCollection(
      this.#session,
      models.map((model) => specOf(model) as ModelSpec),
    ) as Collection<Models>
  }

  /** The class of every model of the table, in order of definition. */
  get models(): readonly AnyModel[] {
    return this['~storm'].models.map((spec) => classOf(spec) as AnyModel)
  }

  /**
   * Every item of the table as an instance of its model; items of none surface as `Unrecognised`. An index that holds a
   * part of the items needs `hydrate()`.
   *
   * With `models`, what is found is typed as instances of these, and items of the other models are left out.
   *
   * Cost: one Scan per page of the table, at least one per segment, whatever `models` says.
   *
   * @example
   * ```ts run
   * for await (const item of shop.scan({ models: [User, Order] })) {
   *   if (item instanceof Order) item.total.toFixed(2)
   * }
   * ```
   * @throws {QueryError} `query.option`
   * @throws {CursorError} `cursor.invalid` for a `startAfter` that is no text
   */
  scan<const Models extends readonly AnyModel[] = readonly AnyModel[]>(
    options?: TableScanOptions<Models>,
  ): TableScan<Scanned<Models>> {
    return createTableScan(this.#session, options)
  }

  /**
   * Writes several items, or none: the function collects operations, then one TransactWriteItems with an idempotency token
   * is sent. Gives what the function gives.
   *
   * The function may be asynchronous and may read. If it throws, nothing is sent. Instances change only after success.
   *
   * Conflicts with other transactions are tried again (8 times, full jitter); a condition of your own never is.
   *
   * Cost: two write units per KB of each item; one consistent GetItem before it for each item whose index keys or markers
   * are not known; one after it for each updated instance.
   *
   * @example
   * ```ts run
   * await shop.transaction((tx) => {
   *   tx.update(order, { status: 'paid' }, { if: { status: 'open' } })
   *   tx.create(Order, { userId: 'u2', total: 5, address: { city: 'London' } })
   * })
   * order.status // => 'paid'
   * ```
   * @throws {TransactionFailed} `transaction.failed` with `reasons`, one per operation; `transaction.conflict`;
   * `transaction.too-large`, `transaction.same-item` before anything is sent
   * @throws {QueryError} `transaction.state`
   */
  async transaction<Result>(collect: TransactionFunction<Result>, options?: TransactionOptions): Promise<Result> {
    return await createTransaction(this.#session, collect, options).send()
  }

  /** The same, not sent. */
  get lazy(): LazyTable {
    return {
      transaction: (collect, options) => createTransaction(this.#session, collect, options),
    }
  }

  /**
   * Several gets as of one moment: no write lies between them. A tuple in the order of the intents; models of other
   * tables may be among them, if these have the same client. The request goes through this table's middleware.
   *
   * Conflicts with writers are tried again, 8 times at most.
   *
   * Cost: one TransactGetItems, at twice the capacity of consistent reads; none for no intents.
   *
   * @example
   * ```ts run
   * const [found, nobody] = await shop.snapshot([
   *   User.objects.lazy.get({ userId: 'u1' }),
   *   User.objects.lazy.find({ userId: 'u0' }),
   * ])
   * found.name // => 'Ada'
   * nobody // => undefined
   * ```
   * @throws {TransactionFailed} `transaction.too-large` for more than 100 items; `transaction.conflict`,
   * `transaction.failed`
   * @throws {ItemNotFound} `item.not-found` where a `get` finds nothing
   * @throws {QueryError} `query.option` for tables of different clients
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
   */
  async snapshot<const Intents extends readonly ReadIntent<unknown>[]>(
    intents: Intents,
    options?: SnapshotOptions,
  ): Promise<SnapshotResults<Intents>> {
    const { readSnapshot } = await import('../query/snapshot.ts')
    return await readSnapshot(this.#session, intents, options)
  }

  /**
   * A stored item (wire JSON, from a stream, an export or a backup) as an instance of its model; `Unrecognised` if it is
   * no model's.
   *
   * @throws {DecodeError} `decode.type`, `decode.unrecognised`
   */
  decode(item: Item): AnyInstance | Unrecognised {
    if (!isObject(item) || !Object.values(item).every(isObject))
      throw new DecodeError(
        'decode.type',
        'An item is an object of attributes in wire JSON, as in { "id": { "S": "1" } }.',
      )
    return toInstance(this['~storm'], new ReadItem(item))
  }

  /**
   * Runs a function with another table name, client or actor; everything that it calls, also asynchronously, sees them.
   * Concurrent calls do not see each other's.
   */
  with<Result>(override: Override, call: () => Result): Result {
    return this.#session.run(override, call)
  }

  /**
   * Creates the table where there is none, and waits until it is usable; `true` if it was created. A table that is
   * there is not changed.
   *
   * Cost: one DescribeTable; CreateTable and further DescribeTables where it is missing.
   */
  async ensure(): Promise<boolean> {
    const { ensureTable } = await import('./table-admin.ts')
    return await ensureTable(this.#session.current())
  }

  /** Creates the table and waits until it is usable. */
  async create(): Promise<TableDescription> {
    const { createTable } = await import('./table-admin.ts')
    return await createTable(this.#session.current())
  }

  /**
   * Deletes the table with everything in it.
   *
   * @throws {QueryError} `query.option` if `confirm` is not the table's name
   */
  async drop(options: { readonly confirm: string }): Promise<void> {
    const { dropTable } = await import('./table-admin.ts')
    const { confirm }: { readonly confirm?: unknown } = assertOptions('drop()', options, { confirm: text })
    await dropTable(this.#session.current(), confirm)
  }

  /** What DescribeTable says. @throws {TableNotFound} `table.not-found` */
  async describe(): Promise<TableDescription> {
    const { describeTable } = await import('./table-admin.ts')
    return await describeTable(this.#session.current())
  }

  /** Whether the table is there. */
  async exists(): Promise<boolean> {
    const { tableExists } = await import('./table-admin.ts')
    return await tableExists(this.#session.current())
  }
}
