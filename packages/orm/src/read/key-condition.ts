/** One pattern and a checked part of its key → the key condition of a query, both sides. */
import { assertNaturalKey } from '../codec/encode-item.ts'
import { KeyError, QueryError } from '../errors/errors.ts'
import { compareValues } from '../expression/compare-values.ts'
import {
  andNodes,
  beginsWithOperandNode,
  betweenNode,
  type Comparator,
  type ConditionNode,
  compareNode,
  pathOperand,
  valueOperand,
} from '../expression/condition.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import type { KeyEncoding } from '../key/key-encoding.ts'
import { assertKeySize } from '../key/key-size.ts'
import type { KeySide, ModelSpec, PatternSpec } from '../schema/model-spec.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import type { KeyOperator, KeyPart } from './key-part.ts'
import type { GivenValues } from './query-state.ts'
import { planShards, type WholeCondition } from './shard-condition.ts'
import { type ItemCheck, planTemplateSort } from './sort-condition.ts'

/** A key condition and what it leaves to be done after reading. */
export interface KeyCondition extends WholeCondition {
  /** Drops items whose key only seems to match, as engines that ignore case give them; no AWS table gives any. */
  readonly guard: ItemCheck | undefined
  /** Drops what one key condition cannot leave out. */
  readonly postFilter: ItemCheck | undefined
  /** Whether the sort key condition contains literal text of the model's own template. */
  readonly literal: boolean
  /** Whether nothing can match, so that nothing needs to be sent. */
  readonly never: boolean
}

/** @throws {KeyError} `key.value`, `key.ambiguous`, `key.empty`, `key.too-long` */
export const planKeyCondition = (spec: ModelSpec, pattern: PatternSpec, part: KeyPart): KeyCondition => {
  const sort = pattern.sk === undefined ? undefined : planSort(spec, pattern.sk, part)
  const { node, shards } = planWhole(spec, pattern, { values: part.equal, sort: sort?.nodes ?? [] })
  return {
    ...{ node, shards },
    guard: sort?.guard,
    postFilter: sort?.postFilter,
    literal: sort?.literal ?? false,
    never: sort?.never ?? false,
  }
}

/** Equality on the partition key, then the conditions on the sort key; those of each shard where there are some. */
export const planWhole = (
  spec: ModelSpec,
  { pk, shards }: Pick<PatternSpec, 'pk' | 'shards'>,
  { values, sort }: { values: GivenValues; sort: readonly ConditionNode[] },
): WholeCondition =>
  shards === undefined || pk.kind === 'natural'
    ? { node: andNodes(...planPartition(spec, pk, values), ...sort), shards: undefined }
    : planShards(spec, pk, { shards, values, sort })

/** Equality on every attribute of a partition key. */
const planPartition = (spec: ModelSpec, side: KeySide, values: GivenValues): ConditionNode[] => {
  if (side.kind === 'natural')
    return side.fields.map((entry) =>
      naturalCompare(entry, '=', encodeNatural(spec, { entry, role: 'pk' }, values[entry.name])),
    )
  const text = side.codec.encodePrefix(values, side.codec.fields.length)
  assertKeySize(text, 'pk', `The key attribute '${side.attribute}' of ${spec.name}`)
  return [compareNode(pathOperand([side.attribute]), '=', valueOperand({ S: text }))]
}

interface SortPlan extends Omit<KeyCondition, keyof WholeCondition> {
  readonly nodes: readonly ConditionNode[]
}

const planSort = (spec: ModelSpec, side: KeySide, part: KeyPart): SortPlan => {
  const { count, operator } = usedSort(side, part)
  if (side.kind === 'natural') return planNaturalSort(spec, side.fields, { values: part.equal, count, operator })
  const { attribute, codec } = side
  const encodingOf = (name: string): KeyEncoding => keyEncoding(spec, name)
  const { node, prefix, postFilter, never } = planTemplateSort({
    attribute,
    codec,
    encodingOf,
    values: part.equal,
    count,
    operator,
  })
  const guard: ItemCheck = {
    why: `The key begins with '${prefix}'.`,
    attribute,
    accepts: (item) => {
      const stored = item[attribute]
      return stored !== undefined && 'S' in stored && stored.S.startsWith(prefix)
    },
  }
  return {
    nodes: node === undefined ? [] : [node],
    guard: prefix === '' ? undefined : guard,
    ...{ postFilter, never },
    literal: node !== undefined && codec.literalPrefix !== '',
  }
}

