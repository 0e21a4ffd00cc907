/** What tests and measurements may put in place of the world. Its types need those of Node, so no public type shows it. */
import type { Connection } from './connection.ts'
import type { Endpoint } from './endpoint.ts'

/** Chance, time and network, for tests and measurements. */
export interface HttpInternals {
  /** A number from 0 up to 1. */
  readonly random?: () => number
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** Stands for the network. */
  readonly connect?: (endpoint: Endpoint, maxSockets: number) => Connection
}
