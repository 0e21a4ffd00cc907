/** The body of an answer, put together from its chunks: where its length is known, in place, so that no chunk is kept. */
import { giveBuffer, takeBuffer } from './spare-buffers.ts'

/** More than any answer of DynamoDB; a length beyond is not believed before the bytes are there. */
const MOST_BELIEVED = 32 * 1024 * 1024

export class Body {
  readonly #length: number | undefined
  /** Holds the bytes so far, where the length is known. */
  #whole: Buffer | undefined
  #filled = 0
  #chunks: Buffer[] = []

  /** @param contentLength the header */
  constructor(contentLength: string | undefined) {
    const length = Number(contentLength)
    this.#length = Number.isInteger(length) && length > 0 && length <= MOST_BELIEVED ? length : undefined
  }

  /** Adds what came next; bytes beyond the length that was said are none of the body's. */
  add(chunk: Buffer): void {
    const length = this.#length
    // A body that comes at once is its chunk.
    if (length === undefined || (this.#whole === undefined && chunk.length === length)) this.#chunks.push(chunk)
    else {
      this.#whole ??= takeBuffer(length)
      this.#filled += chunk.copy(this.#whole, this.#filled, 0, length - this.#filled)
    }
  }

  /** All bytes that were added. */
  toBuffer(): Buffer {
    const { 0: first, length } = this.#chunks
    if (this.#whole !== undefined) return this.#whole.subarray(0, this.#filled)
    return length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks)
  }

  /** Gives the bytes up for another body; `undefined` where they are of no use for one. To be called once. */
  get release(): (() => void) | undefined {
    const whole = this.#whole
    return whole && (() => giveBuffer(whole))
  }
}
