/** Sharded patterns of an index: what they may be, and the side that knows the primary key, which decides the shard. */
import type { KeyValues } from '../key/key-codec.ts'
import { MAX_SHARDS, shardedCodec } from '../key/shard.ts'
import type { PatternDefinition } from './definition.ts'
import type { KeySide, PatternSpec } from './model-spec.ts'
import type { IndexSpec } from './table-spec.ts'

/** What is wrong with the number of shards: a sentence; `undefined` if it is good, or not given. */
export const checkShards = (
  { shards }: PatternDefinition,
  index: IndexSpec | undefined,
  pk: KeySide | undefined,
): string | undefined => {
  if (shards === undefined) return undefined
  if (!Number.isInteger(shards) || shards < 1 || shards > MAX_SHARDS)
    return `The number of shards is a whole number from 1 to ${MAX_SHARDS}, not ${String(shards)}.`
  if (index === undefined) return 'The primary key is not sharded: an item is got by it. Shard a pattern of an index.'
  if (index.local) return 'A local index has the partitions of the table, so it is not sharded.'
  return pk?.kind === 'natural'
    ? `The partition key of the index '${index.name}' is an attribute of a field, which holds the field's value and no shard.`
    : undefined
}

/** The side of a partition key that writes the shard too. */
export const shardedSide = (side: KeySide, { shards, primary }: { shards: number; primary: PatternSpec }): KeySide => {
  if (side.kind !== 'template') return side
  return Object.freeze({
    ...side,
    codec: shardedCodec(side.codec, { shards, primaryKey: (values) => primaryKeyText(primary, values) }),
  })
}

/** The primary key as one text: both sides, U+0000 between them. `undefined` where a field is absent. */
const primaryKeyText = ({ pk, sk }: PatternSpec, values: KeyValues): string | undefined => {
  const partition = sideText(pk, values)
  if (partition === undefined || sk === undefined) return partition
  const sort = sideText(sk, values)
  return sort === undefined ? undefined : `${partition}\0${sort}`
}

/** As it is stored: the text of a template, or the text, number or base64 of each attribute, joined by U+0000. */
const sideText = (side: KeySide, values: KeyValues): string | undefined => {
  if (side.kind === 'template') return side.codec.encode(values)
  const texts: string[] = []
  for (const { name, spec } of side.fields) {
    const value = values[name] === undefined || values[name] === null ? undefined : spec.encode(values[name])
    const text = value === undefined ? undefined : Object.values(value)[0]
    if (typeof text !== 'string') return undefined
    texts.push(text)
  }
  return texts.join('\0')
}
