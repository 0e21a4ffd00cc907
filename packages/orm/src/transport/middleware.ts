/** Middleware: functions around every request, the first of the list outermost. An empty list costs nothing. */
import type { SendOptions, Transport, TransportResponse } from './transport.ts'

/** One request as middleware sees it. */
export interface MiddlewareRequest {
  /** Name of the API operation: `GetItem`, `Query`, … */
  readonly name: string
  /** The request, JSON text. */
  readonly body: string
  /** The request, parsed at the first look and frozen. */
  readonly input: Readonly<Record<string, unknown>>
  /** The model that the request serves, where it serves one. */
  readonly model: string | undefined
  /** The access pattern or index that the request uses, where it uses one. */
  readonly pattern: string | undefined
  readonly signal: AbortSignal | undefined
}

/**
 * Wraps a request. Call `next()` to send it on, retries included; calling it again sends it again. An error that it
 * throws reaches the caller as it is.
 *
 * @example Count requests
 * ```ts
 * const counts: Record<string, number> = {}
 * const count: Middleware = (operation, next) => {
 *   counts[operation.name] = (counts[operation.name] ?? 0) + 1
 *   return next()
 * }
 * ```
 */
export type Middleware = (
  operation: MiddlewareRequest,
  next: () => Promise<TransportResponse>,
) => Promise<TransportResponse>

/** A transport with middleware around it; the same transport where there is none. */
export const composeMiddleware = (transport: Transport, middlewares: readonly Middleware[]): Transport => {
  if (middlewares.length === 0) return transport
  const list = [...middlewares]
  const send = (operation: string, body: string, options?: SendOptions): Promise<TransportResponse> => {
    const request = new ObservedRequest(operation, body, options)
    const step = async (index: number): Promise<TransportResponse> => {
      const middleware = list[index]
      if (!middleware) return await transport.send(operation, body, options)
      return await middleware(request, () => step(index + 1))
    }
    return step(0)
  }
  return { send, ...(transport.close ? { close: () => transport.close?.() } : {}) }
}

class ObservedRequest implements MiddlewareRequest {
  readonly name: string
  readonly body: string
  readonly model: string | undefined
  readonly pattern: string | undefined
  readonly signal: AbortSignal | undefined
  #input: Readonly<Record<string, unknown>> | undefined

  constructor(name: string, body: string, options: SendOptions = {}) {
    this.name = name
    this.body = body
    this.model = options.model
    this.pattern = options.pattern
    this.signal = options.signal
  }

  get input(): Readonly<Record<string, unknown>> {
    this.#input ??= JSON.parse(this.body, (_name, value: unknown) => Object.freeze(value)) as Readonly<
      Record<string, unknown>
    >
    return this.#input
  }
}
