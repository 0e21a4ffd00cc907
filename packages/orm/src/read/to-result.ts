/** Accepted items → what the caller gets: instances, plain values, or a few fields. */
import { decodeItem, decodeSome } from '../codec/decode-item.ts'
import { hydrateParsed } from '../codec/hydrate-item.ts'
import type { AcceptedItem } from './accept-item.ts'

/** What results look like. */
export interface ResultShape {
  readonly mode: 'instances' | 'values'
  /** Fields of a narrowed result, always plain objects. */
  readonly only: readonly string[] | undefined
}

/** @throws {DecodeError} `decode.type`, `decode.unrecognised` */
export const toResult = (
  { model, item }: Pick<AcceptedItem, 'model' | 'item'>,
  { mode, only }: ResultShape,
): unknown => {
  if (only !== undefined) return decodeSome(model, item, only)
  if (mode === 'instances') return hydrateParsed(model, item)
  const values = decodeItem(model, item)
  // As `instance.values()`: what is absent is left out.
  for (const name in values) if (values[name] === undefined) delete values[name]
  return values
}
