/** Indexes that do not hold the type, where keys alone do not tell whose an item is. */
import { QueryError } from '../errors/errors.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { rivalsOf } from '../schema/rival-models.ts'
import { type IndexSpec, slotAttributes } from '../schema/table-spec.ts'
import { holdsAttribute } from './index-attributes.ts'

/** A model whose items the index holds among those of the given one, and cannot tell from them; `undefined` if none. */
export const untoldRival = (spec: ModelSpec, index: IndexSpec | undefined): ModelSpec | undefined => {
  const { typeAttribute } = spec.table
  if (index === undefined || typeAttribute === undefined) return undefined
  if (holdsAttribute(spec.table, index, typeAttribute)) return undefined
  const keys = [...slotAttributes(index.pk), ...slotAttributes(index.sk)]
  return rivalsOf(spec).find(({ attributes }) => keys.every((attribute) => attributes.has(attribute)))
}

/** The error for a read of such an index that does not look at the items themselves; `fix` says what else there is. */
export const untoldError = (spec: ModelSpec, rival: ModelSpec, index: IndexSpec | undefined, fix: string): QueryError =>
  new QueryError(
    'query.option',
    `The index '${index?.name}' does not hold the type, and keys of ${rival.name} may be those of ${spec.name}, so the index cannot tell their items apart.`,
    { hint: `${fix} '${spec.table.typeAttribute}' to the projection of the index.` },
  )
