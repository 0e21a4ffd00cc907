/** An item that belongs to none of the table's models. */
import type { Item } from '../wire/attribute-value.ts'

/** What `table.scan()` and `table.decode()` give for an item that no model of the table wrote. */
export class Unrecognised {
  /** The item as it is stored, wire JSON. */
  readonly item: Item
  constructor(item: Item) {
    this.item = item
  }
}
