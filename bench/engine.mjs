/** The engine that all libraries talk to, and tables on it. */
import { fileURLToPath } from 'node:url'
import { startEngine } from 'single-table-orm/testing'

/** @typedef {Awaited<ReturnType<typeof startBenchEngine>>} BenchEngine */

export const startBenchEngine = async () => {
  const engine = await startEngine({ quiet: true, cwd: fileURLToPath(new URL('..', import.meta.url)) })
  return {
    endpoint: engine.endpoint,
    about: `${engine.kind} ${engine.version}`,
    stop: () => engine.stop(),
    /** Makes a table of the one shape that all libraries use. */
    createTable: (/** @type {string} */ TableName) =>
      engine.client.send(
        'CreateTable',
        JSON.stringify({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: ['PK', 'SK', 'GSI1PK', 'GSI1SK'].map((AttributeName) => ({
            AttributeName,
            AttributeType: 'S',
          })),
          KeySchema: keySchema('PK', 'SK'),
          GlobalSecondaryIndexes: [
            { IndexName: 'gsi1', KeySchema: keySchema('GSI1PK', 'GSI1SK'), Projection: { ProjectionType: 'ALL' } },
          ],
        }),
      ),
    send: (/** @type {string} */ operation, /** @type {object} */ input) =>
      engine.client.send(operation, JSON.stringify(input)),
  }
}

const keySchema = (/** @type {string} */ pk, /** @type {string} */ sk) => [
  { AttributeName: pk, KeyType: 'HASH' },
  { AttributeName: sk, KeyType: 'RANGE' },
]
