/** What every write asks of a model's fields, worked out once. */
import type { FieldEntry } from '../field/field-spec.ts'
import type { ModelSpec } from './model-spec.ts'
import { perModel } from './per-model.ts'

/** Fields by what writes do with them, in order of declaration. */
export interface ModelFacts {
  readonly computed: readonly FieldEntry[]
  /** Those whose values are given, generated or stamped. */
  readonly given: readonly FieldEntry[]
  /** Stamped by every write. */
  readonly stamped: readonly FieldEntry[]
  readonly keyOnly: readonly FieldEntry[]
}

export const factsOf: (spec: ModelSpec) => ModelFacts = perModel(({ fields }) => ({
  computed: fields.filter(({ spec }) => spec.computed !== undefined),
  given: fields.filter(({ spec }) => spec.computed === undefined),
  stamped: fields.filter(({ spec }) => spec.updatedAt),
  keyOnly: fields.filter(({ spec }) => spec.keyOnly),
}))
