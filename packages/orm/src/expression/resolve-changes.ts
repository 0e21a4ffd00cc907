/** Changes as users write them → change nodes: names become wire paths, values are validated and encoded. */
import { QueryError } from '../errors/errors.ts'
import type { FieldLookup } from '../field/field-spec.ts'
import type { Ready } from '../util/when-ready.ts'
import { changeBrand, combinedBrand, operatorBrand, refBrand } from './brands.ts'
import { type ChangeNode, insideDocument, pathsRead, setPathNode, withRule } from './change.ts'
import { ruleOf } from './change-limits.ts'
import type { Patch } from './change-types.ts'
import { checkedElements, elementChanges } from './element-changes.ts'
import type { At } from './lookup-types.ts'
import { pathsOverlap } from './path.ts'
import { assertDisjoint } from './print-update.ts'
import { type ChangeContext, copyOf, misfit, resolveChangeOperator, setOrRemove } from './resolve-change-operator.ts'
import { childTarget, describeTarget, fieldTarget, isPlainObject, isRef, type Target } from './target.ts'
import { ValueReader } from './value-reader.ts'

/**
 * The change nodes of an update, in the order of the given fields.
 *
 * Values of asynchronous schemas are encoded as they were given; see `resolveChangesAsync`.
 *
 * @throws {QueryError} `query.unknown-field`; `write.change`: an undefined value, a change that does not fit its field, the
 * removal of a required field; `write.conflict`
 * @throws {ValidationError} values that do not fit their fields, all at once
 */
export const resolveChanges = (lookup: FieldLookup, changes: Readonly<Record<string, unknown>>): ChangeNode[] =>
  resolve(lookup, changes, new ValueReader(`An update of ${lookup.name}`, false))

/**
 * As `resolveChanges`, with asynchronous schemas awaited, if there are any.
 *
 * @param stored whether the values are as a schema gave them, so that none transforms them again
 */
export const resolveChangesAsync = (
  lookup: FieldLookup,
  changes: Readonly<Record<string, unknown>>,
  stored = false,
): Ready<ChangeNode[]> => {
  const reader = new ValueReader(`An update of ${lookup.name}`, stored)
  const nodes = resolveAll({ lookup, reader }, changes)
  const settling = reader.settle()
  if (settling) return settling.then((settled) => resolve(lookup, changes, settled))
  reader.finish()
  return finish(nodes)
}

const resolve = (
  lookup: FieldLookup,
  changes: Readonly<Record<string, unknown>>,
  reader: ValueReader,
): ChangeNode[] => {
  const nodes = resolveAll({ lookup, reader }, changes)
  reader.finish()
  return finish(nodes)
}

const finish = (nodes: readonly ChangeNode[]): ChangeNode[] => {
  assertDisjoint(nodes)
  return nodes.map((node) => withIdempotence(node, nodes))
}

/** A value taken from another path is the same the second time only if the update leaves that path alone. */
const withIdempotence = (node: ChangeNode, nodes: readonly ChangeNode[]): ChangeNode => {
  if (node.action !== 'SET' || !node.idempotent) return node
  const read = node.operand.kind === 'ifNotExists' ? pathsRead(node.operand.otherwise) : pathsRead(node.operand)
  const moves = read.some((path) => nodes.some((other) => pathsOverlap(other.path, path)))
  return moves ? { ...node, idempotent: false } : node
}

const resolveAll = (context: ChangeContext, changes: unknown): ChangeNode[] => {
  if (!isPlainObject(changes) || isNode(changes)) {
    throw new QueryError('write.change', `Changes of ${context.lookup.name} must be an object of changes per field.`)
  }
  const nodes: ChangeNode[] = []
  for (const name of Object.keys(changes))
    nodes.push(...resolveChange(context, fieldTarget(context.lookup, name), changes[name]))
  return nodes
}

const resolveChange = (context: ChangeContext, target: Target, value: unknown): readonly ChangeNode[] => {
  const nodes = resolveValue(context, target, value)
  return isUnderRules(target, value) ? nodes.map((node) => withRule(node, ruleOf(target))) : nodes
}

/** Whether the outcome depends on what is stored, and the field has rules about it; bounds of `plus` are conditions. */
const isUnderRules = ({ spec, undeclared }: Target, value: unknown): boolean => {
  if (undeclared || typeof value !== 'object' || value === null) return false
  const isNarrow = spec.checked === true || spec.bounds !== undefined || spec.values !== undefined
  if (isRef(value)) return isNarrow
  if (elementChanges(value) !== undefined) return spec.checked === true
  if (!(changeBrand in value)) return false
  const { [changeBrand]: name, operands } = value as Patch<unknown>
  if ((name as string) === 'ifMissing') return isNarrow && isRef(operands[0])
  if ((name as string) === 'remove') return false
  return (name as string) === 'sum' ? isNarrow : spec.checked === true
}

const resolveValue = (context: ChangeContext, target: Target, value: unknown): readonly ChangeNode[] => {
  if (value === undefined) {
    throw new QueryError('write.change', `${describeTarget(target)} was given undefined.`, {
      hint: 'Use remove() to make the field absent, or leave it out to keep its value.',
    })
  }
  if (isRef(value)) return [setPathNode(target.path, copyOf(context, target, value), true)]
  const elements = checkedElements(target, value)
  if (elements !== undefined) return elements.flatMap((element) => resolveElement(context, target, element))
  if (typeof value === 'object' && value !== null) {
    if (changeBrand in value) return resolveNode(context, target, value as Patch<unknown>)
    if (operatorBrand in value || combinedBrand in value) {
      throw new QueryError('write.change', `${describeTarget(target)} was given a lookup in place of a change.`)
    }
  }
  return [setOrRemove(context, target, value)]
}

const resolveNode = (context: ChangeContext, target: Target, node: Patch<unknown>): readonly ChangeNode[] => {
  const [inner] = node.operands
  if (node[changeBrand] === 'patch') {
    if (!isPlainObject(inner) || isNode(inner)) throw misfit(target, 'patch', 'needs an object of changes per member')
    if (!['map', 'record', 'union', 'json', 'any', 'standard'].includes(target.spec.kind)) {
      throw misfit(target, 'patch', `does not fit a ${target.spec.kind} field`)
    }
    const nodes = Object.entries(inner).flatMap(([name, value]) =>
      resolveChange(context, childTarget(target, name), value),
    )
    return nodes.map((change) => insideDocument(change, ruleOf(target)))
  }
  return [resolveChangeOperator(context, target, node)]
}

const resolveElement = (context: ChangeContext, target: Target, { index, operands }: At<unknown>) => {
  const element = childTarget(target, index)
  // A position after the end appends, so setting an element as a whole may add another one when repeated.
  return resolveChange(context, element, operands[0]).map((change) =>
    change.action === 'SET' && change.path.length === element.path.length ? { ...change, idempotent: false } : change,
  )
}

const isNode = (value: object): boolean =>
  changeBrand in value || operatorBrand in value || combinedBrand in value || refBrand in value
