/** Values as they are shown: without what is hidden or secret, at any depth. */
import type { FieldSpec } from './field-spec.ts'

/** What is shown in place of a secret. */
export const SECRET_VALUE = '(secret)'

/** What of a value is not to be seen, and what is shown in its place: `undefined` leaves it out. */
interface Veil {
  /** Whether the value, or any member, is not to be seen. */
  veils(spec: FieldSpec): boolean
  /** Whether the whole value is not. */
  covers(spec: FieldSpec): boolean
  readonly shown: string | undefined
}

const hidden: Veil = { veils: ({ hides }) => hides, covers: (spec) => spec.hidden, shown: undefined }
const secret: Veil = {
  veils: ({ secretive }) => secretive,
  covers: (spec) => spec.secret,
  shown: SECRET_VALUE,
}

/** A value without its hidden members and elements; `undefined` for one that is hidden itself. In tuples `null` keeps the place. */
export const visibleValue = (spec: FieldSpec, value: unknown): unknown => veiled(spec, value, hidden)

/** A value with `'(secret)'` in place of everything secret. */
export const maskedValue = (spec: FieldSpec, value: unknown): unknown => veiled(spec, value, secret)

const veiled = (spec: FieldSpec, value: unknown, veil: Veil): unknown => {
  if (value === undefined || !veil.veils(spec)) return value
  if (veil.covers(spec)) return veil.shown
  if (typeof value !== 'object' || value === null) return value
  if (spec.kind === 'union') {
    const variant = spec.variant?.(value)
    // Of a value that is none of the variants nobody knows which member is which.
    return variant === undefined ? veil.shown : veiled(variant, value, veil)
  }
  if (value instanceof Set) return new Set(elementsOf(spec, [...value], veil))
  if (Array.isArray(value)) return elementsOf(spec, value, veil)
  const members = Object.entries(value).map(([name, member]) => [name, inside(spec, [name, member], veil)] as const)
  return Object.fromEntries(members.filter(([, member]) => member !== undefined))
}

const elementsOf = (spec: FieldSpec, elements: readonly unknown[], veil: Veil): unknown[] => {
  const shown = elements.map((element, index) => inside(spec, [index, element], veil))
  return spec.kind === 'tuple' ? shown.map((one) => one ?? null) : shown.filter((one) => one !== undefined)
}

const inside = (spec: FieldSpec, [at, value]: readonly [string | number, unknown], veil: Veil): unknown => {
  const member = spec.kind === 'set' ? spec.element : spec.child(at)?.spec
  return member === undefined ? value : veiled(member, value, veil)
}
