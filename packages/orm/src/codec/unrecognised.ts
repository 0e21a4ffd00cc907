/** An item that belongs to none of the models that are asked for. */
import type { DecodedItem, ModelSpec, RegisteredTable } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { StoredItem } from '../wire/stored-item.ts'

/**
 * What `table.scan()` and `table.decode()` give for an item that no model of the table wrote, and a collection's
 * `unrecognised()` for an item of none of its models.
 */
export class Unrecognised {
  /** The item as it is stored, wire JSON. */
  readonly item: Item
  constructor(item: Item) {
    this.item = item
  }
}

/**
 * Stands for a model where an item has none: without fields and hooks, and its instances are `Unrecognised`. Its keys are
 * those of the table's first model, and nothing asks for them.
 */
export const unrecognisedSpec = (table: RegisteredTable): ModelSpec =>
  Object.freeze({
    ...(table.models[0] as ModelSpec),
    ...{ table, name: 'Unrecognised', type: '', types: new Set<string>(), parent: undefined, unknown: 'keep' as const },
    ...{ fields: [], fieldNames: [], keyAttributes: [], unique: [], rules: [], hooks: [] },
    field: () => undefined,
    afterLoad: undefined,
    byAttribute: () => undefined,
    hydrate: (_: DecodedItem, stored: StoredItem) => new Unrecognised(stored.toItem()),
  })
