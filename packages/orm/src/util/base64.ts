/** Bytes ⇄ base64 text. The bytes that come back are a plain `Uint8Array` with memory of its own, never a `Buffer`. */

/** Base64 with padding, as DynamoDB writes it. */
export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

/** Copies out of Buffer's pool, so that a small value neither keeps the pool alive nor exposes it. */
export const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))

/** Number of bytes that base64 text with padding stands for. */
export const base64ByteLength = (text: string): number => {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return (text.length / 4) * 3 - padding
}
