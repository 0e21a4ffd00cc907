/** `f.number()` and `f.integer()`: JavaScript numbers, stored as N. */
import type { KeyEncoding } from '../key/key-encoding.ts'
import { brokenRules, type OptionRule } from '../util/option-rules.ts'
import { canonicalNumber, NUMBER_LIMIT, SMALLEST_NUMBER } from '../wire/number.ts'
import { UNEXPECTED } from '../wire/wire-scanner.ts'
import type { NumberField } from './builder-types.ts'
import { type FieldKernel, mismatch, type ParsePlace, printNumber, refuseField, report, reportType } from './kernel.ts'
import { FieldBuilder } from './modifiers.ts'

export interface NumberRules {
  readonly integer: boolean
  readonly min?: number
  readonly max?: number
}

export class NumberBuilder extends FieldBuilder<number> implements NumberField {
  readonly #rules: NumberRules

  constructor(rules: NumberRules) {
    super(() => numberKernel(rules))
    this.#rules = rules
  }

  min(value: number): NumberField {
    return new NumberBuilder({ ...this.#rules, min: value })
  }

  max(value: number): NumberField {
    return new NumberBuilder({ ...this.#rules, max: value })
  }
}

/** Not NaN, of which it is said what is left. */
const bound: OptionRule = ['a number', (value) => typeof value === 'number']

/** Doubles, or safe integers, within bounds. */
export const numberKernel = (rules: NumberRules): FieldKernel => {
  const { integer, min, max } = rules
  const wrong = brokenRules(rules, { min: bound, max: bound })
  if (wrong.length > 0) refuseField(`f.${integer ? 'integer' : 'number'}()`, ...wrong)
  if (Number.isNaN(min ?? 0) || Number.isNaN(max ?? 0) || (min ?? max ?? 0) > (max ?? Number.POSITIVE_INFINITY))
    refuseField(`f.${integer ? 'integer' : 'number'}()`, {
      path: 'max',
      message: `The bounds ${min} to ${max} leave no number.`,
    })
  return {
    kind: integer ? 'integer' : 'number',
    key: numberKey(rules),
    keyType: 'N',
    bounds: min === undefined && max === undefined ? undefined : { min: boundText(min), max: boundText(max) },
    parse: (value, path, context) => {
      if (typeof value !== 'number' || !Number.isFinite(value))
        return reportType(integer ? 'an integer' : 'a finite number', value, { path, context })
      checkNumber(value, rules, { path, context })
      // −0 becomes 0: DynamoDB has one zero.
      return value + 0
    },
    encode: (value) => ({ N: String(value) }),
    print: printNumber,
    faithful: true,
    decode: integer ? decodeInteger : decodeNumber,
    scan: integer ? scanInteger : scanNumber,
  }
}

/** An infinite bound is none. */
const boundText = (bound: number | undefined): string | undefined =>
  bound === undefined || !Number.isFinite(bound) ? undefined : canonicalNumber(String(bound))

/** Reports a finite number that DynamoDB cannot hold. */
export const checkRange = (value: number, { path, context }: ParsePlace): void => {
  const size = Math.abs(value)
  if (size >= NUMBER_LIMIT || (size !== 0 && size < SMALLEST_NUMBER))
    report(context, path, 'Expected a number that DynamoDB can hold, 1E-130 to 9.99E+125 in magnitude.')
}

/** Zero-padded where the bounds give a width, so that keys sort as numbers do. `max` must be one that a user named. */
export const numberKey = ({ integer, min, max = Number.POSITIVE_INFINITY }: NumberRules): KeyEncoding => {
  if (!integer || min === undefined || min < 0 || max === Number.POSITIVE_INFINITY) return { kind: 'number' }
  // A value is a safe integer, whatever the bound.
  return { kind: 'padded', width: String(Math.floor(Math.min(max, Number.MAX_SAFE_INTEGER))).length }
}

const checkNumber = (value: number, { integer, min, max }: NumberRules, place: ParsePlace): void => {
  const { path, context } = place
  if (integer && !Number.isSafeInteger(value))
    report(context, path, 'Expected an integer from −(2^53 − 1) to 2^53 − 1; use f.bigint() for larger ones.')
  if (min !== undefined && value < min) report(context, path, `Expected at least ${min}.`)
  if (max !== undefined && value > max) report(context, path, `Expected at most ${max}.`)
  checkRange(value, place)
}

const decodeNumber: FieldKernel['decode'] = (value) => {
  if (!('N' in value)) throw mismatch('N (number)', value)
  const number = Number(value.N)
  if (Number.isNaN(number)) throw mismatch('N (number)', value, 'N that is not a number')
  return number
}

const decodeInteger: FieldKernel['decode'] = (value) => {
  if (!('N' in value)) throw mismatch('N (integer)', value)
  const number = Number(value.N)
  if (!Number.isSafeInteger(number)) throw mismatch('N (integer)', value, 'N that is not a safe integer')
  return number
}

const scanNumber: NonNullable<FieldKernel['scan']> = (scanner) => {
  const number = scanner.number()
  if (Number.isNaN(number)) throw UNEXPECTED
  return number
}

const scanInteger: NonNullable<FieldKernel['scan']> = (scanner) => {
  const number = scanner.number()
  if (!Number.isSafeInteger(number)) throw UNEXPECTED
  return number
}
