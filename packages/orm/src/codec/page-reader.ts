/**
 * A page of a query or a scan, whose items are read out of its text as they are asked for: those that nobody holds on to
 * are gone before the next ones are made, and a page costs the memory of its text.
 *
 * What is not as DynamoDB writes it takes the way through `JSON.parse` from there on, with the same result.
 */
import type { PageOutput } from '../wire/request.ts'
import { CLOSE_LIST, CLOSE_MAP, COMMA, OPEN_LIST, OPEN_MAP, UNEXPECTED, WireScanner } from '../wire/wire-scanner.ts'
import { type Candidates, ListReader, PartReader } from './list-reader.ts'
import { type AnswerText, asObject, bytesOf, wrapItems } from './read-answer.ts'
import type { ReadItem } from './read-item.ts'

/** What a page says beside its items. */
export type PageRest = Omit<PageOutput, 'Items'>

/** Items, then what stands beside them. */
export type PageSource = Iterator<ReadItem, PageRest | undefined, undefined>

/** What a page came with. */
export interface PageAnswer {
  /** What to throw where reading fails. */
  toError(error: unknown): unknown
  /** Called when all is read. */
  release(): void
}

export class PageReader {
  /** `undefined` once all is read, as it holds the page's text. */
  #source: PageSource | undefined
  #answer: PageAnswer | undefined
  #rest: PageRest | undefined
  /** Items that were read and not given, the first one last. */
  #ahead: ReadItem[] = []
  #count = 0

  constructor(source: PageSource, answer?: PageAnswer) {
    this.#source = source
    this.#answer = answer
  }

  /** Items read so far. */
  get count(): number {
    return this.#count
  }

  /**
   * The next item; `undefined` at the end.
   *
   * @throws {SyntaxError} where the text is not JSON, or no answer; what stands before that was given
   */
  next(): ReadItem | undefined {
    return this.#ahead.pop() ?? this.#read()
  }

  /**
   * What the page says beside its items. Reads it to its end; items that were not given still are.
   *
   * @throws {SyntaxError} if the text is not JSON, or no answer
   */
  rest(): PageRest {
    if (this.#source !== undefined) {
      const ahead: ReadItem[] = []
      for (let item = this.next(); item !== undefined; item = this.next()) ahead.push(item)
      this.#ahead = ahead.reverse()
    }
    return this.#rest ?? {}
  }

  #read(): ReadItem | undefined {
    if (this.#source === undefined) return undefined
    let next: IteratorResult<ReadItem, PageRest | undefined>
    try {
      next = this.#source.next()
    } catch (error) {
      throw this.#answer === undefined ? error : this.#answer.toError(error)
    }
    if (!next.done) {
      this.#count++
      return next.value
    }
    this.#source = undefined
    this.#rest = next.value
    this.#answer?.release()
    this.#answer = undefined
    return undefined
  }
}

/**
 * The items of an answer's text, each read when it is asked for.
 *
 * @param candidates `undefined`: items are not whole, and only parsed
 */
export function* readPage(
  answer: AnswerText,
  candidates: Candidates | undefined,
): Generator<ReadItem, PageRest, undefined> {
  const bytes = answer.bytes ?? bytesOf(answer.body)
  const rest: Record<string, unknown> = {}
  /** Where the last item that was given ends. */
  let end = 0
  try {
    const scanner = new WireScanner(bytes)
    let reader: ListReader | PartReader | undefined
    scanner.take(OPEN_MAP)
    if (!scanner.takeIf(CLOSE_MAP)) {
      do {
        const name = scanner.name()
        // Which of two counts, and what assigning to this name would do, is for JSON.parse to say.
        if (name === '__proto__' || Object.hasOwn(rest, name)) throw UNEXPECTED
        if (name !== 'Items') {
          rest[name] = scanner.value()
          continue
        }
        if (reader !== undefined) throw UNEXPECTED
        reader = candidates === undefined ? new PartReader(scanner) : new ListReader(scanner, candidates)
        scanner.take(OPEN_LIST)
        if (scanner.takeIf(CLOSE_LIST)) continue
        do {
          const item = reader.next()
          end = scanner.at
          yield item
        } while (scanner.takeIf(COMMA))
        scanner.take(CLOSE_LIST)
      } while (scanner.takeIf(COMMA))
      scanner.take(CLOSE_MAP)
    }
    // Only space may follow.
    if (scanner.next() === undefined) return rest
  } catch {
    // Whatever it was: what the text means is for JSON.parse to say.
  }
  return end === 0 ? yield* parsePage(answer.body) : { ...rest, ...(yield* parseOn(bytes.toString('utf8', end))) }
}

function* parsePage(text: string): Generator<ReadItem, PageRest, undefined> {
  const { Items, ...rest } = asObject(JSON.parse(text))
  if (Items !== undefined) yield* wrapItems(Items)
  return rest
}

/** The same of what follows an item. */
function* parseOn(text: string): Generator<ReadItem, PageRest, undefined> {
  const { Items, ...rest } = asObject(JSON.parse(`{"Items":["${GIVEN}"${text}`))
  // Of two lists the last counts, and items of the first were given.
  if (!Array.isArray(Items) || Items[0] !== GIVEN) throw new SyntaxError('One list of items was expected.')
  yield* wrapItems(Items.slice(1))
  return rest
}

/** Stands for items that were given. */
const GIVEN = 'items that were read'
