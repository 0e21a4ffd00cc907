/** Accepted items → what the caller gets: instances, plain values, or a few fields. */
import { decodeSome, presentOf } from '../codec/decode-item.ts'
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
  if (only !== undefined) return decodeSome(model, item.toItem(), only)
  const decoded = item.decodeAs(model)
  // As `instance.values()`: what is absent is left out.
  return mode === 'instances' ? model.hydrate(decoded, item) : presentOf(model, decoded)
}
