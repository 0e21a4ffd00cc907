/** The transports alone, in one process by turns: one GetItem, its answer as text. CPU in microseconds per request. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { crc32 } from 'node:zlib'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { httpTransport } from 'single-table-orm'
import { sdkTransport } from 'single-table-orm/sdk'
import { clientOptions } from './libraries/client.mjs'
import { createExchange } from './libraries/floor-exchange.mjs'
import { openTransport } from './open-transport.mjs'
import { summarize } from './statistics.mjs'

const rounds = Number(process.argv[2])
const body = Buffer.from(`{"Item":{"PK":{"S":"CUSTOMER#c0"},"note":{"S":"${'x'.repeat(800)}"}}}`)
const headers = {
  'content-type': 'application/x-amz-json-1.0',
  'content-length': String(body.length),
  'x-amzn-requestid': 'PKKDLM5F1UNRQAU65RRRWRGHVVV4KQNSO5AEMVJF66Q9ASUAAJG',
  'x-amz-crc32': String(crc32(body)),
}
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, headers).end(body))
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`

const canned = /** @type {any} */ ({
  connect: () => ({ exchange: async () => ({ status: 200, headers, body }), close: () => {} }),
})
const requestHandler = {
  handle: async () => ({ response: { statusCode: 200, headers: { ...headers }, body } }),
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({}),
  destroy: () => {},
}
const client = new DynamoDBClient(clientOptions({ endpoint, tableName: 'shop', requestHandler }))
const text = '{"TableName":"shop","Key":{"PK":{"S":"CUSTOMER#c0"},"SK":{"S":"ORDER#o00000042"}}}'
const authorization = `AWS4-HMAC-SHA256 Credential=local/20260501/eu-west-1/dynamodb/aws4_request, SignedHeaders=content-type;host, Signature=${'a'.repeat(64)}`
const bareHeaders = {
  'content-type': headers['content-type'],
  'x-amz-target': 'DynamoDB_20120810.GetItem',
  authorization,
}

const own = openTransport({ endpoint, region: 'eu-west-1' }, canned)
const live = httpTransport({ endpoint, region: 'eu-west-1' })
const overClient = sdkTransport(client)
const bare = createExchange(endpoint)
const Key = { PK: { S: 'CUSTOMER#c0' }, SK: { S: 'ORDER#o00000042' } }

/** @type {Record<string, () => Promise<unknown>>} */
const ways = {
  http: () => own.send('GetItem', text),
  client: () => overClient.send('GetItem', text),
  command: () => client.send(new GetItemCommand({ TableName: 'shop', Key })),
  socket: () => live.send('GetItem', text),
  bare: async () => (await bare('GetItem', text, bareHeaders)).toString('utf8'),
}

/** @type {Record<string, number[]>} */
const samples = Object.fromEntries(Object.keys(ways).map((way) => [way, []]))
for (let round = 0; round < rounds + 2; round++)
  for (const [way, send] of Object.entries(ways)) {
    const count = 2000
    const before = process.cpuUsage()
    for (let done = 0; done < count; done++) await send()
    const { user, system } = process.cpuUsage(before)
    // The first two rounds warm up.
    if (round > 1) samples[way]?.push((user + system) / count)
  }
const summaries = Object.fromEntries(Object.entries(samples).map(([way, values]) => [way, summarize(values)]))
process.stdout.write(JSON.stringify(summaries), () => process.exit())
