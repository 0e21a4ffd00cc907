/** Answers that keep the bytes that their text was made of, for those who read bytes. */
import type { TransportResponse } from './transport.ts'

/** Makes an answer. A copy of it, or one whose text was replaced, has no bytes: they would not be those of its text. */
export const toResponse = (response: TransportResponse, bytes: Buffer): TransportResponse =>
  new BytesResponse(response, bytes)

/** The bytes of an answer's text; `undefined` where they are not at hand. */
export const bytesOf = (response: TransportResponse): Buffer | undefined => BytesResponse.bytesOf(response)

class BytesResponse implements TransportResponse {
  readonly status: number
  readonly body: string
  readonly requestId: string | undefined
  readonly attempts: number | undefined
  readonly uncertain: boolean | undefined
  readonly #bytes: Buffer
  readonly #text: string

  constructor({ status, body, requestId, attempts, uncertain }: TransportResponse, bytes: Buffer) {
    this.status = status
    this.body = body
    this.requestId = requestId
    this.attempts = attempts
    this.uncertain = uncertain
    this.#bytes = bytes
    this.#text = body
  }

  static bytesOf(response: TransportResponse): Buffer | undefined {
    return #bytes in response && response.#text === response.body ? response.#bytes : undefined
  }
}
