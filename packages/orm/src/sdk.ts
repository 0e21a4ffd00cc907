/** The entry point `single-table-orm/sdk`: a transport over a `DynamoDBClient` of the AWS SDK v3. */
export { isSdkClient } from './sdk/sdk-client.ts'
export { sdkTransport } from './sdk/sdk-transport.ts'
