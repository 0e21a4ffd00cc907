/** What the SDK threw → the same errors as the http transport's, with the SDK's error as cause. */
import { RequestError } from '../errors/errors.ts'
import { StormError } from '../errors/storm-error.ts'
import { parseServiceAnswer, toServiceError } from '../transport/service-error.ts'
import { CorruptAnswer, type SdkCall, textOf, UnknownOutcome } from './sdk-call.ts'

const UNCERTAIN = {
  hint: 'The request may have been applied; it is not idempotent, so it was not sent again: read the item before you repeat it.',
  retryable: false,
} as const

/**
 * Makes the error of a failed call. `body` is the service's answer as wire JSON, not what the SDK made of it.
 *
 * @param signal the caller's, to tell an abort from other failures
 */
export const toRequestError = (
  error: unknown,
  context: { readonly operation: string; readonly call: SdkCall; readonly signal: AbortSignal | undefined },
): StormError => {
  if (error instanceof StormError) return error
  const { operation, call, signal } = context
  const uncertain = error instanceof UnknownOutcome ? UNCERTAIN : undefined
  const cause = error instanceof UnknownOutcome ? (error.failure ?? error) : error
  const attempts = call.attempts
  if (signal?.aborted)
    return new RequestError('request.aborted', `${operation} was cancelled by its AbortSignal.`, {
      cause: signal.reason,
      attempts,
    })
  if (call.status >= 300 && !(cause instanceof CorruptAnswer))
    return toServiceError(parseServiceAnswer(call.status, textOf(call), call.headers), {
      operation,
      attempts,
      cause,
      ...uncertain,
    })
  const code = codeOf(cause)
  return new RequestError(code, `${operation} through the AWS SDK failed: ${messageOf(cause)}.`, {
    cause,
    attempts,
    ...uncertain,
  })
}

type FailureCode =
  | 'request.timeout'
  | 'request.corrupt'
  | 'request.credentials'
  | 'request.region'
  | 'request.network'
  | 'request.failed'

interface SystemError {
  readonly name?: string
  readonly message?: string
  readonly code?: unknown
  readonly syscall?: unknown
}

const codeOf = (error: unknown): FailureCode => {
  if (error instanceof CorruptAnswer) return 'request.corrupt'
  const { name, message = '', code, syscall } = error as SystemError
  // The SDK calls resets a TimeoutError too; their code tells them apart.
  if (name === 'TimeoutError' && (code === undefined || code === 'ETIMEDOUT')) return 'request.timeout'
  if (syscall !== undefined || (typeof code === 'string' && /^E[A-Z_]+$/.test(code))) return 'request.network'
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') return 'request.credentials'
  if (/region is missing/i.test(message)) return 'request.region'
  return 'request.failed'
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message || error.name : String(error)).replace(/\.$/, '')