/** How many sort-key fields have a value, left to right, and the operator on the next. */
export const usedSort = (side: KeySide, part: KeyPart): { count: number; operator: KeyOperator | undefined } => {
  let count = 0
  for (const { name } of side.fields) {
    if (!(name in part.equal)) return { count, operator: part.operators[name] }
    count++
  }
  return { count, operator: undefined }
}

const comparators: Partial<Record<string, Comparator>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' }

const planNaturalSort = (
  spec: ModelSpec,
  fields: readonly FieldEntry[],
  used: { values: GivenValues; count: number; operator: KeyOperator | undefined },
): SortPlan => {
  const nodes = fields
    .slice(0, used.count)
    .map((entry) => naturalCompare(entry, '=', encodeNatural(spec, { entry, role: 'sk' }, used.values[entry.name])))
  const last = fields[used.count]
  const plan = { guard: undefined, postFilter: undefined, literal: false, never: false }
  if (used.operator === undefined || last === undefined) return { ...plan, nodes }
  const { name, operands } = used.operator
  if (name === 'beginsWith') {
    const prefix = prefixOf(last, operands[0])
    const node = beginsWithOperandNode([last.attribute], valueOperand(prefix))
    const guard: ItemCheck = {
      why: 'The key begins with the text.',
      attribute: last.attribute,
      accepts: (item) => startsWith(item[last.attribute], prefix),
    }
    return isEmpty(prefix) ? { ...plan, nodes } : { ...plan, nodes: [...nodes, node], guard }
  }
  const [low, high] = operands.map((value) => encodeNatural(spec, { entry: last, role: 'sk' }, value))
  if (low === undefined) return { ...plan, nodes }
  if (high !== undefined && name === 'between') {
    if ((compareValues(low, high) ?? 0) > 0) return { ...plan, nodes, never: true }
    return {
      ...plan,
      nodes: [...nodes, betweenNode(pathOperand([last.attribute]), valueOperand(low), valueOperand(high))],
    }
  }
  return { ...plan, nodes: [...nodes, naturalCompare(last, comparators[name] ?? '=', low)] }
}

const naturalCompare = (entry: FieldEntry, comparator: Comparator, value: AttributeValue): ConditionNode =>
  compareNode(pathOperand([entry.attribute]), comparator, valueOperand(value))

const encodeNatural = (
  spec: ModelSpec,
  { entry, role }: { entry: FieldEntry; role: 'pk' | 'sk' },
  given: unknown,
): AttributeValue => {
  const value = entry.spec.encode(given)
  if (value === undefined)
    throw new KeyError('key.missing', `The key of ${spec.name} lacks a value of the field '${entry.name}'.`)
  assertNaturalKey(spec, { entry, value, role })
  return value
}

const prefixOf = ({ name, spec }: FieldEntry, given: unknown): AttributeValue => {
  if (typeof given === 'string' && spec.keyType === 'S') return { S: given }
  if (given instanceof Uint8Array && spec.keyType === 'B')
    return { B: Buffer.from(given.buffer, given.byteOffset, given.byteLength).toString('base64') }
  throw new QueryError('query.operator', `The key field '${name}' does not begin with what beginsWith() was given.`, {
    hint: 'Give text for a field that is stored as text, and bytes for a binary field.',
  })
}

const isEmpty = (value: AttributeValue): boolean => ('S' in value && value.S === '') || ('B' in value && value.B === '')

const startsWith = (stored: AttributeValue | undefined, prefix: AttributeValue): boolean => {
  if (stored === undefined) return false
  if ('S' in stored && 'S' in prefix) return stored.S.startsWith(prefix.S)
  if (!('B' in stored && 'B' in prefix)) return false
  const bytes = Buffer.from(prefix.B, 'base64')
  return Buffer.from(stored.B, 'base64').subarray(0, bytes.length).equals(bytes)
}

const keyEncoding = (spec: ModelSpec, name: string): KeyEncoding => {
  const encoding = spec.field(name)?.spec.key
  if (encoding === undefined || typeof encoding === 'string')
    throw new KeyError('key.value', `The field '${name}' of ${spec.name} cannot be part of a key.`)
  return encoding
}
