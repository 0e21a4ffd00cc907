/** What a transport works with: options, then environment, then the shared config file, as the AWS SDK has it. */
import { RequestError } from '../errors/errors.ts'
import { awsEndpoint, customEndpoint, type Endpoint } from './endpoint.ts'
import type { HttpTransportOptions } from './http-options.ts'
import { DEFAULT_ATTEMPTS } from './retry.ts'
import { type Environment, readSharedConfig, type SharedConfig } from './shared-config.ts'

/** Resolved settings. */
export interface Settings {
  readonly endpoint: Endpoint
  /** Requests sent for one call at most. */
  readonly maxAttempts: number
}

/**
 * Resolves settings. A custom endpoint without any region is signed for `us-east-1`.
 *
 * @throws {RequestError} `request.region` if neither endpoint nor region is known
 * @throws {RequestError} `request.configuration` if a setting is malformed, or contradicts another one
 */
export const resolveSettings = async (options: HttpTransportOptions, env: Environment): Promise<Settings> => {
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true'
  const shared = await readSharedConfig(env)
  const configured = ignored
    ? undefined
    : env['AWS_ENDPOINT_URL_DYNAMODB'] || env['AWS_ENDPOINT_URL'] || shared.endpoint
  const address = options.endpoint ?? configured
  const region = options.region || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || shared.region
  const variant = {
    fips: options.useFipsEndpoint ?? flagOf(env, 'AWS_USE_FIPS_ENDPOINT', shared.useFips),
    dualstack: options.useDualstackEndpoint ?? flagOf(env, 'AWS_USE_DUALSTACK_ENDPOINT', shared.useDualstack),
  }
  const maxAttempts = options.maxAttempts ?? attemptsOf(env, shared)
  if (address !== undefined) return { endpoint: checkVariant(customEndpoint(address, region), variant), maxAttempts }
  if (region === undefined)
    throw new RequestError('request.region', 'No region is set, in options, environment or shared config file.')
  return { endpoint: awsEndpoint(region, variant), maxAttempts }
}

/** An endpoint of one's own is what it is; one on this machine is for tests, where nobody minds. */
const checkVariant = (endpoint: Endpoint, { fips, dualstack }: { fips: boolean; dualstack: boolean }): Endpoint => {
  if ((fips || dualstack) && !endpoint.loopback)
    throw new RequestError(
      'request.configuration',
      `${fips ? 'FIPS' : 'Dual-stack'} is asked for, and so is the endpoint ${endpoint.origin}; it can be had of AWS’s own endpoints only.`,
      {
        hint: 'Leave one of them out: the option, its variable (AWS_USE_…_ENDPOINT) or its line in the shared config file.',
      },
    )
  return endpoint
}

const flagOf = (env: Environment, name: string, fromFile: string | undefined): boolean => {
  const text = env[name] || fromFile
  if (text === undefined || text === 'false') return false
  if (text === 'true') return true
  throw malformed(name, text, 'true or false')
}

const attemptsOf = (env: Environment, shared: SharedConfig): number => {
  const text = env['AWS_MAX_ATTEMPTS'] || shared.maxAttempts
  if (text === undefined) return DEFAULT_ATTEMPTS
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw malformed('AWS_MAX_ATTEMPTS', text, 'a whole number from 1')
}

const malformed = (name: string, text: string, wanted: string): RequestError =>
  new RequestError(
    'request.configuration',
    `${name} (or its line in the shared config file) is '${text}', not ${wanted}.`,
    {
      hint: `Set ${name} to ${wanted}, or not at all.`,
    },
  )
