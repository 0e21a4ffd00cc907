/** A transport that notes every request on its way to the engine. Test code only. */
import type { Transport } from '../../src/transport/transport.ts'

/** One request as it went out. */
export interface Recorded {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** A transport that remembers. */
export interface Recorder extends Transport {
  /** Requests since the last `take`, oldest first; forgets them. */
  take(): Recorded[]
}

/** Wraps a transport; what it sends is remembered, also where it fails. */
export const recording = (inner: Transport): Recorder => {
  let requests: Recorded[] = []
  return {
    send: (operation, body, options) => {
      requests.push({ operation, input: JSON.parse(body) })
      return inner.send(operation, body, options)
    },
    take: () => {
      const taken = requests
      requests = []
      return taken
    },
  }
}

/** What a promise is rejected with; throws if it is fulfilled. */
export const rejection = async (attempt: Promise<unknown>): Promise<Error> => {
  const error = await attempt.then(
    (value: unknown) => new TypeError(`Not rejected, but fulfilled with ${String(value)}.`),
    (reason: unknown) => reason,
  )
  if (error instanceof Error && !(error instanceof TypeError)) return error
  throw error
}
