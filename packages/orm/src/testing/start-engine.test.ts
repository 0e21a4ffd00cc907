import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RequestError } from '../errors/errors.ts'
import type { Engine } from './engine.ts'
import { probe } from './probe.ts'
import { startEngine } from './start-engine.ts'
import { freePort } from './start-process.ts'

const quiet = { quiet: true, endpoint: false } as const
const portOf = (engine: Engine) => Number(new URL(engine.endpoint).port)
const tables = async (engine: Engine): Promise<string[]> =>
  JSON.parse((await engine.client.send('ListTables', '{}')).body).TableNames
const create = (engine: Engine, TableName: string) =>
  engine.client.send(
    'CreateTable',
    JSON.stringify({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
    }),
  )
const refusal = async (promise: Promise<Engine>): Promise<RequestError> =>
  promise.then(
    async (engine) => {
      await engine.stop()
      throw new Error('it started')
    },
    (error) => error,
  )
const answers = async (endpoint: string) => typeof (await probe(endpoint, 1000)) === 'object'

describe('a started engine', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await startEngine({ ...quiet, engine: 'dynoxide' })
  })
  afterAll(() => engine.stop())

  test('tells what it is, and what it cannot do', () => {
    expect(engine.kind).toBe('dynoxide')
    expect(engine.version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(engine.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(engine.capabilities).toMatchObject({ transactions: true, ttlDeletes: false, multiAttributeIndexes: false })
    expect(engine.output()).toContain('listening')
    expect(engine.environment).toMatchObject({ AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint, AWS_REGION: 'us-east-1' })
  })

  test('answers through its client', async () => {
    await create(engine, 'orders')
    expect(await tables(engine)).toContain('orders')
  })

  test('shares nothing with another one, however many start at once', async () => {
    const others = await Promise.all(Array.from({ length: 6 }, () => startEngine(quiet)))
    try {
      expect(new Set([engine, ...others].map(portOf)).size).toBe(7)
      await Promise.all(others.map((other, index) => create(other, `table-${index}`)))
      for (const [index, other] of others.entries()) expect(await tables(other)).toEqual([`table-${index}`])
    } finally {
      await Promise.all(others.map((other) => other.stop()))
    }
  })

  test('does not get the port of another one', async () => {
    const error = await refusal(startEngine({ ...quiet, port: portOf(engine) }))
    expect(error).toMatchObject({ code: 'engine.unavailable', name: 'RequestError' })
    expect(error.message).toContain(`cannot use port ${portOf(engine)}: it is taken`)
    expect(error.message).toContain('  | error: port')
  })

  test('says so in one line on stderr, unless quiet', async () => {
    const lines: string[] = []
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((line) => Boolean(lines.push(String(line))))
    try {
      await (await startEngine({ endpoint: false, env: { ...process.env, STORM_QUIET: '' } })).stop()
      await (await startEngine({ endpoint: false, env: { ...process.env, STORM_QUIET: '1' } })).stop()
      await (await startEngine(quiet)).stop()
    } finally {
      write.mockRestore()
    }
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^single-table-orm: dynoxide \d\S+ at http:\/\/127\.0\.0\.1:\d+\n$/)
  })
})

describe('the end of an engine', () => {
  test('stop() ends it, twice is once, and a later request says so', async () => {
    const engine = await startEngine(quiet)
    await Promise.all([engine.stop(), engine.stop()])
    expect(await answers(engine.endpoint)).toBe(false)
    await expect(engine.client.send('ListTables', '{}')).rejects.toMatchObject({ code: 'engine.unavailable' })
  })

  test('the end of the block stops it', async () => {
    let endpoint: string
    {
      await using engine = await startEngine(quiet)
      endpoint = engine.endpoint
      expect(await answers(endpoint)).toBe(true)
    }
    expect(await answers(endpoint)).toBe(false)
  })

  test('its last lines are in the error of the next request, and on stderr', async () => {
    const lines: string[] = []
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((line) => Boolean(lines.push(String(line))))
    try {
      const engine = await startEngine({ endpoint: false, env: { ...process.env, STORM_QUIET: '' } })
      process.kill(engine.pid ?? 0, 'SIGKILL')
      const error: RequestError = await engine.client.send('ListTables', '{}').then(Object, (reason) => reason)
      expect(error.code).toBe('engine.unavailable')
      expect(error.message).toMatch(/dynoxide \S+ is not running any more[\s\S]*\| Dynoxide listening on/)
      await vi.waitFor(() => expect(lines.join('')).toMatch(/ended by itself[\s\S]*Dynoxide listening on/))
    } finally {
      write.mockRestore()
    }
  })
})

