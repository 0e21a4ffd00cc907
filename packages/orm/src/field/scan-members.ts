/** Members of a map, read from the text of the wire: found by name, with the order of the map before as the guess. */
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
}

export const scannedMember = (attribute: string, slot: number, scan: ScannedMember['scan']): ScannedMember => {
  const quoted = toBytes(`${JSON.stringify(attribute)}:`)
  return { quoted, seen: quoted.reduce((seen, byte) => seen | byte), scan, slot }
}

/** Finds the members of one kind of map. */
export class MemberFinder {
  readonly #byName: ReadonlyMap<string, ScannedMember>
  readonly #guesses: ScannedMember[] = []

  readonly #unknown: ScannedMember['scan']

  /** @param unknown reads members that have no name here; default: they are skipped */
  constructor(byName: ReadonlyMap<string, ScannedMember>, unknown?: ScannedMember['scan']) {
    this.#byName = byName
    this.#unknown = unknown
  }

  /** Takes the name of the member at a position, and gives the member. */
  take(scanner: WireScanner, position: number): ScannedMember {
    const guess = this.#guesses[position]
    if (guess !== undefined && scanner.takeText(guess.quoted)) {
      scanner.seen |= guess.seen
      return guess
    }
    const name = scanner.name()
    const found = this.#byName.get(name) ?? scannedMember(name, -1, this.#unknown)
    if (position < MOST_GUESSES) this.#guesses[position] = found
    return found
  }
}

/** Enough for any declared map; a map of very many unknown members must not make the list long. */
const MOST_GUESSES = 200

/** Reads `{ … }` into slots; members without a slot are skipped. Of a name that comes twice, the last counts. */
export const scanMembers = (scanner: WireScanner, finder: MemberFinder, slots: unknown[]): void => {
  scanner.take(OPEN_MAP)
  if (scanner.takeIf(CLOSE_MAP)) return
  let position = 0
  do {
    const { scan, slot } = finder.take(scanner, position++)
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
