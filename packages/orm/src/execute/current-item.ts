/** The stored item that a write met, as its error tells it. */
import { decodeSome } from '../codec/decode-item.ts'
import { hydrateParsed } from '../codec/hydrate-item.ts'
import { recogniseAs } from '../codec/recognise.ts'
import { DecodeError } from '../errors/errors.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { markerTarget } from '../write/markers.ts'

/**
 * An instance of the model, or of one that extends it; `undefined` where there is no item, or another model's, or one that
 * cannot be decoded, which must not hide why the write was refused.
 */
export const currentOf = (spec: ModelSpec, stored: Item | null): unknown => {
  const model = stored === null ? undefined : recogniseAs(spec, stored)
  if (model === undefined || stored === null) return undefined
  try {
    return hydrateParsed(model, stored)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

/**
 * The primary key's field values of the item that a marker guards, which may be of a model that extends, or is extended by,
 * the one whose write met the marker. `undefined` where they cannot be told, and where one of them is secret.
 */
export const holderOf = (spec: ModelSpec, marker: Item): Readonly<Record<string, unknown>> | undefined => {
  const target = markerTarget(marker)
  if (target === undefined) return undefined
  for (const model of [spec, ...spec.table.models.filter(({ unique }) => isShared(spec, unique))]) {
    const names = model.primary.fields.map(({ name }) => name)
    const key = decodeSome(model, target, names)
    if (!names.every((name) => key[name] !== undefined)) continue
    return model.primary.fields.some((entry) => entry.spec.secret) ? undefined : key
  }
  return undefined
}

/** Whether models share the markers of a constraint. */
const isShared = (spec: ModelSpec, unique: ModelSpec['unique']): boolean =>
  unique.some(({ owner }) => spec.unique.some((own) => own.owner === owner))
