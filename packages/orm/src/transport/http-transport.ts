/** The default transport: lean HTTP(S) of our own, without the AWS SDK. Cheap to import; the rest loads at the first request. */
import { RequestError } from '../errors/errors.ts'
import type { Credentials } from './credentials.ts'
import type { SendOptions, Transport, TransportResponse } from './transport.ts'

/** Options of the http transport; what is left out comes from the environment, as the AWS SDK resolves it. */
export interface HttpTransportOptions {
  /**
   * Address of the service, such as `http://localhost:8000`. Default: `AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL`,
   * the shared config file, AWS's address for the region.
   */
  readonly endpoint?: string | undefined
  /** Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, the shared config file; `us-east-1` for a custom endpoint. */
  readonly region?: string | undefined
  /**
   * Keys, or a function that gives them; it is called again five minutes before `expiration`. Default: the environment's
   * keys, dummy keys for an endpoint on this machine, else AWS's provider chain (`@aws-sdk/credential-provider-node`).
   */
  readonly credentials?: Credentials | (() => Promise<Credentials>) | undefined
  /** Requests sent for one `send` at most. Default 4, as the SDK's standard mode has it for DynamoDB. */
  readonly maxAttempts?: number | undefined
  /** Milliseconds for one attempt. Default 15 000. */
  readonly attemptTimeout?: number | undefined
  /** Milliseconds for everything: waiting for a socket, attempts and pauses. Default 60 000. */
  readonly timeout?: number | undefined
  /** Connections at once; further requests wait. Default 64. */
  readonly maxSockets?: number | undefined
}

/** Chance and time, for tests. */
export interface HttpInternals {
  /** A number from 0 up to 1. */
  readonly random?: () => number
  /** Epoch milliseconds. */
  readonly now?: () => number
}

/**
 * Makes an http transport. Connections are kept alive, and idle ones never keep the process running.
 *
 * Cost: nothing until the first `send`, which reads environment and, where region or endpoint are not set, the shared
 * config file.
 *
 * @throws {RequestError} `request.configuration` for an option out of range
 */
export const httpTransport = (options: HttpTransportOptions = {}, internals: HttpInternals = {}): Transport => {
  checkOptions(options)
  let client: Transport | undefined
  const load = async (): Promise<Transport> => {
    const { HttpClient } = await import('./http-client.ts')
    client ??= new HttpClient(options, internals)
    return client
  }
  return {
    send: (operation: string, body: string, sendOptions?: SendOptions): Promise<TransportResponse> =>
      client
        ? client.send(operation, body, sendOptions)
        : load().then((loaded) => loaded.send(operation, body, sendOptions)),
    close: () => client?.close?.(),
  }
}

const limits = ['maxAttempts', 'attemptTimeout', 'timeout', 'maxSockets'] as const
/** The longest timer of the runtime, milliseconds. */
const MAX_LIMIT = 2 ** 31 - 1

const checkOptions = (options: HttpTransportOptions): void => {
  for (const name of limits) {
    const value = options[name]
    if (value !== undefined && !(Number.isInteger(value) && value > 0 && value <= MAX_LIMIT))
      throw new RequestError(
        'request.configuration',
        `${name} is ${String(value)}, which is not a positive whole number.`,
      )
  }
}
