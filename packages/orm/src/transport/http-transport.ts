/** The default transport: lean HTTP(S) of our own, without the AWS SDK. Cheap to import; the rest loads at the first request. */
import { RequestError } from '../errors/errors.ts'
import type { HttpInternals, HttpTransportOptions } from './http-options.ts'
import type { SendOptions, Transport, TransportResponse } from './transport.ts'

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
