/** The primary key's values of a stored item, without reading the rest of it. */
import type { DecodedItem, ModelSpec } from '../schema/model-spec.ts'
import { perModel } from '../schema/per-model.ts'
import type { Bytes } from '../wire/bytes.ts'
import type { StoredItem } from '../wire/stored-item.ts'
import { WireScanner } from '../wire/wire-scanner.ts'
import { decodeFields } from './decode-item.ts'
import { ItemReader } from './item-reader.ts'

/** @throws {DecodeError} `decode.type` */
export const decodeKey = (spec: ModelSpec, stored: StoredItem): Record<string, unknown> => {
  const read = readKey(spec, stored.toBytes())
  if (read === undefined) return keyOf(spec, decodeFields(spec, stored.toItem()))
  const key: Record<string, unknown> = {}
  for (const [slot, { name }] of spec.primary.fields.entries()) key[name] = read[slot]
  return key
}

/** The primary key's values of an item that was read. */
export const keyOf = (spec: ModelSpec, { values }: DecodedItem): Record<string, unknown> => {
  const key: Record<string, unknown> = {}
  for (const entry of spec.primary.fields) key[entry.name] = values[spec.fields.indexOf(entry)]
  return key
}

const keyReader = perModel((spec) => new ItemReader(spec, spec.primary.fields))

/** `undefined` where the text is not as DynamoDB writes it, or is no longer there. */
const readKey = (spec: ModelSpec, bytes: Bytes | undefined): readonly unknown[] | undefined => {
  if (bytes === undefined) return undefined
  try {
    return keyReader(spec).read(new WireScanner(bytes)).values
  } catch {
    return undefined
  }
}
