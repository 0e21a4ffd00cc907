/** Filters as given → what the server is asked, and what is evaluated here because DynamoDB takes no key in a filter. */
import { QueryError } from '../errors/errors.ts'
import { andNodes, type ConditionNode, notNode, type Operand } from '../expression/condition.ts'
import { evaluateCondition } from '../expression/evaluate.ts'
import { resolveFilter } from '../expression/resolve-filter.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { IndexSpec } from '../schema/table-spec.ts'
import { givesAttribute, queriedKeyAttributes } from './index-attributes.ts'
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
  /** Attributes that `check` reads. */
  readonly checked: readonly string[]
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
  if (nodes.length === 0) return { all: undefined, sent: undefined, check: undefined, checked: [], waits: false }
  const all = andNodes(...nodes)
  const parts = all.op === 'and' ? all.nodes : [all]
  const held = parts.filter((node) =>
    attributesOf(node).every((name) => givesAttribute(spec.table, target.index, name)),
  )
  if (!target.hydrate) assertHeld(spec, parts, target)
  const keys = target.scan ? new Set<string>() : queriedKeyAttributes(spec.table, target.index)
  const here = held.filter((node) => target.get || attributesOf(node).some((name) => keys.has(name)))
  const sent = held.filter((node) => !here.includes(node))
  return {
    all,
    sent: sent.length === 0 ? undefined : andNodes(...sent),
    check: here.length === 0 ? undefined : localCheck(andNodes(...here), target.get ? NO_FILTER : KEY_IN_FILTER),
    checked: [...new Set(here.flatMap(attributesOf))],
    waits: held.length < parts.length,
  }
}

/** Names of the attributes that a condition is about. */
export const attributesOf = (node: ConditionNode): string[] => {
  switch (node.op) {
    case 'and':
    case 'or':
      return node.nodes.flatMap(attributesOf)
    case 'not':
      return attributesOf(node.node)
    case 'compare':
      return [node.left, node.right].flatMap(ofOperand)
    case 'between':
      return [node.operand, node.low, node.high].flatMap(ofOperand)
    case 'in':
      return [node.operand, ...node.values].flatMap(ofOperand)
    case 'beginsWith':
      return [node.path[0], ...ofOperand(node.prefix)]
    case 'contains':
      return [node.path[0], ...ofOperand(node.element)]
    default:
      return [node.path[0]]
  }
}

const ofOperand = (operand: Operand): string[] => (operand.kind === 'value' ? [] : [operand.path[0]])

const resolveOne = (spec: ModelSpec, { filter, negated }: FilterState): ConditionNode | undefined => {
  const node = resolveFilter(spec, filter)
  if (!negated) return node
  if (node !== undefined) return notNode(node)
  throw new QueryError('query.operator', `exclude() on ${spec.name} was given a filter without any field.`, {
    hint: 'Give it at least one field, or leave it out.',
  })
}

const assertHeld = (spec: ModelSpec, parts: readonly ConditionNode[], { index }: FilterTarget): void => {
  const absent = parts.flatMap(attributesOf).find((name) => !givesAttribute(spec.table, index, name))
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

const localCheck = (node: ConditionNode, why: string): ItemCheck => ({
  why,
  accepts: (item) => evaluateCondition(node, item),
})
