/** One exchange over `node:http` with kept connections, and nothing else. */
import { Agent, request } from 'node:http'

export const createExchange = (/** @type {string} */ endpoint) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const { hostname, port } = new URL(endpoint)
  return (/** @type {string} */ operation, /** @type {string} */ body, /** @type {Record<string, string>} */ headers) =>
    new Promise((resolve, reject) => {
      const length = Buffer.byteLength(body)
      const outgoing = request({
        agent,
        hostname,
        port,
        method: 'POST',
        path: '/',
        headers: { ...headers, 'content-length': length },
      })
      outgoing.on('error', reject)
      outgoing.on('response', (response) => {
        /** @type {Buffer[]} */
        const chunks = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
          if (response.statusCode === 200) resolve(bytes)
          else reject(new Error(`${operation}: ${bytes}`))
        })
      })
      outgoing.end(body)
    })
}
