/** The SDK client that libraries are given. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** Keys that an engine on this machine accepts. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }

export const clientOptions = (/** @type {import('../order.mjs').Line} */ { endpoint, requestHandler }) => ({
  endpoint,
  region: 'eu-west-1',
  credentials,
  ...(requestHandler && { requestHandler: /** @type {any} */ (requestHandler) }),
})

export const openClient = (/** @type {import('../order.mjs').Line} */ line) => new DynamoDBClient(clientOptions(line))
