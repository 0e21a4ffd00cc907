/** Stored items → instances of their model. */
import type { DecodedItem, ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { Bytes } from '../wire/bytes.ts'
import { type StoredItem, toStoredItem } from '../wire/stored-item.ts'
import { WireScanner } from '../wire/wire-scanner.ts'
import { decodeFields } from './decode-item.ts'
import { readerOf } from './item-reader.ts'

/**
 * The instance of a stored item, which remembers what was stored.
 *
 * @throws {DecodeError} `decode.type`, `decode.unrecognised`
 */
export const hydrateItem = (model: ModelSpec, stored: StoredItem): unknown =>
  model.hydrate(decodeStored(model, stored), stored)

/** The same of an item that is parsed already. */
export const hydrateParsed = (model: ModelSpec, item: Item): unknown => hydrateItem(model, toStoredItem(item))

/**
 * The values of a stored item, read from its text if that is not parsed yet.
 *
 * @throws {DecodeError} `decode.type`, `decode.unrecognised`
 */
export const decodeStored = (model: ModelSpec, stored: StoredItem): DecodedItem =>
  readBytes(model, stored.toBytes()) ?? decodeFields(model, stored.toItem())

const readBytes = (model: ModelSpec, bytes: Bytes | undefined): DecodedItem | undefined => {
  if (bytes === undefined) return undefined
  try {
    return readerOf(model).read(new WireScanner(bytes))
  } catch {
    // Whatever it was: decoding the parsed item gives the error that says it.
    return undefined
  }
}
