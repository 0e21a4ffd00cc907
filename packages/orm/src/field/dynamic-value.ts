/** Values ⇄ wire by their run-time type: what `f.any()`, `f.json()` and schemas without a declared type store. */
import { fromBase64, toBase64 } from '../util/base64.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import { printBoolean, printNumber, printText } from './kernel.ts'
import { setMember } from './member.ts'

/**
 * The wire form of a value that `checkStorable` passed. Dates become ISO text, bigints N. An empty set gives `undefined`:
 * DynamoDB has none.
 */
export const encodeValue = (value: unknown): AttributeValue | undefined => {
  switch (typeof value) {
    case 'string':
      return { S: value }
    case 'number':
    case 'bigint':
      return { N: String(value) }
    case 'boolean':
      return { BOOL: value }
    case 'object':
      return encodeObject(value)
    default:
      return undefined
  }
}

/** JSON text of `encodeValue`. */
export const printValue = (value: unknown): string | undefined => {
  switch (typeof value) {
    case 'string':
      return printText(value)
    case 'number':
    case 'bigint':
      return printNumber(value)
    case 'boolean':
      return printBoolean(value)
    default: {
      const encoded = encodeValue(value)
      return encoded === undefined ? undefined : JSON.stringify(encoded)
    }
  }
}

/** How numbers come back: always as doubles, or as bigints where a double would lose digits of an integer. */
export type NumberReading = 'number' | 'exact'

/** The value of any wire form. */
export const decodeValue = (value: AttributeValue, numbers: NumberReading): unknown => {
  const number = numbers === 'exact' ? exactNumber : Number
  if ('S' in value) return value.S
  if ('N' in value) return number(value.N)
  if ('BOOL' in value) return value.BOOL
  if ('NULL' in value) return null
  if ('M' in value) {
    const out = {}
    for (const [name, member] of Object.entries(value.M)) setMember(out, name, decodeValue(member, numbers))
    return out
  }
  if ('L' in value) return value.L.map((element) => decodeValue(element, numbers))
  if ('B' in value) return fromBase64(value.B)
  if ('SS' in value) return new Set(value.SS)
  if ('NS' in value) return new Set(value.NS.map(number))
  return new Set(value.BS.map(fromBase64))
}

const encodeObject = (value: object | null): AttributeValue | undefined => {
  if (value === null) return { NULL: true }
  if (Array.isArray(value)) return { L: value.map((element) => encodeValue(element) ?? { NULL: true }) }
  if (value instanceof Date) return { S: value.toISOString() }
  if (value instanceof Uint8Array) return { B: toBase64(value) }
  if (value instanceof Set) return encodeSet(value)
  const out: Record<string, AttributeValue> = {}
  for (const [name, member] of Object.entries(value)) {
    const encoded = encodeValue(member)
    if (encoded !== undefined) setMember(out, name, encoded)
  }
  return { M: out }
}

/** All elements are of one type, which `checkStorable` saw to. Equal bytes are one element. */
const encodeSet = (value: ReadonlySet<unknown>): AttributeValue | undefined => {
  const [first] = value
  if (first === undefined) return undefined
  if (first instanceof Uint8Array) return { BS: [...new Set([...value].map((bytes) => toBase64(bytes as Uint8Array)))] }
  const texts = [...new Set([...value].map((element) => (Object.is(element, -0) ? '0' : String(element))))]
  return typeof first === 'string' ? { SS: texts } : { NS: texts }
}

const INTEGER = /^-?\d+$/

/** A number, or a bigint where a double would lose digits of an integer. */
export const exactNumber = (text: string): number | bigint => {
  const number = Number(text)
  return Number.isSafeInteger(number) || !INTEGER.test(text) ? number : BigInt(text)
}
