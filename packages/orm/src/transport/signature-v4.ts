/**
 * Signature Version 4 for a DynamoDB request, synchronous, on `node:crypto`. The signing key is derived once per
 * secret, day and region; a further request costs one hash of the body, one of the canonical request and one HMAC of two.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { nodeCrypto } from '../util/node-crypto.ts'
import type { Credentials } from './credentials.ts'

/** Content type of every request. */
export const CONTENT_TYPE = 'application/x-amz-json-1.0'
const ALGORITHM = 'AWS4-HMAC-SHA256'

/** What is signed beside the fixed method, content type and empty query. */
export interface SignableRequest {
  /** Value of the `host` header. */
  readonly host: string
  /** Path as it stands in the canonical request. */
  readonly path: string
  /** Value of `x-amz-target`. */
  readonly target: string
  readonly body: string
  /** Epoch milliseconds. */
  readonly time: number
}

/** Values of the headers that the signature adds. */
export interface Signature {
  /** `x-amz-date`: `20260501T120000Z` */
  readonly date: string
  readonly authorization: string
}

/** Signs requests to one region. */
export type Signer = (request: SignableRequest, credentials: Credentials) => Signature

/** Makes a signer with its own cache of one signing key. */
export const createSigner = (region: string, service = 'dynamodb'): Signer => {
  let second = Number.NaN
  let date = ''
  let keyDay = ''
  let keySecret: string | undefined
  let mac = (_text: string): string => ''
  return (request, credentials) => {
    const now = Math.floor(request.time / 1000)
    if (now !== second) {
      second = now
      date = longDate(request.time)
    }
    const day = date.slice(0, 8)
    if (day !== keyDay || credentials.secretAccessKey !== keySecret) {
      keyDay = day
      keySecret = credentials.secretAccessKey
      mac = createMac(signingKey(keySecret, day, [region, service]))
    }
    const token = credentials.sessionToken
    const names = token
      ? 'content-type;host;x-amz-date;x-amz-security-token;x-amz-target'
      : 'content-type;host;x-amz-date;x-amz-target'
    const canonical = `POST\n${request.path}\n\ncontent-type:${CONTENT_TYPE}\nhost:${request.host}\nx-amz-date:${date}\n${
      token ? `x-amz-security-token:${token}\n` : ''
    }x-amz-target:${request.target}\n\n${names}\n${sha256(request.body)}`
    const scope = `${day}/${region}/${service}/aws4_request`
    const signature = mac(`${ALGORITHM}\n${date}\n${scope}\n${sha256(canonical)}`)
    return {
      date,
      authorization: `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    }
  }
}

const sha256 = (text: string): string => nodeCrypto().hash('sha256', text, 'hex')

/** Bytes of a block of SHA-256, and of its result. */
const BLOCK = 64
const DIGEST = 32

/**
 * HMAC-SHA-256 of ASCII texts under one key, in hexadecimal. Two hashes of prepared bytes: `createHmac` would make an
 * object outside of the heap for every request, which costs more than both.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2104#section-2
 */
const createMac = (key: Uint8Array): ((text: string) => string) => {
  const { hash } = nodeCrypto()
  let inner = Buffer.alloc(BLOCK, 0x36)
  const outer = Buffer.alloc(BLOCK + DIGEST, 0x5c)
  for (const [i, byte] of key.entries()) {
    inner[i] = byte ^ 0x36
    outer[i] = byte ^ 0x5c
  }
  return (text) => {
    const length = BLOCK + text.length
    if (inner.length < length) inner = Buffer.concat([inner.subarray(0, BLOCK), Buffer.alloc(2 * text.length)])
    inner.write(text, BLOCK, 'latin1')
    outer.write(hash('sha256', inner.subarray(0, length), 'hex'), BLOCK, 'hex')
    return hash('sha256', outer, 'hex')
  }
}

const hmac = (key: Uint8Array | string, text: string): Uint8Array =>
  nodeCrypto().createHmac('sha256', key).update(text).digest()

const signingKey = (secret: string, day: string, scope: readonly string[]): Uint8Array =>
  [...scope, 'aws4_request'].reduce<Uint8Array>(hmac, hmac(`AWS4${secret}`, day))

/** `2026-05-01T12:00:00.000Z` → `20260501T120000Z`. */
const longDate = (time: number): string => `${new Date(time).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
