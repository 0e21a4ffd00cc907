/** Which item a call by key means: the key's values, whatever they are given as. */
import type { Values } from '../codec/encode-item.ts'
import { KeyError } from '../errors/errors.ts'
import { parseKeyValues } from '../read/key-part.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import { instanceTarget } from '../write/intent-symbol.ts'

/**
 * The primary key's values, checked once. A key names the primary key's fields and no others, as a further field would be
 * ignored; an instance of the model stands for its own key.
 */
export const primaryKeyOf = (spec: ModelSpec, key: Values): Values => {
  const instance = instanceTarget(key)
  if (instance !== undefined && spec.types.has(instance.spec.type) && instance.spec.table === spec.table)
    return parseKeyValues(spec, instance.key)
  const others = namesOf(key).filter((name) => !spec.primary.fields.some((entry) => entry.name === name))
  if (others.length === 0) return parseKeyValues(spec, key)
  throw new KeyError(
    'key.value',
    `The primary key of ${spec.name} is made of ${spec.primary.fields.map(({ name }) => `'${name}'`).join(', ')}, not of '${others.join("', '")}'.`,
    { hint: 'Give the fields of the primary key, or of one unique constraint, and no others.' },
  )
}

/** Names in what may be no object at all, which `parseKeyValues` refuses. */
export const namesOf = (given: unknown): string[] =>
  typeof given === 'object' && given !== null ? Object.keys(given) : []
