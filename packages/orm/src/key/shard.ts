/**
 * Shards: one partition key spread over n partitions. The shard of an item follows from its primary key alone, so that no
 * update ever moves it, and anyone can recompute it.
 */
import { KeyError } from '../errors/errors.ts'
import type { KeyCodec, KeyValues } from './key-codec.ts'

/** Most partitions that one key is spread over: a read asks all of them. */
export const MAX_SHARDS = 256

/**
 * The shard of an item, from 0 up: FNV-1a (32 bits) over the UTF-8 bytes of the encoded primary key, modulo the number of
 * shards. `primaryKey` is the text of the partition key, then, where there is a sort key, U+0000 and its text.
 *
 * Stored keys hang on this function: it never changes.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
export const shardOf = (primaryKey: string, shards: number): number => {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(primaryKey)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0) % shards
}

/** What follows the template's text in the key of a shard: `#` and the number, as wide as the greatest: `#07` of 16. */
export const shardSuffix = (shard: number, shards: number): string =>
  `#${String(shard).padStart(String(shards - 1).length, '0')}`

/**
 * A template's codec, with the shard at the end of every key that it encodes, and the number of shards at the end of its
 * template's text. `encodePrefix` gives the key without the shard: a query adds each of them in turn.
 */
export const shardedCodec = (
  codec: KeyCodec,
  { shards, primaryKey }: { shards: number; primaryKey: (values: KeyValues) => string | undefined },
): KeyCodec => {
  const { template } = codec
  const text = `${template.text}#{$shard/${shards}}`
  const width = shardSuffix(0, shards).length

  const encode = (values: KeyValues): string | undefined => {
    const start = codec.encode(values)
    if (start === undefined) return undefined
    const key = primaryKey(values)
    if (key === undefined)
      throw new KeyError('key.missing', `The key template '${template.text}' is sharded, and lacks the primary key.`)
    return start + shardSuffix(shardOf(key, shards), shards)
  }

  const decode = (key: string): Record<string, unknown> | undefined => {
    const at = key.length - width
    const shard = Number(key.slice(at + 1))
    if (at < 0 || !(shard < shards) || key.slice(at) !== shardSuffix(shard, shards)) return undefined
    return codec.decode(key.slice(0, at))
  }

  const matches = (key: string): boolean => decode(key) !== undefined
  return Object.freeze({ ...codec, template: Object.freeze({ ...template, text }), encode, decode, matches })
}
