import { expect, test } from 'vitest'
import type { AttributeValue } from './attribute-value.ts'
import { attributeSize, itemSize } from './item-size.ts'

test.each<[string, AttributeValue, number]>([
  ['text in UTF-8', { S: 'aé\u{1f600}' }, 7],
  ['no text', { S: '' }, 0],
  ['bytes, not base64', { B: 'AQI=' }, 2],
  ['boolean', { BOOL: false }, 1],
  ['null', { NULL: true }, 1],
  ['zero', { N: '0' }, 1],
  ['two digits to a byte', { N: '123' }, 3],
  ['zeros at the ends are not significant', { N: '-0.00120' }, 2],
  ['38 digits', { N: '1'.repeat(38) }, 20],
  ['empty list', { L: [] }, 3],
  ['empty map', { M: {} }, 3],
  ['list: 3, and 1 an element', { L: [{ S: 'ab' }, { BOOL: true }] }, 3 + 1 + 2 + 1 + 1],
  ['map: 3, and 1 a member, names included', { M: { ab: { S: 'c' } } }, 3 + 1 + 2 + 1],
  ['set of text', { SS: ['a', 'bc'] }, 3],
  ['set of numbers', { NS: ['1', '123'] }, 2 + 3],
  ['set of bytes', { BS: ['AQI=', 'AQ=='] }, 3],
])('%s', (_name, value, size) => {
  expect(attributeSize(value)).toBe(size)
})

test('an item is its names and values', () => {
  expect(itemSize({ PK: { S: 'a' }, é: { N: '1' } })).toBe(2 + 1 + 2 + 2)
  expect(itemSize({})).toBe(0)
})
