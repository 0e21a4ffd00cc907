import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Credentials, createCredentialSource, REFRESH_WINDOW, resolveProvider } from './credentials.ts'
import { parseEndpoint } from './endpoint.ts'

const keys = (accessKeyId: string, expiration?: number): Credentials => ({
  accessKeyId,
  secretAccessKey: 's',
  ...(expiration === undefined ? {} : { expiration: new Date(expiration) }),
})
const aws = parseEndpoint('https://dynamodb.eu-west-1.amazonaws.com', 'eu-west-1')
const local = parseEndpoint('http://localhost:8000', 'us-east-1')

describe('createCredentialSource', () => {
  it('shares one lookup, and keeps keys without an end', async () => {
    const provider = vi.fn(async () => keys('a'))
    const source = createCredentialSource(provider)
    expect(source.current(0)).toBeUndefined()
    await Promise.all([source.load(0), source.load(0), source.load(0)])
    expect(provider).toHaveBeenCalledTimes(1)
    expect(source.current(Number.MAX_SAFE_INTEGER)).toEqual(keys('a'))
  })

  it('renews keys five minutes before they expire', async () => {
    const end = 10 * REFRESH_WINDOW
    const source = createCredentialSource(async () => keys('a', end))
    await source.load(0)
    expect(source.current(end - REFRESH_WINDOW - 1)).toBeDefined()
    expect(source.current(end - REFRESH_WINDOW)).toBeUndefined()
  })

  it('falls back on keys that still hold when the provider fails', async () => {
    const end = 10 * REFRESH_WINDOW
    const answers = [() => keys('a', end)]
    const source = createCredentialSource(async () => {
      const next = answers.shift()
      if (!next) throw new Error('provider is down')
      return next()
    })
    await source.load(0)
    expect(await source.load(end - 1)).toMatchObject({ accessKeyId: 'a' })
    await expect(source.load(end)).rejects.toMatchObject({
      code: 'request.credentials',
      cause: { message: 'provider is down' },
    })
  })

  it('replaces refused keys only by others', async () => {
    const answers = [keys('a'), keys('a'), keys('b')]
    const provider = vi.fn(async (_options?: { forceRefresh?: boolean }) => answers.shift() ?? keys('b'))
    const source = createCredentialSource(provider)
    await source.load(0)
    expect(await source.replace(keys('a'), 0)).toBeUndefined()
    expect(provider).toHaveBeenLastCalledWith({ forceRefresh: true })
    expect(await source.replace(keys('a'), 0)).toEqual(keys('b'))
    // A request that was on its way with the old keys finds the new ones there.
    expect(await source.replace(keys('a'), 0)).toEqual(keys('b'))
    expect(provider).toHaveBeenCalledTimes(3)
  })

  it.each([
    ['no keys', undefined],
    ['an empty secret', { accessKeyId: 'a', secretAccessKey: '' }],
    ['a line end', { accessKeyId: 'a\r\nx-evil: 1', secretAccessKey: 's' }],
    ['a token with a blank', { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 'hidden token' }],
  ])('refuses %s, and shows no value', async (_name, given) => {
    const source = createCredentialSource(async () => given as Credentials)
    const attempt = source.load(0)
    await expect(attempt).rejects.toMatchObject({ code: 'request.credentials' })
    await expect(attempt).rejects.not.toThrow(/hidden|evil/)
  })
})

describe('resolveProvider', () => {
  const environment = { AWS_ACCESS_KEY_ID: 'e', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' }

  it('prefers what the caller gives', async () => {
    expect(await resolveProvider(keys('given'), aws, environment)()).toMatchObject({ accessKeyId: 'given' })
    expect(await resolveProvider(async () => keys('fn'), aws, environment)()).toMatchObject({ accessKeyId: 'fn' })
  })

  it('then takes the environment’s keys, on this machine too', async () => {
    for (const endpoint of [aws, local])
      expect(await resolveProvider(undefined, endpoint, environment)()).toMatchObject({
        accessKeyId: 'e',
        secretAccessKey: 's',
        sessionToken: 't',
      })
  })

  it('needs no keys for an endpoint on this machine', async () => {
    expect(await resolveProvider(undefined, local, {})()).toMatchObject({ accessKeyId: 'local' })
  })

  describe('then asks AWS’s own chain', () => {
    afterEach(() => vi.unstubAllEnvs())
    /** The chain reads the process’s environment: none of the machine’s own sources may answer. */
    const isolate = (folder: string): void => {
      for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined)
      vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
      vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
      vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'))
    }

    it('which reads the shared files', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'credentials-'))
      isolate(folder)
      await writeFile(join(folder, 'credentials'), '[default]\naws_access_key_id = f\naws_secret_access_key = s\n')
      expect(await resolveProvider(undefined, aws, {})()).toMatchObject({ accessKeyId: 'f', secretAccessKey: 's' })
      await rm(folder, { recursive: true })
    })

    it('and says so when nothing holds keys', async () => {
      isolate('/nonexistent')
      const source = createCredentialSource(resolveProvider(undefined, aws, {}))
      await expect(source.load(0)).rejects.toMatchObject({ code: 'request.credentials', cause: expect.anything() })
    })
  })
})
