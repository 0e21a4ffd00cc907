/** How stored items become instances: a token that a model's constructor takes in place of a caller's values. */
import type { StoredItem } from '../wire/stored-item.ts'

/** Decoded values and the item that they came from, on their way into a constructor. */
export class Hydration {
  readonly values: Record<string, unknown>
  readonly stored: StoredItem
  constructor(values: Record<string, unknown>, stored: StoredItem) {
    this.values = values
    this.stored = stored
  }
}
