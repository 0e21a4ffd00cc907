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
 * A value that later changes of the caller's do not reach: what is plain in it is copied, all else stays what it is. What
 * stands in it twice is one copy, so that what contains itself still does.
 */
export const detached = (value: unknown, copies: Map<object, unknown> = new Map(), depth = 64): unknown => {
  if (typeof value !== 'object' || value === null || depth === 0) return value
  if (copies.has(value)) return copies.get(value)
  const keep = <Copy>(copy: Copy): Copy => {
    copies.set(value, copy)
    return copy
  }
  const inner = (member: unknown): unknown => detached(member, copies, depth - 1)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Date.prototype) return keep(new Date((value as Date).getTime()))
  // Of a Buffer, its own `slice` is no copy.
  if (value instanceof Uint8Array) return keep(Uint8Array.prototype.slice.call(value))
  if (prototype === Array.prototype) {
    const out = keep((value as unknown[]).slice())
    for (const [index, element] of out.entries()) out[index] = inner(element)
    return out
  }
  if (prototype === Set.prototype) {
    const out = keep(new Set())
    for (const element of value as Set<unknown>) out.add(inner(element))
    return out
  }
  return prototype === Object.prototype || prototype === null ? copyMembers(value, keep({}), inner) : value
}

const copyMembers = (value: object, out: object, inner: (member: unknown) => unknown): object => {
  // Symbols, too: what operators give is marked by one.
  for (const name of Reflect.ownKeys(value))
    if (isEnumerable(value, name))
      Object.defineProperty(out, name, { ...WRITABLE, value: inner((value as Members)[name as string]) })
  return Object.setPrototypeOf(out, Object.getPrototypeOf(value))
}

const isEnumerable = (value: object, name: PropertyKey): boolean =>
  Object.prototype.propertyIsEnumerable.call(value, name)

/**
 * The same of members by name, which may also be inherited, or of a class: what is read of the copy by one of the names, or
 * by going through its members, is what the original has now.
 */
export const detachedMembers = (value: unknown, names: readonly string[]): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return detached(value)
  const copies = new Map<object, unknown>()
  const hidden = Object.create(null) as object
  for (const name of names)
    if (!isEnumerable(value, name) && name in value)
      Object.defineProperty(hidden, name, { ...WRITABLE, value: detached((value as Members)[name], copies) })
  return Object.setPrototypeOf(detached({ ...value }, copies), hidden)
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
