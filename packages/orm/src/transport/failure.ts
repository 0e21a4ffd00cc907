/**
 * One failed attempt, as data: what it calls for, whether the request may have taken effect, and how to make the error
 * of it. The error itself is made last, where the stack still leads to the caller.
 */
import { RequestError } from '../errors/errors.ts'
import { type FailureKind, kindOfAnswer, mayHaveApplied } from './service-code.ts'
import { parseServiceAnswer, toServiceError } from './service-error.ts'

/** A failed attempt. */
export interface Failure {
  readonly kind: FailureKind
  /** Whether the request may have been applied all the same. */
  readonly mayHaveApplied: boolean
  /** Milliseconds that the service asks to wait, where it does. */
  readonly retryAfter?: number | undefined
  /** The service's clock, epoch milliseconds, where the answer tells it. */
  readonly serviceTime?: number | undefined
  /** @param uncertain the caller must be told that the request may have been applied and was not sent again */
  toError(attempts: number, uncertain: boolean): RequestError
}

/** Where an attempt went. */
export interface AttemptFacts {
  readonly operation: string
  /** `https://dynamodb.eu-west-1.amazonaws.com` */
  readonly origin: string
}

/** Response headers, names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

const UNCERTAIN_HINT =
  'The request may have been applied; it is not idempotent, so it was not sent again: read the item before you repeat it.'

const ifUncertain = (uncertain: boolean): { hint?: string; retryable?: boolean } =>
  uncertain ? { hint: UNCERTAIN_HINT, retryable: false } : {}

/** The connection failed: refused, reset, or ended before the whole answer was there. */
export const networkFailure = (facts: AttemptFacts, cause: unknown): Failure => ({
  kind: 'transient',
  mayHaveApplied: !provesUnsent(cause),
  toError: (attempts, uncertain) =>
    new RequestError('request.network', `${facts.operation} to ${facts.origin} failed: ${reasonOf(cause)}.`, {
      cause,
      attempts,
      ...ifUncertain(uncertain),
    }),
})

/** No whole answer within the time limit of `milliseconds`. */
export const timeoutFailure = (facts: AttemptFacts, milliseconds: number, sent: boolean): Failure => ({
  kind: 'transient',
  mayHaveApplied: sent,
  toError: (attempts, uncertain) =>
    new RequestError(
      'request.timeout',
      `${facts.operation} to ${facts.origin} got no whole answer within ${Math.round(milliseconds)} ms.`,
      { attempts, ...ifUncertain(uncertain) },
    ),
})

/** The answer arrived, but is not what the service sent. */
export const corruptFailure = (facts: AttemptFacts, status: number, what: string): Failure => ({
  kind: 'transient',
  mayHaveApplied: true,
  toError: (attempts, uncertain) =>
    new RequestError('request.corrupt', `The answer to ${facts.operation} from ${facts.origin} ${what}.`, {
      status,
      attempts,
      ...ifUncertain(uncertain),
    }),
})

/** The service answered with a status of 300 or more. */
export const serviceFailure = (facts: AttemptFacts, status: number, text: string, headers: Headers): Failure => {
  const answer = parseServiceAnswer(status, text, headers)
  return {
    kind: kindOfAnswer(answer.service, status),
    mayHaveApplied: mayHaveApplied(answer.service, status),
    retryAfter: retryAfterOf(headers),
    serviceTime: timeOf(headers['date']),
    toError: (attempts, uncertain) =>
      toServiceError(answer, { operation: facts.operation, attempts, ...ifUncertain(uncertain) }),
  }
}

const unsentCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** Whether an error of `node:net` came before anything could be sent: the name or the connection failed. */
export const provesUnsent = (cause: unknown): boolean => {
  if (typeof cause !== 'object' || cause === null) return false
  const { code, syscall, errors } = cause as { code?: unknown; syscall?: unknown; errors?: unknown }
  // Several addresses of one name were tried: an AggregateError.
  if (Array.isArray(errors) && errors.length > 0) return errors.every(provesUnsent)
  return unsentCodes.has(code) || syscall === 'connect' || syscall === 'getaddrinfo'
}

const reasonOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause)
  const code = (cause as { code?: unknown }).code
  const message = cause.message.replace(/\.$/, '')
  if (typeof code !== 'string' || message.includes(code)) return message || String(code)
  return message === '' ? code : `${message} (${code})`
}

const timeOf = (date: string | readonly string[] | undefined): number | undefined => {
  const time = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

/** Milliseconds of `x-amz-retry-after` (milliseconds) or `Retry-After` (seconds, or a date). */
const retryAfterOf = (headers: Headers): number | undefined => {
  const exact = headers['x-amz-retry-after']
  if (typeof exact === 'string' && /^\d+$/.test(exact)) return Number(exact)
  const value = headers['retry-after']
  if (typeof value !== 'string') return undefined
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000
  const time = timeOf(value)
  const from = timeOf(headers['date']) ?? Date.now()
  return time === undefined ? undefined : Math.max(0, time - from)
}