describe('an endpoint', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await startEngine(quiet)
  })
  afterAll(() => engine.stop())

  test.each([
    ['option', { endpoint: 'HERE', env: { STORM_ENDPOINT: 'http://127.0.0.1:9' } }],
    ['STORM_ENDPOINT', { env: { STORM_ENDPOINT: 'HERE', AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' } }],
    ['AWS_ENDPOINT_URL_DYNAMODB', { env: { STORM_ENDPOINT: '', AWS_ENDPOINT_URL_DYNAMODB: 'HERE' } }],
  ])('of %s is used as it is, even before a named engine, and left running', async (_name, options) => {
    const here = JSON.parse(JSON.stringify(options).replace('HERE', engine.endpoint))
    const found = await startEngine({ ...here, engine: 'dynalite', quiet: true })
    expect(found).toMatchObject({ kind: 'endpoint', endpoint: engine.endpoint, pid: undefined })
    expect(found.version).toBe(engine.version)
    expect(found.capabilities).toEqual(engine.capabilities)
    expect(await tables(found)).toEqual([])
    await found.stop()
    expect(await answers(engine.endpoint)).toBe(true)
  })

  test('that does not answer is an error, nothing is started instead', async () => {
    const error = await refusal(startEngine({ quiet: true, env: { STORM_ENDPOINT: 'http://127.0.0.1:9' } }))
    expect(error.code).toBe('engine.unavailable')
    expect(error.message).toMatch(/STORM_ENDPOINT http:\/\/127\.0\.0\.1:9: connect ECONNREFUSED/)
  })

  test('that is no address, or no DynamoDB, is an error', async () => {
    expect((await refusal(startEngine({ quiet: true, endpoint: 'localhost:8000' }))).message).toContain('not an http')
    const server = createServer((_request, response) => response.writeHead(404).end('<h1>hello</h1>'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const error = await refusal(startEngine({ quiet: true, endpoint: `http://127.0.0.1:${port}` }))
    server.close()
    expect(error.message).toContain('answers with status 404, not as DynamoDB')
  })
})

describe('what was asked for is used or refused', () => {
  test.each([
    ['dynoxide by env', { env: { DYNOXIDE_BIN: '/no/such/dynoxide' } }, 'DYNOXIDE_BIN: there is no file /no/such'],
    ['dynalite', { engine: 'dynalite' }, 'package dynalite: not installed, seen from'],
    ['dynamodb-local', { engine: 'dynamodb-local', env: {} }, 'DynamoDB Local: no DynamoDBLocal.jar in '],
    [
      'dynamodb-local by env',
      { engine: 'dynamodb-local', env: { DYNAMODB_LOCAL_JAR: '/no/such.jar' } },
      'DYNAMODB_LOCAL_JAR: no DynamoDBLocal.jar in /no/such.jar',
    ],
    ['a command', { engine: { command: 'no-such-program' } }, 'no-such-program: PATH holds no such program'],
    ['a name', { engine: 'localstack' }, "There is no engine of the name 'localstack'"],
  ])('%s', async (_name, options, text) => {
    const error = await refusal(startEngine({ ...quiet, cwd: tmpdir(), ...(options as object) }))
    expect(error).toMatchObject({ code: 'engine.unavailable', retryable: false })
    expect(error.message).toContain(text)
  })
})

describe('a command', () => {
  const script = (text: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'storm-engine-')), 'engine.cjs')
    writeFileSync(file, text)
    return file
  }

  test('runs with the port in arguments and environment', async () => {
    const file = script(`
      const port = Number(process.argv[2])
      if (port !== Number(process.env.PORT)) process.exit(9)
      require('node:http').createServer((_q, r) => r.setHeader('x-amzn-requestid', '1').end('{"TableNames":["mine"]}'))
        .listen(port, '127.0.0.1', () => console.log('ready'))`)
    const engine = await startEngine({
      ...quiet,
      engine: { command: process.execPath, args: [file, '{port}'], ready: 'ready' },
    })
    expect(engine).toMatchObject({ kind: 'command', version: 'unknown' })
    await engine.stop()
  })

  test('that dies at start gives its last lines', async () => {
    const engine = { command: 'node', args: ['-e', 'console.error("no licence"); process.exit(3)'] }
    const error = await refusal(startEngine({ ...quiet, engine }))
    expect(error.message).toMatch(/did not start: it ended with exit code 3\.\nIts last lines:\n {2}\| no licence\n/)
  })

  test('that never answers is given up, and leaves nothing behind', async () => {
    const file = script(`
      const port = Number(process.env.PORT)
      require('node:net').createServer(() => {}).listen(port, '127.0.0.1', () => console.log('port ' + port))`)
    const error = await refusal(
      startEngine({ ...quiet, engine: { command: 'node', args: [file] }, startTimeout: 1000 }),
    )
    expect(error.message).toMatch(/no answer within 1000 ms/)
    const port = /port (\d+)/.exec(error.message)?.[1]
    expect(await probe(`http://127.0.0.1:${port}`, 1000)).toContain('ECONNREFUSED')
  })

  test('that finds its port taken gets another one', async () => {
    const file = script(`
      const fs = require('node:fs'), port = process.env.PORT, seen = __filename + '.seen'
      const first = !fs.existsSync(seen)
      fs.appendFileSync(seen, port + '\\n')
      if (first) { console.error('Error: listen EADDRINUSE: address already in use'); process.exit(1) }
      require('node:http').createServer((_q, r) => r.setHeader('x-amzn-requestid', '1').end('{"TableNames":[]}'))
        .listen(Number(port), '127.0.0.1')`)
    await using engine = await startEngine({ ...quiet, engine: { command: 'node', args: [file] } })
    expect(await answers(engine.endpoint)).toBe(true)
  })
})

