/** Every item of a table, page by page, whatever its model. */
import { decodeItem } from '../codec/decode-item.ts'
import { recognise } from '../codec/recognise.ts'
import { type PlainRequest, send, toRequest } from '../execute/send.ts'
import type { SessionSource } from '../execute/session.ts'
import type { Item } from '../wire/attribute-value.ts'
import type { Operation, PageOutput } from '../wire/request.ts'
import { Unrecognised } from './unrecognised.ts'

/** A scan of a whole table. Nothing is sent before iteration; iterating twice sends twice. */
export interface TableScan extends AsyncIterable<unknown> {
  /** All items at once: instances, and `Unrecognised` for items of no model. */
  all(): Promise<unknown[]>
  /** The first request, as frozen wire JSON. */
  toRequests(): readonly PlainRequest[]
}

export const createTableScan = (source: SessionSource): TableScan => {
  const operation = (start: Item | undefined): Operation => ({
    name: 'Scan',
    input: { TableName: source.current().tableName, ...(start && { ExclusiveStartKey: start }) },
  })
  const iterate = async function* (): AsyncGenerator<unknown> {
    const session = source.current()
    let start: Item | undefined
    do {
      const page: PageOutput = await send(session, operation(start))
      for (const item of page.Items ?? []) {
        const model = recognise(session.table, item)
        yield model === undefined ? new Unrecognised(item) : model.hydrate(decodeItem(model, item), item)
      }
      start = page.LastEvaluatedKey
    } while (start !== undefined)
  }
  return {
    [Symbol.asyncIterator]: iterate,
    all: async () => {
      const items: unknown[] = []
      for await (const item of iterate()) items.push(item)
      return items
    },
    toRequests: () => [toRequest(operation(undefined))],
  }
}
