/** Stored items → instances of their model. */
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { type StoredItem, toStoredItem } from '../wire/stored-item.ts'
import { decodeItem } from './decode-item.ts'

/**
 * The instance of a stored item, which remembers what was stored.
 *
 * @throws {DecodeError} `decode.type`, `decode.unrecognised`
 */
export const hydrateItem = (model: ModelSpec, stored: StoredItem): unknown =>
  model.hydrate(decodeItem(model, stored.toItem()), stored)

/** The same of an item that is parsed already. */
export const hydrateParsed = (model: ModelSpec, item: Item): unknown => hydrateItem(model, toStoredItem(item))
