/**
 * Cursors: where a page ended, as opaque base64url text bound to its query.
 *
 * A cursor is 16 bytes of code and a JSON payload. The code covers payload and query: HMAC-SHA-256 under a secret, or a
 * plain SHA-256 that detects accidents only.
 */

import { CursorError } from '../errors/errors.ts'
import type { ConditionNode } from '../expression/condition.ts'
import { nodeCrypto } from '../util/node-crypto.ts'
import type { Item } from '../wire/attribute-value.ts'
import { wireTypeOf } from '../wire/attribute-value.ts'
import { startKeyOf } from './index-attributes.ts'
import type { ReadPlan } from './read-plan.ts'

/** Where a segment of a scan goes on: at its beginning, after an item, or nowhere. */
export type SegmentPosition = Item | 'begin' | 'done'

/** What a model has left of its limit (`null`: it has none), and how many of its results were passed over after that. */
export type MemberTally = readonly [left: number | null, skipped: number]

/** The tally of every model of a plan, and of items of none where those are results. */
export type Tally = readonly MemberTally[]

/** Where a query goes on. */
export interface CursorPosition {
  /** Key attributes of the item at the cursor: of the table, and of the index; `undefined`: from the first item, or back from the last. */
  readonly startKey: Item | undefined
  /** Whether the cursor leads back from its item. */
  readonly back?: boolean | undefined
  /** Results before the cursor, where there is a limit. */
  readonly before?: number | undefined
  /** Position of every segment of a scan, or of every shard; then there is no start key. */
  readonly segments?: readonly SegmentPosition[] | undefined
  /** Results that a limit still allows; `undefined`: no limit. */
  readonly left: number | undefined
  /** Where there are limits by model. */
  readonly tally?: Tally | undefined
}

const EMPTY_HINT = 'Leave it out for the first page.'

const CODE_BYTES = 16
/** Format of the payload; another one is refused. */
const VERSION = 1
/** Whether the cursor leads on from its item, back from it, or on in every segment of a scan. */
const ONWARD = 'n'
const BACK = 'p'
const SEGMENTS = 's'

/** The cursor text of a position. */
export const encodeCursor = (plan: ReadPlan, position: CursorPosition, secret: string | undefined): string => {
  const { startKey, back, left, before, segments, tally } = position
  const kind = segments !== undefined && plan.shards === undefined ? SEGMENTS : back ? BACK : ONWARD
  const key = segments?.map((segment) => toList(plan, segment)) ?? toList(plan, startKey ?? 'begin')
  const counts = left === undefined ? [] : before ? [left, before] : [left]
  const limited = tally === undefined ? counts : [left ?? null, before ?? 0, tally]
  const payload = Buffer.from(JSON.stringify([VERSION, kind, key, ...limited]))
  return Buffer.concat([codeOf(plan, payload, secret), payload]).toString('base64url')
}

/** @throws {CursorError} `cursor.invalid` for one that is malformed, altered, or of another query */
export const decodeCursor = (plan: ReadPlan, cursor: unknown, secret: string | undefined): CursorPosition => {
  if (typeof cursor !== 'string') throw new CursorError('cursor.invalid', 'The cursor is not a text.')
  if (cursor === '') throw new CursorError('cursor.invalid', 'The cursor is empty.', { hint: EMPTY_HINT })
  const bytes = Buffer.from(cursor, 'base64url')
  // Node skips what is not base64url; a cursor has one spelling only.
  if (bytes.length <= CODE_BYTES || bytes.toString('base64url') !== cursor)
    throw new CursorError('cursor.invalid', 'The cursor is malformed.')
  const payload = bytes.subarray(CODE_BYTES)
  if (!nodeCrypto().timingSafeEqual(bytes.subarray(0, CODE_BYTES), codeOf(plan, payload, secret)))
    throw new CursorError('cursor.invalid', 'The cursor was altered, or belongs to another query.')
  const position = toPosition(plan, payload)
  if (position === undefined) throw new CursorError('cursor.invalid', `The cursor is ${whyOther(plan, payload)}.`)
  return position
}

/**
 * What a cursor is bound to: models, index, key condition, filters and direction; not the name of the table, nor the order
 * in which filters were given.
 */
