/**
 * The patterns that the models of a collection share: on the table or one index, with one partition key template. All their
 * items of a partition then lie together.
 */
import { QueryError } from '../errors/errors.ts'
import type { KeySide, ModelSpec, PatternSpec } from '../schema/model-spec.ts'

/** A pattern that all models of a collection have, under whatever names. */
export interface SharedPattern {
  /** The first model's, which gives the name. */
  readonly pattern: PatternSpec
  /** Each model's. */
  readonly patterns: ReadonlyMap<ModelSpec, PatternSpec>
}

/** The pattern of a model on the table or an index. Several on one index have the same templates. */
export const patternOn = (spec: ModelSpec, index: PatternSpec['index']): PatternSpec | undefined =>
  spec.patterns.find((pattern) => pattern.index === index)

/**
 * The patterns that the models share: of the table first, then in the order in which the first model declares them.
 *
 * @throws {QueryError} `query.collection` naming the templates that differ, if there are none
 */
export const sharedPatterns = (specs: readonly ModelSpec[]): readonly SharedPattern[] => {
  const [first] = specs
  if (first === undefined || specs.includes(undefined as never))
    throw new QueryError(
      'query.collection',
      `A collection needs one or more models, and was given ${specs.length === 0 ? 'none' : 'something else'}.`,
      { hint: 'Name classes of models that are not abstract.' },
    )
  for (const other of specs)
    if (other.table !== first.table)
      throw new QueryError('query.collection', `${first.name} and ${other.name} belong to different tables.`, {
        hint: 'Name models of one table.',
      })
  const shared = first.patterns.filter((pattern) => whyNotShared(specs, pattern) === undefined)
  if (shared.length === 0)
    throw new QueryError('query.collection', whyNotShared(specs, first.primary) ?? '', {
      hint: 'Give the models the same partition key template, for the table or for one of its indexes.',
    })
  return shared.map((pattern) => ({
    pattern,
    patterns: new Map(specs.map((spec) => [spec, patternOn(spec, pattern.index) ?? pattern])),
  }))
}

/** Why a pattern of the first model is not one of all: a sentence; `undefined` if it is. */
export const whyNotShared = ([first, ...others]: readonly ModelSpec[], pattern: PatternSpec): string | undefined => {
  for (const other of others) {
    const own = patternOn(other, pattern.index)
    const where = pattern.index === undefined ? '' : ` on the index '${pattern.index.name}'`
    if (own === undefined) return `${other.name} has no pattern${where}.`
    const [text, otherText] = [partitionText(pattern.pk), partitionText(own.pk)]
    if (text !== otherText)
      return `The partition key of ${first?.name}${where} is ${text}, but that of ${other.name} is ${otherText}.`
    const at = pattern.pk.fields.findIndex((entry, position) => kindOf(entry) !== kindOf(own.pk.fields[position]))
    const name = pattern.pk.fields[at]?.name
    if (name !== undefined)
      return `The partition key ${text} holds '${name}' of ${first?.name} as ${kindOf(pattern.pk.fields[at])}, but that of ${other.name} as ${kindOf(own.pk.fields[at])}.`
  }
  return undefined
}

/** How a field stands in a key. */
const kindOf = (entry: KeySide['fields'][number] | undefined): string => {
  const encoding = entry?.spec.key
  if (encoding === undefined || typeof encoding === 'string') return 'no key'
  return encoding.width === undefined ? encoding.kind : `${encoding.kind} of ${encoding.width} digits`
}

const partitionText = (side: KeySide): string =>
  side.kind === 'template'
    ? `'${side.codec.template.text}'`
    : `[${side.fields.map(({ name }) => `'${name}'`).join(', ')}]`
