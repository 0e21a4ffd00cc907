/** The last lines a program printed, on both of its channels, in the order of arrival. */
const MAX_CHARACTERS = 8192
const MAX_LINES = 40

export class OutputTail {
  #text = ''

  add(chunk: Buffer): void {
    this.#text = (this.#text + chunk.toString('utf8')).slice(-MAX_CHARACTERS)
  }

  text(): string {
    return this.#text.trimEnd().split('\n').slice(-MAX_LINES).join('\n')
  }
}
