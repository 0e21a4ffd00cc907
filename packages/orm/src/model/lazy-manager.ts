/** The reads by key and the writes of a manager as intents, which show what they would send. */
import type { Values } from '../codec/encode-item.ts'
import type { WrittenItem } from '../codec/written-item.ts'
import { assertOptions, creating, deletingKey, getting, updatingKey, writing } from '../execute/call-options.ts'
import type { SessionSource } from '../execute/session.ts'
import type { WriteCall } from '../execute/write-call.ts'
import type { WriteCode } from '../execute/write-code.ts'
import { conditionOf } from '../expression/resolve-filter.ts'
import { createReadIntent, type ReadIntent } from '../query/read-intent.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { namedVersion } from '../write/held-version.ts'
import type { Returning } from '../write/write-plan.ts'
import type { ModelContext } from './instance.ts'
import type { CreateOptions, WriteCallOptions } from './instance-types.ts'
import type { GetOptions } from './manager-types.ts'
import { primaryKeyOf } from './primary-key-of.ts'
import { createIntent } from './write-intent.ts'

/** Changes by field. */
export type GivenChanges = Readonly<Record<string, unknown>>

/** Options of a conditional write by key. */
export interface ConditionalOptions extends WriteCallOptions {
  readonly if?: unknown
  readonly once?: boolean
  readonly version?: number
  readonly returning?: Returning
}

/** Options of a read by key. */
export type IntentOptions = GetOptions & { readonly only?: readonly string[] }

export class LazyManager {
  readonly #spec: ModelSpec
  readonly #source: SessionSource

  constructor({ spec, source }: ModelContext) {
    this.#spec = spec
    this.#source = source
  }

  get(key: Values, options?: IntentOptions) {
    return this.#readIntent(key, options, true)
  }

  find(key: Values, options?: IntentOptions) {
    return this.#readIntent(key, options, false)
  }

  /** @param stored names of values that no schema transforms again */
  create(values: Values, given?: CreateOptions, stored?: ReadonlySet<string>) {
    const options = assertOptions('create()', given, creating)
    const { once, signal } = options
    const action = (code: WriteCode, kept: Values) =>
      code.put(this.#spec, kept, { mode: 'create', once, signal, stored })
    return this.#itemIntent('create', { spec: this.#spec, given: values, action }, options)
  }

  replace(values: Values, given?: ConditionalOptions) {
    const options = assertOptions('replace()', given, writing)
    const condition = conditionOf(this.#spec, options)
    const { signal } = options
    const action = (code: WriteCode, kept: Values) => code.put(this.#spec, kept, { mode: 'replace', condition, signal })
    return this.#itemIntent('replace', { spec: this.#spec, given: values, action }, options)
  }

  upsert(values: Values, given?: ConditionalOptions) {
    const options = assertOptions('upsert()', given, writing)
    const condition = conditionOf(this.#spec, options)
    const { signal } = options
    const action = (code: WriteCode, kept: Values) => code.upsert(this.#spec, kept, { condition, signal })
    return this.#itemIntent('upsert', { spec: this.#spec, given: values, action }, options)
  }

  update(key: Values, changes: GivenChanges, given?: ConditionalOptions) {
    const spec = this.#spec
    const options = assertOptions('update()', given, updatingKey)
    const condition = conditionOf(spec, options)
    const keyValues = primaryKeyOf(spec, key)
    const { once, signal, returning } = options
    const held = namedVersion(spec, options.version)
    const action = (code: WriteCode, kept: Values) =>
      code.updateReturning({ spec, key: keyValues, changes: kept }, { condition, once, signal, held }, returning)
    return this.#itemIntent('update', { spec, given: changes, action }, options)
  }

  delete(key: Values, given?: ConditionalOptions) {
    const spec = this.#spec
    const options = assertOptions('delete()', given, deletingKey)
    const condition = conditionOf(spec, options)
    const { once, signal, retries } = options
    const held = namedVersion(spec, options.version)
    const keyValues = primaryKeyOf(spec, key)
    const action = (code: WriteCode, kept: Values) => code.delete(spec, kept, { condition, once, signal, held })
    return createIntent(this.#source, {
      ...{ name: 'delete', call: { spec, given: keyValues, action }, retries },
      toResult: (deleted) => deleted,
    })
  }

  #readIntent(key: Values, given: IntentOptions | undefined, required: boolean): ReadIntent<unknown> {
    const spec = this.#spec
    const options = assertOptions(required ? 'get()' : 'find()', given, getting)
    const target = { ...options, key: primaryKeyOf(spec, key) }
    return createReadIntent({ spec, source: this.#source, target, required })
  }

  #itemIntent(name: string, call: WriteCall<WrittenItem | undefined>, { retries }: WriteCallOptions) {
    const toResult = (written: WrittenItem | undefined): unknown => written?.hydrateAs(this.#spec)
    return createIntent(this.#source, { name, call, retries, toResult })
  }
}
