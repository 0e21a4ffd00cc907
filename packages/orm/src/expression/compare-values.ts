/** Equality and order of wire values as DynamoDB sees them: numbers by exact decimal value, text by UTF-8 bytes. */
import { compareUtf8 } from '../util/compare-utf8.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'

/**
 * Order of two values; `undefined` where DynamoDB knows none: different types, or not string, number or binary.
 */
export const compareValues = (left: AttributeValue, right: AttributeValue): number | undefined => {
  if ('S' in left && 'S' in right) return compareUtf8(left.S, right.S)
  if ('N' in left && 'N' in right) return compareDecimals(left.N, right.N)
  if ('B' in left && 'B' in right) return Buffer.compare(toBytes(left.B), toBytes(right.B))
  return undefined
}

/** Equality: deep in lists and maps, without order in sets; values of different types are never equal. */
export const equalValues = (left: AttributeValue, right: AttributeValue): boolean => {
  if ('BOOL' in left) return 'BOOL' in right && left.BOOL === right.BOOL
  if ('NULL' in left) return 'NULL' in right
  if ('L' in left) return 'L' in right && equalLists(left.L, right.L)
  if ('M' in left) return 'M' in right && equalMaps(left.M, right.M)
  const leftElements = setElements(left)
  if (leftElements === undefined) return compareValues(left, right) === 0
  const rightElements = setElements(right)
  if (rightElements === undefined || leftElements.length !== rightElements.length) return false
  return leftElements.every((element) => rightElements.some((other) => compareValues(element, other) === 0))
}

/** The elements of a set as values; `undefined` for any other value. */
export const setElements = (value: AttributeValue): readonly AttributeValue[] | undefined => {
  if ('SS' in value) return value.SS.map((S) => ({ S }))
  if ('NS' in value) return value.NS.map((N) => ({ N }))
  if ('BS' in value) return value.BS.map((B) => ({ B }))
  return undefined
}

/** The bytes of base64 text. */
export const toBytes = (base64: string): Buffer => Buffer.from(base64, 'base64')

const equalLists = (left: readonly AttributeValue[], right: readonly AttributeValue[]): boolean =>
  left.length === right.length &&
  left.every((element, index) => {
    const other = right[index]
    return other !== undefined && equalValues(element, other)
  })

const equalMaps = (
  left: Readonly<Record<string, AttributeValue>>,
  right: Readonly<Record<string, AttributeValue>>,
): boolean => {
  const entries = Object.entries(left)
  return (
    entries.length === Object.keys(right).length &&
    entries.every(([name, member]) => {
      const other = Object.hasOwn(right, name) ? right[name] : undefined
      return other !== undefined && equalValues(member, other)
    })
  )
}

interface Decimal {
  readonly sign: -1 | 0 | 1
  /** Significant digits without zeros at either end. */
  readonly digits: string
  /** Power of ten of the first digit. */
  readonly exponent: number
}

const decimalPattern = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/

const parseDecimal = (text: string): Decimal => {
  const [, sign = '', whole = '', fraction = '', power = '0'] = decimalPattern.exec(text.trim()) ?? []
  const all = whole + fraction
  const first = all.search(/[1-9]/)
  if (first < 0) return { sign: 0, digits: '', exponent: 0 }
  return {
    sign: sign === '-' ? -1 : 1,
    digits: all.slice(first).replace(/0+$/, ''),
    exponent: whole.length - 1 - first + Number(power),
  }
}

const compareDecimals = (left: string, right: string): number => {
  const [a, b] = [parseDecimal(left), parseDecimal(right)]
  if (a.sign !== b.sign) return a.sign - b.sign
  if (a.exponent !== b.exponent) return (a.exponent - b.exponent) * a.sign
  // Digits without trailing zeros compare as text: a prefix is the smaller number.
  return a.digits === b.digits ? 0 : a.digits < b.digits ? -a.sign : a.sign
}
