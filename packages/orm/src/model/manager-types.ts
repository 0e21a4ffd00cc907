/** What `X.objects` can do: the public interface and its docs. The implementation is `manager.ts`. */
import type { BatchProgress } from '../execute/batch-get.ts'
import type { PlainRequest } from '../execute/send.ts'
import type { Defined, ModelChanges } from '../expression/change-types.ts'
import type { Filter } from '../expression/lookup-types.ts'
import type { KeyParts } from '../query/part-types.ts'
import type { GlobalRefusals, QuerySet, Refusals, ScanRefusals } from '../query/query-set-types.ts'
import type { ReadIntent } from '../query/read-intent.ts'
import type { ScanOptions } from '../read/query-state.ts'
import type { AnyModelTypes, Wrong } from '../schema/definition.ts'
import type { None } from '../types/none.ts'
import type { Plain } from '../types/plain.ts'
import type { BulkWrites } from './bulk-types.ts'
import type { History } from './history-types.ts'
import type {
  CallOptions,
  CreateOptions,
  DeleteKeyOptions,
  Returned,
  Returning,
  ReturningOptions,
  Versioning,
  WriteOptions,
} from './instance-types.ts'

/** Options of a read by key. */
export interface GetOptions extends CallOptions {
  /** Reads the newest state, at twice the capacity. Default: eventually consistent. */
  readonly consistent?: boolean
}

/** Names of fields. */
export type FieldNames<Types extends AnyModelTypes> = keyof Types['values'] & string

/** What `get` takes: the primary key's field values, or those of a unique constraint. Shown as it is, being a member. */
export interface KeyInput<Types extends AnyModelTypes> {
  readonly input: Types['key'] | (None extends Types['unique'] ? never : UniqueKey<Types['values'], Types['unique']>)
}

/** Field values of a unique constraint. */
export type UniqueKey<Values, Unique> = {
  [Constraint in keyof Unique]: Unique[Constraint] extends readonly (infer Name)[]
    ? { readonly [Field in Name & keyof Values]: Values[Field] & {} }
    : never
}[keyof Unique]

/** Values of a new item, without its key. */
export type Rest<Types extends AnyModelTypes> = Omit<Types['insert'], keyof Types['key']>

/** A write that was not sent: it can show itself, or be sent. */
export interface WriteIntent<Result> {
  /**
   * The requests that would be sent first, as frozen wire JSON; validates like the write itself, and sends nothing.
   *
   * Where the stored item is needed, that is the read; the write that follows depends on its answer.
   */
  toRequests(): Promise<readonly PlainRequest[]>
  /** What the write does and why, in sentences. */
  explain(): Promise<string>
  /** Sends the write; each call sends again. */
  send(): Promise<Result>
}

/** Options of `getMany`. */
export interface GetManyOptions extends GetOptions {
  /** Milliseconds until the call gives up. Default 30,000. */
  readonly timeout?: number
  /** Called after each answer with the number of distinct keys that are answered, and of all. */
  readonly onProgress?: (progress: BatchProgress) => void
}

/** The calls of a manager, not sent: reads by primary key, and writes. */
export interface LazyWrites<Types extends AnyModelTypes> {
  /** For `send`, or as a part of a snapshot. */
  get(key: Types['key'], options?: GetOptions): ReadIntent<Types['self']>
  get<Name extends FieldNames<Types>>(
    key: Types['key'],
    options: GetOptions & { readonly only: readonly Name[] },
  ): ReadIntent<Plain<Pick<Types['values'], Name>>>
  find(key: Types['key'], options?: GetOptions): ReadIntent<Types['self'] | undefined>
  find<Name extends FieldNames<Types>>(
    key: Types['key'],
    options: GetOptions & { readonly only: readonly Name[] },
  ): ReadIntent<Plain<Pick<Types['values'], Name>> | undefined>
  create(values: Types['insert'], options?: CreateOptions): WriteIntent<Types['self']>
  replace(values: Types['insert'], options?: WriteOptions<Types>): WriteIntent<Types['self']>
  upsert(values: Types['insert'], options?: WriteOptions<Types>): WriteIntent<Types['self']>
  update<Given extends ModelChanges<Types>, Choice extends Returning = 'new'>(
    key: Types['key'],
    changes: ModelChanges<Types> & Defined<Types['values'], Given>,
    options?: ReturningOptions<Types, Choice>,
  ): WriteIntent<Returned<Types['self'], Choice>>
  delete(key: Types['key'], options?: DeleteKeyOptions<Types>): WriteIntent<boolean>
}

