/** Every item of a table, page by page, whatever its model. */
import { decodeItem } from '../codec/decode-item.ts'
import { recognise } from '../codec/recognise.ts'
import { Unrecognised } from '../codec/unrecognised.ts'
import type { PlainRequest } from '../execute/send.ts'
import type { Session, SessionSource } from '../execute/session.ts'
import { assertScan } from '../query/check-option.ts'
import { type ReadCall, runFrom } from '../query/read-call.ts'
import { firstRequests } from '../query/read-runner.ts'
import { scanSegments } from '../query/read-scan.ts'
import { type Explanation, explainPlan } from '../read/explain.ts'
import { planTableScan } from '../read/plan-scan.ts'
import type { ScanOptions } from '../read/query-state.ts'
import { toPosition } from '../read/start-position.ts'
import type { Item } from '../wire/attribute-value.ts'
import { isOwnItem } from '../write/own-items.ts'

/** How to scan a table. An index gives items as it holds them: whole only where it projects all attributes. */
export interface TableScanOptions extends ScanOptions {
  /** Cursor of the same scan, from `onProgress`. */
  readonly startAfter?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** A scan of a whole table. Nothing is sent before iteration; iterating twice sends twice. */
export interface TableScan extends AsyncIterable<unknown> {
  /** All items at once: instances, and `Unrecognised` for items of no model. */
  all(): Promise<unknown[]>
  /** The first request of every segment, as frozen wire JSON. */
  toRequests(): readonly PlainRequest[]
  /** What would be sent, and what it is expected to cost. */
  explain(): Explanation<PlainRequest>
}

/** @throws {QueryError} `query.option` */
export const createTableScan = (source: SessionSource, given: TableScanOptions = {}): TableScan => {
  const options = { ...assertScan(given), startAfter: given.startAfter, signal: given.signal }
  const iterate = async function* (): AsyncGenerator<unknown> {
    const call = toCall(source.current(), options)
    const { session, plan } = call
    const run = runFrom(call, toPosition(plan, options.startAfter, session.cursorSecret))
    const collect = async (items: readonly Item[]) =>
      ownedByModels(session, items).map((item) => {
        const model = recognise(session.table, item)
        return {
          item,
          result: model === undefined ? new Unrecognised(item) : model.hydrate(decodeItem(model, item), item),
        }
      })
    const scan = scanSegments(call, { run, collect, selective: false, onProgress: options.onProgress })
    for await (const { result } of scan.entries) yield result
  }
  return {
    [Symbol.asyncIterator]: iterate,
    all: async () => {
      const items: unknown[] = []
      for await (const item of iterate()) items.push(item)
      return items
    },
    toRequests: () => firstRequests(toCall(source.current(), options)),
    explain: () => {
      const call = toCall(source.current(), options)
      return explainPlan(call.plan, { requests: firstRequests(call), predicates: 0, options: call.options })
    },
  }
}

/** Markers and history are the library's own. */
const ownedByModels = ({ table }: Session, items: readonly Item[]): readonly Item[] =>
  items.filter((item) => !isOwnItem(table, item))

const toCall = (session: Session, { startAfter, signal, ...scan }: TableScanOptions): ReadCall<undefined> => ({
  ...{ session, plan: planTableScan(session.table, { ...scan, segments: scan.segments ?? 1 }), predicates: [] },
  options: { limit: undefined, pageSize: undefined, reverse: false, consistent: false, start: startAfter, signal },
  convert: () => undefined,
})
