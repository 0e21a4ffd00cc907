/**
 * The text of an answer → its items, read on the way. Whatever is not as DynamoDB writes it takes the way through
 * `JSON.parse`, with the same result.
 */
import { isWellFormedText } from '../util/well-formed.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { BatchGetItemOutput, GetItemOutput, PageOutput } from '../wire/request.ts'
import { CLOSE_LIST, CLOSE_MAP, COMMA, OPEN_LIST, OPEN_MAP, UNEXPECTED, WireScanner } from '../wire/wire-scanner.ts'
import { type Candidates, ListReader } from './list-reader.ts'
import { ReadItem } from './read-item.ts'

/** A page of a query or a scan. */
export type ReadPage = Omit<PageOutput, 'Items'> & { readonly Items?: readonly ReadItem[] }
/** What GetItem answers. */
export type ReadGet = Omit<GetItemOutput, 'Item'> & { readonly Item?: ReadItem }
/** What BatchGetItem answers. */
export type ReadBatch = Omit<BatchGetItemOutput, 'Responses'> & {
  readonly Responses?: Readonly<Record<string, readonly ReadItem[]>>
}

/** An answer's text, with its bytes where they are at hand. */
export interface AnswerText {
  readonly body: string
  readonly bytes?: Buffer | undefined
}

/** @throws {SyntaxError} if the text is not JSON */
export const readPage = (text: AnswerText, candidates: Candidates): ReadPage =>
  readAnswer(text, {
    member: 'Items',
    scan: (scanner) => readList(scanner, candidates),
    wrap: (items: readonly Item[]) => items.map(wrapped),
  })

/** @throws {SyntaxError} if the text is not JSON */
export const readGet = (text: AnswerText, candidates: Candidates): ReadGet =>
  readAnswer(text, {
    member: 'Item',
    scan: (scanner) => new ListReader(scanner, candidates).next(),
    wrap: wrapped,
  })

/** @throws {SyntaxError} if the text is not JSON */
export const readBatch = (text: AnswerText, candidates: Candidates): ReadBatch =>
  readAnswer(text, {
    member: 'Responses',
    scan: (scanner) => scanObject(scanner, () => readList(scanner, candidates)),
    wrap: (lists: Readonly<Record<string, readonly Item[]>>) =>
      Object.fromEntries(Object.entries(lists).map(([table, items]) => [table, items.map(wrapped)])),
  })

/** The member of an answer that holds items. */
interface ItemsMember<Stored> {
  readonly member: string
  /** Reads its value from the text. */
  scan(scanner: WireScanner): unknown
  /** Makes the same of its parsed value. */
  wrap(stored: Stored): unknown
}

const readAnswer = <Stored>(
  { body, bytes = bytesOf(body) }: AnswerText,
  { member, scan, wrap }: ItemsMember<Stored>,
): object => {
  try {
    const scanner = new WireScanner(bytes)
    const answer = scanObject(scanner, (name) => (name === member ? scan(scanner) : scanner.value()))
    // Only space may follow.
    if (scanner.next() === undefined) return answer
  } catch {
    // Whatever it was: what the text means is for JSON.parse to say.
  }
  const answer = JSON.parse(body) as Readonly<Record<string, unknown>>
  const stored = answer[member] as Stored | undefined
  return stored === undefined ? answer : { ...answer, [member]: wrap(stored) }
}

/** Half a surrogate pair has no bytes, so such a text is no answer to read. */
const bytesOf = (text: string): Buffer => (isWellFormedText(text) ? Buffer.from(text) : Buffer.alloc(0))

const wrapped = (item: Item): ReadItem => new ReadItem(item)

const scanObject = (scanner: WireScanner, scan: (name: string) => unknown): object => {
  const out: Record<string, unknown> = {}
  scanner.take(OPEN_MAP)
  if (scanner.takeIf(CLOSE_MAP)) return out
  do {
    const name = scanner.name()
    // Which of two counts, and what assigning to this name would do, is for JSON.parse to say.
    if (name === '__proto__' || Object.hasOwn(out, name)) throw UNEXPECTED
    out[name] = scan(name)
  } while (scanner.takeIf(COMMA))
  scanner.take(CLOSE_MAP)
  return out
}

const readList = (scanner: WireScanner, candidates: Candidates): ReadItem[] => {
  const items: ReadItem[] = []
  const reader = new ListReader(scanner, candidates)
  scanner.take(OPEN_LIST)
  if (scanner.takeIf(CLOSE_LIST)) return items
  do {
    items.push(reader.next())
  } while (scanner.takeIf(COMMA))
  scanner.take(CLOSE_LIST)
  return items
}
