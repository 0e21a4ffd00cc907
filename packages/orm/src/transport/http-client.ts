/**
 * The loop behind the http transport: sign, exchange, check, and on failure repair, wait or give up. Everything that a
 * request needs (endpoint, keys, connection) is resolved at the first one and then at hand without waiting.
 */
import { RequestError } from '../errors/errors.ts'
import { type Connection, createConnection, type RawResponse } from './connection.ts'
import { isJsonObjectShaped, matchesCrc32 } from './crc32.ts'
import { type CredentialSource, type Credentials, createCredentialSource, resolveProvider } from './credentials.ts'
import type { Endpoint } from './endpoint.ts'
import { corruptFailure, type Failure, serviceFailure } from './failure.ts'
import type { HttpInternals } from './http-internals.ts'
import type { HttpTransportOptions } from './http-options.ts'
import { toResponse } from './response.ts'
import { createRetryPolicy, type RetryPolicy } from './retry.ts'
import { resolveSettings } from './settings.ts'
import { CONTENT_TYPE, createSigner, type Signer } from './signature-v4.ts'
import type { SendOptions, Transport, TransportResponse } from './transport.ts'
import { pause, UNSETTLED, type Wait, within } from './wait.ts'

/** Milliseconds for one attempt, unless options say otherwise. */
export const DEFAULT_ATTEMPT_TIMEOUT = 15_000
/** Milliseconds for a request with all its retries and pauses, unless options say otherwise. */
export const DEFAULT_TIMEOUT = 60_000
/** Sockets at once, unless options say otherwise. */
export const DEFAULT_SOCKETS = 64
/** A clock that is off by more than this is corrected; the service refuses from five minutes on. Milliseconds. */
export const CLOCK_TOLERANCE = 4 * 60_000
const TARGET = 'DynamoDB_20120810.'

/** What the first request resolves. */
interface Line {
  readonly endpoint: Endpoint
  readonly connection: Connection
  readonly credentials: CredentialSource
  readonly sign: Signer
  readonly policy: RetryPolicy
}

/** One call of `send`. */
interface Call {
  readonly operation: string
  readonly body: string
  readonly length: string
  readonly idempotent: boolean
  readonly signal: AbortSignal | undefined
  readonly wait: Wait
  readonly deadline: number
  attempts: number
  /** Whether a try that failed may have been applied. */
  uncertain: boolean
  clockRepaired: boolean
  keysReplaced: boolean
}

/** @see httpTransport, which checks the options and loads this at the first request */
export class HttpClient implements Transport {
  readonly #options: HttpTransportOptions
  readonly #attemptTimeout: number
  readonly #timeout: number
  readonly #now: () => number
  readonly #open: (endpoint: Endpoint, maxSockets: number) => Connection | Promise<Connection>
  readonly #random: (() => number) | undefined
  #line: Line | undefined
  #resolving: Promise<Line> | undefined
  /** Milliseconds that the service's clock is ahead of ours. */
  #clockOffset = 0

  constructor(options: HttpTransportOptions, internals: HttpInternals) {
    this.#options = options
    this.#attemptTimeout = options.attemptTimeout ?? DEFAULT_ATTEMPT_TIMEOUT
    this.#timeout = options.timeout ?? DEFAULT_TIMEOUT
    this.#now = internals.now ?? Date.now
    this.#open = internals.connect ?? createConnection
    this.#random = internals.random
  }

  send(operation: string, body: string, options: SendOptions = {}): Promise<TransportResponse> {
    const call: Call = {
      operation,
      body,
      length: String(Buffer.byteLength(body)),
      idempotent: options.idempotent !== false,
      signal: options.signal,
      wait: { cancel: undefined },
      deadline: performance.now() + this.#timeout,
      attempts: 0,
      uncertain: false,
      clockRepaired: false,
      keysReplaced: false,
    }
    return call.signal ? this.#runAbortable(call, call.signal) : this.#run(call)
  }

  close(): void {
    this.#line?.connection.close()
  }

