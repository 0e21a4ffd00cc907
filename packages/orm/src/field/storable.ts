/** Checks a value of unknown shape: whether DynamoDB can hold it, and whether a field of its kind may. */
import { checkNumberText } from '../wire/number.ts'
import { checkYear, isValidDate } from './date-field.ts'
import { describeValue } from './describe.ts'
import { type ParsePlace, report, reportType } from './kernel.ts'
import { checkDepth } from './member.ts'
import { checkRange } from './number-field.ts'
import { checkName, checkWellFormed } from './text-rules.ts'

/** What a kind of field holds beside JSON; a string is the message that refuses it. */
export interface StorableRules {
  /** What is expected, with its article: `a JSON value`. */
  readonly expected: string
  readonly date: true | string
  readonly bigint: true | string
  readonly binary: true | string
  readonly set: true | string
}

/** Reports everything in a value that cannot be stored. Members that are `undefined` count as absent. */
export const checkStorable = (value: unknown, rules: StorableRules, place: ParsePlace): void =>
  visit(value, { rules, above: [] }, place)

interface Walk {
  readonly rules: StorableRules
  /** The containers around the value, to find cycles. */
  readonly above: readonly object[]
}

const visit = (value: unknown, walk: Walk, place: ParsePlace): void => {
  if (value === null || typeof value === 'boolean') return
  if (typeof value === 'string') checkWellFormed(value, place)
  else if (typeof value === 'number') visitNumber(value, walk.rules, place)
  else if (typeof value === 'object') visitObject(value, walk, place)
  else if (typeof value !== 'bigint') reportType(walk.rules.expected, value, place)
  else if (allowed(walk.rules.bigint, place)) visitBigint(value, place)
}

const visitObject = (value: object, walk: Walk, place: ParsePlace): void => {
  const { rules } = walk
  if (Array.isArray(value)) visitMembers(value, walk, place)
  else if (value instanceof Date) {
    if (allowed(rules.date, place)) visitDate(value, place)
  } else if (value instanceof Uint8Array) allowed(rules.binary, place)
  else if (value instanceof Set) {
    if (allowed(rules.set, place)) visitSet(value, walk, place)
  } else {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === null || prototype === Object.prototype) visitMembers(value, walk, place)
    else reportType(rules.expected, value, place)
  }
}

const visitMembers = (value: object, { rules, above }: Walk, { path, context }: ParsePlace): void => {
  if (above.includes(value)) return void report(context, path, 'Expected no cycle, but the value contains itself.')
  if (!checkDepth({ path, context })) return
  const inner = { rules, above: [...above, value] }
  const at = (name: PropertyKey): ParsePlace => ({ path: [...path, name], context })
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) visitElement(value[index], inner, at(index))
    return
  }
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    checkName(name, at(name))
    visitElement(member, inner, at(name))
  }
}

/** A member of a container: not absent, and no empty set, which could not be told from an absent one. */
const visitElement = (value: unknown, walk: Walk, place: ParsePlace): void => {
  if (value instanceof Set && value.size === 0 && walk.rules.set === true)
    report(place.context, place.path, 'Expected a set that is not empty; DynamoDB has no empty sets.')
  else visit(value, walk, place)
}

const visitSet = (value: ReadonlySet<unknown>, walk: Walk, place: ParsePlace): void => {
  const types = new Set<string>()
  for (const element of value) {
    types.add(typeof element === 'bigint' ? 'number' : element instanceof Uint8Array ? 'binary' : typeof element)
    visit(element, walk, place)
  }
  const [type] = types
  if (types.size > 1 || (type !== undefined && !['string', 'number', 'binary'].includes(type)))
    report(place.context, place.path, 'Expected a set of strings only, of numbers only, or of bytes only.')
}

const visitDate = (value: Date, place: ParsePlace): void => {
  if (isValidDate(value)) checkYear(value, place)
  else reportType('a valid Date', value, place)
}

const visitNumber = (value: number, { expected }: StorableRules, place: ParsePlace): void => {
  if (Number.isFinite(value)) checkRange(value, place)
  else report(place.context, place.path, `Expected ${expected}, but got ${describeValue(value)}.`)
}

const visitBigint = (value: bigint, { path, context }: ParsePlace): void => {
  const problem = checkNumberText(String(value))
  if (problem !== undefined) report(context, path, `The value ${problem}.`)
}

const allowed = (rule: true | string, { path, context }: ParsePlace): boolean => {
  if (rule === true) return true
  report(context, path, rule)
  return false
}
