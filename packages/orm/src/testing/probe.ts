/** Asks an endpoint whether a DynamoDB answers there, and which. One request, no retries, no credentials. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { EngineKind } from './engine-kind.ts'

/** What an endpoint told of itself. */
export interface ProbeAnswer {
  readonly kind: EngineKind
  readonly version: string
}

/**
 * Sends ListTables with a made-up signature. Anything that answers in DynamoDB's way counts, a refusal of the
 * signature included. Gives the reason as text where nothing does.
 */
export const probe = (endpoint: string, timeout: number): Promise<ProbeAnswer | string> =>
  new Promise((resolve) => {
    const send = endpoint.startsWith('https:') ? httpsRequest : httpRequest
    // No agent: the connection must not be kept, the engine may be stopped right after.
    const request = send(endpoint, { method: 'POST', agent: false, timeout, headers: HEADERS }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        body += text
      })
      response.on('error', (error) => resolve(error.message))
      response.on('end', () => {
        const isDynamoDb = response.headers['x-amzn-requestid'] !== undefined || /"(__type|TableNames)"/.test(body)
        resolve(isDynamoDb ? identify(response.headers) : `answers with status ${response.statusCode}, not as DynamoDB`)
      })
    })
    request.on('timeout', () => request.destroy(new Error(`no answer within ${timeout} ms`)))
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.message || (error.code ?? 'no connection')))
    request.end('{"Limit":1}')
  })

const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.ListTables',
  'x-amz-date': '20200101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
}

/** dynoxide names itself and its version; DynamoDB Local is the only one on Jetty; DynamoDB says `Server`. */
const identify = (headers: IncomingHttpHeaders): ProbeAnswer => {
  const dynoxide = headers['x-dynoxide-version']
  if (typeof dynoxide === 'string') return { kind: 'dynoxide', version: dynoxide }
  if (/jetty/i.test(String(headers.server ?? ''))) return { kind: 'dynamodb-local', version: 'unknown' }
  return { kind: 'endpoint', version: 'unknown' }
}
