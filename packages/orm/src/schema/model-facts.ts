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
  /** Names of those that no update changes: of the primary key, readonly, computed, stamped. */
  readonly settled: ReadonlySet<string>
  /** Names of those that an update of leaves everything else alone: no index key and no constraint is made of them. */
  readonly loose: ReadonlySet<string>
  /** Whether fields are key attributes themselves. */
  readonly hasNatural: boolean
}

export const factsOf: (spec: ModelSpec) => ModelFacts = perModel(
  ({ fields, primary, patterns, keyAttributes, unique }) => ({
    computed: fields.filter(({ spec }) => spec.computed !== undefined),
    given: fields.filter(({ spec }) => spec.computed === undefined),
    stamped: fields.filter(({ spec }) => spec.updatedAt),
    keyOnly: fields.filter(({ spec }) => spec.keyOnly),
    hasNatural: patterns.some(({ pk, sk }) => pk.kind === 'natural' || sk?.kind === 'natural'),
    settled: namesOf(
      fields.filter(
        (entry) =>
          primary.fields.includes(entry) ||
          entry.spec.readonly ||
          entry.spec.updatedAt ||
          entry.spec.computed !== undefined,
      ),
    ),
    loose: namesOf(
      fields.filter(
        (entry) =>
          !keyAttributes.some(
            (key) => !key.primary && key.patterns.some((pattern) => pattern.fields.includes(entry)),
          ) && !unique.some((constraint) => constraint.fields.includes(entry)),
      ),
    ),
  }),
)

const namesOf = (entries: readonly FieldEntry[]): ReadonlySet<string> => new Set(entries.map(({ name }) => name))
