/** A line that every library can be put on: first to a live engine, recording; then answering from the record. */
import { crc32 } from 'node:zlib'
import { createExchange } from './libraries/floor-exchange.mjs'
import { openTransport } from './open-transport.mjs'

/** @typedef {import('./order.mjs').Line & { play: () => void, hear: (hear?: (operation: string, body: string) => void) => void }} RecordingLine */

const operationOf = (/** @type {string | undefined} */ target) => String(target).slice('DynamoDB_20120810.'.length)

/**
 * `play()` switches to the record: the last answer of each operation. `hear` gets the requests instead of the engine.
 *
 * @returns {RecordingLine}
 */
export const createLine = (/** @type {{ endpoint: string, tableName: string }} */ { endpoint, tableName }) => {
  const live = createExchange(endpoint)
  /** @type {Map<string, { body: Buffer, headers: Record<string, string> }>} */
  const record = new Map()
  let playing = false
  /** @type {((operation: string, body: string) => void) | undefined} */
  let hearing
  const answer = async (
    /** @type {string} */ operation,
    /** @type {string | Uint8Array} */ body,
    /** @type {any} */ headers,
  ) => {
    if (hearing) {
      hearing(operation, textOf(body))
      return toAnswer(Buffer.from('{}'))
    }
    const known = playing ? record.get(operation) : undefined
    if (known) return known
    if (playing) throw new Error(`There is no record of ${operation}.`)
    const { host: _host, 'content-length': _length, ...rest } = headers.all ?? headers
    const got = toAnswer(await live(operation, textOf(body), { ...rest, host: new URL(endpoint).host }))
    record.set(operation, got)
    return got
  }
  return {
    ...{ endpoint, tableName },
    play: () => {
      playing = true
    },
    hear: (hear) => {
      hearing = hear
    },
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: async (/** @type {any} */ { headers, body }) => {
        const got = await answer(operationOf(headers['x-amz-target']), body, headers)
        return { response: { statusCode: 200, reason: 'OK', headers: got.headers, body: got.body } }
      },
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({}),
      destroy: () => {},
    },
    transport: openTransport({ endpoint, region: 'eu-west-1' }, { connect: () => connectionOf(answer) }),
    exchange: async (operation, body, headers) => (await answer(operation, body, headers)).body,
  }
}

const toAnswer = (/** @type {Buffer} */ body) => ({
  body,
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': String(body.length),
    'x-amzn-requestid': 'PKKDLM5F1UNRQAU65RRRWRGHVVV4KQNSO5AEMVJF66Q9ASUAAJG',
    'x-amz-crc32': String(crc32(body)),
  },
})

const decoder = new TextDecoder()
const textOf = (/** @type {string | Uint8Array} */ body) => (typeof body === 'string' ? body : decoder.decode(body))

/** Headers as an object only when they are looked at. A class: a getter of an object's own would keep them alive for long. */
class Pairs {
  constructor(/** @type {string[]} */ list) {
    this.list = list
  }

  get all() {
    return Object.fromEntries(this.list.flatMap((name, i) => (i % 2 ? [] : [[name, this.list[i + 1]]])))
  }
}

/** Our connection, with `answer` in place of sockets. Names and values come by turns. */
const connectionOf = (/** @type {(operation: string, body: string, headers: any) => Promise<any>} */ answer) => ({
  exchange: async (/** @type {any} */ { operation, headers, body }) => {
    const got = await answer(operation, body, new Pairs(headers))
    return { status: 200, headers: got.headers, body: got.body }
  },
  close: () => {},
})
