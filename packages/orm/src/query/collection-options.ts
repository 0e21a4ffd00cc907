/** Checks of the options that only collection queries have, at the call that gives them. */
import { QueryError } from '../errors/errors.ts'
import type { CollectionState } from '../read/collection-state.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { isWellFormedText } from '../util/well-formed.ts'
import { assertCount } from './check-option.ts'

const namesOf = (members: readonly ModelSpec[]): string => members.map(({ name }) => name).join(', ')

/** @throws {QueryError} `query.option` unless the value is one of the collection's model classes */
export const assertMember = (what: string, members: readonly ModelSpec[], value: unknown): ModelSpec => {
  const spec = (value as { readonly '~storm'?: unknown } | null | undefined)?.['~storm']
  const member = members.find((candidate) => candidate === spec)
  if (member !== undefined) return member
  throw new QueryError('query.option', `${what} takes a model class of the collection: ${namesOf(members)}.`)
}

/** @throws {QueryError} `query.option` unless the value is a text that a key can begin with */
export const assertPrefix = (value: unknown): string => {
  if (typeof value === 'string' && value !== '' && isWellFormedText(value)) return value
  throw new QueryError('query.option', 'under() takes a text of at least one character, which sort keys begin with.')
}

/** @throws {QueryError} `query.option` unless each is a whole number, for a model of the query */
export const assertLimits = (
  { members, unrecognised }: CollectionState,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, number>> => {
  const known = [...members.map(({ name }) => name), ...(unrecognised ? ['Unrecognised'] : [])]
  const limits: Record<string, number> = {}
  for (const [name, count] of Object.entries(given)) {
    if (!known.includes(name))
      throw new QueryError(
        'query.option',
        `limit() was given '${name}', which is no model of the collection: ${known.join(', ')}.`,
      )
    if (count !== undefined) limits[name] = assertCount(`limit({ ${name} })`, count, 0)
  }
  return Object.freeze(limits)
}
