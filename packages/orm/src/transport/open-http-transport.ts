/** The http transport with its internals open. Cheap to import; the rest loads at the first request. */
import { RequestError } from '../errors/errors.ts'
import { flag, isObject, type OptionRule, type OptionRules, optionProblem, text } from '../util/option-rules.ts'
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
  const transport: Transport = {
    send: (operation: string, body: string, sendOptions?: SendOptions): Promise<TransportResponse> =>
      client
        ? client.send(operation, body, sendOptions)
        : load().then((loaded) => loaded.send(operation, body, sendOptions)),
    close: () => client?.close?.(),
  }
  sends.set(transport, transport.send)
  return transport
}

/** What http transports send with, unless someone puts a function of their own in its place. */
const sends = new WeakMap<Transport, Transport['send']>()

/** Whether what a transport answers goes to its caller alone: it is an http transport, and nothing is around it. */
export const isAlone = (transport: Transport): boolean => transport.send === sends.get(transport)

/** The longest timer of the runtime, milliseconds. */
const MAX_LIMIT = 2 ** 31 - 1
const limit: OptionRule = [
  `a whole number from 1 to ${MAX_LIMIT}`,
  (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) <= MAX_LIMIT,
]
const rules: OptionRules = {
  endpoint: text,
  region: text,
  credentials: [
    'keys, or a function that gives them',
    (value) => (isObject(value) && 'accessKeyId' in value) || typeof value === 'function',
  ],
  ...{ useFipsEndpoint: flag, useDualstackEndpoint: flag },
  ...{ maxAttempts: limit, attemptTimeout: limit, timeout: limit, maxSockets: limit },
}

const checkOptions = (options: HttpTransportOptions): void => {
  const problem = optionProblem('httpTransport()', options, rules)
  if (problem !== undefined) throw new RequestError('request.configuration', problem.message)
}
