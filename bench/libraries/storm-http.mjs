/** single-table-orm over its own http transport. */
import { httpTransport } from 'single-table-orm'
import { createStorm } from './storm-model.mjs'

/** @type {(line: import('../order.mjs').Line) => import('../order.mjs').Library} */
export const open = ({ endpoint, tableName, transport, loader }) =>
  createStorm(tableName, transport ?? httpTransport({ endpoint, region: 'eu-west-1' }), loader)
