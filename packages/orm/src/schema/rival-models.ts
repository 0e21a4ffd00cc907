/** Models whose items may lie under each other's primary keys, so that the keys do not tell whose an item is. */
import { templatesOverlap } from '../key/overlap.ts'
import type { KeySide, ModelSpec } from './model-spec.ts'

/**
 * The other models of the table that have a primary key which could be one of the model's; not those that extend it, whose
 * items are its items too.
 */
export const rivalsOf = (spec: ModelSpec): readonly ModelSpec[] => {
  const { models } = spec.table
  const known = rivals.get(spec)
  if (known?.count === models.length) return known.found
  const found = models.filter((model) => !spec.types.has(model.type) && canShareKey(spec, model))
  rivals.set(spec, { count: models.length, found })
  return found
}

/** By model, as long as the table has as many models: comparing templates is work. */
const rivals = new WeakMap<ModelSpec, { readonly count: number; readonly found: readonly ModelSpec[] }>()

const canShareKey = (left: ModelSpec, right: ModelSpec): boolean =>
  overlap(left, left.primary.pk, right.primary.pk) && overlap(left, left.primary.sk, right.primary.sk)

const overlap = ({ table }: ModelSpec, left: KeySide | undefined, right: KeySide | undefined): boolean =>
  left?.kind !== 'template' ||
  right?.kind !== 'template' ||
  templatesOverlap(left.codec.template, right.codec.template, table.mode)
