/** A table's declaration, checked and frozen. */
import type { KeyMode } from '../key/template.ts'

/**
 * Where one side of a key lives: in one attribute that templates write, or in 1–4 attributes that belong to fields.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export type KeySlot =
  | { readonly kind: 'template'; readonly attribute: string }
  | { readonly kind: 'natural'; readonly attributes: readonly string[] }

/** What an index holds besides keys. */
export type Projection = 'ALL' | 'KEYS_ONLY' | { readonly include: readonly string[] }

/** One secondary index. */
export interface IndexSpec {
  readonly name: string
  readonly local: boolean
  readonly pk: KeySlot
  readonly sk: KeySlot | undefined
  readonly projection: Projection
}

/** The table: key, indexes, discriminator, encoding. */
export interface TableSpec {
  readonly pk: KeySlot
  readonly sk: KeySlot | undefined
  readonly indexes: ReadonlyMap<string, IndexSpec>
  /** Attribute that holds the model's type; `undefined`: items are told apart by their keys. */
  readonly typeAttribute: string | undefined
  readonly mode: KeyMode
  readonly ttl: string | undefined
}

/** Attribute names of a slot. */
export const slotAttributes = (slot: KeySlot | undefined): readonly string[] =>
  slot === undefined ? [] : slot.kind === 'template' ? [slot.attribute] : slot.attributes

/** Attribute names of the table key: partition key, then sort key. */
export const tableKeyAttributes = (table: TableSpec): readonly string[] => [
  ...slotAttributes(table.pk),
  ...slotAttributes(table.sk),
]
