/** Batches → their elements, one by one, without a generator's several promises for each. */

/**
 * Iterates over the elements of batches. As a generator does, it asks for the next batch when all elements of the one before
 * were taken, answers calls in their order, and ends its source when it is ended.
 */
export const flatten = <Batched, Element>(
  source: AsyncGenerator<readonly Batched[], void, undefined>,
  toElement: (batched: Batched) => Element,
): AsyncGenerator<Element, void, undefined> => new Flattened(source, toElement) as never

class Flattened<Batched, Element> {
  readonly #source: AsyncGenerator<readonly Batched[], void, undefined>
  readonly #toElement: (batched: Batched) => Element
  #batch: readonly Batched[] = []
  #at = 0
  /** The last call that has to wait; others wait for it. */
  #waiting: Promise<unknown> | undefined

  constructor(source: AsyncGenerator<readonly Batched[], void, undefined>, toElement: (batched: Batched) => Element) {
    this.#source = source
    this.#toElement = toElement
  }

  next(): Promise<IteratorResult<Element, void>> {
    if (this.#waiting === undefined && this.#at < this.#batch.length)
      return Promise.resolve({ value: this.#toElement(this.#batch[this.#at++] as Batched), done: false })
    return this.#queue(() => this.#advance())
  }

  return(): Promise<IteratorResult<Element, void>> {
    return this.#queue(async () => {
      this.#batch = []
      await this.#source.return()
      return { value: undefined, done: true }
    })
  }

  throw(error: unknown): Promise<IteratorResult<Element, void>> {
    return this.#queue(async () => {
      this.#batch = []
      await this.#source.return()
      throw error
    })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async #advance(): Promise<IteratorResult<Element, void>> {
    while (this.#at >= this.#batch.length) {
      const { value, done } = await this.#source.next()
      this.#batch = done ? [] : value
      this.#at = 0
      if (done) return { value: undefined, done: true }
    }
    return { value: this.#toElement(this.#batch[this.#at++] as Batched), done: false }
  }

  #queue<Value>(run: () => Promise<Value>): Promise<Value> {
    const result = this.#waiting === undefined ? run() : this.#waiting.then(run)
    const settle = (): void => {
      if (this.#waiting === settled) this.#waiting = undefined
    }
    const settled: Promise<void> = result.then(settle, settle)
    this.#waiting = settled
    return result
  }
}
