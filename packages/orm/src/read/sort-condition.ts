/**
 * Values and an operator on a sort key → one key condition that selects exactly those keys of the template, or as few more
 * as possible with a check that drops the rest after reading.
 *
 * Under 'ordered' a value ends at the `#` of the literal after it, or at the end of the key, and both sort before every
 * character of an encoded value. So the keys of the value x are those that begin with x and its literal, keys of greater
 * values lie behind all of them, and keys of smaller values before x alone.
 */
import { QueryError } from '../errors/errors.ts'
import {
  beginsWithNode,
  betweenNode,
  type Comparator,
  type ConditionNode,
  compareNode,
  pathOperand,
  valueOperand,
} from '../expression/condition.ts'
import type { KeyCodec } from '../key/key-codec.ts'
import type { KeyEncoding } from '../key/key-encoding.ts'
import { assertKeySize } from '../key/key-size.ts'
import { orderedCodec } from '../key/ordered.ts'
import { successor } from '../key/successor.ts'
import { compareUtf8 } from '../util/compare-utf8.ts'
import { utf8Length } from '../util/utf8-length.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
import { MAX_SORT_KEY_BYTES } from '../wire/limits.ts'
import type { KeyOperator } from './key-part.ts'
import type { GivenValues } from './query-state.ts'

/** A test of an item after reading. */
export interface ItemCheck {
  /** Why the request alone does not do: one sentence, for `explain()`. */
  readonly why: string
  /** The one attribute that it looks at; `undefined`: it may look at any. */
  readonly attribute?: string | undefined
  accepts(item: Item): boolean
}

/** What is asked of a sort key. */
export interface SortCondition {
  /** `undefined`: every sort key. */
  readonly node: ConditionNode | undefined
  /** What the sort keys begin with; engines that ignore case in `begins_with` give others too. */
  readonly prefix: string
  /** Drops what the node selects too much; `undefined`: the node is exact. */
  readonly postFilter: ItemCheck | undefined
  /** Whether no key can meet the condition, so that nothing needs to be sent. */
  readonly never: boolean
}

/** A template sort key and what is asked of it. */
export interface SortRequest {
  readonly attribute: string
  readonly codec: KeyCodec
  /** Encodings by field name. */
  readonly encodingOf: (field: string) => KeyEncoding
  readonly values: GivenValues
  /** How many references, left to right, have a value. */
  readonly count: number
  /** Operator on the reference after those. */
  readonly operator: KeyOperator | undefined
}

/** @throws {KeyError} `key.value`, `key.ambiguous`, `key.empty`, `key.too-long` */
export const planTemplateSort = (request: SortRequest): SortCondition => {
  const { attribute, codec, values, count, operator } = request
  const prefix = codec.encodePrefix(values, count)
  assertBound(attribute, prefix)
  if (operator !== undefined) return planOperator(request, prefix, operator)
  if (count < codec.fields.length) return within(attribute, prefix)
  assertKeySize(prefix, 'sk', `The sort key '${attribute}'`)
  return { node: compare(attribute, '=', prefix), prefix, postFilter: undefined, never: false }
}

/** All keys that begin with a text. */
const within = (attribute: string, prefix: string, postFilter?: ItemCheck): SortCondition => ({
  node: prefix === '' ? undefined : beginsWithNode(attribute, prefix),
  ...{ prefix, postFilter, never: false },
})

const planOperator = (request: SortRequest, prefix: string, operator: KeyOperator): SortCondition => {
  const { attribute, codec, values, count } = request
  const field = codec.fields[count] ?? ''
  const { kind } = request.encodingOf(field)
  if (operator.name === 'beginsWith') {
    const [text] = operator.operands
    if (typeof text !== 'string' || (kind !== 'string' && kind !== 'date'))
      throw new QueryError('query.operator', `The key field '${field}' is not text, so beginsWith() does not fit it.`)
    const start = codec.encodePartial(values, count, text)
    assertBound(attribute, start)
    return within(attribute, start)
  }
  // The text of equal keys, cut behind the field and behind the literal that follows it.
  const texts = operator.operands.map((value) => ({
    bare: prefix + codec.encodeField(field, value),
    closed: codec.encodePrefix({ ...values, [field]: value }, count + 1),
  }))
  for (const { closed } of texts) assertBound(attribute, closed)
  const followed = texts.some(({ bare, closed }) => bare !== closed)
  if (isSwapped(request, operator)) return { node: undefined, prefix, postFilter: undefined, never: true }
  if (codec.mode === 'raw') {
    if (numericKinds.has(kind))
      return within(
        attribute,
        prefix,
        valueCheck(request, operator, 'Texts of raw numbers do not sort as the numbers do.'),
      )
    if (followed && kind !== 'date' && kind !== 'boolean') {
      const low = operator.name === 'lt' || operator.name === 'lte' ? prefix : (texts[0]?.bare ?? prefix)
      const postFilter = valueCheck(
        request,
        operator,
        'Raw values may contain characters that sort before the literal after them.',
      )
      return toCondition(attribute, { prefix, low, high: successor(prefix), postFilter })
    }
  }
  return toCondition(attribute, { prefix, ...bounds(request, { prefix, operator, texts, followed }) })
}

