/** Filters on fields that are stored in keys alone: what is read for them, and what of them can be asked of DynamoDB. */
import { QueryError } from '../errors/errors.ts'
import { andNodes, type ConditionNode } from '../expression/condition.ts'
import { attributesOf } from '../expression/condition-attributes.ts'
import { factsOf } from '../schema/model-facts.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { tableKeyAttributes } from '../schema/table-spec.ts'

/** Names that conditions have for fields which no attribute holds. */
export const unstored = (spec: ModelSpec): ReadonlySet<string> =>
  new Set(factsOf(spec).keyOnly.map(({ attribute }) => attribute))

/** The attributes that a condition's names are read from: for a field that only keys hold, those keys. */
export const storedAttributes = (spec: ModelSpec, names: readonly string[]): string[] => {
  const keyed = unstored(spec)
  if (keyed.size === 0) return [...names]
  return names.flatMap((name) => (keyed.has(name) ? keysOf(spec, name) : [name]))
}

const keysOf = (spec: ModelSpec, name: string): string[] => {
  const field = spec.byAttribute(name)?.name
  return spec.keyAttributes.flatMap(({ attribute, codec }) =>
    field !== undefined && codec.fields.includes(field) ? [attribute] : [],
  )
}

/**
 * The part of a filter that a write can be conditioned on. What the primary key alone says never changes, so it need not be.
 *
 * @throws {QueryError} `query.operator` for a part that other keys say, which may change before the write
 */
export const writablePart = (spec: ModelSpec, filter: ConditionNode | undefined): ConditionNode | undefined => {
  const keyed = unstored(spec)
  if (filter === undefined || keyed.size === 0) return filter
  const primary = tableKeyAttributes(spec.table)
  const asked = (filter.op === 'and' ? filter.nodes : [filter]).filter((node) => {
    const names = attributesOf(node)
    const name = names.find((one) => keyed.has(one))
    if (name === undefined) return true
    if (names.every((one) => keyed.has(one) && keysOf(spec, one).some((key) => primary.includes(key)))) return false
    throw new QueryError(
      'query.operator',
      `The field '${spec.byAttribute(name)?.name}' of ${spec.name} is keyOnly: no condition can say that it still is what the filter asks for when the item is written.`,
      { hint: 'Read the items, and write them one by one; or store the field by leaving out keyOnly().' },
    )
  })
  return asked.length === 0 ? undefined : andNodes(...asked)
}
