/** Keep-alive HTTP(S) to one endpoint: one exchange of texts, its failures as data. Nothing here retries. */
import { Agent, type ClientRequest, type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { Body } from './body.ts'
import type { Endpoint } from './endpoint.ts'
import { type AttemptFacts, type Failure, networkFailure, timeoutFailure } from './failure.ts'
import type { Wait } from './wait.ts'

/** A whole response. */
export interface RawResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Gives the bytes of the body up for another; nobody may read them after. */
  readonly release?: (() => void) | undefined
}

/** One request on the wire. */
export interface RawRequest extends AttemptFacts {
  /** Names and values by turns, `host` and `content-length` included. */
  readonly headers: string[]
  readonly body: string
  /** Milliseconds until the whole response must be there. */
  readonly timeout: number
}

/** Connections to one endpoint. */
export interface Connection {
  /** Sends one request; `undefined` when cancelled through `wait`. */
  exchange(request: RawRequest, wait: Wait): Promise<RawResponse | Failure | undefined>
  /** Closes idle sockets now and busy ones when they become idle. */
  close(): void
}

/** Idle sockets are closed after this, so that few requests meet a socket that the other end just closed. */
const IDLE_TIMEOUT = 30_000

/** Opens nothing yet; `node:https` is loaded only for an https endpoint. */
export const createConnection = async (endpoint: Endpoint, maxSockets: number): Promise<Connection> => {
  const https = endpoint.secure ? await import('node:https') : undefined
  const request = https ? https.request : requestHttp
  const agentOptions = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets, timeout: IDLE_TIMEOUT }
  const createAgent = (): Agent => (https ? new https.Agent(agentOptions) : new Agent(agentOptions))
  let agent = createAgent()
  const base = { method: 'POST', hostname: endpoint.hostname, port: endpoint.port, path: endpoint.path }
  return {
    exchange: (raw, wait) =>
      new Promise((resolve) => {
        const outgoing = request({ ...base, agent, headers: raw.headers })
        let settled = false
        const settle = (outcome: RawResponse | Failure | undefined): void => {
          if (settled) return
          settled = true
          clearTimeout(timer)
          wait.cancel = undefined
          resolve(outcome)
        }
        const timer = setTimeout(() => {
          settle(timeoutFailure(raw, raw.timeout, wasSent(outgoing)))
          outgoing.destroy()
        }, raw.timeout)
        wait.cancel = () => {
          settle(undefined)
          outgoing.destroy()
        }
        const fail = (error: Error): void => settle(networkFailure(raw, error))
        outgoing.on('error', fail)
        outgoing.on('response', (response) => {
          const body = new Body(response.headers['content-length'])
          response.on('data', (chunk: Buffer) => body.add(chunk))
          // A response cut short ends with the error ECONNRESET instead.
          response.on('error', fail)
          response.on('end', () =>
            settle({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: body.toBuffer(),
              release: body.release,
            }),
          )
        })
        outgoing.end(raw.body)
      }),
    close: () => {
      const old = agent
      agent = createAgent()
      old.maxFreeSockets = 0
      for (const sockets of Object.values(old.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
    },
  }
}

/** Whether bytes of the request may have left: it has a socket whose handshakes are over. */
const wasSent = (request: ClientRequest): boolean => {
  const socket = request.socket as (ClientRequest['socket'] & { secureConnecting?: boolean }) | null
  return socket !== null && !socket.connecting && socket.secureConnecting !== true
}
