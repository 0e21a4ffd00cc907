/** One change operator on one target → change node, after checking that it fits the field. */
import { QueryError } from '../errors/errors.ts'
import type { FieldLookup, FieldSpec, ParseContext } from '../field/field-spec.ts'
import { type AttributeValue, wireTypeOf } from '../wire/attribute-value.ts'
import { checkNumberText } from '../wire/number.ts'
import { sumNumbers } from '../wire/number-sum.ts'
import { changeBrand } from './brands.ts'
import {
  type ChangeNode,
  elementsNode,
  ifNotExists,
  listAppend,
  removePathNode,
  type SetOperand,
  setFromPath,
  setPathNode,
  setValue,
  sumOf,
  withRule,
} from './change.ts'
import { boundLimits, ruleOf } from './change-limits.ts'
import type { Ref } from './ref-types.ts'
import { describeTarget, isRef, refTarget, type Target } from './target.ts'
import type { ValueReader } from './value-reader.ts'
import { isUntyped, mayHaveType, wireTypesOf } from './wire-types.ts'

/** What resolving changes needs throughout. */
export interface ChangeContext {
  readonly lookup: FieldLookup
  readonly reader: ValueReader
}

/** A node of `changes.ts`, seen from here: a name and what it was given. */
interface GivenNode {
  readonly [changeBrand]: string
  readonly operands: readonly unknown[]
}

/** @throws {QueryError} `write.change` if the operator does not fit the field */
export const resolveChangeOperator = (context: ChangeContext, target: Target, node: GivenNode): ChangeNode => {
  const name = node[changeBrand]
  const [first, second] = node.operands
  switch (name) {
    case 'plus':
    case 'minus':
      return increment(target, name, [first, second])
    case 'sum':
      return setPathNode(target.path, sumOperand(context, target, node.operands), true)
    case 'append':
    case 'prepend':
      return setPathNode(target.path, appended(context, target, node), false)
    case 'addTo':
    case 'removeFrom':
      return elementsNode(name === 'addTo' ? 'ADD' : 'DELETE', target.path, elementSet(context, target, node))
    case 'remove':
      return removed(target)
    case 'ifMissing':
      return setIfMissing(context, target, first)
    default:
      throw new QueryError('write.change', `${describeTarget(target)} was given an unknown change, ${name}().`)
  }
}

/** A plain new value; one that is stored as absent (an empty set) removes the attribute. */
export const setOrRemove = (context: ChangeContext, target: Target, value: unknown): ChangeNode => {
  const encoded = context.reader.read(target, value)
  return encoded === undefined ? removePathNode(target.path) : setPathNode(target.path, setValue(encoded), true)
}

/** Another field's value, as the new value of a field that is stored with the same type. */
export const copyOf = (context: ChangeContext, target: Target, ref: Ref): SetOperand => {
  const other = refTarget(context.lookup, ref)
  const types = wireTypesOf(target.spec)
  if (types === undefined || mayHaveType(other.spec, types)) return setFromPath(other.path)
  throw new QueryError('write.change', `${describeTarget(target)} was given the value of a ${other.spec.kind} field.`, {
    hint: 'Copy from a field that is stored with the same type.',
  })
}

const setIfMissing = (context: ChangeContext, target: Target, value: unknown): ChangeNode => {
  if (isRef(value)) return setPathNode(target.path, ifNotExists(target.path, copyOf(context, target, value)), true)
  const encoded = value === undefined ? undefined : context.reader.read(target, value)
  if (encoded === undefined) throw misfit(target, 'ifMissing', 'needs a value that is stored')
  return setPathNode(target.path, ifNotExists(target.path, setValue(encoded)), true)
}

const removed = (target: Target): ChangeNode => {
  const { spec } = target
  const mayBeAbsent = spec.optional || spec.default !== undefined || spec.absent !== undefined
  if (mayBeAbsent || target.removable) return removePathNode(target.path)
  throw new QueryError('write.change', `${describeTarget(target)} is required, so it cannot be removed.`, {
    hint: 'Declare it optional(), or give it a new value.',
  })
}

const increment = (
  target: Target,
  name: 'plus' | 'minus',
  [amount, given]: readonly [unknown, unknown],
): ChangeNode => {
  const by = amountValue(target, name, amount)
  const start = given === undefined ? constantStart(target) : amountValue(target, name, given)
  const from = start === undefined ? setFromPath(target.path) : ifNotExists(target.path, setValue(start))
  const sign = name === 'plus' ? '+' : '-'
  const node = setPathNode(target.path, sumOf(from, sign, setValue(by)), false)
  const limits = boundLimits(target, { by: sumNumbers('0', sign, numberText(by)), start: start && numberText(start) })
  if (limits === undefined) return withRule(node, ruleOf(target))
  return limits.length === 0 ? node : { ...node, limits }
}

/** What an item that lacks the field is read as, where that is always the same number. */
const constantStart = ({ spec, undeclared }: Target): AttributeValue | undefined => {
  if (undeclared || spec.constant !== true || spec.default === undefined) return undefined
  const value = spec.default()
  const start = isAmount(spec, value) ? spec.encode(value) : undefined
  return start !== undefined && 'N' in start ? start : undefined
}

const numberText = (value: AttributeValue): string => ('N' in value ? value.N : '0')

