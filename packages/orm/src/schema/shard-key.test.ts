/** Sharded patterns: what a definition may say, and that every write path gives the shard of the primary key. */
import { describe, expect, test } from 'vitest'
import { defineSpec, defineTable, problemsOf } from '../../test/support/define-spec.ts'
import { decodeItem } from '../codec/decode-item.ts'
import { encodeItem, encodeKeys } from '../codec/encode-item.ts'
import { f } from '../field/f.ts'
import { shardOf } from '../key/shard.ts'

const fields = { userId: f.string(), orderId: f.string(), time: f.date(), status: f.string().optional() }
const primary = { pk: 'USER#{userId}', sk: 'ORDER#{orderId}' }
const byType = { index: 'gsi1', pk: 'TYPE#{$type}', sk: '{time}', shards: 8 }
const time = new Date('2026-05-01T00:00:00Z')

describe('a sharded pattern', () => {
  test('writes the shard of the primary key behind the partition key', () => {
    const Order = defineSpec(defineTable(), 'Order', { fields, keys: { primary, byType } })
    const shard = shardOf('USER#u1\0ORDER#a', 8)
    expect(shard).toBe(1)
    const values = { userId: 'u1', orderId: 'a', time }
    expect(encodeKeys(Order, values)).toEqual({
      PK: { S: 'USER#u1' },
      SK: { S: 'ORDER#a' },
      GSI1PK: { S: 'TYPE#Order#1' },
      GSI1SK: { S: '2026-05-01T00:00:00.000Z' },
    })
    expect(encodeKeys(Order, { ...values, time: new Date(0) })['GSI1PK']).toEqual({ S: 'TYPE#Order#1' })
    expect(decodeItem(Order, encodeItem(Order, values))).toMatchObject(values)
  })

  test('holds fields, which are read back from it', () => {
    const status = f.string().keyOnly()
    const keys = { primary, byStatus: { index: 'gsi1', pk: 'S#{status}', sk: '{time}', shards: 100 } }
    const Order = defineSpec(defineTable(), 'Order', { fields: { ...fields, status }, keys })
    const item = encodeItem(Order, { userId: 'u1', orderId: 'a', time, status: 'a#7' })
    expect(item['GSI1PK']).toEqual({ S: expect.stringMatching(/^S#a\$S7#\d\d$/) })
    expect(decodeItem(Order, item)).toMatchObject({ status: 'a#7' })
  })

  test('takes the shard from natural keys: text, and the number as it is stored', () => {
    const table = defineTable({ pk: ['isbn'], sk: ['copy'] })
    const keys = { primary: { pk: ['isbn'], sk: ['copy'] }, byType }
    const Copy = defineSpec(table, 'Copy', { fields: { isbn: f.string(), copy: f.number(), time: f.date() }, keys })
    expect(encodeItem(Copy, { isbn: '978-3', copy: 12, time })['GSI1PK']).toEqual({
      S: `TYPE#Copy#${shardOf('978-3\u000012', 8)}`,
    })
  })

  test.each([0, 257, 1.5, -1, Number.NaN, '8'])('is refused with %j shards', (shards) => {
    const keys = { primary, byType: { ...byType, shards: shards as number } }
    expect(problemsOf(() => defineSpec(defineTable(), 'Order', { fields, keys }))).toEqual({
      'keys.byType.shards': `The number of shards is a whole number from 1 to 256, not ${String(shards)}.`,
    })
  })

  test('is refused where nothing can be spread', () => {
    const table = defineTable({
      indexes: {
        local: { local: true, sk: 'LSK' },
        natural: { pk: ['status'], sk: ['time'] },
        gsi1: { pk: 'SK', sk: 'PK' },
      },
    })
    const keys = {
      primary: { ...primary, shards: 2 },
      local: { index: 'local', sk: '{time}', shards: 2 },
      natural: { index: 'natural', pk: ['status'], sk: ['time'], shards: 2 },
    }
    expect(problemsOf(() => defineSpec(table, 'Order', { fields, keys }))).toMatchObject({
      'keys.primary.shards': expect.stringContaining('The primary key is not sharded'),
      'keys.local.shards': expect.stringContaining('A local index'),
      'keys.natural.shards': expect.stringContaining("The partition key of the index 'natural'"),
    })
    const inverted = { index: 'gsi1', pk: 'ORDER#{orderId}', sk: 'USER#{userId}', shards: 2 }
    expect(problemsOf(() => defineSpec(table, 'Order', { fields, keys: { primary, inverted } }))).toEqual({
      'keys.inverted.pk': expect.stringContaining("'ORDER#{orderId}#{$shard/2}'"),
    })
  })
})
