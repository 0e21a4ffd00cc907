/** Answers that keep their bytes for those who read bytes; text is made of them when someone reads it. */
import type { TransportResponse } from './transport.ts'

/** What is known of an answer beside its body. */
export type ResponseFacts = Omit<TransportResponse, 'body'>

/** Makes an answer. A copy of it, or one whose text was replaced, has no bytes: they would not be those of its text. */
export const toResponse = (facts: ResponseFacts, bytes: Buffer, release?: () => void): TransportResponse =>
  new Answer(facts, bytes, release)

/** The bytes of an answer's text; `undefined` where they are not at hand. */
export const bytesOf = (response: TransportResponse): Buffer | undefined => Answer.bytesOf(response)

/** Gives the bytes of an answer up for others: only for who knows that nobody else has the answer. It has no text after. */
export const releaseBytes = (response: TransportResponse): void => Answer.release(response)

/** Keeps its bytes to itself: a map from answers to bytes would keep them both alive until the next full collection. */
class Answer implements TransportResponse {
  readonly status: number
  declare body: string
  readonly requestId: string | undefined
  readonly attempts: number | undefined
  declare readonly uncertain?: boolean
  #bytes: Buffer | undefined
  #text: string | undefined
  #release: (() => void) | undefined

  constructor({ status, requestId, attempts, uncertain }: ResponseFacts, bytes: Buffer, release?: () => void) {
    this.status = status
    this.requestId = requestId
    this.attempts = attempts
    // Only where it is so, as of any answer.
    if (uncertain) this.uncertain = true
    this.#bytes = bytes
    this.#release = release
    Object.defineProperty(this, 'body', Answer.#body)
  }

  static bytesOf(response: TransportResponse): Buffer | undefined {
    return #bytes in response ? response.#bytes : undefined
  }

  static release(response: TransportResponse): void {
    if (!(#bytes in response) || response.#release === undefined) return
    const release = response.#release
    response.#release = undefined
    response.#bytes = undefined
    release()
  }

  /** A member of each answer's own, so that `{ ...response }` has the text, too. */
  static readonly #body: PropertyDescriptor & ThisType<Answer> = {
    get() {
      this.#text ??= this.#bytes?.toString('utf8')
      return this.#text
    },
    set(text: string) {
      this.#text = text
      this.#bytes = undefined
    },
    enumerable: true,
    configurable: true,
  }
}