/** What the managers of all models have. */
export interface ItemManager<Types extends AnyModelTypes> extends BulkWrites<Types> {
  /**
   * The item with the key; it must exist. A unique constraint's fields are a key too.
   *
   * Cost: one GetItem; two by a unique constraint (its marker, then the item).
   *
   * @example
   * ```ts run
   * const ada = await User.objects.get({ userId: 'u1' })
   * // sends GetItem { "Key": { "PK": { "S": "USER#u1" }, "SK": { "S": "PROFILE" } } }
   * ada.name // => 'Ada'
   * ```
   * @throws {ItemNotFound} `item.not-found` (`X.DoesNotExist`)
   * @throws {KeyError} `key.missing`, `key.value`
   */
  get(key: KeyInput<Types>['input'], options?: GetOptions): Promise<Types['self']>
  /** Some fields of the item, as a plain object; less to transfer, the same capacity. */
  get<Name extends FieldNames<Types>>(
    key: KeyInput<Types>['input'],
    options: GetOptions & { readonly only: readonly Name[] },
  ): Promise<Pick<Types['values'], Name>>
  /**
   * As `get`, but `undefined` where there is no such item.
   *
   * Cost: one GetItem; two by a unique constraint.
   */
  find(key: KeyInput<Types>['input'], options?: GetOptions): Promise<Types['self'] | undefined>
  /**
   * The items with the keys, any number of them, in the order of the keys; `undefined` where there is no such item.
   * Positions with the same key share one instance. Keys are primary keys, all checked before anything is sent.
   *
   * What DynamoDB leaves unprocessed is asked for again, after pauses with full jitter, until `timeout`.
   *
   * Cost: one BatchGetItem per 100 distinct keys, 4 at a time; none for no keys.
   *
   * @example
   * ```ts run
   * const found = await User.objects.getMany([{ userId: 'u2' }, { userId: 'u0' }, { userId: 'u1' }])
   * // sends BatchGetItem { "RequestItems": { "shop": {} } }
   * found.map((user) => user?.name) // => ['Bob', undefined, 'Ada']
   * ```
   * @throws {Throttled} `request.throttled` at the deadline; `body.UnprocessedKeys` holds what is missing
   * @throws {RequestError} `request.timeout` likewise, `request.aborted`
   * @throws {KeyError} `key.missing`, `key.value`
   */
  getMany(keys: readonly Types['key'][], options?: GetManyOptions): Promise<(Types['self'] | undefined)[]>
  /** Some fields of the items, as plain objects; less to transfer, the same capacity. */
  getMany<Name extends FieldNames<Types>>(
    keys: readonly Types['key'][],
    options: GetManyOptions & { readonly only: readonly Name[] },
  ): Promise<(Plain<Pick<Types['values'], Name>> | undefined)[]>
  /**
   * Inserts an item; never overwrites.
   *
   * Cost: one PutItem; one transaction for a model with unique constraints.
   *
   * @example
   * ```ts run
   * const grace = await User.objects.create({ userId: 'u9', email: 'grace@example.com', name: 'Grace' })
   * grace.isNew // => false
   * ```
   * @throws {ItemExists} `item.exists` (`X.AlreadyExists`)
   * @throws {UniqueViolation} `write.unique`
   * @throws {ValidationError} `validation.invalid`, `item.too-large`
   */
  create(values: Types['insert'], options?: CreateOptions): Promise<Types['self']>
  /**
   * The item with the key, created with the defaults where there is none; `[instance, created]`. Safe under races.
   *
   * Cost: one GetItem where the item exists, else one write more.
   */
  getOrCreate(key: Types['key'], defaults: Rest<Types>, options?: CreateOptions): Promise<[Types['self'], boolean]>
  /**
   * Updates the item with the key, or creates it from the defaults and the plain values among the changes;
   * `[instance, created]`. Operators among the changes apply to an item that is there, and so does `if`: where there is
   * none, one is created whatever the condition. Safe under races.
   *
   * Cost: one UpdateItem where the item exists, else one write more.
   *
   * @throws {ConditionFailed} `write.condition`, `write.contention`
   */
  updateOrCreate<Given extends ModelChanges<Types>>(
    key: Types['key'],
    changes: ModelChanges<Types> & Defined<Types['values'], Given>,
    defaults: Partial<Rest<Types>>,
    options?: WriteOptions<Types>,
  ): Promise<[Types['self'], boolean]>
  /**
   * Inserts or updates: sets what is given; defaults and creation stamps only where nothing is stored.
   *
   * With `if`, the condition must hold before anything is inserted, too: an item that is not there is judged as one without
   * attributes, so that `missing()` holds.
   *
   * Cost: one UpdateItem; a consistent read before it where an index key mixes given fields with stored ones, and for
   * models with rules, computed fields or unique constraints.
   *
   * @throws {ConditionFailed} `write.condition`, `write.contention`
   */
  upsert(values: Types['insert'], options?: WriteOptions<Types>): Promise<Types['self']>
  /**
   * Puts the item, whatever is stored under its key; with `if` only where the condition holds of that. An item that is not
   * there is judged as one without attributes, so that `missing()` holds.
   *
   * Cost: one PutItem; a consistent read and a transaction for a model with unique constraints.
   *
   * @throws {ConditionFailed} `write.condition`, `write.contention`
   */
  replace(values: Types['insert'], options?: WriteOptions<Types>): Promise<Types['self']>
  /**
   * Changes fields of the item with the key, without reading it first, unless an index key needs other fields of it
   * too, or a rule must see what an operator leaves. Never creates an item.
   *
   * With `returning: 'old'` it gives the instance as it was, with `'none'` nothing.
   *
   * Cost: one UpdateItem; a consistent read before it where needed, both again, up to `retries` times, under contention.
   *
   * @throws {ItemNotFound} `item.not-found` @throws {ConditionFailed} `write.condition`, `write.contention`
   * @throws {KeyError} `key.changed` @throws {ValidationError} `validation.invalid`, also of what an operator would leave
   */
  update<Given extends ModelChanges<Types>, Choice extends Returning = 'new'>(
    key: Types['key'],
    changes: ModelChanges<Types> & Defined<Types['values'], Given>,
    options?: ReturningOptions<Types, Choice>,
  ): Promise<Returned<Types['self'], Choice>>
  /**
   * Deletes the item with the key; `true` if there was one (see `once` for what that means after a lost answer).
   *
   * Cost: one DeleteItem; a consistent read and a transaction for a model with unique constraints.
   *
   * @throws {ConditionFailed} `write.condition`
   */
  delete(key: Types['key'], options?: DeleteKeyOptions<Types>): Promise<boolean>
  /**
   * Every version of the item with the key, newest first, also of one that is deleted; for a model with `history`.
   *
   * Cost: none until a terminal method; then one Query per 100 versions.
   *
   * @throws {QueryError} `write.state` for a model without history
   */
  history(
    key: Types['self'] extends Versioning ? Types['key'] : Wrong<'Versions are kept of a model with history: true'>,
    options?: CallOptions,
  ): History<Types['values']>
  /** Reads by key and writes, not sent. */
  readonly lazy: LazyWrites<Types>
}

