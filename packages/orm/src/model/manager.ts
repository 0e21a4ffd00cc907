/** The manager of a model: turns calls into reads and write actions, and items into instances. */
import { decodeItem } from '../codec/decode-item.ts'
import type { Values } from '../codec/encode-item.ts'
import type { ReadItem } from '../codec/read-item.ts'
import { recogniseRead } from '../codec/recognise.ts'
import type { WrittenItem } from '../codec/written-item.ts'
import { type ItemExists, KeyError } from '../errors/errors.ts'
import type { Inputs } from '../execute/bulk-types.ts'
import type { WriteManyOptions } from '../execute/bulk-writes.ts'
import { deleteAction } from '../execute/delete-action.ts'
import { loadItem } from '../execute/load-item.ts'
import { putAction } from '../execute/put-actions.ts'
import { getItem } from '../execute/read-item.ts'
import { readMany } from '../execute/read-many.ts'
import type { SessionSource } from '../execute/session.ts'
import { updateReturning } from '../execute/update-returning.ts'
import { upsertAction } from '../execute/upsert-action.ts'
import type { WriteAction } from '../execute/write-action.ts'
import { changeBrand, refBrand } from '../expression/brands.ts'
import { elementChanges } from '../expression/element-changes.ts'
import { conditionOf } from '../expression/resolve-filter.ts'
import { assertBulk, assertGet, assertInputs, assertList, assertScan, assertTimeout } from '../query/check-option.ts'
import { createQuerySet } from '../query/query-set.ts'
import { createReadIntent, type ReadIntent } from '../query/read-intent.ts'
import { toKeyOperation } from '../read/get-operation.ts'
import { parseKeyValues } from '../read/key-part.ts'
import { queryState, type ScanOptions } from '../read/query-state.ts'
import { toResult } from '../read/to-result.ts'
import type { ModelSpec, UniqueSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { assertUnconditional } from '../write/assert-unconditional.ts'
import { instanceTarget } from '../write/intent-symbol.ts'
import { markerKey, markerTableKey, markerTarget } from '../write/markers.ts'
import { namedVersion } from '../write/version.ts'
import type { Returning } from '../write/write-plan.ts'
import { createHistory } from './history.ts'
import type { History } from './history-types.ts'
import type { ModelContext } from './instance.ts'
import type { CallOptions, CreateOptions, WriteCallOptions } from './instance-types.ts'
import type { GetManyOptions, GetOptions } from './manager-types.ts'
import { createIntent } from './write-intent.ts'

type Changes = Readonly<Record<string, unknown>>
interface ConditionalOptions extends WriteCallOptions {
  readonly if?: unknown
  readonly once?: boolean
  readonly version?: number
  readonly returning?: Returning
}

type IntentOptions = GetOptions & { readonly only?: readonly string[] }
type ManyOptions = GetManyOptions & { readonly only?: readonly string[] }

/** Most rounds of get and create: each one more means that the item was deleted in between. */
const MAX_ROUNDS = 5

export class ModelManager {
  readonly #spec: ModelSpec
  readonly #source: SessionSource
  /** Reads by key and writes, not sent. */
  readonly lazy: LazyManager

  constructor({ spec, source }: ModelContext) {
    this.#spec = spec
    this.#source = source
    this.lazy = new LazyManager({ spec, source })
  }

  async get(key: Values, options: GetOptions & { only?: readonly string[] } = {}): Promise<unknown> {
    const found = await this.find(key, options)
    if (found === undefined) throw this.#spec.errors.notFound(key)
    return found
  }

  async find(key: Values, options: GetOptions & { only?: readonly string[] } = {}): Promise<unknown> {
    const spec = this.#spec
    assertGet('find()', options)
    const constraint = findConstraint(spec, key)
    if (constraint === undefined) {
      return await getItem(this.#source.current(), spec, { ...options, key: primaryKeyOf(spec, key) })
    }
    const item = await this.#findUnique(constraint, key, options)
    const model = item && recogniseRead(spec, item)
    return item && model && toResult({ model, item }, { mode: 'instances', only: options.only })
  }

  async getMany(keys: readonly Values[], options: ManyOptions = {}): Promise<unknown[]> {
    const spec = this.#spec
    assertTimeout(assertGet('getMany()', options).timeout)
    return await readMany(this.#source.current(), spec, {
      ...options,
      keys: assertList('getMany() takes an array of keys', keys).map((key) => primaryKeyOf(spec, key)),
    })
  }

  async create(values: Values, options?: CreateOptions): Promise<unknown> {
    return await this.lazy.create(values, options).send()
  }

  async getOrCreate(key: Values, defaults: Values = {}, options: CreateOptions = {}): Promise<[unknown, boolean]> {
    assertUnconditional('getOrCreate', options)
    for (let round = 1; ; round++) {
      // Only after a lost race must the read see what the winner wrote.
      const found = await this.find(key, { ...options, consistent: round > 1 })
      if (found !== undefined) return [found, false]
      try {
        return [await this.#createUnder(key, defaults, options), true]
      } catch (error) {
        if (!this.#isTaken(error)) throw error
        const { current } = error
        if (current !== undefined) return [current, false]
        if (round >= MAX_ROUNDS) throw error
      }
    }
  }

  async updateOrCreate(
    key: Values,
    changes: Changes,
    defaults: Values = {},
    options: ConditionalOptions = {},
  ): Promise<[unknown, boolean]> {
    // The condition is about an item that is there.
    const { if: _condition, ...insert } = options
    for (let round = 1; ; round++) {
      try {
        return [await this.update(key, changes, options), false]
      } catch (error) {
        if (!this.#isMissing(error)) throw error
      }
      try {
        return [await this.#createUnder(key, { ...defaults, ...plainOf(changes) }, insert), true]
      } catch (error) {
        if (round >= MAX_ROUNDS || !this.#isTaken(error)) throw error
      }
    }
  }

  async upsert(values: Values, options?: ConditionalOptions): Promise<unknown> {
    return await this.lazy.upsert(values, options).send()
  }

  async replace(values: Values, options?: ConditionalOptions): Promise<unknown> {
    return await this.lazy.replace(values, options).send()
  }

  async update(key: Values, changes: Changes, options?: ConditionalOptions): Promise<unknown> {
    return await this.lazy.update(key, changes, options).send()
  }

  async delete(key: Values, options?: ConditionalOptions): Promise<boolean> {
    return await this.lazy.delete(key, options).send()
  }

  async createMany(values: Inputs<Values>, options: WriteManyOptions = {}): Promise<unknown> {
    assertUnconditional('createMany', options)
    assertInputs('createMany()', values)
    assertBulk(options)
    const target = { session: this.#source.current(), spec: this.#spec }
    const { createTogether, putMany } = await bulkWrites()
    if (options.atomic) return await createTogether(target, values, options)
    return await putMany(target, values, { ...options, mode: 'create' })
  }

  async putMany(values: Inputs<Values>, options: WriteManyOptions & { readonly if?: unknown } = {}): Promise<unknown> {
    assertInputs('putMany()', values)
    assertBulk(options)
    const condition = conditionOf(this.#spec, options)
    const target = { session: this.#source.current(), spec: this.#spec }
    const { putMany } = await bulkWrites()
    return await putMany(target, values, { ...options, condition, mode: 'replace' })
  }

  async deleteMany(keys: Inputs<Values>, options: WriteManyOptions & { readonly if?: unknown } = {}): Promise<number> {
    assertInputs('deleteMany()', keys)
    assertBulk(options)
    const spec = this.#spec
    const session = this.#source.current()
    const { deleteMany } = await bulkWrites()
    return await deleteMany({ session, spec }, keys, {
      ...options,
      condition: conditionOf(spec, options),
      parse: (key) => primaryKeyOf(spec, key),
    })
  }

  history(key: Values, options?: CallOptions): History<Record<string, unknown>> {
    const spec = this.#spec
    return createHistory({ spec, source: this.#source, key: primaryKeyOf(spec, key) }, options)
  }

  using(part: Values): unknown {
    return createQuerySet(this.#source, queryState(this.#spec, { kind: 'using', part }))
  }

  by(pattern: string, part: Values): unknown {
    return createQuerySet(this.#source, queryState(this.#spec, { kind: 'by', part, pattern }))
  }

  scan(options?: ScanOptions): unknown {
    return createQuerySet(this.#source, queryState(this.#spec, { kind: 'scan', ...assertScan(options) }))
  }

  /** The marker, then the item; an item that no longer has the values (its write is under way) is not found. */
  async #findUnique(constraint: UniqueSpec, given: Values, options: GetOptions): Promise<ReadItem | undefined> {
    const spec = this.#spec
    const session = this.#source.current()
    const text = markerKey(constraint, parseKeyValues(spec, given, constraint.fields))
    if (text === undefined)
      throw new KeyError('key.missing', `The unique constraint '${constraint.name}' needs all its fields.`)
    const read = (tableKey: Item): Promise<ReadItem | undefined> => {
      const operation = toKeyOperation(session.tableName, tableKey, options.consistent)
      return loadItem(session, operation, { signal: options.signal, model: spec.name, models: [spec] })
    }
    const marker = await read(markerTableKey(spec, text))
    const tableKey = marker && markerTarget(marker.toItem())
    const item = tableKey && (await read(tableKey))
    const model = item && recogniseRead(spec, item)
    return model && markerKey(constraint, decodeItem(model, item.toItem())) === text ? item : undefined
  }

  /** A key names what is stored, so it is written as it is. */
  async #createUnder(given: Values, others: Values, options: CreateOptions): Promise<unknown> {
    const key = instanceTarget(given)?.key ?? given
    const stored = new Set(namesOf(key))
    return await this.lazy.create({ ...others, ...key }, { ...options, stored }).send()
  }

  #isTaken(error: unknown): error is ItemExists {
    return error instanceof this.#spec.errors.Exists
  }

  #isMissing(error: unknown): boolean {
    return error instanceof this.#spec.errors.NotFound
  }
}

/** The reads by key and the writes of a manager as intents. */
export class LazyManager {
  readonly #spec: ModelSpec
  readonly #source: SessionSource

  constructor({ spec, source }: ModelContext) {
    this.#spec = spec
    this.#source = source
  }

  get(key: Values, options: IntentOptions = {}) {
    return this.#readIntent(key, options, true)
  }

  find(key: Values, options: IntentOptions = {}) {
    return this.#readIntent(key, options, false)
  }

  /** @param options with the names of values that no schema transforms again */
  create(values: Values, options: CreateOptions & { readonly stored?: ReadonlySet<string> } = {}) {
    assertUnconditional('create', options)
    const { once, signal, stored } = options
    return this.#itemIntent('create', putAction(this.#spec, values, { mode: 'create', once, signal, stored }), options)
  }

  replace(values: Values, options: ConditionalOptions = {}) {
    const condition = conditionOf(this.#spec, options)
    const action = putAction(this.#spec, values, { mode: 'replace', condition, signal: options.signal })
    return this.#itemIntent('replace', action, options)
  }

  upsert(values: Values, options: ConditionalOptions = {}) {
    const condition = conditionOf(this.#spec, options)
    return this.#itemIntent('upsert', upsertAction(this.#spec, values, { condition, signal: options.signal }), options)
  }

  update(key: Values, changes: Changes, options: ConditionalOptions = {}) {
    const spec = this.#spec
    const condition = conditionOf(spec, options)
    const target = { spec, key: primaryKeyOf(spec, key), changes }
    const { once, signal, returning } = options
    const held = namedVersion(spec, options.version)
    return this.#itemIntent('update', updateReturning(target, { condition, once, signal, held }, returning), options)
  }

  delete(key: Values, options: ConditionalOptions = {}) {
    const spec = this.#spec
    const condition = conditionOf(spec, options)
    const action = deleteAction(spec, primaryKeyOf(spec, key), {
      ...{ condition, once: options.once, signal: options.signal, held: namedVersion(spec, options.version) },
    })
    return createIntent(this.#source, {
      ...{ name: 'delete', action, retries: options.retries },
      toResult: (deleted) => deleted,
    })
  }

  #readIntent(key: Values, options: IntentOptions, required: boolean): ReadIntent<unknown> {
    const spec = this.#spec
    const target = { ...assertGet(required ? 'get()' : 'find()', options), key: primaryKeyOf(spec, key) }
    return createReadIntent({ spec, source: this.#source, target, required })
  }

  #itemIntent(name: string, action: WriteAction<WrittenItem | undefined>, { retries }: WriteCallOptions) {
    const toResult = (written: WrittenItem | undefined): unknown => written?.hydrateAs(this.#spec)
    return createIntent(this.#source, { name, action, retries, toResult })
  }
}

/** Loaded with the first bulk write. */
const bulkWrites = () => import('../execute/bulk-writes.ts')

/** The constraint whose fields, and no others, are given; `undefined` if the primary key's are. */
const findConstraint = (spec: ModelSpec, given: Values): UniqueSpec | undefined => {
  const names = namesOf(given).filter((name) => given[name] !== undefined)
  if (spec.primary.fields.every(({ name }) => names.includes(name))) return undefined
  return spec.unique.find(
    ({ fields }) => fields.length === names.length && fields.every(({ name }) => names.includes(name)),
  )
}

/**
 * The primary key's values, checked once. A key names the primary key's fields and no others, as a further field would be
 * ignored; an instance of the model stands for its own key.
 */
const primaryKeyOf = (spec: ModelSpec, key: Values): Values => {
  const instance = instanceTarget(key)
  if (instance !== undefined && spec.types.has(instance.spec.type) && instance.spec.table === spec.table)
    return parseKeyValues(spec, instance.key)
  const others = namesOf(key).filter((name) => !spec.primary.fields.some((entry) => entry.name === name))
  if (others.length === 0) return parseKeyValues(spec, key)
  throw new KeyError(
    'key.value',
    `The primary key of ${spec.name} is made of ${spec.primary.fields.map(({ name }) => `'${name}'`).join(', ')}, not of '${others.join("', '")}'.`,
    { hint: 'Give the fields of the primary key, or of one unique constraint, and no others.' },
  )
}

/** Names in what may be no object at all, which `parseKeyValues` refuses. */
const namesOf = (given: unknown): string[] => (typeof given === 'object' && given !== null ? Object.keys(given) : [])

const plainOf = (changes: Changes): Changes =>
  Object.fromEntries(Object.entries(changes).filter(([, change]) => isPlainValue(change)))

const isPlainValue = (change: unknown): boolean =>
  typeof change !== 'object' ||
  change === null ||
  !(changeBrand in change || refBrand in change || elementChanges(change) !== undefined)
