/** A table's `client` option → the transport to use. Loads the parts for an SDK client only when one is given. */
import { DefinitionError } from '../errors/errors.ts'
import { httpTransport } from '../transport/http-transport.ts'
import type { Transport } from '../transport/transport.ts'
import { type DynamoDBClientLike, isSdkClient } from './sdk-client.ts'

let shared: Transport | undefined

/**
 * Gives the transport of a client option: the shared http transport for `undefined`, a transport as it is, a
 * `DynamoDBClient` of the AWS SDK v3 wrapped.
 *
 * @throws {DefinitionError} `definition.invalid` for anything else
 */
export const createTransport = (client: unknown): Transport => {
  if (client === undefined) {
    shared ??= httpTransport()
    return shared
  }
  if (isSdkClient(client)) return lazySdkTransport(client)
  if (isTransport(client)) return client
  throw new DefinitionError('a table', [{ path: 'client', message: NO_CLIENT }])
}

const NO_CLIENT =
  'This is neither a transport nor a DynamoDBClient. Pass httpTransport(…), or a client of the AWS SDK v3.'

/** What is wrong with a client option; `undefined` if nothing is. */
export const checkClient = (client: unknown): string | undefined =>
  client === undefined || isSdkClient(client) || isTransport(client) ? undefined : NO_CLIENT

/** A function that takes one argument is some other `send`; one that takes the rest of its arguments has length 0. */
const isTransport = (value: unknown): value is Transport => {
  if (typeof value !== 'object' || value === null) return false
  const { send } = value as { send?: unknown }
  return typeof send === 'function' && send.length !== 1
}

const lazySdkTransport = (client: DynamoDBClientLike): Transport => {
  let transport: Transport | undefined
  const load = async (): Promise<Transport> => {
    const { sdkTransport } = await import('./sdk-transport.ts')
    transport ??= sdkTransport(client)
    return transport
  }
  return { send: async (...args) => await (transport ?? (await load())).send(...args) }
}
