/** The bytes of a response body, whatever request handler the user's client has. */

/** Collects a Node stream, a web stream, text or bytes. */
export const collectBytes = (body: unknown): Promise<Uint8Array> | Uint8Array => {
  if (body === undefined || body === null) return new Uint8Array()
  if (body instanceof Uint8Array) return body
  if (typeof body === 'string') return Buffer.from(body)
  if (typeof (body as NodeJS.ReadableStream).on === 'function') return collectNodeStream(body as NodeJS.ReadableStream)
  return collectIterable(body as AsyncIterable<Uint8Array>)
}

const collectNodeStream = (stream: NodeJS.ReadableStream): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    stream.on('data', (chunk: Uint8Array | string) =>
      chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk),
    )
    stream.on('error', reject)
    stream.on('end', () => resolve(join(chunks)))
  })

const collectIterable = async (body: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return join(chunks)
}

const join = (chunks: readonly Uint8Array[]): Uint8Array =>
  chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
