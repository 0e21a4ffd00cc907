/** Items of different models can be told apart: by the stored type, or else by their primary keys. */
import type { Problem } from '../errors/errors.ts'
import { templatesOverlap } from '../key/overlap.ts'
import type { KeySide, ModelSpec, PatternSpec, RegisteredTable } from './model-spec.ts'

/** The model that is about to join the table. */
export interface Newcomer {
  readonly table: RegisteredTable
  readonly name: string
  readonly type: string
  readonly primary: PatternSpec
  readonly parent: ModelSpec | undefined
}

/** Problems with the models that the table has already. */
export const checkDistinct = ({ table, name, type, primary }: Newcomer): Problem[] => {
  const problems: Problem[] = []
  for (const model of table.models) {
    if (model.name === name) {
      problems.push({ path: 'name', message: `The table already has a model '${name}'.` })
    } else if (table.typeAttribute !== undefined) {
      if (model.type === type)
        problems.push({ path: 'type', message: `The model ${model.name} is already stored with the type '${type}'.` })
    } else if (mayCoincide(primary.pk, model.primary.pk) && mayCoincide(primary.sk, model.primary.sk)) {
      problems.push({
        path: 'keys.primary',
        message: `Its items cannot be told apart from those of ${model.name}: no type is stored, and one key can match the templates of both. Change a literal, or store a type.`,
      })
    }
  }
  return problems
}

const mayCoincide = (a: KeySide | undefined, b: KeySide | undefined): boolean => {
  if (a?.kind !== 'template' || b?.kind !== 'template') return true
  return templatesOverlap(a.codec.template, b.codec.template, a.codec.mode)
}