describe('DynamoDB Local', () => {
  /** A Java that serves, or only lives, and a folder that looks like an installation. */
  const install = (serves: boolean) => {
    const folder = mkdtempSync(join(tmpdir(), 'storm-java-'))
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'DynamoDBLocal.jar'), '')
    const java = join(folder, 'bin', 'java')
    writeFileSync(
      java,
      `#!${process.execPath}
      const port = Number(process.argv.at(-1))
      console.log('Port:\\t' + port + '\\nVersion:\\t3.3.0\\n' + process.argv.slice(2).join(' '))
      setInterval(() => {}, 1000)
      if (${serves}) require('node:http').createServer((_q, r) => r.setHeader('x-amzn-requestid', '1').end('{}'))
        .listen(port, '127.0.0.1')`,
    )
    chmodSync(java, 0o755)
    return { ...quiet, engine: 'dynamodb-local', env: { JAVA_HOME: folder, DYNAMODB_LOCAL_JAR: folder } } as const
  }

  test('is started by java, in memory, and tells its version', async () => {
    await using engine = await startEngine(install(true))
    expect(engine).toMatchObject({ kind: 'dynamodb-local', version: '3.3.0' })
    expect(engine.capabilities.multiAttributeIndexes).toBe(true)
    expect(engine.output()).toMatch(/-jar \S+DynamoDBLocal\.jar -inMemory -sharedDb -port \d+/)
  })

  test('is not mistaken for another process that answers on its port', async () => {
    const port = await freePort()
    await using _other = await startEngine({ ...quiet, engine: 'dynoxide', port })
    const error = await refusal(startEngine({ ...install(false), port }))
    expect(error.message).toContain(`cannot use port ${port}: it is taken`)
  })
})
