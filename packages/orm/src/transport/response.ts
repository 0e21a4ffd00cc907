/** Answers that keep their bytes for those who read bytes; text is made of them when someone reads it. */
import type { TransportResponse } from './transport.ts'

/** What is known of an answer beside its body. */
export type ResponseFacts = Omit<TransportResponse, 'body'>

interface Kept {
  readonly bytes: Buffer
  text: string | undefined
  isReplaced: boolean
}

const keptOf = new WeakMap<TransportResponse, Kept>()

/** Makes an answer. A copy of it, or one whose text was replaced, has no bytes: they would not be those of its text. */
export const toResponse = (
  { status, requestId, attempts, uncertain }: ResponseFacts,
  bytes: Buffer,
): TransportResponse => {
  const kept: Kept = { bytes, text: undefined, isReplaced: false }
  // A member of its own, so that `{ ...response }` has the text, too.
  const response: TransportResponse = {
    status,
    get body() {
      kept.text ??= bytes.toString('utf8')
      return kept.text
    },
    set body(text: string) {
      kept.text = text
      kept.isReplaced = true
    },
    requestId,
    attempts,
    ...(uncertain && { uncertain }),
  }
  keptOf.set(response, kept)
  return response
}

/** The bytes of an answer's text; `undefined` where they are not at hand. */
export const bytesOf = (response: TransportResponse): Buffer | undefined => {
  const kept = keptOf.get(response)
  return kept?.isReplaced === false ? kept.bytes : undefined
}
