/**
 * Size of items as DynamoDB counts it for its 400 KB limit and for capacity: attribute names and values in bytes.
 *
 * AWS documents the size of a number as approximate; this takes the documented formula, rounded up.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
import { base64ByteLength } from '../util/base64.ts'
import { utf8Length } from '../util/utf8-length.ts'
import type { AttributeValue, Item } from './attribute-value.ts'
import { significantDigits } from './number.ts'

/** Bytes of an item: names and values, without the 100 bytes that storage billing adds. */
export const itemSize = (item: Item): number => {
  let size = 0
  for (const name of Object.keys(item)) {
    const value = item[name]
    if (value !== undefined) size += utf8Length(name) + attributeSize(value)
  }
  return size
}

/** Bytes of one value, without the name of its attribute. */
export const attributeSize = (value: AttributeValue): number => {
  if ('S' in value) return utf8Length(value.S)
  if ('N' in value) return numberSize(value.N)
  if ('B' in value) return base64ByteLength(value.B)
  if ('M' in value) return CONTAINER + itemSize(value.M) + ELEMENT * Object.keys(value.M).length
  if ('L' in value) return CONTAINER + sum(value.L, attributeSize) + ELEMENT * value.L.length
  if ('SS' in value) return sum(value.SS, utf8Length)
  if ('NS' in value) return sum(value.NS, numberSize)
  if ('BS' in value) return sum(value.BS, base64ByteLength)
  return 1
}

/** Overhead of a list or map, and of each of its elements. */
const CONTAINER = 3
const ELEMENT = 1

const numberSize = (text: string): number => Math.ceil(significantDigits(text) / 2) + 1

const sum = <Element>(elements: readonly Element[], size: (element: Element) => number): number => {
  let total = 0
  for (const element of elements) total += size(element)
  return total
}
