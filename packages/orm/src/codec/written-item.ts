/** What a write left stored, on its way to the caller. */
import type { DecodedItem, ModelSpec } from '../schema/model-spec.ts'
import { perModel } from '../schema/per-model.ts'
import type { Item } from '../wire/attribute-value.ts'
import { type StoredItem, toStoredItem } from '../wire/stored-item.ts'
import { decodeStored } from './hydrate-item.ts'
import { ReadItem } from './read-item.ts'
import { recogniseAs, recogniseRead } from './recognise.ts'

/** An item that was written, with its values where they need no decoding. */
export class WrittenItem {
  readonly stored: StoredItem
  /** Given away once: an instance owns its values. */
  #known: { readonly model: ModelSpec; readonly values: Record<string, unknown> } | undefined

  /** @param known the parsed values that the item was made of */
  constructor(stored: StoredItem, known?: { readonly model: ModelSpec; readonly values: Record<string, unknown> }) {
    this.stored = stored
    this.#known = known && readsAsParsed(known.model).whole ? known : undefined
  }

  /** An item of which nothing is known. */
  static of(item: Item): WrittenItem {
    return new WrittenItem(toStoredItem(item))
  }

  /** The values as the model reads them. */
  decodeAs(model: ModelSpec): DecodedItem {
    const known = this.#known
    this.#known = undefined
    const { stored } = this
    if (known?.model !== model) return stored instanceof ReadItem ? stored.decodeAs(model) : decodeStored(model, stored)
    // Defaults are among the values, and were written.
    return { values: model.fieldNames.map((name) => known.values[name]), defaulted: undefined }
  }

  /** The instance of the model, or of the one that extends it and that the item belongs to. */
  hydrateAs(spec: ModelSpec): unknown {
    const model = this.#known?.model === spec ? spec : (this.#recogniseAs(spec) ?? spec)
    return model.hydrate(this.decodeAs(model), this.stored)
  }

  #recogniseAs(spec: ModelSpec): ModelSpec | undefined {
    const { stored } = this
    return stored instanceof ReadItem ? recogniseRead(spec, stored) : recogniseAs(spec, stored.toItem())
  }
}

/** Whether the values of a whole item are, once parsed, what reading it would give; what only keys hold is left out. */
const readsAsParsed = perModel(({ fields }) => ({
  whole: fields.every(({ spec }) => spec.faithful && !spec.keyOnly),
}))
