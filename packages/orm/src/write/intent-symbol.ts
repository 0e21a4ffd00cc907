/**
 * How instances and models offer their writes to transactions and bulk writes, which never import models: under
 * registered symbols, so that instances of another copy of the package are understood.
 */
import type { Values } from '../codec/encode-item.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'

export const INSTANCE_TARGET: unique symbol = Symbol.for('single-table-orm/instance-target')
export const MODEL_TARGET: unique symbol = Symbol.for('single-table-orm/model-target')

/** What a model class offers. `Source` gives the surroundings of a call. */
export interface ModelTarget<Source> {
  readonly spec: ModelSpec
  readonly source: Source
}

/** What an instance offers, as it is at the moment of asking. */
export interface InstanceTarget<Source> extends ModelTarget<Source> {
  /** The item as it was loaded or written; `undefined` for a new instance. */
  readonly item: Item | undefined
  /** Primary key values: of the stored item, else of the instance. */
  readonly key: Values
  /** What an insert is given. */
  readonly given: Values
  /** Fields whose given values are as they were stored: schemas do not transform them again. */
  readonly stored?: ReadonlySet<string> | undefined
  /** The stored item, of which what no field names is kept. */
  readonly unknown: Item | undefined
  /** Unsaved changes, as an update takes them. */
  readonly changes: Readonly<Record<string, unknown>>
  /**
   * Takes over what was stored; `undefined` after a delete. With `written`, unsaved changes of other fields stay unsaved.
   */
  committed(item: Item | undefined, written?: ReadonlySet<string>): void
}

/** What an instance offers; `undefined` for anything else. */
export const instanceTarget = <Source>(value: unknown): InstanceTarget<Source> | undefined =>
  typeof value === 'object' && value !== null && INSTANCE_TARGET in value
    ? (value as { [INSTANCE_TARGET](): InstanceTarget<Source> })[INSTANCE_TARGET]()
    : undefined

/** What a model class offers; `undefined` for anything else. */
export const modelTarget = <Source>(value: unknown): ModelTarget<Source> | undefined =>
  typeof value === 'function' && MODEL_TARGET in value ? (value[MODEL_TARGET] as ModelTarget<Source>) : undefined
