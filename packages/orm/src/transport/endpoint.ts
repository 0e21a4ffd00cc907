/**
 * Where requests go and the region they are signed for: options, then environment, then the shared config file.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @see https://docs.aws.amazon.com/general/latest/gr/ddb.html
 */
import { RequestError } from '../errors/errors.ts'
import { type Environment, readSharedConfig } from './shared-config.ts'

/** A resolved endpoint. */
export interface Endpoint {
  readonly secure: boolean
  /** Name or address to connect to, without brackets. */
  readonly hostname: string
  readonly port: number
  /** Value of the `host` header. */
  readonly host: string
  readonly path: string
  /** Path in the canonical request: every segment encoded once more. */
  readonly canonicalPath: string
  /** For messages: `https://dynamodb.eu-west-1.amazonaws.com`. */
  readonly origin: string
  readonly region: string
  /** Whether it is this machine: no AWS credentials are needed. */
  readonly loopback: boolean
}

/** What the caller chose. */
export interface EndpointOptions {
  readonly endpoint?: string | undefined
  readonly region?: string | undefined
}

/**
 * Resolves endpoint and region. A custom endpoint without any region is signed for `us-east-1`.
 *
 * @throws {RequestError} `request.region` if neither endpoint nor region is known
 * @throws {RequestError} `request.configuration` if either is malformed
 */
export const resolveEndpoint = async (options: EndpointOptions, env: Environment): Promise<Endpoint> => {
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true'
  const fromEnv = ignored ? undefined : env['AWS_ENDPOINT_URL_DYNAMODB'] || env['AWS_ENDPOINT_URL'] || undefined
  let endpoint = options.endpoint ?? fromEnv
  let region = options.region || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || undefined
  if (endpoint === undefined || region === undefined) {
    const shared = await readSharedConfig(env)
    if (!ignored) endpoint ??= shared.endpoint
    region ??= shared.region
  }
  if (endpoint !== undefined) return parseEndpoint(endpoint, checkRegion(region ?? 'us-east-1'))
  if (region === undefined)
    throw new RequestError('request.region', 'No region is set, in options, environment or shared config file.')
  return parseEndpoint(`https://dynamodb.${checkRegion(region)}.${domainOf(region)}`, region)
}

/**
 * Parses an endpoint address.
 *
 * @throws {RequestError} `request.configuration` if it is not an http(s) address without user, query and fragment
 */
export const parseEndpoint = (address: string, region: string): Endpoint => {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new RequestError('request.configuration', `'${address}' is not an http or https address.`)
  if (url.username || url.password || url.search || url.hash)
    throw new RequestError(
      'request.configuration',
      `The endpoint '${url.origin}' has a user, a query or a fragment, which an endpoint must not have.`,
    )
  const secure = url.protocol === 'https:'
  const path = url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`
  return {
    secure,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    host: url.host,
    path,
    canonicalPath: encodeURIComponent(path).replaceAll('%2F', '/'),
    origin: url.origin,
    region,
    loopback: isLoopback(url.hostname),
  }
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127(\.\d+){3}$/.test(hostname)

const checkRegion = (region: string): string => {
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(region))
    throw new RequestError('request.configuration', `'${region}' is not the name of a region.`, {
      hint: 'Give a region such as eu-west-1.',
    })
  return region
}

const domains: readonly (readonly [prefix: string, domain: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
]

const domainOf = (region: string): string =>
  domains.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com'
