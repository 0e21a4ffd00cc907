/** A scripted HTTP server on this machine that stands for DynamoDB on a bad day. Test code only. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { crc32 } from 'node:zlib'

/** One request as the server got it. */
export interface SeenRequest {
  readonly operation: string
  readonly body: string
  readonly headers: IncomingMessage['headers']
  /** Number of the connection, from 1. */
  readonly socket: number
  /** Closes the connection. */
  close(): void
}

/** What the server does with one request. */
export type Step = (response: ServerResponse, request: SeenRequest) => void

/** A running fault server. */
export interface FaultServer {
  readonly endpoint: string
  /** All requests so far. */
  readonly requests: readonly SeenRequest[]
  /** Connections accepted so far. */
  readonly connections: number
  /** Appends steps, one a request; after the last, the answer is `{}`. */
  script(...steps: Step[]): void
  /** Waits until the server has seen this many requests. */
  seen(count: number): Promise<void>
  close(): Promise<void>
}

/** A good answer. */
export const answer =
  (body = '{}', headers: Record<string, string> = {}): Step =>
  (response) =>
    void response
      .writeHead(200, {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-requestid': 'R1',
        'x-amz-crc32': String(crc32(body)),
        ...headers,
      })
      .end(body)

/** A refusal of the service. */
export const refuse =
  (type: string, more: { status?: number; headers?: Record<string, string>; body?: object } = {}): Step =>
  (response) => {
    const body = JSON.stringify({
      __type: `com.amazonaws.dynamodb.v20120810#${type}`,
      message: `told as ${type}`,
      ...more.body,
    })
    response.writeHead(more.status ?? 400, { 'x-amzn-requestid': 'R2', ...more.headers }).end(body)
  }

/** Throttling. */
export const throttle = (headers: Record<string, string> = {}): Step =>
  refuse('ProvisionedThroughputExceededException', { headers })

/** A fault inside the service. */
export const serverError = (status = 500): Step => refuse('InternalServerError', { status })

/** The connection is reset without an answer. */
export const reset = (): Step => (response) => void response.socket?.resetAndDestroy()

/** The answer breaks off in the middle. */
export const torn = (): Step => (response) => {
  response.writeHead(200, { 'content-length': '100' }).write('{"Item":')
  setTimeout(() => response.socket?.destroy(), 5)
}

/** The answer's bytes are not those that the checksum was made of. */
export const wrongCrc = (body = '{}'): Step => answer(body, { 'x-amz-crc32': '1' })

/** A status and a body that are not DynamoDB's. */
export const page =
  (status: number, body = '<html>no</html>'): Step =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end(body)

/** Nothing, ever. */
export const silence = (): Step => () => {}

/** The head of an answer, then nothing. */
export const stalled = (): Step => (response) => {
  response.writeHead(200, { 'content-length': '100' }).write('{')
}

/** Starts a fault server on a free port. */
export const startFaultServer = async (): Promise<FaultServer> => {
  const steps: Step[] = []
  const requests: SeenRequest[] = []
  const numbers = new Map<Socket, number>()
  let connections = 0
  let waiting: { count: number; resolve: () => void }[] = []
  const server = createServer({ keepAlive: true }, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const seen: SeenRequest = {
      operation: String(request.headers['x-amz-target']).split('.')[1] ?? '',
      body: Buffer.concat(chunks).toString(),
      headers: request.headers,
      socket: numbers.get(request.socket) ?? 0,
      close: () => void request.socket.end(),
    }
    requests.push(seen)
    const step = steps.shift() ?? answer()
    waiting = waiting.filter(({ count, resolve }) => (requests.length < count ? true : void resolve()))
    step(response, seen)
  })
  server.on('connection', (socket) => {
    numbers.set(socket, ++connections)
  })
  // Idle connections stay open until the client or `close` ends them.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get connections() {
      return connections
    },
    script: (...more) => void steps.push(...more),
    seen: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
