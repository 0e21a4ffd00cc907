/** Plain values (arrays, objects, Dates, bytes, sets of primitives) at two moments: copies, and comparing by content. */

/**
 * Whether two values have the same content. `false` may also mean that they are of a kind that this cannot tell; `true` is
 * certain.
 */
export const isSameValue = (left: unknown, right: unknown): boolean => {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  const prototype: unknown = Object.getPrototypeOf(left)
  if (prototype !== Object.getPrototypeOf(right)) return false
  if (prototype === Array.prototype) return isSameArray(left as unknown[], right as unknown[])
  if (prototype === Object.prototype) return isSameObject(left as Members, right as Members)
  if (prototype === Date.prototype) return (left as Date).getTime() === (right as Date).getTime()
  if (prototype === Uint8Array.prototype) return Buffer.compare(left as Uint8Array, right as Uint8Array) === 0
  return prototype === Set.prototype && isSameSet(left as Set<unknown>, right as Set<unknown>)
}

/** A copy that later changes of the value do not reach; `undefined` for what cannot be copied so. */
export const copyValue = (value: unknown): { readonly value: unknown } | undefined => {
  try {
    return { value: copy(value) }
  } catch {
    // Of another kind, or one that contains itself.
    return undefined
  }
}

/**
 * A value that later changes of the caller's do not reach: what is plain in it is copied, all else stays what it is.
 *
 * @param depth how deep copies go; what contains itself ends there
 */
export const detached = (value: unknown, depth = 64): unknown => {
  if (typeof value !== 'object' || value === null || depth === 0) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Array.prototype) return (value as unknown[]).map((element) => detached(element, depth - 1))
  if (prototype === Date.prototype) return new Date((value as Date).getTime())
  if (prototype === Uint8Array.prototype) return (value as Uint8Array).slice()
  if (prototype === Set.prototype) return new Set(value as Set<unknown>)
  if (prototype !== Object.prototype && prototype !== null) return value
  // Symbols, too: what operators give is marked by one.
  const out: Record<PropertyKey, unknown> = { ...value }
  for (const name of Reflect.ownKeys(out))
    Object.defineProperty(out, name, { ...WRITABLE, value: detached(out[name], depth - 1) })
  return prototype === null ? Object.setPrototypeOf(out, null) : out
}

const WRITABLE = { writable: true, enumerable: true, configurable: true }

type Members = Readonly<Record<string, unknown>>

const isSameArray = (left: readonly unknown[], right: readonly unknown[]): boolean => {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) if (!isSameValue(left[index], right[index])) return false
  return true
}

const isSameObject = (left: Members, right: Members): boolean => {
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  for (const name of names) if (!Object.hasOwn(right, name) || !isSameValue(left[name], right[name])) return false
  return true
}

const isSameSet = (left: ReadonlySet<unknown>, right: ReadonlySet<unknown>): boolean => {
  if (left.size !== right.size) return false
  for (const element of left) if (!right.has(element)) return false
  return true
}

const copy = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Array.prototype) return (value as unknown[]).map(copy)
  if (prototype === Date.prototype) return new Date((value as Date).getTime())
  if (prototype === Uint8Array.prototype) return (value as Uint8Array).slice()
  if (prototype === Set.prototype) return copySet(value as Set<unknown>)
  if (prototype !== Object.prototype) throw new TypeError('no plain value')
  const out: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    if (name === '__proto__') throw new TypeError('no plain name')
    out[name] = copy((value as Members)[name])
  }
  return out
}

const copySet = (value: ReadonlySet<unknown>): Set<unknown> => {
  for (const element of value)
    if (typeof element === 'object' && element !== null) throw new TypeError('a set of objects')
  return new Set(value)
}
