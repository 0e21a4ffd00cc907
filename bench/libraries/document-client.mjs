/** The AWS SDK's own document client, keys and expressions by hand. */
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { openClient } from './client.mjs'

const keyOf = (/** @type {import('../order.mjs').OrderKey} */ { customerId, orderId }) => ({
  PK: `CUSTOMER#${customerId}`,
  SK: `ORDER#${orderId}`,
})

/** @type {(line: import('../order.mjs').Line) => import('../order.mjs').Library} */
export const open = (line) => {
  const client = DynamoDBDocumentClient.from(openClient(line))
  const TableName = line.tableName
  return {
    put: (order) =>
      client.send(
        new PutCommand({
          TableName,
          Item: { ...keyOf(order), GSI1PK: `STATUS#${order.status}`, GSI1SK: order.placedAt, _type: 'Order', ...order },
        }),
      ),
    get: async (key) => (await client.send(new GetCommand({ TableName, Key: keyOf(key) }))).Item,
    update: (key, { total, note }) =>
      client.send(
        new UpdateCommand({
          TableName,
          Key: keyOf(key),
          UpdateExpression: 'SET #total = :total, #note = :note',
          ConditionExpression: 'attribute_exists(PK)',
          ExpressionAttributeNames: { '#total': 'total', '#note': 'note' },
          ExpressionAttributeValues: { ':total': total, ':note': note },
        }),
      ),
    query: async (customerId) => {
      const { Items } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'PK = :pk AND begins_with(SK, :sk)',
          ExpressionAttributeValues: { ':pk': `CUSTOMER#${customerId}`, ':sk': 'ORDER#' },
        }),
      )
      return Items ?? []
    },
    scan: async (segments, visit) => {
      const read = async (/** @type {number} */ Segment) => {
        /** @type {Record<string, unknown> | undefined} */
        let start
        do {
          const { Items, LastEvaluatedKey } = await client.send(
            new ScanCommand({
              TableName,
              Segment,
              TotalSegments: segments,
              ...(start && { ExclusiveStartKey: start }),
            }),
          )
          for (const item of Items ?? []) visit(item)
          start = LastEvaluatedKey
        } while (start)
      }
      await Promise.all(Array.from({ length: segments }, (_, segment) => read(segment)))
    },
  }
}
