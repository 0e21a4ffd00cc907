/** The http transport on a network that is not one. */
import { httpTransport } from 'single-table-orm'

/**
 * The http transport takes a second argument that its type does not show: what stands for the network.
 *
 * @type {(options: import('single-table-orm').HttpTransportOptions, internals: object) => import('single-table-orm').Transport}
 */
export const openTransport = httpTransport