const sumOperand = (context: ChangeContext, target: Target, operands: readonly unknown[]): SetOperand => {
  const [left, sign, right] = operands
  if (!isRef(left)) throw misfit(target, 'plus', 'needs a field')
  const other = isRef(right) ? numberPath(context, target, right) : setValue(amountValue(target, 'F().plus', right))
  return sumOf(numberPath(context, target, left), sign === '-' ? '-' : '+', other)
}

const numberPath = (context: ChangeContext, target: Target, ref: Ref): SetOperand => {
  const other = refTarget(context.lookup, ref)
  if (!mayHaveType(other.spec, ['N'])) {
    throw new QueryError('write.change', `${describeTarget(target)} was given a sum with a ${other.spec.kind} field.`)
  }
  return setFromPath(other.path)
}

/** An amount is not parsed: `plus(5)` fits a field whose minimum is 10. It must be of the field's kind. */
const amountValue = (target: Target, name: string, amount: unknown): AttributeValue => {
  const { spec } = target
  if (!mayHaveType(spec, ['N']) || spec.kind === 'timestamp') {
    throw misfit(target, name, `does not fit a ${spec.kind} field`)
  }
  if (!isAmount(spec, amount)) throw misfit(target, name, `needs ${amountsByKind[spec.kind] ?? 'a number'}`)
  const encoded = spec.encode(amount)
  if (encoded === undefined || !('N' in encoded)) throw misfit(target, name, 'needs a number')
  const problem = checkNumberText(encoded.N)
  if (problem !== undefined) throw misfit(target, name, `needs a number of at most 38 digits: this one ${problem}`)
  return encoded
}

const amountsByKind: Partial<Record<FieldSpec['kind'], string>> = {
  number: 'a finite number',
  integer: 'a whole number',
  bigint: 'a bigint',
  decimal: 'a decimal number as text',
}

const decimalPattern = /^[+-]?(\d+\.?\d*|\.\d+)$/

const isAmount = ({ kind }: FieldSpec, amount: unknown): boolean => {
  if (kind === 'bigint') return typeof amount === 'bigint'
  if (kind === 'decimal') return typeof amount === 'string' && decimalPattern.test(amount)
  if (kind === 'integer') return Number.isSafeInteger(amount) || typeof amount === 'bigint'
  return kind === 'number' || typeof amount !== 'bigint' ? Number.isFinite(amount) : true
}

const appended = (context: ChangeContext, target: Target, node: GivenNode): SetOperand => {
  const { spec } = target
  if (!mayHaveType(spec, ['L']) || spec.kind === 'tuple') {
    throw misfit(target, node[changeBrand], `does not fit a ${spec.kind} field`)
  }
  const elements = setValue({ L: readElements(context, target, node) })
  const list = ifNotExists(target.path, setValue({ L: [] }))
  return node[changeBrand] === 'append' ? listAppend(list, elements) : listAppend(elements, list)
}

const elementSet = (context: ChangeContext, target: Target, node: GivenNode): AttributeValue => {
  if (!mayHaveType(target.spec, ['SS', 'NS', 'BS'])) {
    throw misfit(target, node[changeBrand], `does not fit a ${target.spec.kind} field`)
  }
  const elements = readElements(context, target, node)
  const texts = (type: 'S' | 'N' | 'B'): string[] => [
    ...new Set(elements.flatMap((element) => (type in element ? [Object.values(element)[0] as string] : []))),
  ]
  const type = elements[0] && wireTypeOf(elements[0])
  if (type === 'S') return { SS: texts(type) }
  if (type === 'N') return { NS: texts(type) }
  if (type === 'B') return { BS: texts(type) }
  // Elements that were refused are stand-ins, and need no second issue.
  if (context.reader.failed) return { SS: [] }
  return context.reader.refuse(target, 'A set holds strings, numbers or binary values.')
}

const readElements = (context: ChangeContext, target: Target, node: GivenNode): readonly AttributeValue[] => {
  const element = target.spec.element ?? (isUntyped(target.spec) ? target.spec : undefined)
  const given = spread(target, node.operands)
  if (given.length === 0) throw misfit(target, node[changeBrand], 'needs at least one element')
  return given.map((value, index) => {
    const names = [...target.names, index]
    const place = { ...target, names, spec: element ?? target.spec, undeclared: target.spec.element === undefined }
    const encoded = value === undefined ? undefined : context.reader.read(place, value)
    return encoded ?? context.reader.refuse(place, 'An element must be a value that is stored.')
  })
}

/** One array or Set stands for its elements, unless it could be an element itself. */
const spread = ({ spec, undeclared }: Target, operands: readonly unknown[]): readonly unknown[] => {
  const [first] = operands
  const { element } = spec
  if (operands.length !== 1 || element === undefined || undeclared) return operands
  if (!Array.isArray(first) && !(first instanceof Set)) return operands
  return mayBeElement(element, first) ? operands : [...first]
}

const mayBeElement = (element: FieldSpec, value: unknown): boolean => {
  if (!mayHaveType(element, ['L', 'SS', 'NS', 'BS'])) return false
  if (element.kind !== 'union' && element.kind !== 'standard') return true
  const context: ParseContext = { issues: [], pending: [] }
  const parsed = element.parse(value, [], context)
  for (const promise of [...context.pending, parsed]) if (promise instanceof Promise) promise.catch(() => undefined)
  return context.issues.length === 0
}

/** A change that does not fit its field or was given the wrong thing. */
export const misfit = (target: Target, name: string, rule: string): QueryError =>
  new QueryError('write.change', `${describeTarget(target)} was given ${name}(), which ${rule}.`)
