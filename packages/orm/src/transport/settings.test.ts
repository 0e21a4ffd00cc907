import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HttpTransportOptions } from './http-options.ts'
import { resolveSettings } from './settings.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shared-config-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** An environment without the machine's own shared files. */
const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({ HOME: '/nonexistent', ...more })

const resolveEndpoint = async (options: HttpTransportOptions, given: NodeJS.ProcessEnv) =>
  (await resolveSettings(options, given)).endpoint

describe('endpoint and region', () => {
  it('prefers options, then the service’s variable, then the general one, then AWS', async () => {
    const all = { AWS_ENDPOINT_URL_DYNAMODB: 'http://b:1', AWS_ENDPOINT_URL: 'http://c:1', AWS_REGION: 'eu-west-1' }
    const originOf = async (options: object, given: NodeJS.ProcessEnv) =>
      (await resolveEndpoint(options, env(given))).origin
    expect(await originOf({ endpoint: 'http://a:1' }, all)).toBe('http://a:1')
    expect(await originOf({}, all)).toBe('http://b:1')
    expect(await originOf({}, { ...all, AWS_ENDPOINT_URL_DYNAMODB: '' })).toBe('http://c:1')
    expect(await originOf({}, { AWS_REGION: 'eu-west-1' })).toBe('https://dynamodb.eu-west-1.amazonaws.com')
    expect(await originOf({}, { ...all, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).toBe(
      'https://dynamodb.eu-west-1.amazonaws.com',
    )
  })

  it('takes the region from options, AWS_REGION, AWS_DEFAULT_REGION', async () => {
    const given = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' }
    expect((await resolveEndpoint({ region: 'eu-west-3' }, env(given))).region).toBe('eu-west-3')
    expect((await resolveEndpoint({}, env(given))).region).toBe('eu-west-1')
    expect((await resolveEndpoint({}, env({ AWS_DEFAULT_REGION: 'eu-west-2' }))).region).toBe('eu-west-2')
    expect((await resolveEndpoint({ endpoint: 'http://localhost:8000' }, env())).region).toBe('us-east-1')
  })

  it('reads region and endpoint of a profile from the shared files', async () => {
    const config = join(folder, 'config')
    await writeFile(
      config,
      '[default]\nregion = eu-north-1\n[profile work]\nregion=eu-south-1 # comment\nservices = mine\n\n' +
        '[services mine]\ndynamodb =\n  endpoint_url = http://work:1\n[profile plain]\nendpoint_url=http://plain:1\n',
    )
    const files = { AWS_CONFIG_FILE: config }
    expect(await resolveEndpoint({}, env(files))).toMatchObject({
      region: 'eu-north-1',
      origin: 'https://dynamodb.eu-north-1.amazonaws.com',
    })
    expect(await resolveEndpoint({}, env({ ...files, AWS_PROFILE: 'work' }))).toMatchObject({
      region: 'eu-south-1',
      origin: 'http://work:1',
    })
    expect(await resolveEndpoint({}, env({ ...files, AWS_PROFILE: 'plain' }))).toMatchObject({
      region: 'us-east-1',
      origin: 'http://plain:1',
    })
  })

  it('refuses to guess a region', async () => {
    await expect(resolveEndpoint({}, env())).rejects.toMatchObject({ code: 'request.region' })
  })

  it.each(['not a url', 'ftp://x', 'http://user:secret@host', 'http://host/?q=1', ''])(
    'refuses the endpoint %j',
    async (endpoint) => {
      const attempt = resolveEndpoint({ endpoint }, env())
      await expect(attempt).rejects.toMatchObject({ code: 'request.configuration' })
      await expect(attempt).rejects.not.toThrow(/secret/)
    },
  )

  it.each(['EU West', 'a.b', '-x', 'x/../y'])('refuses the region %j', async (region) => {
    await expect(resolveEndpoint({ region }, env())).rejects.toMatchObject({ code: 'request.configuration' })
  })
})

const regions = [
  ...['us-east-1', 'eu-west-1', 'ap-southeast-2', 'cn-north-1', 'us-gov-west-1', 'us-gov-east-1', 'eusc-de-east-1'],
  ...['us-iso-east-1', 'us-isob-east-1', 'us-isof-south-1', 'eu-isoe-west-1', 'mars-1'],
]

describe('AWS’s own endpoints', () => {
  const { config } = new DynamoDBClient({ region: 'eu-west-1' })

  it.each(regions)('of %s are those of the SDK, with FIPS and dual stack as well', async (region) => {
    for (const [fips, dualstack] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const { url } = config.endpointProvider({ Region: region, UseFIPS: fips, UseDualStack: dualstack })
      const options = { region, useFipsEndpoint: fips, useDualstackEndpoint: dualstack }
      const { origin } = await resolveEndpoint(options, env())
      expect(origin).toBe(url.origin)
      const variables = { AWS_USE_FIPS_ENDPOINT: String(fips), AWS_USE_DUALSTACK_ENDPOINT: String(dualstack) }
      expect((await resolveEndpoint({ region }, env(variables))).origin).toBe(origin)
    }
  })

  it('are chosen by options before the environment, and by that before the shared file', async () => {
    const config = join(folder, 'variants')
    await writeFile(config, '[default]\nregion = eu-west-1\nuse_fips_endpoint = true\nuse_dualstack_endpoint=true\n')
    const files = { AWS_CONFIG_FILE: config }
    expect((await resolveEndpoint({}, env(files))).host).toBe('dynamodb-fips.eu-west-1.api.aws')
    const variables = { ...files, AWS_USE_FIPS_ENDPOINT: 'false', AWS_USE_DUALSTACK_ENDPOINT: '' }
    expect((await resolveEndpoint({}, env(variables))).host).toBe('dynamodb.eu-west-1.api.aws')
    expect((await resolveEndpoint({ useDualstackEndpoint: false }, env(variables))).host).toBe(
      'dynamodb.eu-west-1.amazonaws.com',
    )
  })

  it('do not mix with an endpoint of one’s own, unless that is on this machine', async () => {
    const attempt = resolveEndpoint({ endpoint: 'https://proxy:1' }, env({ AWS_USE_FIPS_ENDPOINT: 'true' }))
    await expect(attempt).rejects.toMatchObject({ code: 'request.configuration' })
    await expect(attempt).rejects.toThrow('FIPS is asked for, and so is the endpoint https://proxy:1')
    const local = await resolveEndpoint({ endpoint: 'http://localhost:8000', useFipsEndpoint: true }, env())
    expect(local.host).toBe('localhost:8000')
  })

  it('are not guessed from a setting that is neither true nor false', async () => {
    const attempt = resolveEndpoint({ region: 'eu-west-1' }, env({ AWS_USE_FIPS_ENDPOINT: 'yes' }))
    await expect(attempt).rejects.toMatchObject({ code: 'request.configuration' })
    await expect(attempt).rejects.toThrow('AWS_USE_FIPS_ENDPOINT')
  })
})

describe('attempts', () => {
  const attemptsOf = async (options: HttpTransportOptions, given: NodeJS.ProcessEnv) =>
    (await resolveSettings({ region: 'eu-west-1', ...options }, env(given))).maxAttempts

  it('come from options, environment, shared file, or are four', async () => {
    const config = join(folder, 'attempts')
    await writeFile(config, '[default]\nmax_attempts = 7\n')
    const files = { AWS_CONFIG_FILE: config }
    expect(await attemptsOf({}, {})).toBe(4)
    expect(await attemptsOf({}, files)).toBe(7)
    expect(await attemptsOf({}, { ...files, AWS_MAX_ATTEMPTS: '2' })).toBe(2)
    expect(await attemptsOf({ maxAttempts: 9 }, { ...files, AWS_MAX_ATTEMPTS: '2' })).toBe(9)
  })

  it.each(['0', '-1', '2.5', 'many', '1e3', '9999999999'])('are not %j', async (text) => {
    await expect(attemptsOf({}, { AWS_MAX_ATTEMPTS: text })).rejects.toMatchObject({ code: 'request.configuration' })
  })
})
