/** Stands in for an engine in the tests of the documentation check: no library and no DynamoDB is needed to test it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Answers every request with `{ "Count": 7 }`, and keeps the names of the operations. */
export const startStub = async (received: string[]) => {
  const server = createServer((request, response) => {
    received.push(String(request.headers['x-amz-target']))
    request.resume()
    response.end('{ "Count": 7 }')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() }
}

/** Sends one operation, as a page would through the library. */
export const send = [
  'const send = async (operation: string, body: object) => {',
  "  const headers = { 'x-amz-target': 'DynamoDB_20120810.' + operation }",
  "  const address = process.env['AWS_ENDPOINT_URL_DYNAMODB'] ?? ''",
  "  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) })",
  '  return (await answer.json()) as { Count: number }',
  '}',
]
