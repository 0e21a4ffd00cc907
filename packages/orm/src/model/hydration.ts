/** How stored items become instances: a token that a model's constructor takes in place of a caller's values. */
import type { Item } from '../wire/attribute-value.ts'

/** Decoded values and the item that they came from, on their way into a constructor. */
export class Hydration {
  readonly values: Record<string, unknown>
  readonly item: Item
  constructor(values: Record<string, unknown>, item: Item) {
    this.values = values
    this.item = item
  }
}
