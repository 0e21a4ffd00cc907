/** Filters as given → what the server is asked, and what is evaluated here because DynamoDB takes no key in a filter. */
import { decodeKeys } from '../codec/decode-item.ts'
import { recogniseAs } from '../codec/recognise.ts'
import { QueryError } from '../errors/errors.ts'
import { andNodes, type ConditionNode, notNode } from '../expression/condition.ts'
import { attributesOf } from '../expression/condition-attributes.ts'
import { evaluateCondition } from '../expression/evaluate.ts'
import { resolveFilter } from '../expression/resolve-filter.ts'
import type { FieldLookup } from '../field/field-spec.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { IndexSpec } from '../schema/table-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { givesAttribute, queriedKeyAttributes, startAttributes } from './index-attributes.ts'
import { storedAttributes, unstored } from './keyed-fields.ts'
import type { FilterState } from './query-state.ts'
import type { ItemCheck } from './sort-condition.ts'

/** All filters of a query, joined by AND. */
export interface FilterPlan {
  /** Everything that was asked; `undefined`: nothing. */
  readonly all: ConditionNode | undefined
  /** The part that is sent. */
  readonly sent: ConditionNode | undefined
  /** The part that is evaluated here. */
  readonly check: ItemCheck | undefined
  /** Attributes that `check` reads, besides keys. */
  readonly checked: readonly string[]
  /** Everything that was asked, of an item as the index gives it. */
  readonly accepts: (item: Item) => boolean
  /** Whether a part needs more than the index can give. */
  readonly waits: boolean
}

/** What is read. */
export interface FilterTarget {
  readonly index: IndexSpec | undefined
  readonly scan: boolean
  /** Whether one item is got, which takes no filter. */
  readonly get?: boolean
  /** Whether whole items are read for those of the index, so that filters on what it does not hold can wait. */
  readonly hydrate?: boolean
}

/**
 * Resolves and joins filters.
 *
 * @throws {QueryError} `query.unknown-field`, `query.operator`; `query.option` for an attribute that the index does not hold
 * @throws {ValidationError} `validation.invalid`
 */
export const planFilter = (spec: ModelSpec, filters: readonly FilterState[], target: FilterTarget): FilterPlan => {
  const nodes = filters.map((state) => resolveOne(spec, state)).filter((node) => node !== undefined)
  if (nodes.length === 0) return NOTHING_ASKED
  const all = andNodes(...nodes)
  const parts = all.op === 'and' ? all.nodes : [all]
  const absent = unstored(spec)
  const gives = (name: string): boolean => !absent.has(name) && givesAttribute(spec.table, target.index, name)
  const keyed = keyedFields(spec, target.index)
  const held = parts.filter((node) => attributesOf(node).every((name) => gives(name) || keyed.has(name)))
  if (!target.hydrate)
    assertHeld(
      parts.filter((node) => !held.includes(node)),
      { gives, ...target },
    )
  const keys = target.scan ? new Set<string>() : queriedKeyAttributes(spec.table, target.index)
  const here = held.filter((node) => target.get || attributesOf(node).some((name) => keys.has(name) || !gives(name)))
  const sent = held.filter((node) => !here.includes(node))
  const checked = [...new Set(here.flatMap(attributesOf))]
  const evaluate = (node: ConditionNode) => {
    const inKeys = attributesOf(node).filter((name) => !gives(name))
    if (inKeys.length === 0) return (item: Item) => evaluateCondition(node, item)
    return (item: Item) => evaluateCondition(node, withKeyed(spec, item, inKeys))
  }
  const why = target.get ? NO_FILTER : checked.every(gives) ? KEY_IN_FILTER : IN_KEYS_ALONE
  return {
    all,
    sent: sent.length === 0 ? undefined : andNodes(...sent),
    check: here.length === 0 ? undefined : { why, accepts: evaluate(andNodes(...here)) },
    checked: storedAttributes(spec, checked).filter(gives),
    accepts: evaluate(all),
    waits: held.length < parts.length,
  }
}

const NOTHING_ASKED: FilterPlan = Object.freeze({
  ...{ all: undefined, sent: undefined, check: undefined, checked: [], waits: false },
  accepts: () => true,
})

/** Attributes of the fields that the keys of an index hold, and itself perhaps not: every read of it gives these keys. */
const keyedFields = (spec: ModelSpec, index: IndexSpec | undefined): ReadonlySet<string> => {
  const keys = startAttributes(spec.table, index)
  const given = (name: string) => keys.includes(name) || givesAttribute(spec.table, index, name)
  const names = spec.keyAttributes.flatMap(({ attribute, codec }) => (given(attribute) ? codec.fields : []))
  return new Set(names.flatMap((name) => spec.field(name)?.attribute ?? []))
}

/** The item with attributes that are read from its keys, as those of its model say. */
const withKeyed = (spec: ModelSpec, item: Item, absent: readonly string[]): Item => {
  const model = recogniseAs(spec, item) ?? spec
  const values = decodeKeys(model, item)
  const read: Record<string, Item[string]> = { ...item }
  for (const attribute of absent) {
    const entry = model.byAttribute(attribute)
    const value = entry && values[entry.name]
    if (value !== undefined && !Object.hasOwn(item, attribute))
      read[attribute] = entry?.spec.encode(value) as Item[string]
  }
  return read
}

/** Reads see the keys of an item, so that a filter can name what only these hold. */
const withKeys = ({ name, fieldNames, field }: ModelSpec): FieldLookup => ({ name, fieldNames, field, readsKeys: true })

const resolveOne = (spec: ModelSpec, { filter, negated }: FilterState): ConditionNode | undefined => {
  const node = resolveFilter(withKeys(spec), filter)
  if (!negated) return node
  if (node !== undefined) return notNode(node)
  throw new QueryError('query.operator', `exclude() on ${spec.name} was given a filter without any field.`, {
    hint: 'Give it at least one field, or leave it out.',
  })
}

const assertHeld = (
  parts: readonly ConditionNode[],
  { index, gives }: FilterTarget & { readonly gives: (attribute: string) => boolean },
): void => {
  const absent = parts.flatMap(attributesOf).find((name) => !gives(name))
  if (absent === undefined) return
  throw new QueryError(
    'query.option',
    `The index '${index?.name}' does not hold the attribute '${absent}', so a filter on it would find nothing.`,
    { hint: 'Add hydrate(), read through another index, or add the attribute to the projection of this one.' },
  )
}

const KEY_IN_FILTER =
  'DynamoDB takes no attribute of the queried key in a filter, so this part is evaluated after reading.'
const NO_FILTER = 'A GetItem takes no filter, so it is evaluated after reading.'
const IN_KEYS_ALONE = 'A part of the filtered fields is held by keys alone, so this part is evaluated after reading.'
