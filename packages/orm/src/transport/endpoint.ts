/**
 * Where requests go and the region they are signed for.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @see https://docs.aws.amazon.com/general/latest/gr/ddb.html
 */
import { RequestError } from '../errors/errors.ts'

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

/** Which of AWS's addresses is meant. */
export interface AddressVariant {
  /** Cryptography that meets FIPS 140. */
  readonly fips: boolean
  /** IPv6 beside IPv4. */
  readonly dualstack: boolean
}

/**
 * AWS's own endpoint of a region.
 *
 * @throws {RequestError} `request.configuration` if the region is malformed
 */
export const awsEndpoint = (region: string, { fips, dualstack }: AddressVariant): Endpoint => {
  const { domain, dualstackDomain, fipsByDefault } = partitionOf(checkRegion(region))
  const name = fips && (dualstack || !fipsByDefault) ? 'dynamodb-fips' : 'dynamodb'
  return parseEndpoint(`https://${name}.${region}.${dualstack ? dualstackDomain : domain}`, region)
}

/**
 * An endpoint that is not AWS's own. Without any region it is signed for `us-east-1`.
 *
 * @throws {RequestError} `request.configuration` if address or region are malformed
 */
export const customEndpoint = (address: string, region = 'us-east-1'): Endpoint =>
  parseEndpoint(address, checkRegion(region))

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

interface Partition {
  readonly prefix: string
  readonly domain: string
  readonly dualstackDomain: string
  /** Whether the plain address meets FIPS 140 already. */
  readonly fipsByDefault?: boolean
}

const partitions: readonly Partition[] = [
  { prefix: 'cn-', domain: 'amazonaws.com.cn', dualstackDomain: 'api.amazonwebservices.com.cn' },
  { prefix: 'us-gov-', domain: 'amazonaws.com', dualstackDomain: 'api.aws', fipsByDefault: true },
  { prefix: 'eusc-', domain: 'amazonaws.eu', dualstackDomain: 'api.amazonwebservices.eu' },
  { prefix: 'us-iso-', domain: 'c2s.ic.gov', dualstackDomain: 'api.aws.ic.gov' },
  { prefix: 'us-isob-', domain: 'sc2s.sgov.gov', dualstackDomain: 'api.aws.scloud' },
  { prefix: 'us-isof-', domain: 'csp.hci.ic.gov', dualstackDomain: 'api.aws.hci.ic.gov' },
  { prefix: 'eu-isoe-', domain: 'cloud.adc-e.uk', dualstackDomain: 'api.cloud-aws.adc-e.uk' },
  { prefix: '', domain: 'amazonaws.com', dualstackDomain: 'api.aws' },
]

/** The last one fits all. */
const partitionOf = (region: string): Partition =>
  partitions.find(({ prefix }) => region.startsWith(prefix)) as Partition
