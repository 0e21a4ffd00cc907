/** Compares what an example gave with what its comment says. */
import { inspect } from 'node:util'

/** Stands for any value: `…` after a colon. */
export const any = Symbol('any')
const more = Symbol('more')

/** `{ a: 1, …rest }` and `[1, …rest]`: further members are fine. */
export const rest = Object.assign(
  Object.create({
    *[Symbol.iterator]() {
      yield more
    },
  }),
  { [more]: true },
)

/**
 * What differs, as a sentence with the path; `undefined` if nothing does.
 *
 * Plain objects and arrays must be equal; of an instance of a class only the members that `expected` names are compared.
 *
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {{ subset?: boolean, path?: string }} [options] `subset`: objects may have further members everywhere
 * @returns {string | undefined}
 */
export const mismatch = (actual, expected, options = {}) => {
  if (expected === any || actual === expected || Object.is(actual, expected)) return undefined
  const differs = `${options.path ?? 'the value'} is ${show(actual)}, not ${show(expected)}`
  if (!isObject(actual) || !isObject(expected)) return differs
  if (Array.isArray(expected)) return Array.isArray(actual) ? arrayMismatch(actual, expected, options) : differs
  const values = plainForm(expected)
  if (values !== undefined) {
    return plainForm(actual)?.kind === values.kind ? mismatch(plainForm(actual)?.value, values.value, options) : differs
  }
  return Array.isArray(actual) || plainForm(actual) ? differs : objectMismatch(actual, expected, options)
}

/** @param {unknown} value @returns {value is object} */
const isObject = (value) => typeof value === 'object' && value !== null

/** Values of built-in classes in a form that arrays and primitives compare. @param {object} value */
const plainForm = (value) => {
  if (value instanceof Date) return { kind: 'Date', value: value.getTime() }
  if (value instanceof Set) return { kind: 'Set', value: [...value].sort() }
  if (value instanceof Map) return { kind: 'Map', value: [...value] }
  if (value instanceof Uint8Array) return { kind: 'bytes', value: [...value] }
  return undefined
}

/** @type {(actual: unknown[], expected: unknown[], options: { subset?: boolean, path?: string }) => string | undefined} */
const arrayMismatch = (actual, expected, options) => {
  const open = expected.at(-1) === more
  const given = open ? expected.slice(0, -1) : expected
  const path = options.path ?? ''
  if (open ? actual.length < given.length : actual.length !== given.length) {
    return `${options.path ?? 'the value'} has ${actual.length} elements, not ${given.length}: ${show(actual)}`
  }
  return first(given.map((one, index) => () => mismatch(actual[index], one, { ...options, path: `${path}[${index}]` })))
}

/** @type {(actual: object, expected: object, options: { subset?: boolean, path?: string }) => string | undefined} */
const objectMismatch = (actual, expected, options) => {
  const open = options.subset || more in expected || !isPlain(actual)
  const extra = open ? [] : presentKeys(actual).filter((key) => !Object.hasOwn(expected, key))
  if (extra.length > 0) return `${options.path ?? 'the value'} has also ${extra.join(', ')}: ${show(actual)}`
  const prefix = options.path === undefined ? '' : `${options.path}.`
  return first(
    Object.entries(expected).map(([key, value]) => () => {
      const path = `${prefix}${key}`
      return mismatch(Reflect.get(actual, key), value, { ...options, path })
    }),
  )
}

/** @param {object} value */
const isPlain = (value) => [Object.prototype, null].includes(Object.getPrototypeOf(value))
/** @param {object} value */
const presentKeys = (value) => Object.keys(value).filter((key) => Reflect.get(value, key) !== undefined)

/** @param {readonly (() => string | undefined)[]} checks */
const first = (checks) => {
  for (const check of checks) {
    const problem = check()
    if (problem !== undefined) return problem
  }
  return undefined
}

/** @param {unknown} value */
const show = (value) => inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 200 })
