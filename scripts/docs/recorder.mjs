/** A proxy in front of an engine that keeps every request, and can drop the tables that were created through it. */
import { Agent, createServer, request as sendRequest } from 'node:http'

/** @typedef {import('./checker.mjs').SentRequest} SentRequest */

/**
 * @param {string} engine the engine's endpoint, `http://host:port`
 * @returns {Promise<{ endpoint: string, requests: SentRequest[], dropTables: () => Promise<void>, stop: () => void }>}
 */
export const startRecorder = async (engine) => {
  const requests = /** @type {SentRequest[]} */ ([])
  const created = /** @type {Set<string>} */ (new Set())
  const agent = new Agent({ keepAlive: true })
  const server = createServer(async (incoming, outgoing) => {
    const body = await readAll(incoming)
    const operation = String(incoming.headers['x-amz-target']).replace(/^.*\./, '')
    const parsed = parseBody(body)
    requests.push({ operation, body: parsed })
    const { method, headers, url } = incoming
    const forwarded = sendRequest(new URL(url ?? '/', engine), { method, headers, agent }, (response) => {
      const made = operation === 'CreateTable' && response.statusCode === 200
      if (made) created.add(String(/** @type {{ TableName?: unknown }} */ (parsed).TableName))
      outgoing.writeHead(response.statusCode ?? 500, response.headers)
      response.pipe(outgoing)
    })
    forwarded.on('error', () => outgoing.destroy())
    forwarded.end(body)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    dropTables: async () => {
      for (const name of created) await dropTable(engine, name)
      created.clear()
      requests.length = 0
    },
    stop: () => {
      server.close()
      server.closeAllConnections()
      agent.destroy()
    },
  }
}

/** @param {import('node:http').IncomingMessage} incoming */
const readAll = async (incoming) => {
  const chunks = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** @param {Buffer} body @returns {unknown} */
const parseBody = (body) => {
  try {
    return JSON.parse(body.toString())
  } catch {
    return {}
  }
}

/** Only for engines on this machine, which do not look at the signature. @type {(engine: string, name: string) => Promise<void>} */
const dropTable = async (engine, name) => {
  const response = await fetch(engine, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.DeleteTable',
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({ TableName: name }),
  })
  const text = await response.text()
  if (!response.ok && !text.includes('ResourceNotFound')) throw new Error(`The table ${name} was not dropped: ${text}`)
}
