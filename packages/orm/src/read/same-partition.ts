/** The models of a collection live in one item collection: their primary partition keys are the same text. */
import { QueryError } from '../errors/errors.ts'
import type { KeySide, ModelSpec } from '../schema/model-spec.ts'

/**
 * The first of the models, after checking that all share its partition key.
 *
 * @throws {QueryError} `query.collection` naming the templates that differ
 */
export const assertOneCollection = (specs: readonly ModelSpec[]): ModelSpec => {
  const [first, ...others] = specs
  if (first === undefined)
    throw new QueryError('query.collection', 'A collection needs at least one model.', { hint: 'Name its models.' })
  for (const other of others) {
    if (other.table !== first.table)
      throw new QueryError('query.collection', `${first.name} and ${other.name} belong to different tables.`, {
        hint: 'Name models of one table.',
      })
    if (partitionText(other.primary.pk) === partitionText(first.primary.pk)) continue
    throw new QueryError(
      'query.collection',
      `The partition key of ${first.name} is ${partitionText(first.primary.pk)}, but that of ${other.name} is ${partitionText(other.primary.pk)}.`,
    )
  }
  return first
}

const partitionText = (side: KeySide): string =>
  side.kind === 'template'
    ? `'${side.codec.template.text}'`
    : `[${side.fields.map(({ name }) => `'${name}'`).join(', ')}]`
