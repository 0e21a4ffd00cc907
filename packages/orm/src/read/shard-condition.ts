/** The key conditions of a sharded pattern: one for each shard, which are sent, and one for all, which says what is read. */
import {
  andNodes,
  type ConditionNode,
  compareNode,
  oneOfNode,
  pathOperand,
  valueOperand,
} from '../expression/condition.ts'
import { assertKeySize } from '../key/key-size.ts'
import { shardSuffix } from '../key/shard.ts'
import type { KeySide, ModelSpec } from '../schema/model-spec.ts'
import type { GivenValues } from './query-state.ts'

/** Key conditions on both sides. */
export interface WholeCondition {
  readonly node: ConditionNode
  /** Of each shard; `undefined`: the pattern is not sharded. */
  readonly shards: readonly ConditionNode[] | undefined
}

/** @throws {KeyError} `key.value`, `key.ambiguous`, `key.too-long` */
export const planShards = (
  spec: ModelSpec,
  { attribute, codec }: Extract<KeySide, { readonly kind: 'template' }>,
  { shards, values, sort }: { shards: number; values: GivenValues; sort: readonly ConditionNode[] },
): WholeCondition => {
  const start = codec.encodePrefix(values, codec.fields.length)
  const texts = Array.from({ length: shards }, (_, shard) => start + shardSuffix(shard, shards))
  assertKeySize(texts[0] ?? start, 'pk', `The key attribute '${attribute}' of ${spec.name}`)
  const equals = (text: string): ConditionNode => compareNode(pathOperand([attribute]), '=', valueOperand({ S: text }))
  return {
    node: andNodes(
      oneOfNode(
        attribute,
        texts.map((S) => ({ S })),
      ),
      ...sort,
    ),
    shards: Object.freeze(texts.map((text) => andNodes(equals(text), ...sort))),
  }
}
