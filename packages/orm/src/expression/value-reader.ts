/**
 * Given values → wire values, by the spec of their target, with all issues collected and thrown together.
 *
 * Schemas may be asynchronous: a synchronous run encodes such values as they were given; `ValueReader.settle` and a second
 * run over the same input validate them too.
 */
import { type Issue, ValidationError } from '../errors/errors.ts'
import type { FieldKind, ParseContext } from '../field/field-spec.ts'
import { isWellFormedText } from '../util/well-formed.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import type { Target } from './target.ts'

/** One run's values in the order they were read; the same input gives the same order. */
interface Reading {
  readonly parsed: unknown
  readonly issues: readonly Issue[]
  readonly pending: readonly Promise<void>[]
}

export class ValueReader {
  readonly #what: string
  readonly #stored: boolean
  readonly #settled: readonly Reading[] | undefined
  readonly #readings: Reading[] = []
  readonly #issues: Issue[] = []

  /**
   * @param what begins the message of the error: `An update of Order`
   * @param stored whether the values name what is stored, so that schemas do not transform them
   */
  constructor(what: string, stored: boolean, settled?: readonly Reading[]) {
    this.#what = what
    this.#stored = stored
    this.#settled = settled
  }

  /** Whether an issue was found; the wire values given since are stand-ins. */
  get failed(): boolean {
    return this.#issues.length > 0
  }

  /** The wire form of a value that a field would hold; `undefined` if it is stored as absent (an empty set). */
  read(target: Target, value: unknown): AttributeValue | undefined {
    return this.#read(target, value, false)
  }

  /**
   * The wire form of a bound that values are compared with. A bound need not be a value that the field could hold
   * (`lt(100)` on a field whose maximum is 99), but it must be of its kind.
   */
  readBound(target: Target, value: unknown): AttributeValue | undefined {
    return this.#read(target, value, true)
  }

  /** Reports a value that does not fit, and gives a stand-in. */
  refuse(target: Target, message: string): AttributeValue {
    this.#issues.push({ path: target.names, message })
    return standIn
  }

  /** @throws {ValidationError} `validation.invalid` with every issue found */
  finish(): void {
    if (this.#issues.length > 0) throw new ValidationError(this.#what, this.#issues)
  }

  /** Waits for asynchronous schemas; `undefined` if there are none, else a reader for a second run. */
  settle(): Promise<ValueReader> | undefined {
    if (this.#readings.every(({ pending, parsed }) => pending.length === 0 && !isPromise(parsed))) return undefined
    return Promise.all(
      this.#readings.map(async ({ parsed, issues, pending }) => {
        await Promise.all(pending)
        return { parsed: await parsed, issues, pending: [] }
      }),
    ).then((settled) => new ValueReader(this.#what, this.#stored, settled))
  }

  #read(target: Target, value: unknown, bound: boolean): AttributeValue | undefined {
    const { spec } = target
    if (value === null && (spec.nullable || target.undeclared)) return { NULL: true }
    if (target.undeclared) return spec.encode(value)
    const { parsed, issues, pending } = this.#parse(target, value)
    if (issues.length > 0) {
      if (bound && isOfKind(spec.kind, value)) return spec.encode(value)
      this.#issues.push(...issues)
      return standIn
    }
    const final = pending.length > 0 || isPromise(parsed) ? value : parsed
    return final === undefined ? undefined : spec.encode(final)
  }

  #parse(target: Target, value: unknown): Reading {
    const index = this.#readings.length
    const known = this.#settled?.[index]
    const reading = known ?? parseNow(target, value, this.#stored)
    this.#readings.push(reading)
    return reading
  }
}

const standIn: AttributeValue = { NULL: true }

const parseNow = (target: Target, value: unknown, stored: boolean): Reading => {
  const context: ParseContext = { issues: [], pending: [], stored, secret: target.secret }
  const parsed = target.spec.parse(value, [...target.names], context)
  // Whoever does not settle() must not get unhandled rejections.
  if (isPromise(parsed)) parsed.then(undefined, () => {})
  for (const promise of context.pending) promise.then(undefined, () => {})
  return { parsed, issues: context.issues, pending: context.pending }
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

const isOfKind = (kind: FieldKind, value: unknown): boolean => {
  switch (kind) {
    case 'string':
    case 'enum':
    case 'ulid':
    case 'uuid':
      return typeof value === 'string' && isWellFormedText(value)
    case 'number':
    case 'integer':
      return typeof value === 'number' && Number.isFinite(value)
    case 'bigint':
      return typeof value === 'bigint'
    case 'binary':
      return value instanceof Uint8Array
    default:
      return false
  }
}
