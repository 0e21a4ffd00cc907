/** An item that belongs to none of the models that are asked for. */
import { ItemExists, ItemNotFound } from '../errors/errors.ts'
import type { ModelSpec, RegisteredTable } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'

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

/** Stands for a model where an item has none: without fields, and each of its instances is an `Unrecognised`. */
export const unrecognisedSpec = (table: RegisteredTable): ModelSpec => {
  const name = 'Unrecognised'
  const [model] = table.models
  if (model === undefined) throw new Error('A table without models has no items to recognise.')
  return Object.freeze({
    ...{ name, type: '', table, parent: undefined, definition: {}, primary: model.primary, patterns: [] },
    ...{ keyAttributes: [], unique: [], rules: [], attributes: new Set<string>(), types: new Set<string>() },
    ...{ fields: [], fieldNames: [], unknown: 'keep' as const },
    field: () => undefined,
    byAttribute: () => undefined,
    errors: {
      ...{ NotFound: ItemNotFound, Exists: ItemExists },
      notFound: (key: Readonly<Record<string, unknown>>) => new ItemNotFound(name, key),
      exists: (key: Readonly<Record<string, unknown>>) => new ItemExists(name, key),
    },
    hydrate: (_: Record<string, unknown>, item: Item) => new Unrecognised(item),
  })
}
