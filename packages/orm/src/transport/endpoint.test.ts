import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseEndpoint, resolveEndpoint } from './endpoint.ts'
import { parseSections } from './shared-config.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shared-config-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** An environment without the machine's own shared files. */
const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({ HOME: '/nonexistent', ...more })

describe('resolveEndpoint', () => {
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

  it('knows the domains of the partitions', async () => {
    expect((await resolveEndpoint({ region: 'cn-north-1' }, env())).host).toBe('dynamodb.cn-north-1.amazonaws.com.cn')
    expect((await resolveEndpoint({ region: 'us-gov-west-1' }, env())).host).toBe(
      'dynamodb.us-gov-west-1.amazonaws.com',
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

describe('parseEndpoint', () => {
  it.each([
    ['http://localhost:8000', true],
    ['http://127.0.0.1', true],
    ['http://[::1]:8000', true],
    ['http://db.localhost', true],
    ['http://dynamodb:8000', false],
    ['https://127.evil.example', false],
    ['https://dynamodb.eu-west-1.amazonaws.com', false],
  ])('knows whether %s is this machine: %s', (address, loopback) => {
    expect(parseEndpoint(address, 'r').loopback).toBe(loopback)
  })

  it('takes addresses apart', () => {
    expect(parseEndpoint('http://[::1]:8000/base', 'r')).toMatchObject({
      secure: false,
      hostname: '::1',
      port: 8000,
      host: '[::1]:8000',
      path: '/base/',
    })
    expect(parseEndpoint('https://h', 'r')).toMatchObject({ secure: true, port: 443, host: 'h', path: '/' })
  })
})

describe('parseSections', () => {
  it('reads sections, quotes, comments and nested settings', () => {
    const text = '# top\n[profile  "a b"]\nx = 1 ; no\n y=2\ns3 =\n  z = 3\nw = 4\r\nno value\n[empty]\n'
    expect(Object.fromEntries(parseSections(text))).toEqual({
      'profile a b': { x: '1', y: '2', 's3.z': '3', w: '4' },
      empty: {},
    })
  })
})
