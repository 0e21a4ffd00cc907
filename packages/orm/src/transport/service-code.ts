/**
 * What the service's error codes mean for a retry. Pure tables.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */

/**
 * What a failure calls for: `throttle` wait long, `conflict` and `transient` wait shortly, `clock` and `credentials`
 * repair and send again at once, `final` give up.
 */
export type FailureKind = 'throttle' | 'conflict' | 'transient' | 'clock' | 'credentials' | 'final'

const throttles: ReadonlySet<string> = new Set([
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
])

/** Another request holds the item or the token; DynamoDB refused this one as a whole. */
const conflicts: ReadonlySet<string> = new Set([
  'ReplicatedWriteConflictException',
  'TransactionConflictException',
  'TransactionInProgressException',
])

const transients: ReadonlySet<string> = new Set([
  'InternalFailure',
  'InternalServerError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
])

const clockSuspects: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'AuthFailure',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
])

const credentialSuspects: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
])

/** Whether DynamoDB refused for want of capacity; nothing was applied. */
export const isThrottle = (service: string | undefined, status: number): boolean =>
  status === 429 || (service !== undefined && throttles.has(service))

/** The kind of an answer with a status of 300 or more. */
export const kindOfAnswer = (service: string | undefined, status: number): FailureKind => {
  if (isThrottle(service, status)) return 'throttle'
  if (service !== undefined) {
    if (conflicts.has(service)) return 'conflict'
    if (transients.has(service)) return 'transient'
    if (clockSuspects.has(service)) return 'clock'
    if (credentialSuspects.has(service)) return 'credentials'
  }
  return status >= 500 ? 'transient' : 'final'
}

/** Whether the same call may succeed later without a change. */
export const mayRetryLater = (service: string | undefined, status: number): boolean => {
  const kind = kindOfAnswer(service, status)
  return kind === 'throttle' || kind === 'conflict' || kind === 'transient'
}

/** Whether an answer leaves open that the request took effect: a fault inside the service does, a refusal does not. */
export const mayHaveApplied = (service: string | undefined, status: number): boolean =>
  kindOfAnswer(service, status) === 'transient'