const queryText = ({ models, index, key, asked, byMember, forward }: ReadPlan): string => {
  const query = [
    models.map(({ name }) => name),
    index?.name ?? null,
    key ?? null,
    asked ? canonical(asked) : null,
    forward,
  ]
  const own = [...(byMember ?? [])].map(([{ name }, filter]) => [name, canonical(filter.asked)])
  return JSON.stringify(own.length === 0 ? query : [...query, own])
}

/** The same for all orders of what is joined. */
const canonical = (node: ConditionNode): string => {
  if (node.op === 'not') return `not ${canonical(node.node)}`
  return node.op === 'and' || node.op === 'or'
    ? JSON.stringify([node.op, ...node.nodes.map(canonical).sort()])
    : JSON.stringify(node)
}

const codeOf = (plan: ReadPlan, payload: Uint8Array, secret: string | undefined): Buffer => {
  const hash = secret === undefined ? nodeCrypto().createHash('sha256') : nodeCrypto().createHmac('sha256', secret)
  // JSON text holds no NUL, so the two parts cannot be mistaken for each other.
  return hash.update(queryText(plan)).update('\0').update(payload).digest().subarray(0, CODE_BYTES)
}

/** A start key as a list of values; none for the beginning, 0 for the end. */
const toList = ({ startAttributes }: ReadPlan, position: SegmentPosition): unknown => {
  if (position === 'done') return 0
  return position === 'begin' ? [] : startAttributes.map((attribute) => position[attribute] ?? null)
}

const fromList = ({ startAttributes }: ReadPlan, list: unknown): SegmentPosition | undefined => {
  if (list === 0) return 'done'
  if (!Array.isArray(list)) return undefined
  if (list.length === 0) return 'begin'
  if (list.length !== startAttributes.length) return undefined
  const entries = startAttributes.map((attribute, at) => [attribute, list[at]] as const)
  return startKeyOf(startAttributes, Object.fromEntries(entries.filter(([, value]) => wireTypeOf(value))))
}

const fromLists = (plan: ReadPlan, lists: unknown, count: number | undefined): SegmentPosition[] | undefined => {
  if (!Array.isArray(lists) || lists.length !== count) return undefined
  const positions = lists.map((list) => fromList(plan, list)).filter((position) => position !== undefined)
  return positions.length === count ? positions : undefined
}

const toPosition = (plan: ReadPlan, payload: Buffer): CursorPosition | undefined => {
  const parsed = parseJson(payload)
  if (!Array.isArray(parsed)) return undefined
  const [version, kind, key, counted, before, tally] = parsed as unknown[]
  const left = tally === undefined ? counted : (counted ?? undefined)
  if (version !== VERSION || !isCount(left) || !isCount(before) || !isTally(plan, tally)) return undefined
  if (kind === SEGMENTS) {
    const segments = fromLists(plan, key, plan.segments)
    return segments && { startKey: undefined, left, segments }
  }
  if (plan.segments !== undefined || (kind !== ONWARD && kind !== BACK)) return undefined
  const limited = { back: kind === BACK || undefined, left, before, tally }
  if (plan.shards !== undefined) {
    const segments = fromLists(plan, key, plan.shards.length)
    return segments && { startKey: undefined, segments, ...limited }
  }
  const position = fromList(plan, key)
  if (position === undefined || position === 'done') return undefined
  return { startKey: position === 'begin' ? undefined : position, ...limited }
}

/** Why a cursor of this very query is none of this plan: the parts that it is read in are no part of the query. */
const whyOther = (plan: ReadPlan, payload: Buffer): string => {
  const parsed = parseJson(payload)
  const [version, kind, key] = Array.isArray(parsed) ? (parsed as unknown[]) : []
  const parts = Array.isArray(key) ? key.length : 0
  if (version !== VERSION) return 'of another version'
  if ((kind === SEGMENTS) !== (plan.segments !== undefined) || (kind === SEGMENTS && parts !== plan.segments))
    return 'of a scan with another number of segments, and a scan goes on in the segments that it began with'
  return plan.shards !== undefined && parts !== plan.shards.length
    ? 'of another number of shards'
    : 'of another version'
}

const isTally = ({ models, others }: ReadPlan, value: unknown): value is Tally | undefined =>
  value === undefined ||
  (Array.isArray(value) &&
    value.length === models.length + (others === undefined ? 0 : 1) &&
    value.every((one) => Array.isArray(one) && isCount(one[0] ?? undefined) && isCount(one[1])))

const isCount = (value: unknown): value is number | undefined =>
  value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0)

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
