/** An item as DynamoDB gave or gets it: its wire JSON text, which is parsed when someone first looks into it, or the parsed item. */

import { isWellFormedText } from '../util/well-formed.ts'
import type { Item } from './attribute-value.ts'
import type { Bytes } from './bytes.ts'

/** What an instance keeps of the item that it was made of, and what a put holds. */
export interface StoredItem {
  /** The bytes of the item's text; `undefined` once it is parsed, and where it has none. */
  toBytes(): Bytes | undefined
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

/** How a string holds an item's text: as it is, or its UTF-8 bytes, one a character, which are quicker to cut out of others. */
export type TextForm = 'text' | 'bytes'

/** The implementation; others extend it. */
export class KeptItem implements StoredItem {
  #stored: string | Item
  readonly #form: TextForm

  constructor(stored: string | Item, form: TextForm = 'text') {
    this.#stored = stored
    this.#form = form
  }

  toBytes(): Bytes | undefined {
    const stored = this.#stored
    if (typeof stored !== 'string') return undefined
    if (this.#form === 'bytes') return Buffer.from(stored, 'latin1')
    // Half a surrogate pair has no bytes.
    return isWellFormedText(stored) ? Buffer.from(stored) : undefined
  }

  toItem(): Item {
    if (typeof this.#stored === 'string') this.#stored = JSON.parse(this.toText()) as Item
    return this.#stored
  }

  toText(): string {
    const stored = this.#stored
    if (typeof stored !== 'string') return JSON.stringify(stored)
    return this.#form === 'bytes' ? Buffer.from(stored, 'latin1').toString() : stored
  }

  /** Whoever prints a request without knowing of it gets the item. */
  toJSON(): Item {
    return this.toItem()
  }
}
