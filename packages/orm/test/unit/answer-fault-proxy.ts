/** A proxy before the engine that applies a write and then loses, tears or spoils its answer. Test code only. */
import { createServer, request as forward, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What happens to one answer. `before` loses the request itself. */
export type AnswerFault =
  | 'none'
  | 'before'
  | 'reset'
  | 'torn'
  | 'garbled'
  | 'error'
  | 'late'
  /** Nothing is applied, for want of capacity. */
  | 'throttle'
  /** Nothing is applied, as another transaction is under way; of a single write the same. */
  | 'conflict'

export interface AnswerProxy {
  readonly endpoint: string
  /** Faults done so far. */
  readonly faults: number
  close(): Promise<void>
}

/** @param choose is asked once for each request */
export const startAnswerProxy = async (
  target: string,
  choose: (operation: string, body: string) => AnswerFault,
): Promise<AnswerProxy> => {
  let faults = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const fault = choose(String(request.headers['x-amz-target']).split('.')[1] ?? '', body.toString())
    if (fault !== 'none') faults++
    if (fault === 'before') return void response.socket?.destroy()
    if (fault === 'throttle' || fault === 'conflict') return refuse(response, fault, body.toString())
    const { host: _host, ...headers } = request.headers
    const passed = forward(target, { method: 'POST', headers }, async (answer) => {
      const parts: Buffer[] = []
      for await (const part of answer) parts.push(part as Buffer)
      const text = Buffer.concat(parts)
      if (fault === 'reset') return void response.socket?.resetAndDestroy()
      if (fault === 'torn') {
        response.writeHead(200, { 'content-length': text.length + 10 }).write(text)
        return void setTimeout(() => response.socket?.destroy(), 1)
      }
      if (fault === 'garbled')
        return void response.writeHead(200, { 'content-type': 'text/plain', 'x-amz-crc32': '1' }).end('{"x":')
      if (fault === 'error')
        return void response
          .writeHead(500, {})
          .end(JSON.stringify({ __type: 'x#InternalServerError', message: 'after the effect' }))
      if (fault === 'late') await new Promise((resolve) => setTimeout(resolve, 600))
      response.writeHead(answer.statusCode ?? 500, answer.headers).end(text)
    })
    passed.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get faults() {
      return faults
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers in the service's place that nothing was applied. */
const refuse = (response: ServerResponse, fault: 'throttle' | 'conflict', body: string): void => {
  const items: readonly unknown[] | undefined = JSON.parse(body).TransactItems
  const type =
    fault === 'throttle'
      ? 'ProvisionedThroughputExceededException'
      : items === undefined
        ? 'TransactionConflictException'
        : 'TransactionCanceledException'
  const reasons = items?.map((_, index) => ({ Code: index === 0 ? 'TransactionConflict' : 'None' }))
  const answer = {
    __type: `com.amazonaws.dynamodb.v20120810#${type}`,
    message: 'injected',
    CancellationReasons: reasons,
  }
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer))
}