interface Range {
  /** First key, included; `''`: from the beginning. */
  readonly low: string
  /** Last key, included; `undefined`: to the end. */
  readonly high: string | undefined
  /** A bound that is not included: possible without a second bound only. */
  readonly strict?: Comparator
  readonly postFilter?: ItemCheck | undefined
}

interface Texts {
  readonly bare: string
  readonly closed: string
}

/** The range of keys in byte order. Its ends may be texts that are no keys of the template. */
const bounds = (
  request: SortRequest,
  {
    prefix,
    operator,
    texts,
    followed,
  }: { prefix: string; operator: KeyOperator; texts: readonly Texts[]; followed: boolean },
): Range => {
  const [first = { bare: prefix, closed: prefix }, second = first] = texts
  const end = successor(prefix)
  const afterEqual = ({ bare, closed }: Texts) => (followed ? successor(closed) : bare)
  switch (operator.name) {
    case 'gte':
      return { low: first.bare, high: end }
    case 'gt': {
      if (followed) return { low: successor(first.closed) ?? first.closed, high: end }
      if (end === undefined) return { low: first.bare, high: undefined, strict: '>' }
      const low = first.bare + (request.codec.mode === 'ordered' ? FIRST_ENCODED : '\u0000')
      if (utf8Length(low) <= MAX_SORT_KEY_BYTES) return { low, high: end }
      return { low: first.bare, high: end, postFilter: surplus(request, first.bare) }
    }
    case 'lt':
      if (followed) return { low: prefix, high: first.bare }
      if (prefix === '') return { low: '', high: first.bare, strict: '<' }
      return { low: prefix, high: first.bare, postFilter: surplus(request, first.bare) }
    case 'lte':
      return { low: prefix, high: afterEqual(first) }
    default:
      return { low: first.bare, high: afterEqual(second) }
  }
}

/** The first character that an encoded value may have: `$`. */
const FIRST_ENCODED = '$'

const toCondition = (attribute: string, range: Range & { readonly prefix: string }): SortCondition => {
  const { prefix, low, high, strict, postFilter } = range
  const done = (node: ConditionNode | undefined, never = false): SortCondition => ({ node, prefix, postFilter, never })
  // No key is empty, and DynamoDB takes no empty bounds.
  if (high === '') return done(undefined, true)
  if (high === undefined) return done(low === '' ? undefined : compare(attribute, strict ?? '>=', low))
  if (low === '') return done(compare(attribute, strict ?? '<=', high))
  if (compareUtf8(low, high) > 0) return done(undefined, true)
  if (low === high) return done(compare(attribute, '=', low))
  return done(betweenNode(pathOperand([attribute]), textOperand(low), textOperand(high)))
}

const textOperand = (text: string) => valueOperand({ S: text })
const compare = (attribute: string, comparator: Comparator, text: string): ConditionNode =>
  compareNode(pathOperand([attribute]), comparator, textOperand(text))

const assertBound = (attribute: string, text: string): void => {
  if (text !== '') assertKeySize(text, 'sk', `A bound of the sort key '${attribute}'`)
}

/** A key condition has no strict range with two ends, so the bound itself is read too. */
const surplus = ({ attribute }: SortRequest, text: string): ItemCheck => ({
  why: 'A key condition cannot leave out the end of a range, so the end itself is dropped after reading.',
  attribute,
  accepts: (item) => textOf(item[attribute]) !== text,
})

const numericKinds: ReadonlySet<string> = new Set(['number', 'padded', 'bigint', 'decimal', 'timestamp'])

const isSwapped = ({ encodingOf, codec, count }: SortRequest, { name, operands }: KeyOperator): boolean => {
  if (name !== 'between') return false
  const text = sortable(encodingOf(codec.fields[count] ?? ''))
  return compareUtf8(text(operands[0]), text(operands[1])) > 0
}

/** Compares the field's own value, taken from the key. */
const valueCheck = (request: SortRequest, { name, operands }: KeyOperator, why: string): ItemCheck => {
  const { attribute, codec, count, encodingOf } = request
  const field = codec.fields[count] ?? ''
  const text = sortable(encodingOf(field))
  const [low = '', high = ''] = operands.map(text)
  return {
    why: `${why} The value of '${field}' is compared after reading.`,
    attribute,
    accepts: (item) => {
      const value = codec.decode(textOf(item[attribute]) ?? '')?.[field]
      if (value === undefined) return false
      const order = compareUtf8(text(value), low)
      if (name === 'between') return order >= 0 && compareUtf8(text(value), high) <= 0
      return name === 'gte' ? order >= 0 : name === 'gt' ? order > 0 : name === 'lte' ? order <= 0 : order < 0
    },
  }
}

/** Texts that sort as the values do, whatever the table's encoding. */
const sortable = (encoding: KeyEncoding): ((value: unknown) => string) => {
  const codec = orderedCodec(encoding.kind === 'padded' ? { ...encoding, kind: 'number' } : encoding, 'A bound')
  return (value) => codec.encode(value)
}

const textOf = (value: AttributeValue | undefined): string | undefined =>
  value !== undefined && 'S' in value ? value.S : undefined
