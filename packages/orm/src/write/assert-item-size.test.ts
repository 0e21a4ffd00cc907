import { expect, test } from 'vitest'
import { defineSpec, defineTable } from '../../test/support/define-spec.ts'
import { f } from '../field/f.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import { itemSize } from '../wire/item-size.ts'
import { MAX_ITEM_BYTES } from '../wire/limits.ts'
import { toStoredItem } from '../wire/stored-item.ts'
import { assertStoredSize } from './assert-item-size.ts'

const spec = defineSpec(defineTable(), 'Note', {
  fields: { id: f.string() },
  keys: { primary: { pk: 'NOTE#{id}', sk: 'NOTE' } },
})
const stored = (value: AttributeValue) => toStoredItem(JSON.stringify({ v: value }))
/** A name of 1 byte. */
const room = MAX_ITEM_BYTES - 1

test.each<[string, AttributeValue]>([
  ['of one byte each', { S: 'x'.repeat(room) }],
  ['that JSON escapes, whose text is six times as long', { S: '\u0001'.repeat(room) }],
  ['of three bytes each', { S: '\u20ac'.repeat(Math.floor(room / 3)) }],
  ['pairs', { S: '\u{1f600}'.repeat(Math.floor(room / 4)) }],
])('an item of as many characters as it may have: %s', (_what, value) => {
  expect(() => assertStoredSize(spec, stored(value))).not.toThrow()
  const longer = { S: `${(value as { S: string }).S}xxxx` }
  expect(() => assertStoredSize(spec, stored(longer))).toThrow(
    expect.objectContaining({
      code: 'item.too-large',
      message: expect.stringContaining(String(itemSize({ v: longer }))),
    }),
  )
})

test('a list whose text is far longer than the item', () => {
  const list: AttributeValue = { L: Array.from({ length: 120_000 }, () => ({ N: '1' })) }
  expect(JSON.stringify(list).length).toBeGreaterThan(MAX_ITEM_BYTES)
  expect(() => assertStoredSize(spec, stored(list))).not.toThrow()
})
