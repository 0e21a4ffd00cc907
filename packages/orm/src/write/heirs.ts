/** Models that extend another: a call through the parent may meet their items, with keys and markers of their own. */
import type { ModelSpec } from '../schema/model-spec.ts'

/** The models that extend a model, directly or not. */
export const heirsOf = (spec: ModelSpec): readonly ModelSpec[] =>
  spec.types.size > 1 ? spec.table.models.filter((model) => model !== spec && spec.types.has(model.type)) : []

/** Whether an item that the model reads may have markers of unique constraints. */
export const hasMarkers = (spec: ModelSpec): boolean =>
  spec.unique.length > 0 || heirsOf(spec).some((heir) => heir.unique.length > 0)
