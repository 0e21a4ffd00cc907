/** Field values → JSON values, for `toJSON`. */

/** Dates become ISO text, sets arrays, bytes base64, bigints text; the rest stays. */
export const toJsonValue = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return value.toJSON()
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  if (value instanceof Set) return [...value].map(toJsonValue)
  if (Array.isArray(value)) return value.map(toJsonValue)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, toJsonValue(member)]),
  )
}
