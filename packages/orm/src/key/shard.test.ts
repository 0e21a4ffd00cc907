/** Shards: golden vectors of the hash, which stored keys hang on, and codecs that carry the shard. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileKey, type KeyValues } from './key-codec.ts'
import { MAX_SHARDS, shardedCodec, shardOf, shardSuffix } from './shard.ts'
import { parseTemplate } from './template.ts'

const codecOf = (text: string, shards: number) => {
  const { template } = parseTemplate(text)
  if (template === undefined) throw new Error(`Not a template: ${text}`)
  const primaryKey = ({ id }: KeyValues) => (typeof id === 'string' ? `ITEM#${id}` : undefined)
  return shardedCodec(compileKey(template, { status: { kind: 'string' } }, 'ordered'), { shards, primaryKey })
}

describe('the shard function', () => {
  // FNV-1a itself: the vectors of the draft, whole by modulo 2^32.
  test.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('is FNV-1a: %j', (text, hash) => {
    expect(shardOf(text, 2 ** 32)).toBe(hash)
  })

  // These must never change: items are stored by them.
  test.each([
    ['USER#u1\0ORDER#a', 8, 1],
    ['USER#u1\0ORDER#b', 8, 0],
    ['USER#u1\0ORDER#01J0000000000000000000000A', 16, 4],
    ['BOOK#978-3', 10, 5],
    ['é\0日本', 256, 179],
    ['anything', 1, 0],
  ])('gives the golden shard of %j in %i', (key, shards, shard) => {
    expect(shardOf(key, shards)).toBe(shard)
  })

  test('stays in range, and gives the same every time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: MAX_SHARDS }), (key, shards) => {
        const shard = shardOf(key, shards)
        expect(Number.isInteger(shard) && shard >= 0 && shard < shards).toBe(true)
        expect(shardOf(key, shards)).toBe(shard)
      }),
    )
  })

  test.each([2, 8, 10, 64])('spreads keys that differ in a number only over %i shards', (shards) => {
    const counts = Array.from({ length: shards }, () => 0)
    for (let at = 0; at < 1000 * shards; at++) {
      const shard = shardOf(`ORDER#${String(at).padStart(9, '0')}\0A`, shards)
      counts[shard] = (counts[shard] ?? 0) + 1
    }
    expect(Math.min(...counts)).toBeGreaterThan(700)
    expect(Math.max(...counts)).toBeLessThan(1300)
  })

  test('is as wide as its greatest number', () => {
    expect([shardSuffix(3, 8), shardSuffix(3, 10), shardSuffix(3, 11), shardSuffix(255, 256)]).toEqual([
      '#3',
      '#3',
      '#03',
      '#255',
    ])
  })
})

describe('a sharded codec', () => {
  const codec = codecOf('STATUS#{status}', 16)

  test('writes the shard behind the key, and reads back what it wrote', () => {
    expect(codec.encode({ status: 'open', id: 'a' })).toMatch(/^STATUS#open#(0\d|1[0-5])$/)
    expect(codec.encodePrefix({ status: 'open' }, 1)).toBe('STATUS#open')
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (status, id) => {
        expect(codec.decode(codec.encode({ status, id }) ?? '')).toEqual({ status })
      }),
    )
  })

  test('is sparse as any, and refuses a shard without a primary key', () => {
    expect(codec.encode({ id: 'a' })).toBeUndefined()
    expect(() => codec.encode({ status: 'open' })).toThrow(expect.objectContaining({ code: 'key.missing' }))
  })

  test.each(['STATUS#open', 'STATUS#open#3', 'STATUS#open#16', 'STATUS#open#1e', 'STATUS#open#003', '#03', ''])(
    'does not take %j for one of its keys',
    (key) => {
      expect(codec.matches(key)).toBe(false)
    },
  )

  test('does not agree with another number of shards, or none', () => {
    expect(codec.template.text).toBe('STATUS#{status}#{$shard/16}')
  })
})
