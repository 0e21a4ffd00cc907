/** Cursors of histories: the version at which a page goes on, as opaque text bound to its history. */

import { CursorError } from '../errors/errors.ts'
import type { HistoryTarget } from '../execute/read-history.ts'
import { nodeCrypto } from '../util/node-crypto.ts'

const CODE_BYTES = 16

/** The cursor of a page whose newest version is `from`. */
export const encodeHistoryCursor = (target: HistoryTarget, from: number): string => {
  const payload = Buffer.from(String(from))
  return Buffer.concat([codeOf(target, payload), payload]).toString('base64url')
}

/** @throws {CursorError} `cursor.invalid` for one that is malformed, altered, or of another history */
export const decodeHistoryCursor = (target: HistoryTarget, cursor: unknown): number => {
  const bytes = typeof cursor === 'string' ? Buffer.from(cursor, 'base64url') : Buffer.alloc(0)
  if (bytes.length <= CODE_BYTES || bytes.toString('base64url') !== cursor)
    throw new CursorError('cursor.invalid', 'The cursor is malformed.')
  const payload = bytes.subarray(CODE_BYTES)
  if (!nodeCrypto().timingSafeEqual(bytes.subarray(0, CODE_BYTES), codeOf(target, payload)))
    throw new CursorError('cursor.invalid', 'The cursor was altered, or belongs to another query.')
  return Number(payload.toString())
}

const codeOf = ({ session, spec, key }: HistoryTarget, payload: Uint8Array): Buffer => {
  const { cursorSecret: secret } = session
  const hash = secret === undefined ? nodeCrypto().createHash('sha256') : nodeCrypto().createHmac('sha256', secret)
  const history = JSON.stringify(['history', spec.name, Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))])
  // JSON text holds no NUL, so the two parts cannot be mistaken for each other.
  return hash.update(history).update('\0').update(payload).digest().subarray(0, CODE_BYTES)
}
