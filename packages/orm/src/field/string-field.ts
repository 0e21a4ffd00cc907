/** `f.string()`: text, stored as S. */
import { brokenRules, count } from '../util/option-rules.ts'
import { TYPE_S } from '../wire/wire-scanner.ts'
import type { StringField } from './builder-types.ts'
import { type FieldKernel, mismatch, type ParsePlace, printText, refuseField, report, reportType } from './kernel.ts'
import { FieldBuilder } from './modifiers.ts'
import { checkWellFormed } from './text-rules.ts'

/** The rules of a text; `trim` and `lower` happen first. */
export interface StringRules {
  readonly min?: number
  readonly max?: number
  readonly patterns?: readonly { readonly pattern: RegExp; readonly message: string }[]
  /** Whether a pattern is no regular expression. */
  readonly wrongPattern?: boolean
  readonly trim?: boolean
  readonly lower?: boolean
}

export class StringBuilder extends FieldBuilder<string> implements StringField {
  readonly #rules: StringRules

  constructor(rules: StringRules = {}) {
    super(() => stringKernel(rules))
    this.#rules = rules
  }

  min(length: number): StringField {
    return new StringBuilder({ ...this.#rules, min: length })
  }

  max(length: number): StringField {
    return new StringBuilder({ ...this.#rules, max: length })
  }

  pattern(pattern: RegExp, message?: string): StringField {
    const given: unknown = pattern
    // The field reports it when it is compiled, with the other problems of its model.
    if (!(given instanceof RegExp)) return new StringBuilder({ ...this.#rules, wrongPattern: true })
    // Without the flags that make a RegExp remember where it was.
    const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
    const patterns = [
      ...(this.#rules.patterns ?? []),
      { pattern: stateless, message: message ?? `Expected text that matches ${String(pattern)}.` },
    ]
    return new StringBuilder({ ...this.#rules, patterns })
  }

  trim(): StringField {
    return new StringBuilder({ ...this.#rules, trim: true })
  }

  lower(): StringField {
    return new StringBuilder({ ...this.#rules, lower: true })
  }
}

/** Text under rules. */
export const stringKernel = (rules: StringRules = {}): FieldKernel => {
  if (rules.wrongPattern)
    refuseField('f.string()', { path: 'pattern', message: 'A pattern is a regular expression, such as /^[a-z]+$/.' })
  const wrong = brokenRules(rules, { min: count(0), max: count(0) })
  if (wrong.length > 0) refuseField('f.string()', ...wrong)
  return textKernel(rules)
}

const textKernel = (rules: StringRules): FieldKernel => ({
  kind: 'string',
  key: { kind: 'string' },
  keyType: 'S',
  checked: Object.keys(rules).length > 0,
  parse: (value, path, context) => {
    if (typeof value !== 'string') return reportType('a string', value, { path, context })
    const trimmed = rules.trim === true ? value.trim() : value
    const text = rules.lower === true ? trimmed.toLowerCase() : trimmed
    checkText(text, rules, { path, context })
    return text
  },
  encode: (value) => ({ S: value as string }),
  print: printText,
  faithful: true,
  decode: decodeText,
  scan: scanText,
})

/** The text of an S. */
export const decodeText: FieldKernel['decode'] = (value) => {
  if ('S' in value) return value.S
  throw mismatch('S (string)', value)
}

/** The same from the text of the wire. */
export const scanText: NonNullable<FieldKernel['scan']> = (scanner) => scanner.textOf(TYPE_S)

const checkText = (text: string, { min, max, patterns }: StringRules, place: ParsePlace): void => {
  checkWellFormed(text, place)
  const { path, context } = place
  if (min !== undefined && text.length < min) report(context, path, `Expected at least ${characters(min)}.`)
  if (max !== undefined && text.length > max) report(context, path, `Expected at most ${characters(max)}.`)
  if (patterns === undefined) return
  for (const { pattern, message } of patterns) if (!pattern.test(text)) report(context, path, message)
}

const characters = (count: number): string => `${count} ${count === 1 ? 'character' : 'characters'}`
