/** A fault server and http transports to it for each test of a file. Test code only. */
import { afterEach, beforeEach } from 'vitest'
import { RequestError } from '../../src/errors/errors.ts'
import type { HttpInternals } from '../../src/transport/http-internals.ts'
import type { HttpTransportOptions } from '../../src/transport/http-options.ts'
import { openHttpTransport } from '../../src/transport/open-http-transport.ts'
import type { Transport } from '../../src/transport/transport.ts'
import { type FaultServer, startFaultServer } from './fault-server.ts'

/** What the tests of a file share. */
export interface FaultHarness {
  /** The server of the running test. */
  readonly server: FaultServer
  /** Opens a transport to it whose pauses are short, closed after the test. */
  open(options?: HttpTransportOptions, internals?: HttpInternals): Transport
}

/** Registers the hooks; call it at the top of a test file. */
export const useFaultServer = (): FaultHarness => {
  let server: FaultServer | undefined
  const opened: Transport[] = []
  beforeEach(async () => {
    server = await startFaultServer()
  })
  afterEach(async () => {
    for (const transport of opened.splice(0)) transport.close?.()
    await server?.close()
  })
  const harness: FaultHarness = {
    get server() {
      if (!server) throw new Error('There is a server only within a test.')
      return server
    },
    open: (options = {}, internals = {}) => {
      const transport = openHttpTransport(
        { endpoint: harness.server.endpoint, region: 'eu-west-1', ...options },
        { random: () => 0.001, ...internals },
      )
      opened.push(transport)
      return transport
    },
  }
  return harness
}

/** The `RequestError` that a promise is rejected with. */
export const failureOf = async (attempt: Promise<unknown>): Promise<RequestError> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof RequestError) return error
  throw error ?? new Error('The promise was fulfilled.')
}
