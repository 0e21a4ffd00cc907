/** Answers that are torn, or that hold a wrong item, behind items that are good: every kind of read ends with the error. */
import { f, type RequestError, Table, type Transport } from 'single-table-orm'
import { expect, test } from 'vitest'

/** What the network answers, by turns. */
let answers: string[] = []
const sent: string[] = []
const client: Transport = {
  send: async (operation, _body) => {
    sent.push(operation)
    return { status: 200, body: answers.shift() ?? '{"Count":0,"Items":[]}', requestId: 'r1' }
  },
}
const table = new Table({ name: 'torn', client, indexes: { gsi1: { pk: 'GSI1PK', sk: 'GSI1SK' } } })
class Note extends table.Model<Note>()('Note', {
  fields: { book: f.string(), id: f.integer().min(0).max(999) },
  keys: {
    primary: { pk: 'BOOK#{book}', sk: 'NOTE#{id}' },
    spread: { index: 'gsi1', pk: 'ALL', sk: '{id}', shards: 1 },
  },
}) {}
class Book extends table.Model<Book>()('Book', {
  fields: { book: f.string() },
  keys: { primary: { pk: 'BOOK#{book}', sk: 'BOOK' } },
}) {}

const itemText = (id: number): string => {
  const no = String(id).padStart(3, '0')
  return `{"PK":{"S":"BOOK#b"},"SK":{"S":"NOTE#${no}"},"GSI1PK":{"S":"ALL#0"},"GSI1SK":{"S":"${no}"},"_type":{"S":"Note"},"book":{"S":"b"},"id":{"N":"${id}"}}`
}
const GOOD = 40
const items = Array.from({ length: GOOD }, (_, id) => itemText(id))
const wrong = itemText(GOOD).replace('{"N":"40"}', '{"S":"forty"}')

const kinds: Readonly<
  Record<
    string,
    () => AsyncIterable<unknown> & {
      all(): Promise<unknown>
      first(): Promise<unknown>
      limit(count: number): { all(): Promise<unknown> }
    }
  >
> = {
  'a query': () => Note.objects.using({ book: 'b' }),
  'plain values': () => Note.objects.using({ book: 'b' }).values(),
  shards: () => Note.objects.by('spread', {}),
  segments: () => Note.objects.scan({ segments: 1 }),
  everything: () => table.scan(),
  'a collection': () => table.collection(Book, Note).using({ book: 'b' }),
}

const iterate = async (read: AsyncIterable<unknown>) => {
  const found: unknown[] = []
  const error = await (async () => {
    for await (const { id } of read as AsyncIterable<Note>) found.push(id)
  })().catch((thrown: unknown) => thrown)
  return { found, error: error as RequestError }
}

const torn: Readonly<Record<string, readonly [text: string, good: number]>> = {
  'within the first item': ['{"Items":[{"PK":{"S":"BOOK', 0],
  'within an item': [`{"Items":[${items}`.slice(0, -10), GOOD - 1],
  'behind the items': [`{"Items":[${items}]`, GOOD],
  'behind everything': [`{"Items":[${items}]}}`, GOOD],
}

for (const [kind, read] of Object.entries(kinds)) {
  test.each(Object.entries(torn))(
    `${kind}: an answer that is torn %s is corrupt, whoever reads it`,
    async (_, [text, good]) => {
      answers = [text]
      const { found, error } = await iterate(read())
      // What came before the tear was handed out.
      expect(found).toEqual(Array.from({ length: good }, (_, id) => id))
      expect(error).toMatchObject({ code: 'request.corrupt', requestId: 'r1' })
      expect(error.cause).toBeInstanceOf(SyntaxError)
      for (const end of [
        () => read().all(),
        () => read().first(),
        () => read().limit(3).all(),
        () => read().limit(16).all(),
      ]) {
        answers = [text]
        await expect(end()).rejects.toMatchObject({ code: 'request.corrupt' })
      }
    },
  )

  test(`${kind}: an item of a wrong type ends the read where it stands, and nothing more is sent`, async () => {
    const text = `{"Items":[${[...items, wrong, ...items]}],"LastEvaluatedKey":{"PK":{"S":"BOOK#b"},"SK":{"S":"x"},"GSI1PK":{"S":"ALL#0"},"GSI1SK":{"S":"x"}}}`
    answers = [text]
    sent.length = 0
    const { found, error } = await iterate(read())
    expect(found).toEqual(Array.from({ length: GOOD }, (_, id) => id))
    expect(error).toMatchObject({ code: 'decode.type' })
    expect(sent).toHaveLength(1)
    answers = [text]
    await expect(read().all()).rejects.toMatchObject({ code: 'decode.type' })
    answers = [text]
    await expect(read().limit(60).all()).rejects.toMatchObject({ code: 'decode.type' })
  })
}
