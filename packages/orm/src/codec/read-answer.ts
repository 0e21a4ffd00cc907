/**
 * The text of an answer → its items, read on the way. Whatever is not as DynamoDB writes it takes the way through
 * `JSON.parse`, with the same result.
 */

import { isWellFormedText } from '../util/well-formed.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { Bytes } from '../wire/bytes.ts'
import type { BatchGetItemOutput, GetItemOutput, WriteOutput } from '../wire/request.ts'
import { CLOSE_LIST, CLOSE_MAP, COMMA, OPEN_LIST, OPEN_MAP, UNEXPECTED, WireScanner } from '../wire/wire-scanner.ts'
import { type Candidates, ListReader } from './list-reader.ts'
import { ReadItem } from './read-item.ts'

/** What GetItem answers. */
export type ReadGet = Omit<GetItemOutput, 'Item'> & { readonly Item?: ReadItem }
/** What a write answers. */
export type ReadWrite = Omit<WriteOutput, 'Attributes'> & { readonly Attributes?: ReadItem }
/** What BatchGetItem answers. */
export type ReadBatch = Omit<BatchGetItemOutput, 'Responses'> & {
  readonly Responses?: Readonly<Record<string, readonly ReadItem[]>>
}

/** An answer's text, with its bytes where they are at hand; then the text may have to be made of them, at its first look. */
export interface AnswerText {
  readonly body: string
  readonly bytes?: Bytes | undefined
}

/**
 * The answer of GetItem.
 *
 * @param candidates `undefined`: items are not read, as they are not whole
 * @throws {SyntaxError} if the text is not JSON, or no answer
 */
export const readGet = (answer: AnswerText, candidates: Candidates | undefined): ReadGet =>
  readAnswer(answer, candidates, getMember)

/** The same for BatchGetItem. */
export const readBatch = (answer: AnswerText, candidates: Candidates | undefined): ReadBatch =>
  readAnswer(answer, candidates, batchMember)

/** The same for writes, which answer with the item as it is or was. */
export const readWrite = (answer: AnswerText, candidates: Candidates | undefined): ReadWrite =>
  readAnswer(answer, candidates, writeMember)

/** The member of an answer that holds items. */
interface ItemsMember<Stored> {
  readonly member: string
  /** Reads its value from the text. */
  scan(scanner: WireScanner, candidates: Candidates): unknown
  /** Makes the same of its parsed value. */
  wrap(stored: Stored): unknown
}

const readAnswer = <Stored>(
  given: AnswerText,
  candidates: Candidates | undefined,
  { member, scan, wrap }: ItemsMember<Stored>,
): object => {
  if (candidates !== undefined)
    try {
      const scanner = new WireScanner(given.bytes ?? bytesOf(given.body))
      const answer = scanObject(scanner, (name) => (name === member ? scan(scanner, candidates) : scanner.value()))
      // Only space may follow.
      if (scanner.next() === undefined) return answer
    } catch {
      // Whatever it was: what the text means is for JSON.parse to say.
    }
  const answer = asObject(JSON.parse(given.body))
  const stored = answer[member] as Stored | undefined
  return stored === undefined ? answer : { ...answer, [member]: wrap(stored) }
}

/** @throws {SyntaxError} if a value is no JSON object: a text that holds it in that place is no answer */
export const asObject = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new SyntaxError('An object was expected.')
}

const wrapped = (item: Item): ReadItem => new ReadItem(asObject(item) as Item)

/** Parsed items, one by one. @throws {SyntaxError} if these are none */
export function* wrapItems(items: unknown): Generator<ReadItem, void, undefined> {
  if (!Array.isArray(items)) throw new SyntaxError('A list of items was expected.')
  for (const item of items) yield wrapped(item as Item)
}

/** Half a surrogate pair has no bytes, so such a text is no answer to read. */
export const bytesOf = (text: string): Bytes => (isWellFormedText(text) ? Buffer.from(text) : Buffer.alloc(0))

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

const getMember: ItemsMember<Item> = {
  member: 'Item',
  scan: (scanner, candidates) => new ListReader(scanner, candidates).next(),
  wrap: wrapped,
}

const writeMember: ItemsMember<Item> = { ...getMember, member: 'Attributes' }

const batchMember: ItemsMember<Readonly<Record<string, readonly Item[]>>> = {
  member: 'Responses',
  scan: (scanner, candidates) => scanObject(scanner, () => readList(scanner, candidates)),
  wrap: (lists) =>
    Object.fromEntries(Object.entries(asObject(lists)).map(([table, items]) => [table, [...wrapItems(items)]])),
}
