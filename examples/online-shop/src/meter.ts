/** A transport around another that asks DynamoDB what each read consumed, and keeps the requests for the printout. */
import type { Transport } from 'single-table-orm'

/** One request that was sent. */
export interface SentRequest {
  readonly operation: string
  /** The request as the library made it. */
  readonly input: Readonly<Record<string, unknown>>
  /** Read capacity units, as DynamoDB reports them; NaN where it does not. */
  readonly capacity: number
}

/** A transport with a memory. */
export interface Meter {
  readonly transport: Transport
  /** The reads sent since the last call. */
  take(): SentRequest[]
}

const reads: ReadonlySet<string> = new Set(['GetItem', 'Query'])

/** Wraps a transport; everything but reads goes through untouched. */
export const meter = (inner: Transport): Meter => {
  const sent: SentRequest[] = []
  const send: Transport['send'] = async (operation, body, options) => {
    if (!reads.has(operation)) return await inner.send(operation, body, options)
    const input = JSON.parse(body) as Record<string, unknown>
    const response = await inner.send(operation, JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' }), options)
    const { ConsumedCapacity } = JSON.parse(response.body) as { ConsumedCapacity?: { CapacityUnits?: number } }
    sent.push({ operation, input, capacity: ConsumedCapacity?.CapacityUnits ?? Number.NaN })
    return response
  }
  return { transport: { send }, take: () => sent.splice(0) }
}
