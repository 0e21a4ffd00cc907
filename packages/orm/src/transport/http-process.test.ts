/** What only a process of its own can show: that it ends, and what an import loads. Runs the compiled sources. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useFaultServer } from '../../test/support/fault-harness.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../..', import.meta.url))
const faults = useFaultServer()
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transport-'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  const flags =
    '--noCheck --skipLibCheck --target es2023 --module nodenext --rewriteRelativeImportExtensions --types node'
  await run(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...flags.split(' '),
    '--ignoreConfig',
    '--outDir',
    folder,
    fileURLToPath(new URL('../sdk/client-transport.ts', import.meta.url)),
  ])
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs a module that imports from the compiled sources; gives what it prints. */
const runModule = async (source: string, more: NodeJS.ProcessEnv = {}): Promise<string> => {
  await writeFile(join(folder, 'main.js'), source)
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')))
  const { stdout } = await run(process.execPath, [join(folder, 'main.js')], {
    timeout: 10_000,
    env: { ...env, ...more },
  })
  return stdout.trim()
}

it('ends while connections are idle', async () => {
  const output = await runModule(`
    import { httpTransport } from './transport/http-transport.js'
    const transport = httpTransport({ endpoint: '${faults.server.endpoint}' })
    await Promise.all([transport.send('GetItem', '{}'), transport.send('GetItem', '{}')])
    console.log('done')`)
  expect(output).toBe('done')
  expect(faults.server.requests).toHaveLength(2)
})

it('loads no network, no crypto and no SDK until the first request', async () => {
  const output = await runModule(
    `
    const { createTransport } = await import('./sdk/client-transport.js')
    createTransport(undefined)
    const loaded = process.moduleLoadList.filter((name) => /NativeModule (https?|crypto|tls|zlib)$/.test(name))
    console.log(JSON.stringify(loaded))`,
  )
  expect(JSON.parse(output)).toEqual([])
})

it('names the package to install where AWS’s own are needed and missing', async () => {
  const output = await runModule(`
    import { createTransport } from './sdk/client-transport.js'
    import { httpTransport } from './transport/http-transport.js'
    const client = { config: {}, middlewareStack: { identify: () => [] }, send(command) {} }
    const transports = [httpTransport({ region: 'eu-west-1' }), createTransport(client)]
    const errors = await Promise.all(transports.map((transport) => transport.send('GetItem', '{}').catch((error) => error)))
    console.log(JSON.stringify(errors.map(({ code, message }) => [code, message])))`)
  expect(JSON.parse(output)).toEqual([
    ['request.credentials', expect.stringContaining('@aws-sdk/credential-provider-node')],
    ['request.configuration', expect.stringContaining('@aws-sdk/client-dynamodb')],
  ])
})

const openssl = spawnSync('openssl', ['version']).status === 0
if (!openssl) console.warn('skipped: https needs openssl, to make a certificate')

it.skipIf(!openssl)('speaks https, and refuses a certificate that nobody vouches for', async () => {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const flags = '-x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost'
  await run('openssl', ['req', ...flags.split(' '), '-keyout', key, '-out', cert])
  let connections = 0
  const server = createServer({ key: await readFile(key), cert: await readFile(cert) }, (_request, response) =>
    response.end('{"secure":true}'),
  )
  server.on('secureConnection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const source = `
    import { httpTransport } from './transport/http-transport.js'
    const endpoint = 'https://localhost:${(server.address() as AddressInfo).port}'
    const transport = httpTransport({ endpoint, maxAttempts: 1 })
    const send = () => transport.send('GetItem', '{}').then(({ body }) => body, ({ code, cause }) => code + ' ' + cause.code)
    console.log(await send(), await send())`
  expect(await runModule(source, { NODE_EXTRA_CA_CERTS: cert })).toBe('{"secure":true} {"secure":true}')
  expect(connections).toBe(1)
  expect(await runModule(source)).toContain('request.network DEPTH_ZERO_SELF_SIGNED_CERT')
  await new Promise<unknown>((resolve) => server.close(resolve))
})
