/** Models whose primary keys may begin with the same text as those of another, so that a beginning does not tell whose they are. */
import { templatesOverlap } from '../key/overlap.ts'
import type { KeySide, ModelSpec } from '../schema/model-spec.ts'
import { canBegin } from './sort-prefix.ts'

/** Whether keys of a model that does not extend this one may begin with the literal text of its templates, on both sides. */
export const hasLookalike = (spec: ModelSpec): boolean => {
  const { models } = spec.table
  const cached = known.get(spec)
  if (cached?.count === models.length) return cached.found
  const found = models.some(
    (model) =>
      !spec.types.has(model.type) &&
      looksAlike(spec, spec.primary.pk, model.primary.pk) &&
      looksAlike(spec, spec.primary.sk, model.primary.sk),
  )
  known.set(spec, { count: models.length, found })
  return found
}

/** By model, as long as the table has as many models. */
const known = new WeakMap<ModelSpec, { readonly count: number; readonly found: boolean }>()

const looksAlike = ({ table }: ModelSpec, own: KeySide | undefined, other: KeySide | undefined): boolean => {
  if (own?.kind !== 'template' || other?.kind !== 'template') return true
  return own.codec.fields.length === 0
    ? templatesOverlap(own.codec.template, other.codec.template, table.mode)
    : canBegin(other.codec.template, table.mode, own.codec.literalPrefix)
}
