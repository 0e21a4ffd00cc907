/** An answer of DynamoDB with a status of 300 or more → the error class that callers tell apart, and what it means. */
import { RequestError, TableNotFound, Throttled } from '../errors/errors.ts'
import { isThrottle, mayRetryLater } from './service-code.ts'

/** What the service said, taken apart. */
export interface ServiceAnswer {
  readonly status: number
  /** The exception's name without its namespace; `undefined` where the answer is not DynamoDB's. */
  readonly service: string | undefined
  readonly message: string | undefined
  readonly body: Readonly<Record<string, unknown>> | undefined
  readonly requestId: string | undefined
}

/** What is known beside the answer. */
export interface AnswerContext {
  readonly operation: string
  readonly attempts?: number | undefined
  readonly cause?: unknown
  readonly hint?: string | undefined
  /** Overrides whether the caller may just call again. */
  readonly retryable?: boolean | undefined
}

/**
 * Takes an error answer apart. A body that is no JSON object (a proxy's page, a torn answer) leaves `service` to the
 * `x-amzn-errortype` header, if there is one.
 */
export const parseServiceAnswer = (
  status: number,
  text: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): ServiceAnswer => {
  const body = parseObject(text)
  const type = textOf(body?.['__type']) ?? textOf(headers['x-amzn-errortype'])
  return {
    status,
    service: type === undefined || type === '' ? undefined : bareName(type),
    message: textOf(body?.['message']) ?? textOf(body?.['Message']),
    body,
    requestId: textOf(headers['x-amzn-requestid']),
  }
}

/** Makes the error of an answer: `Throttled`, `TableNotFound` or a plain `RequestError`. */
export const toServiceError = (answer: ServiceAnswer, context: AnswerContext): RequestError => {
  const { service, status, requestId, body } = answer
  const said = sentence(answer.message)
  const name = service ?? `status ${status}`
  const options = {
    service,
    status,
    requestId,
    body,
    attempts: context.attempts,
    cause: context.cause,
    hint: context.hint,
    retryable: context.retryable,
  }
  if (isThrottle(service, status))
    return new Throttled('request.throttled', `DynamoDB throttled ${context.operation} with ${name}${said}`, options)
  if (service === 'ResourceNotFoundException')
    return new TableNotFound('table.not-found', `DynamoDB refused ${context.operation} with ${name}${said}`, options)
  return new RequestError('request.failed', `DynamoDB refused ${context.operation} with ${name}${said}`, {
    ...options,
    retryable: context.retryable ?? mayRetryLater(service, status),
  })
}

const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** `com.amazonaws.dynamodb.v20120810#X` or `X:http://…` → `X`. */
const bareName = (type: string): string => {
  const name = type.slice(type.lastIndexOf('#') + 1)
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(0, colon)
}

const sentence = (message: string | undefined): string => {
  if (!message) return '.'
  return /[.!?]$/.test(message) ? `: ${message}` : `: ${message}.`
}
