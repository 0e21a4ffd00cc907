/** Parsing the members of a container: one path for all of them, promised values stored when they settle, depth checked. */
import { MAX_NESTING } from '../wire/limits.ts'
import type { FieldSpec } from './field-spec.ts'
import { type ParsePlace, report } from './kernel.ts'

/** Parses members into one container. */
export class MemberParser {
  readonly #out: object
  readonly #context: ParsePlace['context']
  readonly #path: PropertyKey[]
  readonly #last: number

  constructor(out: object, { path, context }: ParsePlace) {
    this.#out = out
    this.#context = context
    this.#last = path.length
    this.#path = [...path, '']
  }

  /** Parses a member's value and stores the result; a result of `undefined` is not stored. */
  parse(spec: FieldSpec, name: string | number, value: unknown): void {
    const parsed = spec.parse(value, this.at(name).path, this.#context)
    if (parsed instanceof Promise)
      this.#context.pending.push(
        parsed.then((settled) => {
          if (settled !== undefined) setMember(this.#out, name, settled)
        }),
      )
    else if (parsed !== undefined) setMember(this.#out, name, parsed)
  }

  /** The place of a member. The path is valid until the next call. */
  at(name: string | number): ParsePlace {
    this.#path[this.#last] = name
    return { path: this.#path, context: this.#context }
  }
}

/** Sets an own property, whatever its name: an assignment to `__proto__` would set the prototype instead. */
export const setMember = (out: object, name: string | number, value: unknown): void => {
  if (name === '__proto__')
    Object.defineProperty(out, name, { value, enumerable: true, configurable: true, writable: true })
  else (out as Record<string | number, unknown>)[name] = value
}

/** The own property of a stored or given object. */
export const ownMember = <Value>(from: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(from, name) ? from[name] : undefined

/** Whether a container may stand at a place; reports if it lies too deep. A field's own value is at level 1. */
export const checkDepth = ({ path, context }: ParsePlace): boolean => {
  if (path.length <= MAX_NESTING) return true
  report(context, path, `Expected at most ${MAX_NESTING} levels of lists and maps.`)
  return false
}

/** Whether a value is an object of named members: no array, Date, Set, Map or bytes. */
export const isMembers = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]'

/** Reports an element that could not be stored: absent, or an empty set, which DynamoDB does not have. */
export const checkElement = (value: unknown, { path, context }: ParsePlace): boolean => {
  if (value === undefined) report(context, path, 'Expected a value; an element of a list or record cannot be absent.')
  else if (value instanceof Set && value.size === 0)
    report(context, path, 'Expected a set that is not empty; only a field or member can hold an empty set.')
  else return true
  return false
}
