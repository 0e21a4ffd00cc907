/** The http transport with its internals open. Cheap to import; the rest loads at the first request. */
import { RequestError } from '../errors/errors.ts'
import type { HttpInternals } from './http-internals.ts'
import type { HttpTransportOptions } from './http-options.ts'
import type { SendOptions, Transport, TransportResponse } from './transport.ts'

/** @see httpTransport */
export const openHttpTransport = (options: HttpTransportOptions = {}, internals: HttpInternals = {}): Transport => {
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
