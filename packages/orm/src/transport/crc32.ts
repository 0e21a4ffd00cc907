/** The check of a response: its CRC32 where the service sent one, else at least its outer shape. */
import * as zlib from 'node:zlib'

const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** CRC-32 of bytes as an unsigned number; the namespace import keeps runtimes without it working, unchecked. */
const crc32: ((data: Uint8Array) => number) | undefined = zlib.crc32

/**
 * Whether bytes match the `x-amz-crc32` header; true where there is nothing to compare.
 *
 * @param header decimal text, as DynamoDB sends it
 */
export const matchesCrc32 = (body: Uint8Array, header: string | readonly string[] | undefined): boolean =>
  typeof header !== 'string' || crc32 === undefined || crc32(body) === Number(header)

/** Whether bytes look like one whole JSON object: they begin with a brace and end with one. */
export const isJsonObjectShaped = (body: Uint8Array): boolean => {
  let end = body.length - 1
  let start = 0
  while (start < end && isSpace(body[start])) start++
  while (end > start && isSpace(body[end])) end--
  return end > start && body[start] === OPEN_BRACE && body[end] === CLOSE_BRACE
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
