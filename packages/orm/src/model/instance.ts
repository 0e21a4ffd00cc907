/**
 * The class that every model extends: fields are own properties in order of declaration, everything else is hidden.
 */
import { decodeKey, keyOf } from '../codec/decode-key.ts'
import { encodePrimaryKey, type Values } from '../codec/encode-item.ts'
import { decodeStored } from '../codec/hydrate-item.ts'
import { keyValuesOf } from '../codec/key-values-of.ts'
import { withDefaults } from '../codec/with-defaults.ts'
import { WrittenItem } from '../codec/written-item.ts'
import { QueryError } from '../errors/errors.ts'
import { assertOptions, changing, inserting, saving, savingNew, sending, writing } from '../execute/call-options.ts'
import { readForWrite } from '../execute/read-stored.ts'
import { withRetries } from '../execute/retries.ts'
import type { SessionSource } from '../execute/session.ts'
import { runWrite, type WriteCall } from '../execute/write-call.ts'
import type { WriteCode } from '../execute/write-code.ts'
import type { ConditionNode } from '../expression/condition.ts'
import { conditionOf } from '../expression/resolve-filter.ts'
import { assertObject } from '../query/check-option.ts'
import type { DecodedItem, ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { StoredItem } from '../wire/stored-item.ts'
import { heldVersion } from '../write/held-version.ts'
import { INSTANCE_TARGET, type InstanceTarget } from '../write/intent-symbol.ts'
import { namesOfChanges } from '../write/names-of-changes.ts'
import { assertKnownNames } from './assert-known-names.ts'
import { createHistory, definedOf, diffVersions, type HistoryOwner, readVersion, requireVersion } from './history.ts'
import type { History, HistoryDiff } from './history-types.ts'
import { defineShape, Hydration, SHAPE } from './hydration.ts'
import {
  changedFields,
  changesOf,
  deletedState,
  givenValues,
  type InstanceState,
  loadedState,
  newState,
  overwrittenBy,
  unchangedFields,
  visibleValues,
} from './instance-state.ts'
import type { CallOptions, WriteCallOptions } from './instance-types.ts'
import { forget } from './relation-cache.ts'
import { storedKeys } from './stored-keys.ts'
import { toJsonValue } from './to-json-value.ts'
import { isOvertaken, keptFields, type Snapshot, takeSnapshot } from './write-snapshot.ts'

/** Options of a write, before its condition is resolved. */
interface ConditionalOptions extends WriteCallOptions {
  readonly if?: unknown
  readonly once?: boolean
  readonly overwrite?: boolean
}

/** A model's spec and where its calls go. */
export interface ModelContext {
  readonly spec: ModelSpec
  readonly source: SessionSource
}

/** Where a model's class keeps its context. */
export const CONTEXT: unique symbol = Symbol('single-table-orm/context')

/** `inspect.custom` of `node:util`, which gives itself to the method: no module is loaded for it. */
const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom')

export class ModelInstance {
  readonly #source: SessionSource
  #state: InstanceState

  constructor(given: Values | Hydration | typeof SHAPE = {}) {
    // The nearest model above the class that is made: inherited statics find it.
    const context = (new.target as unknown as { readonly [CONTEXT]?: ModelContext })[CONTEXT]
    if (context === undefined)
      throw new QueryError('write.state', `${new.target.name} is abstract, so it has no instances.`, {
        hint: 'Make an instance of a model that extends it.',
      })
    const { spec, source } = context
    this.#source = source
    if (given instanceof Hydration) {
      this.#state = loadedState(spec, given.decoded, given.stored)
      this.#assign(given.decoded.values)
      return
    }
    if (given === SHAPE) {
      this.#state = newState(spec)
      defineShape(this, spec.fieldNames)
      return
    }
    const values = withDefaults(spec, given)
    assertKnownNames(spec, values)
    this.#state = newState(spec)
    this.#assign(spec.fieldNames.map((name) => values[name]))
  }

  /** The spec of any instance; `undefined` for other values. */
  static specOf(value: unknown): ModelSpec | undefined {
    return typeof value === 'object' && value !== null && #state in value ? value.#state.spec : undefined
  }

  /** The stored item of an instance; `undefined` for a new one. */
  static itemOf(value: ModelInstance): Item | undefined {
    return value.#state.stored?.toItem()
  }

  get isNew(): boolean {
    return this.#state.stored === undefined
  }

  async save(called?: ConditionalOptions): Promise<this> {
    const { spec } = this.#state
    const options = assertOptions('save()', called, this.isNew && !called?.overwrite ? savingNew : saving)
    const condition = conditionOf(spec, options)
    const { overwrite = false, signal } = options
    if (!this.isNew && !overwrite) return this.#saveChanges(options, condition)
    const unknown = this.#state.stored?.toItem()
    const mode = overwrite ? 'replace' : 'create'
    const before = this.#snapshot()
    const state = this.#state
    const stored = unchangedFields(state, this.#current())
    const put = { mode, condition, unknown, stored, signal, held: heldVersion(spec, unknown) } as const
    const action = (code: WriteCode, kept: Values) =>
      code.put(spec, kept, { ...put, overwritten: overwrittenBy(state, kept) })
    const given = givenValues(spec, this.#current())
    return await this.#run({ spec, given, action }, options, (item) => this.#load(item, before))
  }

  async update(changes: Readonly<Record<string, unknown>>, given?: ConditionalOptions): Promise<this> {
    const options = assertOptions('update()', given, changing)
    const loaded = this.#stored('update')
    const { spec } = this.#state
    const condition = conditionOf(spec, options)
    const written = new Set(namesOfChanges(spec, changes))
    if (written.size === 0 && condition === undefined) return this
    const { once, signal } = options
    const [key, held] = [decodeKey(spec, loaded), this.#held(loaded)]
    const action = (code: WriteCode, kept: Values) =>
      code.update({ spec, key, changes: kept }, { condition, loaded, held, once, signal })
    const before = this.#snapshot()
    return await this.#run({ spec, given: changes, action }, options, (item) => this.#load(item, before, written))
  }

  async delete(called?: ConditionalOptions): Promise<boolean> {
    const options = assertOptions('delete()', called, changing)
    const loaded = this.#stored('delete')
    const { spec } = this.#state
    const condition = conditionOf(spec, options)
    const [given, held] = [decodeKey(spec, loaded), this.#held(loaded)]
    const { once, signal } = options
    const action = (code: WriteCode, kept: Values) =>
      code.delete(spec, kept, { condition, loaded, held, once, signal, instance: this })
    return await this.#run({ spec, given, action }, options, (deleted) => {
      this.#forget()
      return deleted
    })
  }

  async move(to: Values, called?: ConditionalOptions): Promise<this> {
    const options = assertOptions('move()', called, writing)
    const loaded = this.#stored('move')
    const { spec } = this.#state
    const from = decodeKey(spec, loaded)
    const before = this.#snapshot()
    const condition = conditionOf(spec, options)
    const { signal, retries } = options
    const session = withRetries(this.#source.current(), retries)
    const written = new Set(spec.primary.fields.map(({ name }) => name))
    const show = (item: WrittenItem) => this.#load(item, before, written)
    const given = { ...assertObject('move()', to, 'key fields') }
    const { moveItem } = await import('../execute/move-item.ts')
    await moveItem(session, { spec, from, to: given, loaded: loaded.toItem(), condition, signal, show })
    return this
  }

  async refresh(options?: CallOptions): Promise<this> {
    const [{ spec }, { signal }] = [this.#state, assertOptions('refresh()', options, sending)]
    const key = decodeKey(spec, this.#stored('refresh'))
    const item = await readForWrite(this.#source.current(), { spec, key: encodePrimaryKey(spec, key), signal })
    if (item === null) throw spec.errors.notFound(key)
    forget(this)
    return this.#load(WrittenItem.of(item), undefined, new Set())
  }

  history(options?: CallOptions): History<Record<string, unknown>> {
    return createHistory(this.#owner(), options)
  }

  async at(version: number, options?: CallOptions): Promise<Record<string, unknown> | undefined> {
    const kept = await readVersion(this.#owner(), version, assertOptions('at()', options, sending))
    return kept && definedOf(kept.values)
  }

  async diff(from: number, to: number, options?: CallOptions): Promise<HistoryDiff<Record<string, unknown>>> {
    return await diffVersions(this.#owner(), [from, to], assertOptions('diff()', options, sending))
  }

  async restore(version: number, called?: ConditionalOptions): Promise<this> {
    const state = this.#state
    const { spec } = state
    const loaded = state.stored?.toItem()
    const options = assertOptions('restore()', called, loaded === undefined ? inserting : writing)
    const condition = conditionOf(spec, options)
    const kept = await requireVersion(this.#owner(), version, options)
    const given = givenValues(spec, kept.values)
    const stored = new Set(spec.fieldNames)
    const held = heldVersion(spec, loaded)
    const put = { condition, unknown: kept.item, loaded, stored, held, signal: options.signal }
    const mode = loaded === undefined ? 'create' : 'replace'
    const action = (code: WriteCode, kept: Values) =>
      code.put(spec, kept, { mode, operation: 'restore', overwritten: overwrittenBy(state, kept), ...put })
    return await this.#run({ spec, given, action }, options, (item) => this.#load(item))
  }

  key(): Record<string, unknown> {
    return keyValuesOf(this.#state.spec, this.#current())
  }

  keys(): Record<string, unknown> {
    return storedKeys(this.#state.spec, this.#current())
  }

  changes(): Record<string, unknown> {
    const values = this.#current()
    return Object.fromEntries(changedFields(this.#state, values).map(({ name }) => [name, values[name]]))
  }

  values(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.#current()).filter(([, value]) => value !== undefined))
  }

  toJSON(): Record<string, unknown> {
    return visibleValues(this.#state.spec, this.#current(), toJsonValue)
  }

  /** What `console.log` shows: without what is hidden. */
  [INSPECT](_depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    const shown = visibleValues(this.#state.spec, this.#current(), (value) => value)
    return `${this.#state.spec.name} ${inspect(shown, options)}`
  }

  /** What transactions see of the instance. */
  [INSTANCE_TARGET](): InstanceTarget<SessionSource> {
    const { spec } = this.#state
    const item = this.#state.stored?.toItem()
    const values = this.#current()
    const changed = item === undefined ? [] : changedFields(this.#state, values)
    const before = this.#snapshot()
    return {
      ...{ spec, source: this.#source, item, given: givenValues(spec, values), unknown: item },
      stored: unchangedFields(this.#state, values),
      key: this.#key(),
      changes: changesOf(changed, values),
      committed: (stored, written) => {
        if (stored === undefined) this.#forget()
        else this.#load(WrittenItem.of(stored), before, written)
      },
    }
  }

  async #saveChanges(options: ConditionalOptions, condition: ConditionNode | undefined): Promise<this> {
    const { signal } = options
    const { spec } = this.#state
    const values = this.#current()
    const loaded = this.#stored('save')
    const decoded = decodeStored(spec, loaded)
    const changed = changedFields(this.#state, values, decoded)
    if (changed.length === 0 && condition === undefined) return this
    const changes = changesOf(changed, values)
    const key = keyOf(spec, decoded)
    const held = this.#held(loaded)
    const before = this.#snapshot()
    const action = (code: WriteCode, kept: Values) =>
      changed.length === 0
        ? code.check({ spec, key, held, condition, signal })
        : code.update({ spec, key, changes: kept }, { loaded, saved: loaded, held, condition, signal })
    const written = new Set(Object.keys(changes))
    return await this.#run({ spec, given: changes, action }, options, (item) => this.#load(item, before, written))
  }

  #owner(): HistoryOwner {
    return { spec: this.#state.spec, source: this.#source, key: this.#key() }
  }

  #run<Result, Shown>(
    call: WriteCall<Result>,
    { retries }: WriteCallOptions,
    show: (result: Result) => Shown,
  ): Promise<Shown> {
    return runWrite(withRetries(this.#source.current(), retries), call, show)
  }

  #snapshot(): Snapshot {
    return takeSnapshot(this.#state, this.#current())
  }

  /** Takes over what is stored now, but for what a write of the `written` fields, begun at the snapshot, does not know. */
  #load(item: WrittenItem, before?: Snapshot, written?: ReadonlySet<string>): this {
    const { spec } = this.#state
    const current = this.#current()
    const decoded = item.decodeAs(spec)
    const finished = { decoded, written }
    if (before !== undefined && isOvertaken(before, finished)) return this
    const kept = new Set(before && keptFields(before, current, finished).map(({ name }) => name))
    this.#follow(loadedState(spec, decoded, item.stored), kept, written)
    this.#assign(decoded.values)
    for (const name of kept) Object.assign(this, { [name]: current[name] })
    spec.afterLoad?.(this)
    return this
  }

  /** The item is gone; the values stay. */
  #forget(): void {
    const names = new Set(this.#state.spec.fieldNames)
    this.#follow(deletedState(this.#state), names, names)
  }

  /** Writes that are under way look from their own state for what came after it. */
  #follow(state: InstanceState, kept: ReadonlySet<string>, written?: ReadonlySet<string>): void {
    this.#state.successor = { state, kept, written: written ?? new Set(state.spec.fieldNames) }
    this.#state = state
  }

  #assign(values: DecodedItem['values']): void {
    const self = this as Record<string, unknown>
    const { fieldNames } = this.#state.spec
    for (let slot = 0; slot < fieldNames.length; slot++) self[fieldNames[slot] as string] = values[slot]
  }

  #current(): Values {
    const self = this as Record<string, unknown>
    const values: Record<string, unknown> = {}
    for (const name of this.#state.spec.fieldNames) values[name] = self[name]
    return values
  }

  /** The key of the stored item, which assignments to the key's fields do not move, or of a new one. */
  #key(): Values {
    const { spec, stored } = this.#state
    return stored === undefined ? this.key() : decodeKey(spec, stored)
  }

  #held(loaded: StoredItem): number | undefined {
    const { spec } = this.#state
    return spec.locking === undefined ? undefined : heldVersion(spec, loaded.toItem())
  }

  #stored(call: string): StoredItem {
    const { spec, stored } = this.#state
    if (stored !== undefined) return stored
    throw new QueryError('write.state', `${call}() needs a stored item, but this ${spec.name} is new.`)
  }
}
