/** `f.bigint()` and `f.decimal()`: numbers of up to 38 significant digits, stored as N, never through a double. */
import type { AttributeValue } from '../wire/attribute-value.ts'
import { canonicalNumber, checkNumberText } from '../wire/number.ts'
import { TYPE_N, UNEXPECTED } from '../wire/wire-scanner.ts'
import { type FieldKernel, mismatch, printNumber, report, reportType } from './kernel.ts'

export const bigintKernel = (): FieldKernel => ({
  kind: 'bigint',
  key: { kind: 'bigint' },
  keyType: 'N',
  parse: (value, path, context) => {
    if (typeof value !== 'bigint') return reportType('a bigint', value, { path, context })
    const problem = checkNumberText(String(value))
    if (problem !== undefined) report(context, path, `The value ${problem}.`)
    return value
  },
  encode: (value) => ({ N: String(value) }),
  print: printNumber,
  faithful: true,
  decode: (value) => {
    const text = numberText('N (bigint)', value)
    if (!INTEGER.test(text)) throw mismatch('N (bigint)', value, 'N with a fraction')
    return BigInt(text)
  },
  scan: (scanner) => {
    const text = scanner.textOf(TYPE_N)
    if (!SHORT_INTEGER.test(text)) throw UNEXPECTED
    return BigInt(text)
  },
})

/** Decimal text in the one form that DynamoDB gives back, so that a value is the same before and after it was stored. */
export const decimalKernel = (): FieldKernel => ({
  kind: 'decimal',
  key: { kind: 'decimal' },
  keyType: 'N',
  parse: (value, path, context) => {
    if (typeof value !== 'string') return reportType('the text of a decimal number', value, { path, context })
    const problem = checkNumberText(value)
    return problem === undefined ? canonicalNumber(value) : report(context, path, `The value ${problem}.`)
  },
  encode: (value) => ({ N: canonicalNumber(value as string) }),
  print: (value) => printNumber(canonicalNumber(value as string)),
  faithful: true,
  decode: (value) => numberText('N (decimal)', value),
  scan: (scanner) => numberText('N (decimal)', { N: scanner.textOf(TYPE_N) }),
})

const INTEGER = /^-?\d+$/
/** In the form in which DynamoDB gives it. */
const SHORT_INTEGER = /^(?:0|-?[1-9]\d{0,37})$/

const numberText = (expected: string, value: AttributeValue): string => {
  if (!('N' in value)) throw mismatch(expected, value)
  if (checkNumberText(value.N) !== undefined) throw mismatch(expected, value, 'N that is not a DynamoDB number')
  return canonicalNumber(value.N)
}
