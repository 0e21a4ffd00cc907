/** Options of calls as data: which there are, and what each takes. What breaks a rule is found before a call does anything. */

/** What an option takes, in words and as a check; a sentence of its own says it all. */
export type OptionRule = readonly [takes: string, holds: (value: unknown) => boolean, hint?: string]

/** The options of a call by name. */
export type OptionRules = Readonly<Record<string, OptionRule>>

/** What is wrong with given options. */
export interface OptionProblem {
  readonly message: string
  readonly hint?: string | undefined
}

/** What is judged where it is used. */
export const anything: OptionRule = ['anything', () => true]
export const flag: OptionRule = ['true or false', (value) => typeof value === 'boolean']
export const text: OptionRule = ['a text', (value) => typeof value === 'string']
export const callback: OptionRule = ['a function', (value) => typeof value === 'function']
export const list: OptionRule = ['an array', Array.isArray]
export const count = (least: 0 | 1 = 1): OptionRule => [
  `a whole number of ${least} or more`,
  (value) => Number.isSafeInteger(value) && Number(value) >= least,
]
export const abortSignal: OptionRule = [
  'an AbortSignal',
  (value) => typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value,
]
/** Longest time of a timer. */
const MAX_TIMEOUT = 2 ** 31 - 1
export const milliseconds: OptionRule = [
  `milliseconds, from 1 to ${MAX_TIMEOUT}`,
  (value) => typeof value === 'number' && value > 0 && value <= MAX_TIMEOUT,
]
/** What judges values: of a field, or of a whole item. */
export const verdict: OptionRule = [
  'a function, or a schema that follows Standard Schema',
  (value) => typeof value === 'function' || isSchema(value),
]
export const schema: OptionRule = ['a schema that follows Standard Schema', (value) => isSchema(value)]
export const oneOf = (...values: readonly string[]): OptionRule => [
  values.map((value) => `'${value}'`).join(' or '),
  (value) => values.includes(value as string),
]

/**
 * The first thing that is wrong with options; `undefined` if nothing is. What is undefined counts as not given.
 *
 * @param call names the call, with its brackets: `find()`
 */
export const optionProblem = (call: string, given: unknown, rules: OptionRules): OptionProblem | undefined => {
  if (!isObject(given)) return { message: `${call} takes an object of options, not ${describe(given)}.` }
  for (const name in given) {
    const value = given[name]
    if (value === undefined) continue
    if (!Object.hasOwn(rules, name))
      return { message: `${call} has no option '${name}'; it has ${Object.keys(rules).join(', ') || 'none'}.` }
    const [takes, holds, hint] = rules[name] as OptionRule
    const what = `${call.slice(0, -1)}{ ${name} }) takes ${takes}`
    if (!holds(value)) return { message: takes.endsWith('.') ? what : `${what}, not ${describe(value)}.`, hint }
  }
  return undefined
}

/** Problems of what a definition says, by the rules of its parts; what no rule is for is judged elsewhere. */
export const brokenRules = (given: object, rules: OptionRules): { path: string; message: string }[] =>
  Object.entries(given).flatMap(([path, value]) => {
    const rule = Object.hasOwn(rules, path) ? rules[path] : undefined
    return rule === undefined || value === undefined || rule[1](value)
      ? []
      : [{ path, message: `It takes ${rule[0]}, not ${describe(value)}.` }]
  })

/** Names what a value is, never what it holds. */
export const describe = (value: unknown): string =>
  typeof value === 'number' ? String(value) : value === null ? 'null' : `a value of type ${typeof value}`

/** A name that was given, for messages; of what can be none, what it is. */
export const nameOf = (given: unknown): string =>
  typeof given === 'object' || typeof given === 'function' ? describe(given) : String(given)

const isSchema = (value: unknown): boolean =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') && '~standard' in value

/** Whether it has members by name. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
