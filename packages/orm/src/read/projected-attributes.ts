/** Fields by name → the stored attributes that a read of them needs. */
import { QueryError } from '../errors/errors.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { IndexSpec } from '../schema/table-spec.ts'
import { givesAll, givesAttribute, holdsAttribute, startAttributes } from './index-attributes.ts'

/** What a projection is for. */
export interface ProjectionRequest {
  readonly index: IndexSpec | undefined
  /** Attributes that are needed besides, for checks after reading. */
  readonly checked: readonly string[]
}

/**
 * The attributes of the named fields, the keys that hold them, and what recognising an item and going on after it need.
 *
 * @throws {QueryError} `query.unknown-field`; `query.option` for a field that the index does not hold
 */
export const projectedAttributes = (
  spec: ModelSpec,
  names: readonly string[],
  request: ProjectionRequest,
): string[] => {
  const { index, checked } = request
  const held = (attribute: string): boolean => holdsAttribute(spec.table, index, attribute)
  const attributes = names.flatMap((name) => {
    const found = fieldAttributes(spec, name).filter(held)
    if (found.length === 0) throw notHeld(spec, name, index)
    return found
  })
  return [...new Set([...attributes, ...keyProjection(spec, request).filter(held), ...checked])]
}

/** What recognising an item and going on after it need. */
export const keyProjection = ({ table }: ModelSpec, { index, checked }: ProjectionRequest): string[] => {
  const type = table.typeAttribute
  const types = type !== undefined && holdsAttribute(table, index, type) ? [type] : []
  return [...new Set([...startAttributes(table, index), ...types, ...checked])]
}

/**
 * Whether the index itself holds all of the named fields.
 *
 * @throws {QueryError} `query.unknown-field`
 */
export const holdsFields = (spec: ModelSpec, names: readonly string[], index: IndexSpec | undefined): boolean =>
  names.every((name) => fieldAttributes(spec, name).some((attribute) => holdsAttribute(spec.table, index, attribute)))

/** The fields that the index itself holds, in its projection or its keys. */
export const heldFields = (spec: ModelSpec, index: IndexSpec | undefined): readonly string[] =>
  spec.fieldNames.filter((name) => holdsFields(spec, [name], index))

/**
 * The first of the fields (all, if none are named) that an index does not hold; `undefined` if it holds them.
 *
 * @throws {QueryError} `query.unknown-field`
 */
const fieldNotHeld = (
  spec: ModelSpec,
  names: readonly string[] | undefined,
  index: IndexSpec | undefined,
): string | undefined => {
  if (names === undefined && givesAll(index)) return undefined
  return (names ?? spec.fieldNames).find(
    (name) => !fieldAttributes(spec, name).some((attribute) => givesAttribute(spec.table, index, attribute)),
  )
}

/**
 * What an index lacks of the named fields, or of whole items, in words.
 *
 * @throws {QueryError} `query.unknown-field`
 */
export const whatIsNotHeld = (
  spec: ModelSpec,
  names: readonly string[] | undefined,
  index: IndexSpec | undefined,
): string | undefined => {
  const field = fieldNotHeld(spec, names, index)
  if (field !== undefined) return `the field '${field}'`
  return names === undefined ? versionNotHeld(spec, index) : undefined
}

/**
 * A narrowed read is needed where an index holds a part of the items only. `fix` begins the hint.
 *
 * @throws {QueryError} `query.option`
 */
export const assertWhole = (spec: ModelSpec, index: IndexSpec | undefined, fix = 'Add hydrate(), name'): void => {
  const absent = whatIsNotHeld(spec, undefined, index)
  if (absent === undefined) return
  throw new QueryError(
    'query.option',
    `The index '${index?.name}' does not hold ${absent} of ${spec.name}, so it cannot give whole items.`,
    { hint: `${fix} the fields that it holds with only(), or let it project all attributes.` },
  )
}

/** An instance insists on its version when it is written, and its history keeps the whole item. */
const versionNotHeld = ({ table, locking, history }: ModelSpec, index: IndexSpec | undefined): string | undefined => {
  if (locking !== undefined && !givesAttribute(table, index, locking.attribute)) return 'the version'
  return history !== undefined && index !== undefined && index.projection !== 'ALL' ? 'every attribute' : undefined
}

/** Where a field's value may be: in its own attribute, and in the keys that reference it. */
const fieldAttributes = (spec: ModelSpec, name: string): string[] => {
  const entry = spec.field(name)
  if (entry === undefined)
    throw new QueryError(
      'query.unknown-field',
      `${spec.name} has no field '${name}'; its fields are ${spec.fieldNames.join(', ')}.`,
    )
  const keys = spec.keyAttributes.filter(({ codec }) => codec.fields.includes(name)).map(({ attribute }) => attribute)
  return entry.spec.keyOnly ? keys : [entry.attribute, ...keys]
}

const notHeld = (spec: ModelSpec, name: string, index: IndexSpec | undefined): QueryError =>
  new QueryError('query.option', `The index '${index?.name}' does not hold the field '${name}' of ${spec.name}.`, {
    hint: 'Leave the field out, or add its attribute to the projection of the index.',
  })
