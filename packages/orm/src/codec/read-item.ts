/** An item of an answer, with what was read of it on the way through the text. */
import { ownMember } from '../field/member.ts'
import type { DecodedItem, ModelSpec, RegisteredTable } from '../schema/model-spec.ts'
import type { AttributeValue, Item } from '../wire/attribute-value.ts'
import { KeptItem, type TextForm } from '../wire/stored-item.ts'
import { decodeStored } from './hydrate-item.ts'
import type { ItemReader } from './item-reader.ts'
import { storedType, type TypedItem } from './recognise.ts'

/** What was read of an item. */
export interface Reading {
  /** The stored type; `undefined`: there is none. */
  readonly type: string | undefined
  /** What read the fields of its model; `undefined`: none was read. */
  readonly reader?: ItemReader
  readonly decoded?: DecodedItem
}

export class ReadItem extends KeptItem implements TypedItem {
  readonly #type: string | undefined | typeof NOT_READ
  readonly #reader: ItemReader | undefined
  #decoded: DecodedItem | undefined

  /** @param reading `undefined`: nothing was read */
  constructor(stored: string | Item, reading?: Reading, form?: TextForm) {
    super(stored, form)
    this.#type = reading === undefined ? NOT_READ : reading.type
    this.#reader = reading?.reader
    this.#decoded = reading?.decoded
  }

  /** The stored type; `undefined`: there is none. */
  typeIn(table: Pick<RegisteredTable, 'typeAttribute'>): string | undefined {
    return this.#type === NOT_READ ? storedType(table, this.toItem()) : this.#type
  }

  /** One stored attribute. */
  attribute(name: string): AttributeValue | undefined {
    if (this.#type !== NOT_READ && this.#type !== undefined && name === this.#reader?.spec.table.typeAttribute)
      return { S: this.#type }
    const text = this.#decoded && this.#reader?.keyText(this.#decoded.values, name)
    return text === undefined ? ownMember(this.toItem(), name) : { S: text }
  }

  /** Whether an attribute is stored. */
  has(name: string): boolean {
    return (this.#decoded && this.#reader?.hasField(this.#decoded, name)) || this.attribute(name) !== undefined
  }

  /**
   * The values as a model's. Every call gives values of its own.
   *
   * @throws {DecodeError} `decode.type`, `decode.unrecognised`
   */
  decodeAs(model: ModelSpec): DecodedItem {
    const decoded = this.#decoded
    if (decoded === undefined || this.#reader?.spec !== model) return decodeStored(model, this)
    this.#decoded = undefined
    return decoded
  }
}

const NOT_READ: unique symbol = Symbol('the type of an item that was not read')
