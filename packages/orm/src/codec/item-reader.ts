/**
 * Items of one model straight from text: what `decodeItem` gives for them, or a throw of anything, and then `decodeItem`
 * decides. Compiled once a model, without generating code.
 */
import type { FieldEntry } from '../field/field-spec.ts'
import { MemberFinder, type ScannedMember, scanMembers, scannedMember } from '../field/scan-members.ts'
import { scanText } from '../field/string-field.ts'
import type { DecodedItem, KeyAttribute, ModelSpec } from '../schema/model-spec.ts'
import type { AttributeValue } from '../wire/attribute-value.ts'
import { TYPE_S, toBytes, UNEXPECTED, type WireScanner } from '../wire/wire-scanner.ts'
import { absentValue, decodeKeys } from './decode-item.ts'

/** A model's reader, made when the first item is read. */
export const readerOf = (spec: ModelSpec): ItemReader => {
  let reader = readers.get(spec)
  if (reader === undefined) {
    reader = new ItemReader(spec, spec.fields)
    readers.set(spec, reader)
  }
  return reader
}

const readers = new WeakMap<ModelSpec, ItemReader>()

/** Thrown for an item of another type, as soon as that is seen. */
export class OtherType {
  readonly type: string
  constructor(type: string) {
    this.type = type
  }
}

export class ItemReader {
  readonly spec: ModelSpec
  readonly #fields: readonly FieldEntry[]
  readonly #keys: readonly KeyAttribute[]
  readonly #keySlots: ReadonlyMap<string, number>
  readonly #finder: MemberFinder
  /** One slot for each field, one for the type, one for the text of each key attribute. */
  readonly #empty: readonly undefined[]
  readonly #typeSlot: number
  /** Whether keys hold a field, by slot. */
  readonly #inKeys: readonly boolean[]

  /** @param fields those to read */
  constructor(spec: ModelSpec, fields: readonly FieldEntry[]) {
    this.spec = spec
    this.#fields = fields
    this.#keys = spec.keyAttributes.filter(({ attribute }) => attribute !== spec.table.typeAttribute)
    this.#keySlots = new Map(this.#keys.map(({ attribute }, index) => [attribute, fields.length + 1 + index]))
    const inKeys = new Set(this.#keys.flatMap(({ codec }) => codec.fields))
    this.#inKeys = fields.map(({ name }) => inKeys.has(name))
    this.#typeSlot = fields.length
    this.#empty = Array.from({ length: fields.length + 1 + this.#keys.length }, () => undefined)
    this.#finder = new MemberFinder(this.#members(), spec.unknown === 'reject' ? refuse : undefined)
  }

  /**
   * Reads the item that comes next.
   *
   * @throws {OtherType} where the item names another type than the model's
   */
  read(scanner: WireScanner): DecodedItem & { readonly hasType: boolean } {
    const values: unknown[] = this.#empty.slice()
    scanMembers(scanner, this.#finder, values)
    const hasType = values[this.#typeSlot] !== undefined
    let defaulted: FieldEntry[] | undefined
    let keyed: Record<string, unknown> | undefined
    for (let slot = 0; slot < this.#typeSlot; slot++) {
      if (values[slot] !== undefined) continue
      const entry = this.#fields[slot] as FieldEntry
      if (this.#inKeys[slot]) {
        keyed ??= this.#decodeKeys(values)
        values[slot] = keyed[entry.name]
      }
      values[slot] ??= absentValue(entry)
      if (entry.spec.default !== undefined) {
        defaulted ??= []
        defaulted.push(entry)
      }
    }
    return { values, defaulted, hasType }
  }

  /** The text of a key attribute among what `read` gave; `undefined` if the item lacks it, or it is none. */
  keyText(values: readonly unknown[], attribute: string): string | undefined {
    const slot = this.#keySlots.get(attribute)
    return slot === undefined ? undefined : (values[slot] as string | undefined)
  }

  /** Whether a field that is stored under an attribute was read from it; `false` tells nothing. */
  hasField({ values, defaulted }: DecodedItem, attribute: string): boolean {
    const slot = this.#fields.findIndex((entry) => entry.attribute === attribute)
    const entry = this.#fields[slot]
    return entry !== undefined && !this.#inKeys[slot] && values[slot] !== undefined && !isFilled(entry, defaulted)
  }

  #members(): ReadonlyMap<string, ScannedMember> {
    const { spec } = this
    const members = new Map<string, ScannedMember>()
    const add = (attribute: string, slot: number, scan: ScannedMember['scan']): void => {
      members.set(attribute, scannedMember(attribute, slot, scan))
    }
    for (const attribute of spec.attributes) add(attribute, -1, undefined)
    for (const [slot, entry] of this.#fields.entries())
      if (!entry.spec.keyOnly) add(entry.attribute, slot, storedValue(entry))
    for (const [index, { attribute }] of this.#keys.entries()) add(attribute, this.#typeSlot + 1 + index, scanText)
    if (spec.table.typeAttribute !== undefined) add(spec.table.typeAttribute, this.#typeSlot, typeOf(spec))
    return members
  }

  #decodeKeys(values: readonly unknown[]): Record<string, unknown> {
    const item: Record<string, AttributeValue> = {}
    for (const { attribute } of this.#keys) {
      const text = this.keyText(values, attribute)
      if (text !== undefined) item[attribute] = { S: text }
    }
    return decodeKeys(this.spec, item)
  }
}

const isFilled = (entry: FieldEntry, defaulted: DecodedItem['defaulted']): boolean =>
  entry.spec.absent !== undefined || defaulted?.includes(entry) === true

const refuse = (): never => {
  throw UNEXPECTED
}

/** A stored value is never nothing: it would pass for an absent one. */
const storedValue =
  ({ spec: { scan } }: FieldEntry): NonNullable<ScannedMember['scan']> =>
  (scanner) => {
    const value = scan(scanner)
    if (value === undefined) throw UNEXPECTED
    return value
  }

const typeOf = ({ type }: ModelSpec): NonNullable<ScannedMember['scan']> => {
  const text = toBytes(JSON.stringify({ S: type }))
  return (scanner) => {
    if (scanner.takeText(text)) return type
    const found = scanner.textOf(TYPE_S)
    if (found !== type) throw new OtherType(found)
    return type
  }
}
