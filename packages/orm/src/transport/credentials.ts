/**
 * Keys to sign with: options, then environment, then AWS's own provider chain, which is loaded only if it comes to that.
 * One lookup at a time, shared by all requests; kept until five minutes before the keys expire.
 */
import { RequestError } from '../errors/errors.ts'
import type { Endpoint } from './endpoint.ts'
import type { Environment } from './shared-config.ts'

/** AWS keys, in the shape of the SDK. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly expiration?: Date | undefined
}

/** Gives keys; `forceRefresh` asks for others than last time. */
export type CredentialProvider = (options?: { readonly forceRefresh?: boolean }) => Promise<Credentials>

/** The keys of one transport. */
export interface CredentialSource {
  /** Keys at hand, or `undefined` where `load` must be called. */
  current(now: number): Credentials | undefined
  /** Looks keys up; calls at the same time share one lookup. */
  load(now: number): Promise<Credentials>
  /** Looks for other keys, since the service refused these; `undefined` if there are none. */
  replace(refused: Credentials, now: number): Promise<Credentials | undefined>
}

/** Keys are renewed this long before they expire, milliseconds. */
export const REFRESH_WINDOW = 5 * 60_000

/** Keys of the embedded engines, which accept any. */
const localCredentials: Credentials = Object.freeze({ accessKeyId: 'local', secretAccessKey: 'local' })

/** Caches what `provider` gives. */
export const createCredentialSource = (provider: CredentialProvider): CredentialSource => {
  let known: Credentials | undefined
  let usableUntil = 0
  let loading: Promise<Credentials> | undefined
  const lookUp = async (now: number, forceRefresh: boolean): Promise<Credentials> => {
    try {
      known = checkCredentials(await provider({ forceRefresh }))
      usableUntil = known.expiration === undefined ? Number.POSITIVE_INFINITY : known.expiration.getTime()
      return known
    } catch (cause) {
      if (known && !forceRefresh && now < usableUntil) return known
      if (cause instanceof RequestError) throw cause
      throw new RequestError('request.credentials', 'No AWS credentials could be loaded.', { cause })
    } finally {
      loading = undefined
    }
  }
  const load = (now: number, forceRefresh = false): Promise<Credentials> => {
    loading ??= lookUp(now, forceRefresh)
    return loading
  }
  return {
    current: (now) => (now < usableUntil - REFRESH_WINDOW ? known : undefined),
    load: (now) => load(now),
    async replace(refused, now) {
      // Another request may have renewed the keys while this one was on its way.
      if (known && !sameKeys(known, refused)) return known
      // Where no others can be had, the service's refusal is the better answer.
      const next = await load(now, true).catch(() => undefined)
      return next && !sameKeys(next, refused) ? next : undefined
    },
  }
}

/** The provider for an endpoint: the caller's keys, else the environment's, else AWS's chain. */
export const resolveProvider = (
  given: Credentials | (() => Promise<Credentials>) | undefined,
  endpoint: Endpoint,
  env: Environment,
): CredentialProvider => {
  if (typeof given === 'function') return given
  if (given) return async () => given
  let chain: Promise<CredentialProvider> | undefined
  return async (options) => {
    const found = credentialsOfEnvironment(env)
    if (found) return found
    if (endpoint.loopback) return localCredentials
    chain ??= loadChain(endpoint.region)
    return (await chain)(options)
  }
}

const credentialsOfEnvironment = (env: Environment): Credentials | undefined => {
  const accessKeyId = env['AWS_ACCESS_KEY_ID']
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY']
  if (!accessKeyId || !secretAccessKey) return undefined
  return { accessKeyId, secretAccessKey, sessionToken: env['AWS_SESSION_TOKEN'] || undefined }
}

const loadChain = async (region: string): Promise<CredentialProvider> => {
  try {
    const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
    return defaultProvider({ clientConfig: { region } })
  } catch (cause) {
    throw new RequestError(
      'request.credentials',
      'The environment holds no AWS keys, and @aws-sdk/credential-provider-node, which finds them elsewhere, is not installed.',
      { cause },
    )
  }
}

/** Header values are made of these: anything else would break the request apart. */
const printable = /^[\x21-\x7e]+$/

const checkCredentials = (given: Credentials): Credentials => {
  const { accessKeyId, secretAccessKey, sessionToken } = given ?? {}
  const parts = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
  for (const [name, value] of Object.entries(parts))
    if (typeof value !== 'string' || !printable.test(value))
      throw new RequestError(
        'request.credentials',
        `The ${name} of the AWS credentials is missing or has characters that no key has.`,
        { hint: `Check ${name} for blanks and line ends.` },
      )
  return given
}

const sameKeys = (one: Credentials, other: Credentials): boolean =>
  one.accessKeyId === other.accessKeyId &&
  one.secretAccessKey === other.secretAccessKey &&
  one.sessionToken === other.sessionToken
