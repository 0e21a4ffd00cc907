import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseEndpoint } from './endpoint.ts'
import { CONTENT_TYPE, createSigner } from './signature-v4.ts'

/** `node:crypto` in the shape that smithy takes. */
class Sha256 {
  readonly #hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', typeof secret === 'string' ? secret : Buffer.from(secret as Uint8Array))
  }
  update(data: Uint8Array): void {
    this.#hash.update(data)
  }
  reset(): void {}
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }
}

const printable = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) })
const word = printable.filter((text) => text.length > 0)
const region = fc.constantFrom('us-east-1', 'eu-central-1', 'cn-north-1', 'local')
const endpoint = fc.constantFrom(
  'https://dynamodb.eu-west-1.amazonaws.com',
  'http://localhost:8000',
  'http://[::1]:8000',
  'http://proxy.test/a b/ä/$x%20',
)
const request = fc.record({
  region,
  endpoint,
  operation: fc.stringMatching(/^[A-Z][A-Za-z]{2,20}$/),
  body: fc.string({ unit: 'binary', maxLength: 400 }),
  time: fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
  accessKeyId: word,
  secretAccessKey: word,
  sessionToken: fc.option(word, { nil: undefined }),
})

it('equals the signature of @smithy/signature-v4, byte for byte', async () => {
  const signers = new Map<string, ReturnType<typeof createSigner>>()
  await fc.assert(
    fc.asyncProperty(request, async (sample) => {
      const { accessKeyId, secretAccessKey, sessionToken, body } = sample
      const credentials = { accessKeyId, secretAccessKey, sessionToken }
      const target = `DynamoDB_20120810.${sample.operation}`
      const { host, path, canonicalPath, secure, hostname, port } = parseEndpoint(sample.endpoint, sample.region)
      const reference = new SignatureV4({
        credentials: sessionToken ? { accessKeyId, secretAccessKey, sessionToken } : { accessKeyId, secretAccessKey },
        region: sample.region,
        service: 'dynamodb',
        sha256: Sha256,
        applyChecksum: false,
      })
      const expected = await reference.sign(
        {
          method: 'POST',
          protocol: secure ? 'https:' : 'http:',
          hostname,
          port,
          path,
          query: {},
          headers: { host, 'content-type': CONTENT_TYPE, 'x-amz-target': target },
          body,
        },
        { signingDate: sample.time },
      )
      // One signer for all requests of a region: its caches must not leak from one to the next.
      const sign = signers.get(sample.region) ?? createSigner(sample.region)
      signers.set(sample.region, sign)
      const signature = sign({ host, path: canonicalPath, target, body, time: sample.time.getTime() }, credentials)
      expect(signature.date).toBe(expected.headers['x-amz-date'])
      expect(signature.authorization).toBe(expected.headers['authorization'])
    }),
    { numRuns: 500 },
  )
})

it('derives a new key when the secret changes within a day', () => {
  const sign = createSigner('us-east-1')
  const common = { host: 'h', path: '/', target: 't', body: '{}', time: 0 }
  const first = sign(common, { accessKeyId: 'a', secretAccessKey: 'one' })
  const second = sign(common, { accessKeyId: 'a', secretAccessKey: 'two' })
  expect(second.authorization).not.toBe(first.authorization)
  expect(sign(common, { accessKeyId: 'a', secretAccessKey: 'one' })).toEqual(first)
})
