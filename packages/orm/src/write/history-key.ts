/** Keys of the entries of an item's history: a partition of its own, where versions sort. */
import { assertKeySize } from '../key/key-size.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'

/** Type of an entry, where the table stores types; no model can have it. */
export const HISTORY_TYPE = '~history'
/** What the partition key of an entry begins with. */
export const HISTORY_PREFIX = 'HISTORY#'

/** Digits of the version in a sort key. Ten of them sort as numbers for every version there will be. */
const DIGITS = 10
/** The greatest version that the digits hold. */
export const MAX_VERSION = 10 ** DIGITS - 1

/** Sort key of an entry, after the item's own. */
export const versionText = (version: number): string => `#V#${String(version).padStart(DIGITS, '0')}`

/** Table key of an entry. */
export const historyKey = ({ table, name }: ModelSpec, key: Item, version: number): Item => {
  if (table.pk.kind !== 'template' || table.sk?.kind !== 'template')
    throw new TypeError(`The table of ${name} cannot hold a history.`)
  const pk = `${HISTORY_PREFIX}${textOf(key[table.pk.attribute])}`
  const sk = `${textOf(key[table.sk.attribute])}${versionText(version)}`
  assertKeySize(pk, 'pk', `The partition key of the history of ${name}`)
  assertKeySize(sk, 'sk', `The sort key of the history of ${name}`)
  return { [table.pk.attribute]: { S: pk }, [table.sk.attribute]: { S: sk } }
}

const textOf = (value: AttributeValue | undefined): string => (value !== undefined && 'S' in value ? value.S : '')
