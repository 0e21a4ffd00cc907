/**
 * A transaction whose last answer was lost. Its token made the transport's own retries safe, but a caller's retry has
 * another token: for what must not happen twice, the error must not say that it may be tried again.
 */
import { RequestError, Throttled } from '../errors/errors.ts'

const HINT = 'The transaction may have been applied, and repeating it could apply it twice: read the items first.'

/** The same error, not retryable where an earlier or the last try may have been applied. */
export const withUnknownOutcome = (error: unknown): unknown => {
  if (!(error instanceof RequestError) || !error.retryable) return error
  // Refused for want of capacity at the first try: nothing was applied.
  if (error instanceof Throttled && (error.attempts ?? 1) === 1) return error
  return Object.assign(error, { retryable: false, hint: HINT, message: `${error.message} ${HINT}` })
}
