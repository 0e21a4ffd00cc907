/** How stored items become instances: a token that a model's constructor takes in place of a caller's values. */
import type { DecodedItem } from '../schema/model-spec.ts'
import type { StoredItem } from '../wire/stored-item.ts'

/** A model's constructor makes all properties, as no other way makes them, of an object that nobody sees. */
export const SHAPE: unique symbol = Symbol('single-table-orm/shape')

/** Makes the properties that all instances of a model have. */
export const defineShape = (instance: object, names: readonly string[]): void => {
  for (const name of names)
    Object.defineProperty(instance, name, { value: undefined, writable: true, enumerable: true, configurable: true })
}

/** Decoded values and the item that they came from, on their way into a constructor. */
export class Hydration {
  readonly decoded: DecodedItem
  readonly stored: StoredItem
  constructor(decoded: DecodedItem, stored: StoredItem) {
    this.decoded = decoded
    this.stored = stored
  }
}
