/** Changes as a caller gives them → checked change nodes. Nothing is sent for changes that a model does not allow. */

import { parseSome } from '../codec/parse-values.ts'
import { KeyError, QueryError, ValidationError } from '../errors/errors.ts'
import { changeBrand } from '../expression/brands.ts'
import { type ChangeNode, setNode } from '../expression/change.ts'
import { resolveChangesAsync } from '../expression/resolve-changes.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import { factsOf } from '../schema/model-facts.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { type Ready, whenReady } from '../util/when-ready.ts'
import { namesOfChanges } from './names-of-changes.ts'

/** Changes, validated and encoded. */
export interface PreparedChanges {
  readonly nodes: readonly ChangeNode[]
  /** New values of fields that only keys hold; `undefined` removes. */
  readonly keyed: Readonly<Record<string, unknown>>
  /** Every field that changes. */
  readonly touched: ReadonlySet<string>
}

/** When an update happens and what its values are. */
export interface ChangeStamp {
  readonly now: Date
  /** Whether the values are as schemas gave them, so that none transforms them again. */
  readonly stored?: boolean | undefined
}

/**
 * Checks, validates and encodes the changes of an update; `now` stamps the fields that ask for it.
 *
 * @throws {KeyError} `key.changed` @throws {ValidationError} @throws {QueryError} `query.unknown-field`, `write.change`
 */
export const prepareChanges = (
  spec: ModelSpec,
  changes: Readonly<Record<string, unknown>>,
  { now, stored = false }: ChangeStamp,
): Ready<PreparedChanges> => {
  assertChangeable(spec, changes)
  const { stamped, keyOnly } = factsOf(spec)
  const touched = new Set(Object.keys(changes))
  for (const { name } of stamped) touched.add(name)
  if (keyOnly.length > 0) return prepareKeyed(spec, changes, { now, stored, touched })
  // Whatever object they are given as.
  const plain: Record<string, unknown> = {}
  for (const name of Object.keys(changes)) plain[name] = changes[name]
  return whenReady(resolveChangesAsync(spec, plain, stored), (nodes) => {
    nodes.push(...stamps(spec, now))
    return { nodes, keyed: {}, touched }
  })
}

/** The same where fields that only keys hold are no attributes, so that no change node can name them. */
const prepareKeyed = async (
  spec: ModelSpec,
  changes: Readonly<Record<string, unknown>>,
  { now, stored, touched }: { now: Date; stored: boolean; touched: ReadonlySet<string> },
): Promise<PreparedChanges> => {
  const plain: Record<string, unknown> = {}
  const keyed: Record<string, unknown> = {}
  for (const [name, change] of Object.entries(changes)) {
    const entry = spec.field(name)
    if (entry?.spec.keyOnly) keyed[name] = keyedValue(spec, entry, change)
    else plain[name] = change
  }
  for (const { name, spec: field } of factsOf(spec).stamped) if (field.keyOnly) keyed[name] = now
  const nodes = [...(await resolveChangesAsync(spec, plain, stored)), ...stamps(spec, now)]
  const given = Object.fromEntries(Object.entries(keyed).filter(([, value]) => value !== undefined))
  return { nodes, keyed: { ...keyed, ...(await parseSome(spec, given, stored)) }, touched }
}

const stamps = (spec: ModelSpec, now: Date): ChangeNode[] => {
  const nodes: ChangeNode[] = []
  for (const { attribute, spec: field } of factsOf(spec).stamped) {
    const value = field.keyOnly ? undefined : field.encode(now)
    if (value !== undefined) nodes.push(setNode(attribute, value))
  }
  return nodes
}

/** @throws {KeyError} `key.changed` if a field of the primary key is among the changes */
export const assertKeyKept = (spec: ModelSpec, changes: Readonly<Record<string, unknown>>): void => {
  const keys = spec.primary.fields.filter(({ name }) => name in changes).map(({ name }) => name)
  if (keys.length > 0)
    throw new KeyError('key.changed', `The primary key of ${spec.name} references ${keys.join(', ')}.`)
}

/** The primary key, readonly and computed fields do not change by an update. */
const assertChangeable = (spec: ModelSpec, changes: Readonly<Record<string, unknown>>): void => {
  namesOfChanges(spec, changes)
  const { settled } = factsOf(spec)
  if (!Object.keys(changes).some((name) => settled.has(name))) return
  assertKeyKept(spec, changes)
  const issues = spec.fields.flatMap(({ name, spec: field }) => {
    if (!(name in changes)) return []
    if (field.computed !== undefined) return [{ path: [name], message: 'It is computed from other fields.' }]
    if (field.updatedAt) return [{ path: [name], message: 'Every write sets it.' }]
    return field.readonly ? [{ path: [name], message: 'It is readonly: it never changes after create.' }] : []
  })
  if (issues.length > 0) throw new ValidationError(`The changes of ${spec.name}`, issues)
}

/** A field that only keys hold takes a plain value, or `remove()`. */
const keyedValue = (spec: ModelSpec, entry: FieldEntry, change: unknown): unknown => {
  if (change === undefined)
    throw new QueryError('write.change', `The field '${entry.name}' of ${spec.name} was given undefined.`, {
      hint: 'Use remove() to make the field absent, or leave it out to keep its value.',
    })
  if (typeof change !== 'object' || change === null || !(changeBrand in change)) return change
  if (change[changeBrand] === 'remove' && entry.spec.optional) return undefined
  throw new ValidationError('The changes', [
    {
      path: [entry.name],
      message: 'It is stored in keys only, so it takes a plain value (or remove(), if it is optional).',
    },
  ])
}
