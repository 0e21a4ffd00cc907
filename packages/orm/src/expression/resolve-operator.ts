/** One operator on one field → condition node, after checking that the operator fits the field. */
import { QueryError } from '../errors/errors.ts'
import type { FieldLookup } from '../field/field-spec.ts'
import { type AttributeValue, type WireType, wireTypeOf } from '../wire/attribute-value.ts'
import { operatorBrand } from './brands.ts'
import { compareValues } from './compare-values.ts'
import {
  beginsWithOperandNode,
  betweenNode,
  type Comparator,
  type ConditionNode,
  compareNode,
  containsNode,
  existsNode,
  inNode,
  missingNode,
  neverNode,
  notNode,
  type Operand,
  orNodes,
  pathOperand,
  sizeOperand,
  typeNode,
  valueOperand,
} from './condition.ts'
import type { Operator, OperatorName } from './lookup-types.ts'
import { formatPath } from './path.ts'
import type { Ref } from './ref-types.ts'
import { describeTarget, isRef, refTarget, type Target } from './target.ts'
import type { ValueReader } from './value-reader.ts'
import { isUntyped, mayHaveType, orderedTypes, wireTypesOf } from './wire-types.ts'

/** What resolving needs throughout: whom to ask for fields, and who validates values. */
export interface OperatorContext {
  readonly lookup: FieldLookup
  readonly reader: ValueReader
}

/** What is compared: a field's value or its size, and how operands for it are read. */
interface Subject {
  readonly target: Target
  readonly operand: Operand
  /** The wire form; `undefined` if it is stored as absent. */
  readonly read: (value: unknown, bound: boolean) => AttributeValue | undefined
  readonly what: string
}

const comparators: Partial<Record<OperatorName, Comparator>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' }

/** The field equals the value; an empty set, stored as absent, is missing. */
export const equalTo = (context: OperatorContext, target: Target, value: unknown): ConditionNode =>
  equal(context, fieldSubject(context, target), value)

/** @throws {QueryError} `query.operator` if the operator does not fit the field */
export const resolveFieldOperator = (
  context: OperatorContext,
  target: Target,
  node: Operator<unknown>,
): ConditionNode => {
  const name = node[operatorBrand]
  const [first] = node.operands
  switch (name) {
    case 'exists':
      return existsNode(target.path)
    case 'missing':
      return missingNode(target.path)
    case 'typeIs':
      return typeNode(target.path, typeName(target, first))
    case 'beginsWith':
      return beginsWithOperandNode(target.path, prefixOperand(context, target, first))
    case 'contains':
      return containsNode(target.path, elementOperand(context, target, first))
    case 'size':
      return resolveSize(context, target, first)
    case 'not':
      return notNode(resolveFieldOperator(context, target, first as Operator<unknown>))
    default:
      return resolveComparison(context, fieldSubject(context, target), node)
  }
}

const resolveComparison = (context: OperatorContext, subject: Subject, node: Operator<unknown>): ConditionNode => {
  const name = node[operatorBrand]
  const [first, second] = node.operands
  if (name === 'eq') return equal(context, subject, first)
  if (name === 'ne') return unequal(context, subject, first)
  if (name === 'oneOf') return equalToOne(context, subject, node.operands)
  if (name === 'between') return between(context, subject, [first, second])
  if (name === 'not') return notNode(resolveComparison(context, subject, first as Operator<unknown>))
  const comparator = comparators[name]
  if (comparator === undefined) throw misfit(subject.what, name, 'compares values, and this is a size')
  return compareNode(subject.operand, comparator, boundOperand(context, subject, name, first))
}

const equal = (context: OperatorContext, subject: Subject, value: unknown): ConditionNode => {
  const operand = valueOrRef(context, subject, value)
  return operand === undefined ? missingNode(subject.target.path) : compareNode(subject.operand, '=', operand)
}

const unequal = (context: OperatorContext, subject: Subject, value: unknown): ConditionNode => {
  const operand = valueOrRef(context, subject, value)
  return operand === undefined ? existsNode(subject.target.path) : compareNode(subject.operand, '<>', operand)
}

const equalToOne = (context: OperatorContext, subject: Subject, values: readonly unknown[]): ConditionNode => {
  if (values.length === 0) return neverNode(subject.target.path)
  const operands = values.map((value) => valueOrRef(context, subject, value))
  const defined = operands.filter((operand) => operand !== undefined)
  const [only] = defined
  const nodes: ConditionNode[] = defined.length < operands.length ? [missingNode(subject.target.path)] : []
  if (only !== undefined) {
    nodes.push(defined.length === 1 ? compareNode(subject.operand, '=', only) : inNode(subject.operand, defined))
  }
  return orNodes(...nodes)
}

const between = (
  context: OperatorContext,
  subject: Subject,
  [from, to]: readonly [unknown, unknown],
): ConditionNode => {
  const low = boundOperand(context, subject, 'between', from)
  const high = boundOperand(context, subject, 'between', to)
  if (low.kind === 'value' && high.kind === 'value' && !context.reader.failed) {
    const order = compareValues(low.value, high.value)
    if (order === undefined) throw misfit(subject.what, 'between', 'needs two bounds of one type')
    // DynamoDB refuses a range whose ends are swapped; as a condition it is simply never met.
    if (order > 0) return neverNode(subject.target.path)
  }
  return betweenNode(subject.operand, low, high)
}

/** An operand with an order: string, number or binary. */
const boundOperand = (context: OperatorContext, subject: Subject, name: OperatorName, value: unknown): Operand => {
  if (subject.operand.kind === 'path') assertType(subject.target, name, orderedTypes)
  if (isRef(value)) return refOperand(context, subject, value)
  const read = subject.read(defined(subject.what, name, value), true)
  const type = read && wireTypeOf(read)
  if (read === undefined || type === undefined || (!orderedTypes.includes(type) && !context.reader.failed)) {
    throw misfit(subject.what, name, `needs a string, number, date or binary value, not ${describeType(type)}`)
  }
  return valueOperand(read)
}

