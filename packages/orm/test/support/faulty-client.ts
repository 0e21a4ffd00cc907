/** A client over the shared engine that records requests and lets a test come between. Test code only. */

import { sharedEngine } from '../../src/testing/shared-engine.ts'
import type { Transport, TransportResponse } from '../../src/transport/transport.ts'

/** One request as it was sent. */
export interface SentRequest {
  readonly operation: string
  readonly input: {
    readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Record<string, unknown>[] }>>
    readonly [member: string]: unknown
  }
}

/** Comes between a request and the engine. */
export type Fault = (request: SentRequest, next: () => Promise<TransportResponse>) => Promise<TransportResponse>

/** The client and what it recorded. */
export interface FaultyClient {
  readonly client: Transport
  readonly sent: SentRequest[]
  fault: Fault | undefined
  /** Forgets requests and fault. */
  reset(): void
  /** Names of the operations sent. */
  operations(): string[]
  /** Numbers of keys of the batches sent. */
  batchSizes(): number[]
}

export const createFaultyClient = (): FaultyClient => {
  const sent: SentRequest[] = []
  const faulty: FaultyClient = {
    sent,
    fault: undefined,
    client: {
      send: async (operation, body, options) => {
        const request: SentRequest = { operation, input: JSON.parse(body) }
        sent.push(request)
        const next = async () => (await sharedEngine()).client.send(operation, body, options)
        return faulty.fault === undefined ? next() : faulty.fault(request, next)
      },
    },
    reset: () => {
      sent.length = 0
      faulty.fault = undefined
    },
    operations: () => sent.map(({ operation }) => operation),
    batchSizes: () => sent.map(({ input }) => Object.values(input.RequestItems ?? {})[0]?.Keys.length ?? 0),
  }
  return faulty
}

/** The engine's answer to a BatchGetItem without the keys that `drop` names: those come back unprocessed. */
export const unprocessed = async (
  request: SentRequest,
  next: () => Promise<TransportResponse>,
  drop: (index: number) => boolean,
): Promise<TransportResponse> => {
  const response = await next()
  const body = JSON.parse(response.body)
  for (const [table, { Keys }] of Object.entries(request.input.RequestItems ?? {})) {
    const left = Keys.filter((_, index) => drop(index))
    if (left.length === 0) continue
    const texts = new Set(left.map((key) => JSON.stringify(key)))
    body.Responses[table] = body.Responses[table].filter(
      ({ PK, SK }: Record<string, unknown>) => !texts.has(JSON.stringify({ PK, SK })),
    )
    body.UnprocessedKeys = { [table]: { Keys: left } }
  }
  return { ...response, body: JSON.stringify(body) }
}
