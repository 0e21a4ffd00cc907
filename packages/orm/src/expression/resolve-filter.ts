/** Filters as users write them → condition tree: names become wire paths, values are validated and encoded. */
import { QueryError } from '../errors/errors.ts'
import type { FieldKind, FieldLookup } from '../field/field-spec.ts'
import { changeBrand, combinedBrand, operatorBrand } from './brands.ts'
import { andNodes, type ConditionNode, joinConditions, notNode, orNodes } from './condition.ts'
import { isPosition } from './element-changes.ts'
import type { At, Combined, Operator } from './lookup-types.ts'
import { equalTo, type OperatorContext, resolveFieldOperator } from './resolve-operator.ts'
import { childTarget, describeTarget, fieldTarget, isPlainObject, type Target } from './target.ts'
import { ValueReader } from './value-reader.ts'
import { mayHaveType } from './wire-types.ts'

/**
 * The condition that a filter means; `undefined` for `{}`, which every item meets. Its values name what is stored: schemas
 * do not transform them.
 *
 * @throws {QueryError} `query.unknown-field`, `query.operator`: an operator that does not fit its field, an undefined value
 * @throws {ValidationError} values that do not fit their fields, all at once
 */
export const resolveFilter = (lookup: FieldLookup, filter: unknown): ConditionNode | undefined => {
  const context: OperatorContext = { lookup, reader: new ValueReader(`A filter on ${lookup.name}`, true) }
  const node = resolveWhole(context, filter)
  context.reader.finish()
  return node
}

/**
 * The condition that a call's option `if` holds; `undefined` for none.
 *
 * @throws as `resolveFilter`
 */
export const conditionOf = (lookup: FieldLookup, options: { readonly if?: unknown }): ConditionNode | undefined => {
  return options.if === undefined ? undefined : resolveFilter(lookup, options.if)
}

const resolveWhole = (context: OperatorContext, filter: unknown): ConditionNode | undefined => {
  if (isCombined(filter)) return resolveCombined(context, filter)
  if (!isPlainObject(filter) || operatorBrand in filter || changeBrand in filter) {
    throw new QueryError(
      'query.operator',
      `A filter on ${context.lookup.name} must be an object of lookups per field.`,
      {
        hint: 'Write { field: value } or { field: operator }, or join such objects with and(), or(), not().',
      },
    )
  }
  const { lookup } = context
  const nodes = Object.entries(filter).map(
    ([name, value]) => [name, resolveLookup(context, fieldTarget(lookup, name), value)] as const,
  )
  return joinConditions(...inOrder(lookup, nodes))
}

/** In the order of declaration: the same filter is the same request, in whatever order it was written. */
const inOrder = (
  { fieldNames }: FieldLookup,
  nodes: readonly (readonly [string, ConditionNode])[],
): ConditionNode[] => {
  const placed = nodes.map(([name, node]) => [fieldNames.indexOf(name), node] as const)
  return placed.sort(([left], [right]) => left - right).map(([, node]) => node)
}

const resolveCombined = (context: OperatorContext, combined: Combined<unknown>): ConditionNode | undefined => {
  const name = combined[combinedBrand]
  const nodes = combined['~filters'].map((filter) => resolveWhole(context, filter))
  const defined = nodes.filter((node) => node !== undefined)
  if (name === 'and') return joinConditions(...defined)
  // An empty filter holds for every item: almost always a variable that was forgotten.
  if (defined.length < nodes.length || defined.length === 0) {
    const fact = nodes.length === 0 ? 'no filter at all' : 'a filter without any field'
    throw new QueryError('query.operator', `${name}() on ${context.lookup.name} was given ${fact}.`, {
      hint: 'Give every filter at least one field, or leave the combination out.',
    })
  }
  return name === 'or' ? orNodes(...defined) : joinConditions(...defined.map(notNode))
}

const resolveLookup = (context: OperatorContext, target: Target, value: unknown): ConditionNode => {
  if (typeof value === 'object' && value !== null) {
    if (operatorBrand in value) return resolveFieldOperator(context, target, value as Operator<unknown>)
    if (changeBrand in value) return resolveElement(context, target, value as At<unknown>)
    if (combinedBrand in value) {
      throw new QueryError(
        'query.operator',
        `${describeTarget(target)} was given a whole filter in place of a lookup.`,
        {
          hint: 'and(), or() and not() over filters stand around objects of fields, not inside them.',
        },
      )
    }
    if (documentKinds.has(target.spec.kind) && isPlainObject(value)) return resolveMembers(context, target, value)
  }
  return equalTo(context, target, value)
}

/** Kinds whose values may be maps: a plain object goes into them. */
const documentKinds: ReadonlySet<FieldKind> = new Set(['map', 'record', 'union', 'json', 'any', 'standard'])

const resolveMembers = (
  context: OperatorContext,
  target: Target,
  members: Readonly<Record<string, unknown>>,
): ConditionNode => {
  const nodes = Object.entries(members).map(([name, value]) => resolveLookup(context, childTarget(target, name), value))
  if (nodes.length === 0) {
    throw new QueryError(
      'query.operator',
      `${describeTarget(target)} was given an empty object, which tests nothing.`,
      {
        hint: 'Name a member, or compare with the empty map by eq({}).',
      },
    )
  }
  return andNodes(...nodes)
}

const resolveElement = (context: OperatorContext, target: Target, node: At<unknown>): ConditionNode => {
  if (node[changeBrand] !== 'at') {
    throw new QueryError('query.operator', `${describeTarget(target)} was given a change in place of a lookup.`)
  }
  const { index } = node
  if (!isPosition(index) || !mayHaveType(target.spec, ['L'])) {
    throw new QueryError(
      'query.operator',
      `${describeTarget(target)} was given at(), which needs a list and a position from 0.`,
    )
  }
  return resolveLookup(context, childTarget(target, index), node.operands[0])
}

const isCombined = (value: unknown): value is Combined<unknown> =>
  typeof value === 'object' && value !== null && combinedBrand in value
