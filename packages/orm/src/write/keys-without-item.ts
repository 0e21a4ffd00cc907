/**
 * Index keys of an update that does not know the stored item: possible where every template that changes is given whole,
 * and the other key attributes of its pattern stay as they are. That they are there proves that the pattern was complete,
 * so the request is conditioned on it; a sparse item that has them not is found by the failed condition.
 */
import type { Values } from '../codec/encode-item.ts'
import { type ChangeNode, removeNode, setNode } from '../expression/change.ts'
import { attributeExists, type ConditionNode } from '../expression/condition.ts'
import type { FieldEntry } from '../field/field-spec.ts'
import { assertKeySize } from '../key/key-size.ts'
import type { KeyAttribute, ModelSpec, PatternSpec } from '../schema/model-spec.ts'

/** What the request knows of the fields. */
export interface KnownFields {
  /** Index attributes that may change. */
  readonly keys: readonly KeyAttribute[]
  /** Values after the update of all fields that the request gives or the key holds; `undefined` is absent. */
  readonly values: Values
  /** Fields that change. */
  readonly touched: ReadonlySet<string>
  /** Whether a field's value after the update follows from the request alone. */
  isKnown(entry: FieldEntry): boolean
}

/** Changes of the index attributes, and what must be there for them to be right. */
export interface BlindKeys {
  readonly nodes: readonly ChangeNode[]
  readonly guards: readonly ConditionNode[]
}

/** `undefined` where the stored item is needed. */
export const keysWithoutItem = (spec: ModelSpec, known: KnownFields): BlindKeys | undefined => {
  const nodes: ChangeNode[] = []
  const witnesses = new Set<string>()
  for (const key of known.keys) {
    const [pattern] = key.patterns
    // An attribute of several patterns may be there for the sake of another one: it proves nothing.
    if (pattern === undefined || key.patterns.length > 1 || pattern.fields.some(({ spec: field }) => field.keyOnly))
      return undefined
    if (isBroken(known, pattern)) {
      nodes.push(removeNode(key.attribute))
      continue
    }
    for (const entry of pattern.fields) {
      if (known.isKnown(entry)) continue
      const witness = witnessOf(known, pattern, entry)
      if (witness === undefined) return undefined
      witnesses.add(witness)
    }
    if (key.codec.fields.some((name) => known.touched.has(name))) nodes.push(textNode(spec, key, known.values))
  }
  return { nodes, guards: [...witnesses].map(attributeExists) }
}

/** Whether a field that the pattern needs is known to be absent, so that the pattern is incomplete whatever is stored. */
const isBroken = ({ isKnown, values }: KnownFields, { fields }: PatternSpec): boolean =>
  fields.some((entry) => isKnown(entry) && (values[entry.name] === undefined || values[entry.name] === null))

/** The attribute that is there exactly if the pattern is complete, apart from fields that change; it stays as it is. */
const witnessOf = ({ keys, touched }: KnownFields, pattern: PatternSpec, entry: FieldEntry): string | undefined => {
  for (const side of [pattern.pk, pattern.sk]) {
    if (side === undefined || !side.fields.includes(entry) || side.fields.some(({ name }) => touched.has(name)))
      continue
    if (side.kind === 'natural') return entry.attribute
    return keys.find(({ attribute }) => attribute === side.attribute)?.patterns.length === 1
      ? side.attribute
      : undefined
  }
  return undefined
}

const textNode = (spec: ModelSpec, key: KeyAttribute, values: Values): ChangeNode => {
  const text = key.codec.encode(values)
  if (text === undefined) return removeNode(key.attribute)
  assertKeySize(text, key.side, `The key attribute '${key.attribute}' of ${spec.name}`)
  return setNode(key.attribute, { S: text })
}
