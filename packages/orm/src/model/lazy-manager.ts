/** The reads by key and the writes of a manager as intents, which show what they would send. */
import type { Values } from '../codec/encode-item.ts'
import type { WrittenItem } from '../codec/written-item.ts'
import { assertOptions, creating, deletingKey, getting, updatingKey, writing } from '../execute/call-options.ts'
import { deleteAction } from '../execute/delete-action.ts'
import { putAction } from '../execute/put-actions.ts'
import type { SessionSource } from '../execute/session.ts'
import { updateReturning } from '../execute/update-returning.ts'
import { upsertAction } from '../execute/upsert-action.ts'
import type { WriteAction } from '../execute/write-action.ts'
import { conditionOf } from '../expression/resolve-filter.ts'
import { createReadIntent, type ReadIntent } from '../query/read-intent.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { namedVersion } from '../write/version.ts'
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
    return this.#itemIntent('create', putAction(this.#spec, values, { mode: 'create', once, signal, stored }), options)
  }

  replace(values: Values, given?: ConditionalOptions) {
    const options = assertOptions('replace()', given, writing)
    const condition = conditionOf(this.#spec, options)
    const action = putAction(this.#spec, values, { mode: 'replace', condition, signal: options.signal })
    return this.#itemIntent('replace', action, options)
  }

  upsert(values: Values, given?: ConditionalOptions) {
    const options = assertOptions('upsert()', given, writing)
    const condition = conditionOf(this.#spec, options)
    return this.#itemIntent('upsert', upsertAction(this.#spec, values, { condition, signal: options.signal }), options)
  }

  update(key: Values, changes: GivenChanges, given?: ConditionalOptions) {
    const spec = this.#spec
    const options = assertOptions('update()', given, updatingKey)
    const condition = conditionOf(spec, options)
    const target = { spec, key: primaryKeyOf(spec, key), changes }
    const { once, signal, returning } = options
    const held = namedVersion(spec, options.version)
    return this.#itemIntent('update', updateReturning(target, { condition, once, signal, held }, returning), options)
  }

  delete(key: Values, given?: ConditionalOptions) {
    const spec = this.#spec
    const options = assertOptions('delete()', given, deletingKey)
    const condition = conditionOf(spec, options)
    const action = deleteAction(spec, primaryKeyOf(spec, key), {
      ...{ condition, once: options.once, signal: options.signal, held: namedVersion(spec, options.version) },
    })
    return createIntent(this.#source, {
      ...{ name: 'delete', action, retries: options.retries },
      toResult: (deleted) => deleted,
    })
  }

  #readIntent(key: Values, given: IntentOptions | undefined, required: boolean): ReadIntent<unknown> {
    const spec = this.#spec
    const options = assertOptions(required ? 'get()' : 'find()', given, getting)
    const target = { ...options, key: primaryKeyOf(spec, key) }
    return createReadIntent({ spec, source: this.#source, target, required })
  }

  #itemIntent(name: string, action: WriteAction<WrittenItem | undefined>, { retries }: WriteCallOptions) {
    const toResult = (written: WrittenItem | undefined): unknown => written?.hydrateAs(this.#spec)
    return createIntent(this.#source, { name, action, retries, toResult })
  }
}
