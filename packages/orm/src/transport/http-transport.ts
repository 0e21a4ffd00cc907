/** The default transport: lean HTTP(S) of our own, without the AWS SDK. */
import type { HttpTransportOptions } from './http-options.ts'
import { openHttpTransport } from './open-http-transport.ts'
import type { Transport } from './transport.ts'

/**
 * Makes an http transport. Connections are kept alive, and idle ones never keep the process running.
 *
 * Cost: nothing until the first `send`, which reads environment and, where region or endpoint are not set, the shared
 * config file.
 *
 * @throws {RequestError} `request.configuration` for an option out of range
 */
export const httpTransport: (options?: HttpTransportOptions) => Transport = openHttpTransport
