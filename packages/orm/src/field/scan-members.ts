/** Members of a map, read from the text of the wire: found by the bytes of their names, without making strings of them. */
import { CLOSE_MAP, COMMA, OPEN_MAP, QUOTE, TYPE_M, toBytes, type WireScanner } from '../wire/wire-scanner.ts'
import { setMember } from './member.ts'

/** A member that is read, or one that is skipped. */
export interface ScannedMember {
  /** The stored name as JSON, with the colon. */
  readonly quoted: Uint8Array
  /** Reads the member's value; `undefined`: it is skipped. */
  readonly scan: ((scanner: WireScanner) => unknown) | undefined
  /** Where the value goes. */
  readonly slot: number
  /** The member that came behind it last time. */
  next: ScannedMember | undefined
  /** Another member whose name has the same mark. */
  alike: ScannedMember | undefined
}

export const scannedMember = (attribute: string, slot: number, scan: ScannedMember['scan']): ScannedMember => {
  const quoted = toBytes(`${JSON.stringify(attribute)}:`)
  return { quoted, scan, slot, next: undefined, alike: undefined }
}

/** Finds the members of one kind of map. */
export class MemberFinder {
  readonly #byName: ReadonlyMap<string, ScannedMember>
  readonly #unknown: ScannedMember['scan']
  /** Members without a name of their own here, as far as they are worth remembering. */
  readonly #others = new Map<string, ScannedMember>()
  /** All that are known, by the mark of the name. A power of two, so that a mark is cut to its size. */
  readonly #byMark: (ScannedMember | undefined)[]
  /** Stands before the first member. */
  readonly head: ScannedMember

  /** @param unknown reads members that have no name here; default: they are skipped */
  constructor(byName: ReadonlyMap<string, ScannedMember>, unknown?: ScannedMember['scan']) {
    this.#byName = byName
    this.#unknown = unknown
    this.#byMark = new Array(2 ** Math.ceil(Math.log2(byName.size * 2 + 8))).fill(undefined)
    this.head = scannedMember('', -1, undefined)
    for (const member of byName.values()) this.#mark(member)
  }

  /** Takes the name of the member behind another, and gives the member. */
  take(scanner: WireScanner, previous: ScannedMember): ScannedMember {
    const guess = previous.next
    if (guess !== undefined && scanner.takeText(guess.quoted)) return guess
    let found = this.#byMark[this.#markAt(scanner.bytes, scanner.at)]
    while (found !== undefined && !scanner.takeText(found.quoted)) found = found.alike
    if (found === undefined) return this.#takeName(scanner)
    previous.next = found
    return found
  }

  /** The same of a name that is new, or written in another way. */
  #takeName(scanner: WireScanner): ScannedMember {
    const name = scanner.name()
    return this.#byName.get(name) ?? this.#others.get(name) ?? this.#remember(name)
  }

  /** Names can be long, and maps can have very many: of those, only some are remembered. */
  #remember(name: string): ScannedMember {
    const member = scannedMember(name, -1, this.#unknown)
    if (this.#others.size < MOST_OTHERS && name.length <= LONGEST_OTHER) {
      // A copy, as the name may be a part of a longer text.
      this.#others.set(Buffer.from(name).toString(), member)
      this.#mark(member)
    }
    return member
  }

  #mark(member: ScannedMember): void {
    const mark = this.#markAt(member.quoted, 0)
    member.alike = this.#byMark[mark]
    this.#byMark[mark] = member
  }

  /** A number that two names rarely share: of the length, the first byte, the last, and one between. */
  #markAt(bytes: Uint8Array, at: number): number {
    const start = at + 1
    const limit = at + LONGEST_OTHER
    let end = start
    while (bytes[end] !== QUOTE && end < limit) end++
    const between = bytes[(start + end) >> 1] as number
    const sum = (bytes[start] as number) + 5 * (bytes[end - 1] as number) + 13 * between + 29 * (end - start)
    return sum & (this.#byMark.length - 1)
  }
}

const MOST_OTHERS = 100
const LONGEST_OTHER = 256

/** Reads `{ … }` into slots; members without a slot are skipped. Of a name that comes twice, the last counts. */
export const scanMembers = (scanner: WireScanner, finder: MemberFinder, slots: unknown[]): void => {
  scanner.take(OPEN_MAP)
  if (scanner.takeIf(CLOSE_MAP)) return
  let member = finder.head
  do {
    member = finder.take(scanner, member)
    const { scan, slot } = member
    if (scan === undefined) scanner.skip()
    else slots[slot] = scan(scanner)
  } while (scanner.takeIf(COMMA))
  scanner.take(CLOSE_MAP)
}

/** Reads an M whose members have any names. */
export const scanNamed = (scanner: WireScanner, scan: () => unknown): object => {
  const out = {}
  scanner.open(TYPE_M)
  scanner.take(OPEN_MAP)
  if (!scanner.takeIf(CLOSE_MAP)) {
    do setMember(out, scanner.name(), scan())
    while (scanner.takeIf(COMMA))
    scanner.take(CLOSE_MAP)
  }
  scanner.take(CLOSE_MAP)
  return out
}
