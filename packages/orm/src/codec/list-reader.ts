/** Items of an answer, one after the other, each read by the model that it names. */
import { MemberFinder, scanMembers, scannedMember } from '../field/scan-members.ts'
import type { ModelSpec } from '../schema/model-spec.ts'
import type { Item } from '../wire/attribute-value.ts'
import { OPEN_MAP, QUOTE, TYPE_S, UNEXPECTED, type WireScanner } from '../wire/wire-scanner.ts'
import { type ItemReader, OtherType, readerOf } from './item-reader.ts'
import { ReadItem, type Reading } from './read-item.ts'

/** The candidates for items of a model and of those that extend it, or of several. */
export const candidatesFor = (models: readonly ModelSpec[]): Candidates => {
  const [first = models] = models
  const owner = models.length === 1 ? first : models
  const known = cached.get(owner)
  // Models may be added and extended later.
  const types = models.reduce((count, model) => count + model.types.size, 0)
  if (known?.types === types) return known.candidates
  const candidates = new Candidates(models)
  cached.set(owner, { types, candidates })
  return candidates
}

/** By model, or by the list of several. */
const cached = new WeakMap<object, { readonly types: number; readonly candidates: Candidates }>()

/** The models whose items are expected. */
export class Candidates {
  readonly byType = new Map<string, ItemReader>()
  readonly first: ItemReader | undefined
  /** What stands before the type in an item's text; `undefined` where none is stored. */
  readonly mark: string | undefined
  readonly #types: MemberFinder

  constructor(models: readonly ModelSpec[]) {
    for (const model of models)
      for (const type of model.types) {
        const heir = type === model.type ? model : model.table.models.find((other) => other.type === type)
        if (heir !== undefined && !this.byType.has(type)) this.byType.set(type, readerOf(heir))
      }
    ;[this.first] = this.byType.values()
    const attribute = models[0]?.table.typeAttribute
    this.mark = attribute === undefined ? undefined : `${JSON.stringify(attribute)}:{"S":"`
    const members = attribute === undefined ? [] : [[attribute, scannedMember(attribute, 0, textOf)] as const]
    this.#types = new MemberFinder(new Map(members))
  }

  /** Reads the type of the item that comes next; its fields are skipped. */
  typeOf(scanner: WireScanner): string | undefined {
    const slots: (string | undefined)[] = [undefined]
    scanMembers(scanner, this.#types, slots)
    return slots[0]
  }
}

const textOf = (scanner: WireScanner): string => scanner.textOf(TYPE_S)

export class ListReader {
  readonly #scanner: WireScanner
  readonly #candidates: Candidates
  #reader: ItemReader | undefined
  /** Bytes of the item before. */
  #length = 0
  /** Whether items of other types than the one before are to be expected. */
  #isMixed: boolean
  /** Where the next type stands. */
  #mark = -1

  constructor(scanner: WireScanner, candidates: Candidates) {
    this.#scanner = scanner
    this.#candidates = candidates
    this.#reader = candidates.first
    this.#isMixed = candidates.byType.size > 1
  }

  /**
   * Reads the item that comes next.
   *
   * @throws UNEXPECTED if it is no JSON object
   */
  next(): ReadItem {
    const scanner = this.#scanner
    if (scanner.next() !== OPEN_MAP) throw UNEXPECTED
    const { at } = scanner
    scanner.prepare(at, this.#length)
    const reading = this.#read()
    if (reading === undefined) {
      scanner.at = at
      return parseItem(scanner)
    }
    this.#length = scanner.at - at
    return new ReadItem(scanner.cut(at, scanner.at), reading, 'bytes')
  }

  #read(): Reading | undefined {
    const scanner = this.#scanner
    const { at } = scanner
    let reader = this.#guess()
    try {
      for (let tries = 0; reader !== undefined; tries++) {
        try {
          const decoded = reader.read(scanner)
          this.#reader = reader
          return { type: decoded.hasType ? reader.spec.type : undefined, reader, decoded }
        } catch (error) {
          if (!(error instanceof OtherType) || tries > 0) return undefined
          this.#isMixed = true
          scanner.at = at
          reader = this.#candidates.byType.get(error.type)
        }
      }
      return { type: this.#candidates.typeOf(scanner) }
    } catch {
      return undefined
    }
  }

  /** Of mixed items, the model that the next type in the text names, which need not be this item's; else the last. */
  #guess(): ItemReader | undefined {
    const { mark, byType } = this.#candidates
    if (mark === undefined || !this.#isMixed) return this.#reader
    const { bytes, at } = this.#scanner
    if (this.#mark < at) {
      const found = bytes.indexOf(mark, at, 'latin1')
      this.#mark = found === -1 ? bytes.length : found
    }
    if (this.#mark === bytes.length) return this.#reader
    const start = this.#mark + mark.length
    return byType.get(bytes.toString('utf8', start, bytes.indexOf(QUOTE, start)))
  }
}

/** Items that are not whole, parsed one by one. */
export class PartReader {
  readonly #scanner: WireScanner

  constructor(scanner: WireScanner) {
    this.#scanner = scanner
  }

  /** Reads the item that comes next. @throws UNEXPECTED if it is no JSON object */
  next(): ReadItem {
    if (this.#scanner.next() !== OPEN_MAP) throw UNEXPECTED
    return parseItem(this.#scanner)
  }
}

const parseItem = (scanner: WireScanner): ReadItem => new ReadItem(scanner.value() as Item)