  async #runAbortable(call: Call, signal: AbortSignal): Promise<TransportResponse> {
    assertNotAborted(call)
    const onAbort = () => call.wait.cancel?.()
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await this.#run(call)
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  async #run(call: Call): Promise<TransportResponse> {
    const line = this.#line ?? (await this.#wait(call, this.#resolve(), 'endpoint and region'))
    let cost = 0
    for (;;) {
      const now = this.#now()
      const keys = line.credentials.current(now) ?? (await this.#wait(call, line.credentials.load(now), 'credentials'))
      const time = this.#now() + this.#clockOffset
      call.attempts++
      const outcome = await line.connection.exchange(this.#request(call, line, { keys, time }), call.wait)
      assertNotAborted(call)
      if (outcome === undefined) continue
      const failure = 'kind' in outcome ? outcome : failureOf(call, line, outcome)
      if (failure === undefined) {
        line.policy.succeed(cost)
        return responseOf(outcome as RawResponse, call)
      }
      if (await this.#repair(call, line, { failure, keys, time })) continue
      const retry = line.policy.next(failure, call.attempts, call.idempotent)
      // A refusal is an answer as well: the service is there, so the retries that led to it are paid back.
      if (failure.kind === 'final') line.policy.succeed(cost)
      // A pause that outlasts the time limit is not begun: the failure at hand says more than a timeout would.
      if (!retry || performance.now() + retry.pause >= call.deadline)
        throw withPast(failure.toError(call.attempts, failure.mayHaveApplied && !call.idempotent), call)
      call.uncertain ||= failure.mayHaveApplied
      cost = retry.cost
      await pause(retry.pause, call.wait)
      assertNotAborted(call)
    }
  }

  /** Whether what the service objected to is mended, so that the request may go out again at once. Once each a call. */
  async #repair(
    call: Call,
    line: Line,
    attempt: { readonly failure: Failure; readonly keys: Credentials; readonly time: number },
  ): Promise<boolean> {
    const { failure, keys, time } = attempt
    if (failure.kind === 'clock' && !call.clockRepaired && failure.serviceTime !== undefined) {
      if (Math.abs(failure.serviceTime - time) < CLOCK_TOLERANCE) return false
      call.clockRepaired = true
      this.#clockOffset = failure.serviceTime - this.#now()
      return true
    }
    if (failure.kind === 'credentials' && !call.keysReplaced) {
      call.keysReplaced = true
      const found = await this.#wait(call, line.credentials.replace(keys, this.#now()), 'credentials')
      return found !== undefined
    }
    return false
  }

  #request(call: Call, line: Line, signing: { readonly keys: Credentials; readonly time: number }) {
    const { endpoint } = line
    const { keys, time } = signing
    const target = TARGET + call.operation
    const { date, authorization } = line.sign(
      { host: endpoint.host, path: endpoint.canonicalPath, target, body: call.body, time },
      keys,
    )
    const headers = ['host', endpoint.host, 'content-type', CONTENT_TYPE, 'content-length', call.length]
    headers.push('x-amz-target', target, 'x-amz-date', date, 'authorization', authorization)
    if (keys.sessionToken) headers.push('x-amz-security-token', keys.sessionToken)
    headers.push('user-agent', 'single-table-orm')
    return {
      operation: call.operation,
      origin: endpoint.origin,
      headers,
      body: call.body,
      timeout: Math.max(1, Math.min(this.#attemptTimeout, call.deadline - performance.now())),
    }
  }

  #resolve(): Promise<Line> {
    this.#resolving ??= this.#connect().finally(() => {
      this.#resolving = undefined
    })
    return this.#resolving
  }

  async #connect(): Promise<Line> {
    const { endpoint, maxAttempts } = await resolveSettings(this.#options, process.env)
    this.#line = {
      endpoint,
      connection: await this.#open(endpoint, this.#options.maxSockets ?? DEFAULT_SOCKETS),
      credentials: createCredentialSource(resolveProvider(this.#options.credentials, endpoint, process.env)),
      sign: createSigner(endpoint.region),
      policy: createRetryPolicy(maxAttempts, this.#random),
    }
    return this.#line
  }

  /** Waits within the call's limits for something that other calls may wait for too. */
  async #wait<Value>(call: Call, promise: Promise<Value>, what: string): Promise<Value> {
    const value = await within(promise, Math.max(0, call.deadline - performance.now()), call.wait)
    assertNotAborted(call)
    if (value !== UNSETTLED) return value
    throw new RequestError('request.timeout', `The ${what} for ${call.operation} were not found in time.`, {
      attempts: call.attempts,
    })
  }
}

/** @throws {RequestError} `request.aborted` */
const assertNotAborted = (call: Call): void => {
  if (call.signal?.aborted)
    throw new RequestError('request.aborted', `${call.operation} was cancelled by its AbortSignal.`, {
      cause: call.signal.reason,
      attempts: call.attempts,
    })
}

const failureOf = (call: Call, line: Line, response: RawResponse): Failure | undefined => {
  const { status, headers, body } = response
  const facts = { operation: call.operation, origin: line.endpoint.origin }
  if (!matchesCrc32(body, headers['x-amz-crc32']))
    return corruptFailure(facts, status, 'does not match its CRC32 checksum')
  if (status >= 300) return serviceFailure(facts, status, body.toString('utf8'), headers)
  return isJsonObjectShaped(body) ? undefined : corruptFailure(facts, status, 'is not a JSON object')
}

/** The error, with what is known of earlier tries. */
const withPast = (error: RequestError, { uncertain }: Call): RequestError =>
  uncertain ? Object.assign(error, { uncertain }) : error

const responseOf = (response: RawResponse, { attempts, uncertain }: Call): TransportResponse => {
  const requestId = response.headers['x-amzn-requestid']
  const facts = {
    status: response.status,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    attempts,
    uncertain,
  }
  return toResponse(facts, response.body, response.release)
}
