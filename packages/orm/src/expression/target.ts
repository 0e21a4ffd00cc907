/** From names to wire paths: a target is the place in an item that a lookup or change is about, with its spec. */
import { QueryError } from '../errors/errors.ts'
import type { FieldLookup, FieldSpec } from '../field/field-spec.ts'
import { nameOf } from '../util/option-rules.ts'
import { refBrand } from './brands.ts'
import { childPath, formatPath, type Path } from './path.ts'
import type { Ref } from './ref-types.ts'
import { isUntyped } from './wire-types.ts'

/** A place in an item. */
export interface Target {
  /** Name of the model, for messages. */
  readonly model: string
  /** The place in declared names, for messages and issues. */
  readonly names: readonly (string | number)[]
  /** The place in stored names. */
  readonly path: Path
  readonly spec: FieldSpec
  /** Whether the place lies below a value without declared members (`json`, `any`, foreign schemas). */
  readonly undeclared: boolean
  /** Whether what surrounds the place can do without it: an entry of a record, an element of a list. */
  readonly removable: boolean
  /** Whether the field, or anything on the way to the place, is secret. */
  readonly secret: boolean
}

/**
 * The target of a declared field.
 *
 * @throws {QueryError} `query.unknown-field`; `query.operator` for a field that only a key holds
 */
export const fieldTarget = (lookup: FieldLookup, name: string): Target => {
  const entry = lookup.field(name)
  if (entry === undefined) {
    throw new QueryError(
      'query.unknown-field',
      `${lookup.name} has no field '${nameOf(name)}'; its fields are ${lookup.fieldNames.join(', ')}.`,
    )
  }
  if (entry.spec.keyOnly && !lookup.readsKeys) {
    throw new QueryError(
      'query.operator',
      `The field '${name}' of ${lookup.name} is keyOnly: it is stored in the key alone, so no condition or change can name it.`,
      { hint: 'Ask for it in a query (using(), by(), filter()), or store it by leaving out keyOnly().' },
    )
  }
  return {
    model: lookup.name,
    names: [name],
    path: [entry.attribute],
    spec: entry.spec,
    undeclared: false,
    removable: false,
    secret: entry.spec.secret,
  }
}

/**
 * The target one step deeper: a member of a map or record, an element of a list.
 *
 * @throws {QueryError} `query.unknown-field` if the field has no such member
 */
export const childTarget = (target: Target, segment: string | number): Target => {
  const { model, names, path, spec } = target
  const child = spec.child(segment)
  if (child !== undefined) {
    const undeclared = target.undeclared || isUntyped(spec)
    const removable = spec.kind === 'record' || spec.kind === 'list' || undeclared
    return {
      model,
      names: [...names, segment],
      path: childPath(path, child.attribute),
      spec: child.spec,
      undeclared,
      removable,
      secret: target.secret || child.spec.secret,
    }
  }
  if (isUntyped(spec))
    return {
      model,
      names: [...names, segment],
      path: childPath(path, segment),
      spec,
      undeclared: true,
      removable: true,
      secret: target.secret,
    }
  const what = typeof segment === 'number' ? `element ${segment}` : `member '${nameOf(segment)}'`
  throw new QueryError('query.unknown-field', `${describeTarget(target)} is a ${spec.kind} and has no ${what}.`)
}

/** The target that `ref('other')` names. */
export const refTarget = (lookup: FieldLookup, ref: Ref): Target =>
  ref.path.reduce<Target>(childTarget, fieldTarget(lookup, ref[refBrand]))

/** The field 'address.city' of Order: the beginning of a message. */
export const describeTarget = (target: Target): string => `The field '${formatPath(target.names)}' of ${target.model}`

export const isRef = (value: unknown): value is Ref => typeof value === 'object' && value !== null && refBrand in value

/** Whether the value is a plain object, not an instance of a class. */
export const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
