/** The manager of a model: turns calls into reads and write actions, and items into instances. */
import { decodeItem } from '../codec/decode-item.ts'
import type { Values } from '../codec/encode-item.ts'
import type { ReadItem } from '../codec/read-item.ts'
import { recogniseRead } from '../codec/recognise.ts'
import { type ItemExists, KeyError } from '../errors/errors.ts'
import type { Inputs } from '../execute/bulk-types.ts'
import type { WriteManyOptions } from '../execute/bulk-writes.ts'
import {
  assertOptions,
  creating,
  creatingMany,
  deletingMany,
  getting,
  gettingMany,
  puttingMany,
  scanning,
  writing,
} from '../execute/call-options.ts'
import { loadItem } from '../execute/load-item.ts'
import { getItem } from '../execute/read-item.ts'
import type { SessionSource } from '../execute/session.ts'
import { conditionOf } from '../expression/resolve-filter.ts'
import { assertInputs, assertList, assertObject } from '../query/check-option.ts'
import { createQuerySet } from '../query/query-set.ts'
import { toKeyOperation } from '../read/get-operation.ts'
import { parseKeyValues } from '../read/key-part.ts'
import { queryState, type ScanOptions } from '../read/query-state.ts'
import { toResult } from '../read/to-result.ts'
import type { ModelSpec, UniqueSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { instanceTarget } from '../write/intent-symbol.ts'
import { markerKey, markerTableKey, markerTarget } from '../write/markers.ts'
import { isPlainChange } from '../write/plain-change.ts'
import { assertKnownNames } from './assert-known-names.ts'
import { createHistory } from './history.ts'
import type { History } from './history-types.ts'
import type { ModelContext } from './instance.ts'
import type { CallOptions, CreateOptions } from './instance-types.ts'
import { type ConditionalOptions, type GivenChanges, type IntentOptions, LazyManager } from './lazy-manager.ts'
import type { GetManyOptions, GetOptions } from './manager-types.ts'
import { namesOf, primaryKeyOf } from './primary-key-of.ts'

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

  async get(key: Values, options?: IntentOptions): Promise<unknown> {
    const found = await this.find(key, assertOptions('get()', options, getting))
    if (found === undefined) throw this.#spec.errors.notFound(key)
    return found
  }

  async find(key: Values, given?: IntentOptions): Promise<unknown> {
    const spec = this.#spec
    const options = assertOptions('find()', given, getting)
    const constraint = findConstraint(spec, key)
    if (constraint === undefined) {
      return await getItem(this.#source.current(), spec, { key: primaryKeyOf(spec, key), ...options })
    }
    const item = await this.#findUnique(constraint, key, options)
    const model = item && recogniseRead(spec, item)
    return item && model && toResult({ model, item }, { mode: 'instances', only: options.only })
  }

  async getMany(keys: readonly Values[], given?: ManyOptions): Promise<unknown[]> {
    const spec = this.#spec
    const options = assertOptions('getMany()', given, gettingMany)
    const wanted = assertList('getMany()', keys, 'keys').map((key) => primaryKeyOf(spec, key))
    const run = { ...options, keys: wanted }
    const session = this.#source.current()
    const { readMany } = await import('../execute/read-many.ts')
    return await readMany(session, spec, run)
  }

  async create(values: Values, options?: CreateOptions): Promise<unknown> {
    return await this.lazy.create(values, options).send()
  }

  async getOrCreate(key: Values, defaults: Values = {}, given?: CreateOptions): Promise<[unknown, boolean]> {
    const options = assertOptions('getOrCreate()', given, creating)
    assertKnownNames(this.#spec, assertObject('getOrCreate()', defaults, 'values'))
    const { signal } = options
    for (let round = 1; ; round++) {
      // Only after a lost race must the read see what the winner wrote.
      const found = await this.find(key, { ...(signal && { signal }), consistent: round > 1 })
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
    changes: GivenChanges,
    defaults: Values = {},
    given?: ConditionalOptions,
  ): Promise<[unknown, boolean]> {
    const options = assertOptions('updateOrCreate()', given, writing)
    assertKnownNames(this.#spec, assertObject('updateOrCreate()', defaults, 'values'))
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

  async update(key: Values, changes: GivenChanges, options?: ConditionalOptions): Promise<unknown> {
    return await this.lazy.update(key, changes, options).send()
  }

  async delete(key: Values, options?: ConditionalOptions): Promise<boolean> {
    return await this.lazy.delete(key, options).send()
  }

  async createMany(values: Inputs<Values>, given?: WriteManyOptions): Promise<unknown> {
    const options = assertOptions('createMany()', given, creatingMany)
    assertInputs('createMany()', values)
    const target = { session: this.#source.current(), spec: this.#spec }
    const { createTogether, putMany } = await bulkWrites()
    if (options.atomic) return await createTogether(target, values, options)
    return await putMany(target, values, { ...options, mode: 'create' })
  }

  async putMany(values: Inputs<Values>, given?: WriteManyOptions & { readonly if?: unknown }): Promise<unknown> {
    const options = assertOptions('putMany()', given, puttingMany)
    assertInputs('putMany()', values)
    const condition = conditionOf(this.#spec, options)
    const target = { session: this.#source.current(), spec: this.#spec }
    const { putMany } = await bulkWrites()
    return await putMany(target, values, { ...options, condition, mode: 'replace' })
  }

  async deleteMany(keys: Inputs<Values>, given?: WriteManyOptions & { readonly if?: unknown }): Promise<number> {
    const options = assertOptions('deleteMany()', given, deletingMany)
    assertInputs('deleteMany()', keys)
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
    return createQuerySet(
      this.#source,
      queryState(this.#spec, { kind: 'scan', ...assertOptions('scan()', options, scanning) }),
    )
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
    return await this.lazy.create({ ...others, ...key }, options, stored).send()
  }

  #isTaken(error: unknown): error is ItemExists {
    return error instanceof this.#spec.errors.Exists
  }

  #isMissing(error: unknown): boolean {
    return error instanceof this.#spec.errors.NotFound
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

const plainOf = (changes: GivenChanges): GivenChanges =>
  Object.fromEntries(Object.entries(changes).filter(([, change]) => isPlainChange(change)))
