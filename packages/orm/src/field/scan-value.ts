/** Values of any wire form straight from the text of the wire, by their run-time type: what `decodeValue` gives for them. */
import type { AttributeValue, WireType } from '../wire/attribute-value.ts'
import { MAX_NESTING } from '../wire/limits.ts'
import {
  CLOSE_LIST,
  CLOSE_MAP,
  COMMA,
  OPEN_LIST,
  QUOTE,
  TYPE_L,
  TYPE_M,
  TYPE_N,
  TYPE_S,
  toBytes,
  UNEXPECTED,
  type WireScanner,
} from '../wire/wire-scanner.ts'
import { decodeValue, exactNumber, type NumberReading } from './dynamic-value.ts'
import { NULL_TEXT, printBoolean } from './kernel.ts'
import { scanNamed } from './scan-members.ts'

/** How to read. */
export interface ValueReading {
  readonly numbers: NumberReading
  /** Whether bytes and sets are values, too. */
  readonly all: boolean
}

/**
 * @param types wire types that the value may have; default: all
 * @throws UNEXPECTED
 */
export const scanValue = (
  scanner: WireScanner,
  reading: ValueReading,
  types?: ReadonlySet<WireType | undefined>,
  depth = 0,
): unknown => {
  const { bytes, at } = scanner
  if (bytes[at + 3] !== QUOTE) return scanOther(scanner, reading, types)
  const type = bytes[at + 2] as number
  if (depth > MAX_NESTING || (types !== undefined && !types.has(String.fromCharCode(type) as WireType)))
    throw UNEXPECTED
  switch (type) {
    case TYPE_S:
      return scanner.textOf(TYPE_S)
    case TYPE_N:
      return reading.numbers === 'exact' ? exactNumber(scanner.textOf(TYPE_N)) : scanner.number()
    case TYPE_L:
      return scanList(scanner, reading, depth)
    case TYPE_M:
      return scanNamed(scanner, () => scanValue(scanner, reading, undefined, depth + 1))
    default:
      return scanOther(scanner, reading, types)
  }
}

const [TRUE, FALSE, NULL] = [toBytes(printBoolean(true)), toBytes(printBoolean(false)), toBytes(NULL_TEXT)]

const scanOther = (
  scanner: WireScanner,
  { numbers, all }: ValueReading,
  types: ReadonlySet<WireType | undefined> | undefined,
): unknown => {
  if (types?.has('BOOL') !== false) {
    if (scanner.takeText(TRUE)) return true
    if (scanner.takeText(FALSE)) return false
  }
  if (types?.has('NULL') !== false && scanner.takeText(NULL)) return null
  if (!all || types !== undefined) throw UNEXPECTED
  return decodeValue(scanner.value() as AttributeValue, numbers)
}

const scanList = (scanner: WireScanner, reading: ValueReading, depth: number): unknown[] => {
  const out: unknown[] = []
  scanner.open(TYPE_L)
  scanner.take(OPEN_LIST)
  if (!scanner.takeIf(CLOSE_LIST)) {
    do out.push(scanValue(scanner, reading, undefined, depth + 1))
    while (scanner.takeIf(COMMA))
    scanner.take(CLOSE_LIST)
  }
  scanner.take(CLOSE_MAP)
  return out
}
