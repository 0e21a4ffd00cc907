/** single-table-orm over a user's own DynamoDBClient. */
import { openClient } from './client.mjs'
import { createStorm } from './storm-model.mjs'

/** @type {(line: import('../order.mjs').Line) => import('../order.mjs').Library} */
export const open = (line) => createStorm(line.tableName, openClient(line), line.loader)
