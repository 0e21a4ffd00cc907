/** An item as DynamoDB gave or gets it: its wire JSON text, which is parsed when someone first looks into it, or the parsed item. */
import type { Item } from './attribute-value.ts'

/** What an instance keeps of the item that it was made of, and what a put holds. */
export interface StoredItem {
  /** The item's text; `undefined` once it is parsed. */
  readonly text: string | undefined
  /** The item; parsed once. */
  toItem(): Item
  /** Its JSON text. */
  toText(): string
}

/** Whether a value is one; for whoever prints requests. */
export const isStoredItem = (value: unknown): value is StoredItem => value instanceof KeptItem

/**
 * Keeps an item, or its text. The text must be the item's own: a part that is cut out of a larger text keeps all of that
 * alive.
 */
export const toStoredItem = (stored: string | Item): StoredItem => new KeptItem(stored)

/** The implementation; others extend it. */
export class KeptItem implements StoredItem {
  #stored: string | Item

  constructor(stored: string | Item) {
    this.#stored = stored
  }

  get text(): string | undefined {
    return typeof this.#stored === 'string' ? this.#stored : undefined
  }

  toItem(): Item {
    if (typeof this.#stored === 'string') this.#stored = JSON.parse(this.#stored) as Item
    return this.#stored
  }

  toText(): string {
    return typeof this.#stored === 'string' ? this.#stored : JSON.stringify(this.#stored)
  }

  /** Whoever prints a request without knowing of it gets the item. */
  toJSON(): Item {
    return this.toItem()
  }
}