const valueOrRef = (context: OperatorContext, subject: Subject, value: unknown): Operand | undefined => {
  if (isRef(value)) return refOperand(context, subject, value)
  // A value of another choice is a mistake; one that a rule would refuse now may have been stored before the rule.
  const read = subject.read(defined(subject.what, 'a comparison', value), subject.target.spec.kind !== 'enum')
  return read && valueOperand(read)
}

const refOperand = (context: OperatorContext, subject: Subject, value: Ref): Operand => {
  const other = refTarget(context.lookup, value)
  const types: readonly WireType[] | undefined =
    subject.operand.kind === 'size' ? ['N'] : wireTypesOf(subject.target.spec)
  if (types !== undefined && !mayHaveType(other.spec, types)) {
    throw new QueryError(
      'query.operator',
      `${subject.what} never compares with a ${other.spec.kind} field, as '${other.names.join('.')}' is one.`,
      { hint: 'Compare fields that are stored with the same type.' },
    )
  }
  return subject.operand.kind === 'size' ? pathOperand(other.path) : distinctOperand(subject.target, other)
}

/** @throws {QueryError} `query.operator`: DynamoDB refuses to compare a path with itself */
const distinctOperand = (target: Target, other: Target): Operand => {
  if (formatPath(target.path) !== formatPath(other.path)) return pathOperand(other.path)
  throw new QueryError('query.operator', `${describeTarget(target)} was compared with itself.`, {
    hint: 'Compare with another field.',
  })
}

const prefixOperand = (context: OperatorContext, target: Target, value: unknown): Operand => {
  assertType(target, 'beginsWith', ['S', 'B'])
  if (isRef(value)) return distinctOperand(target, refTarget(context.lookup, value))
  // Not parsed: a prefix of a valid value need not be valid.
  if (typeof value === 'string' && mayHaveType(target.spec, ['S'])) return valueOperand({ S: value })
  const bytes = value instanceof Uint8Array && mayHaveType(target.spec, ['B']) ? target.spec.encode(value) : undefined
  if (bytes !== undefined) return valueOperand(bytes)
  throw misfit(describeTarget(target), 'beginsWith', 'needs text, or bytes on a binary field')
}

const elementOperand = (context: OperatorContext, target: Target, value: unknown): Operand => {
  assertType(target, 'contains', ['S', 'L', 'SS', 'NS', 'BS'])
  if (isRef(value)) return distinctOperand(target, refTarget(context.lookup, value))
  const given = defined(describeTarget(target), 'contains', value)
  const { element } = target.spec
  if (element !== undefined) {
    const read = context.reader.read({ ...target, spec: element }, given)
    if (read !== undefined) return valueOperand(read)
  } else if (typeof given === 'string') return valueOperand({ S: given })
  else if (isUntyped(target.spec) || target.spec.kind === 'tuple') {
    const read = encodeUntyped(target, given)
    if (read !== undefined) return valueOperand(read)
  }
  throw misfit(describeTarget(target), 'contains', 'needs text on a string, and an element on a set or list')
}

/** Elements of undeclared lists are encoded by their runtime type. */
const encodeUntyped = (target: Target, value: unknown): AttributeValue | undefined => {
  if (value === null) return { NULL: true }
  if (typeof value === 'boolean') return { BOOL: value }
  if (typeof value === 'number' || typeof value === 'bigint') return { N: String(value) }
  return isUntyped(target.spec) ? target.spec.encode(value) : undefined
}

const resolveSize = (context: OperatorContext, target: Target, count: unknown): ConditionNode => {
  assertType(target, 'size', ['S', 'B', 'L', 'M', 'SS', 'NS', 'BS'])
  const what = `The size of ${describeTarget(target).replace('The', 'the')}`
  const read = (value: unknown): AttributeValue => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return { N: String(value) }
    return context.reader.refuse(target, 'A size is a whole number, not below zero.')
  }
  const subject: Subject = { target, operand: sizeOperand(target.path), read, what }
  const isOperator = typeof count === 'object' && count !== null && operatorBrand in count
  return isOperator ? resolveComparison(context, subject, count as Operator<unknown>) : equal(context, subject, count)
}

const fieldSubject = (context: OperatorContext, target: Target): Subject => ({
  target,
  operand: pathOperand(target.path),
  read: (value, bound) => (bound ? context.reader.readBound(target, value) : context.reader.read(target, value)),
  what: describeTarget(target),
})

const typeNames: readonly unknown[] = ['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS']

const typeName = (target: Target, value: unknown): WireType => {
  if (typeNames.includes(value)) return value as WireType
  throw misfit(describeTarget(target), 'typeIs', `needs one of ${typeNames.join(', ')}`)
}

const assertType = (target: Target, name: OperatorName, types: readonly WireType[]): void => {
  if (mayHaveType(target.spec, types)) return
  throw misfit(describeTarget(target), name, `does not fit a ${target.spec.kind} field`)
}

const defined = (what: string, name: string, value: unknown): unknown => {
  if (value !== undefined) return value
  throw new QueryError('query.operator', `${what} was given undefined for ${name}.`, {
    hint: 'Leave the field out if no condition is meant; use missing() to find items without it.',
  })
}

const misfit = (what: string, name: string, rule: string): QueryError =>
  new QueryError('query.operator', `${what} was given ${name}(), which ${rule}.`)

const describeType = (type: WireType | undefined): string => (type === undefined ? 'nothing' : `the type ${type}`)
