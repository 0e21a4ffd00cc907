/** Members of a map, read from the text of the wire: found by name; the guess is what followed the same member last time. */
import { CLOSE_MAP, COMMA, OPEN_MAP, TYPE_M, toBytes, type WireScanner } from '../wire/wire-scanner.ts'
import { setMember } from './member.ts'

/** A member that is read, or one that is skipped. */
export interface ScannedMember {
  /** The stored name as JSON, with the colon. */
  readonly quoted: Uint8Array
  /** Its bytes, by OR. */
  readonly seen: number
  /** Reads the member's value; `undefined`: it is skipped. */
  readonly scan: ((scanner: WireScanner) => unknown) | undefined
  /** Where the value goes. */
  readonly slot: number
  /** The member that came behind it last time. */
  next: ScannedMember | undefined
}

export const scannedMember = (attribute: string, slot: number, scan: ScannedMember['scan']): ScannedMember => {
  const quoted = toBytes(`${JSON.stringify(attribute)}:`)
  return { quoted, seen: quoted.reduce((seen, byte) => seen | byte), scan, slot, next: undefined }
}

/** Finds the members of one kind of map. */
export class MemberFinder {
  readonly #byName: ReadonlyMap<string, ScannedMember>
  readonly #unknown: ScannedMember['scan']
  /** Members without a name of their own here, as far as they are worth remembering. */
  readonly #others = new Map<string, ScannedMember>()
  /** Stands before the first member. */
  readonly head: ScannedMember

  /** @param unknown reads members that have no name here; default: they are skipped */
  constructor(byName: ReadonlyMap<string, ScannedMember>, unknown?: ScannedMember['scan']) {
    this.#byName = byName
    this.#unknown = unknown
    this.head = scannedMember('', -1, undefined)
  }

  /** Takes the name of the member behind another, and gives the member. */
  take(scanner: WireScanner, previous: ScannedMember): ScannedMember {
    const guess = previous.next
    if (guess !== undefined && scanner.takeText(guess.quoted)) {
      scanner.seen |= guess.seen
      return guess
    }
    const name = scanner.name()
    const found = this.#byName.get(name) ?? this.#others.get(name) ?? this.#remember(name)
    // Whatever is linked is kept.
    if (found !== undefined) previous.next = found
    return found ?? scannedMember(name, -1, this.#unknown)
  }

  /** Names can be long, and maps can have very many: of those, only some are remembered. */
  #remember(name: string): ScannedMember | undefined {
    if (this.#others.size >= MOST_OTHERS || name.length > LONGEST_OTHER) return undefined
    const member = scannedMember(name, -1, this.#unknown)
    // A copy, as the name may be a part of a longer text.
    this.#others.set(Buffer.from(name).toString(), member)
    return member
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
