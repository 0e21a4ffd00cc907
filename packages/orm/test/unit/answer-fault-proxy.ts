/** A proxy before the engine that applies a write and then loses, tears or spoils its answer. Test code only. */
import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What happens to one answer. `before` loses the request itself. */
export type AnswerFault = 'none' | 'before' | 'reset' | 'torn' | 'garbled' | 'error' | 'late'

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
