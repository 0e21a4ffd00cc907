/** The port: the one small interface between the library and a network. */

/** What a caller may say about one request. */
export interface SendOptions {
  /** Cancels the request, its retries and their pauses. */
  readonly signal?: AbortSignal | undefined
  /**
   * Whether a second copy of the request after an unknown outcome could apply its effect twice. The transport then
   * retries only failures that prove that nothing was applied (throttling, a refused connection). Default `true`.
   */
  readonly idempotent?: boolean | undefined
  /** Name of the model that the request serves; only middleware looks at it. */
  readonly model?: string | undefined
  /** Name of the access pattern or index that the request uses; only middleware looks at it. */
  readonly pattern?: string | undefined
}

/** What came back, for a status below 300. */
export interface TransportResponse {
  readonly status: number
  /** The body, JSON text. */
  readonly body: string
  readonly requestId?: string | undefined
  /** Requests sent, the first included. */
  readonly attempts?: number | undefined
  /** Whether an earlier one of them may have been applied, although no answer told so. */
  readonly uncertain?: boolean | undefined
}

/**
 * Sends one DynamoDB operation and gives the response, retries included.
 *
 * @throws {RequestError} for every failure, `Throttled` and `TableNotFound` included; `service` holds the exception's
 * name, and `body` its parsed JSON (cancellation reasons, the item of a failed condition).
 */
export interface Transport {
  /**
   * @param operation name of the API operation: `GetItem`, `Query`, …
   * @param body the request, JSON text
   */
  send(operation: string, body: string, options?: SendOptions): Promise<TransportResponse>
  /** Closes connections; a later `send` opens new ones. */
  close?(): void | Promise<void>
}
