/**
 * Cursors: where a page ended, as opaque base64url text bound to its query.
 *
 * A cursor is 16 bytes of code and a JSON payload. The code covers payload and query: HMAC-SHA-256 under a secret, or a
 * plain SHA-256 that detects accidents only.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { CursorError } from '../errors/errors.ts'
import type { Item } from '../wire/attribute-value.ts'
import { wireTypeOf } from '../wire/attribute-value.ts'
import { startKeyOf } from './index-attributes.ts'
import type { ReadPlan } from './read-plan.ts'

/** Where a query goes on. */
export interface CursorPosition {
  /** Key attributes of the item at the cursor: of the table, and of the index. */
  readonly startKey: Item
  /** Results that a limit still allows; `undefined`: no limit. */
  readonly left: number | undefined
}

const CODE_BYTES = 16
/** Format of the payload; another one is refused. */
const VERSION = 1
/** Whether the cursor leads on from its item or back from it. Backwards comes with `previous`. */
const ONWARD = 'n'

/** The cursor text of a position. */
export const encodeCursor = (plan: ReadPlan, position: CursorPosition, secret: string | undefined): string => {
  const key = plan.startAttributes.map((attribute) => position.startKey[attribute] ?? null)
  const payload = Buffer.from(
    JSON.stringify([VERSION, ONWARD, key, ...(position.left === undefined ? [] : [position.left])]),
  )
  return Buffer.concat([codeOf(plan, payload, secret), payload]).toString('base64url')
}

/** @throws {CursorError} `cursor.invalid` for one that is malformed, altered, or of another query */
export const decodeCursor = (plan: ReadPlan, cursor: unknown, secret: string | undefined): CursorPosition => {
  if (typeof cursor !== 'string' || cursor === '') throw new CursorError('cursor.invalid', 'The cursor is not a text.')
  const bytes = Buffer.from(cursor, 'base64url')
  // Node skips what is not base64url; a cursor has one spelling only.
  if (bytes.length <= CODE_BYTES || bytes.toString('base64url') !== cursor)
    throw new CursorError('cursor.invalid', 'The cursor is malformed.')
  const payload = bytes.subarray(CODE_BYTES)
  if (!timingSafeEqual(bytes.subarray(0, CODE_BYTES), codeOf(plan, payload, secret)))
    throw new CursorError('cursor.invalid', 'The cursor was altered, or belongs to another query.')
  const position = toPosition(plan, payload)
  if (position === undefined) throw new CursorError('cursor.invalid', 'The cursor is of another version.')
  return position
}

/** What a cursor is bound to: models, index, key condition, filters and direction; not the name of the table. */
const queryText = ({ models, index, key, asked, forward }: ReadPlan): string =>
  JSON.stringify([models.map(({ name }) => name), index?.name ?? null, key ?? null, asked ?? null, forward])

const codeOf = (plan: ReadPlan, payload: Uint8Array, secret: string | undefined): Buffer => {
  const hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
  // JSON text holds no NUL, so the two parts cannot be mistaken for each other.
  return hash.update(queryText(plan)).update('\0').update(payload).digest().subarray(0, CODE_BYTES)
}

const toPosition = ({ startAttributes }: ReadPlan, payload: Buffer): CursorPosition | undefined => {
  const parsed = parseJson(payload)
  if (!Array.isArray(parsed)) return undefined
  const [version, direction, key, left] = parsed as unknown[]
  if (version !== VERSION || direction !== ONWARD || !Array.isArray(key) || key.length !== startAttributes.length)
    return undefined
  if (left !== undefined && !(Number.isSafeInteger(left) && (left as number) >= 0)) return undefined
  const item = Object.fromEntries(
    startAttributes.map((attribute, at) => [attribute, key[at]]).filter(([, value]) => wireTypeOf(value)),
  )
  const startKey = startKeyOf(startAttributes, item)
  return startKey && { startKey, left: left as number | undefined }
}

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
