/** What a value is, for messages. Never shows the value: it may be secret. */

/** `a string`, `an array`, `an invalid Date`, `null`. */
export const describeValue = (value: unknown): string => {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : 'NaN or an infinity'
  if (typeof value !== 'object') return `a ${typeof value}`
  if (Array.isArray(value)) return 'an array'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : 'a Date'
  if (value instanceof Set) return 'a Set'
  if (value instanceof Uint8Array) return 'a Uint8Array'
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return 'an object'
  const name: unknown = value.constructor?.name
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an object'
}

/** Values as a list for messages: `'a', 'b', 3`. */
export const listValues = (values: readonly (string | number | boolean)[]): string =>
  values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ')