/** What queries by a pattern do not take. */
type RefusalsBy<Types extends AnyModelTypes, Name extends keyof Types['keys']> = Types['keys'][Name] extends {
  readonly index: infer Index extends keyof Types['indexes']
}
  ? Types['indexes'][Index] extends { readonly local: true }
    ? Refusals
    : GlobalRefusals
  : Refusals

/** The manager of a model: every way to its items that does not begin at an instance. */
export interface Manager<Types extends AnyModelTypes> extends ItemManager<Types> {
  /**
   * The items that share a partition key, of the table or of an index: the pattern whose partition key the given fields
   * complete. Sort-key fields may follow from left to right, the last with an operator.
   *
   * Cost: none until a terminal method; then one Query per page.
   *
   * @example
   * ```ts run
   * await Order.objects.using({ userId: 'u1' }).filter({ total: gte(100) }).all()
   * // => [{ total: 250 }]
   * // sends Query { "KeyConditionExpression": "#0 = :0 AND begins_with(#1, :1)" }
   * ```
   * @throws {QueryError} `query.no-index` if no pattern covers the fields
   */
  using(part: KeyParts<Types>['part']): QuerySet<Types, Types['self']>
  /** As `using`, with the access pattern named. */
  by<Name extends keyof Types['keys'] & string>(
    pattern: Name,
    part: KeyParts<Types, Name>['part'],
  ): QuerySet<Types, Types['self'], Types['self'], RefusalsBy<Types, Name>>
  /**
   * Every item of the model, by reading the whole table, or a whole index. With `segments`, so many parts are read side by
   * side, and items come in no order; at most a page of each is held.
   *
   * `page()`, `startAfter(cursor)` and `onProgress` know where every segment goes on.
   *
   * Cost: one Scan per page of the table, at least one per segment.
   */
  scan(options?: ScanOptions): QuerySet<Types, Types['self'], Types['self'], ScanRefusals>
}

/** Re-exported for the type of conditions. */
export type { Filter }
