import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { environmentOf } from './dev.ts'

/** What is shipped is tested: the built program. */
const storm = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))
beforeAll(() => {
  if (!existsSync(storm)) throw new Error(`There is no ${storm}: run npm run build first.`)
})

const awsFree = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && !name.startsWith('STORM_')),
)

const start = (args: readonly string[], env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [storm, ...args], { env: { ...awsFree, ...env } })
  const seen = { stdout: '', stderr: '' }
  child.stdout.on('data', (text) => {
    seen.stdout += text
  })
  child.stderr.on('data', (text) => {
    seen.stderr += text
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, seen, ended }
}
const runStorm = async (args: readonly string[], options: { env?: Record<string, string>; input?: string } = {}) => {
  const { child, seen, ended } = start(args, options.env)
  child.stdin.end(options.input ?? '')
  return { exitCode: await ended, ...seen }
}
const node = (code: string) => ['--', process.execPath, '-e', code]
const saysHello = async (endpoint: string) => (await fetch(endpoint)).text()
const isGone = (endpoint: string) => vi.waitFor(() => expect(saysHello(endpoint)).rejects.toThrow('fetch failed'))
const putFile = (content: string) => {
  const file = join(mkdtempSync(join(tmpdir(), 'storm-dev-')), 'tables.json')
  writeFileSync(file, content)
  return file
}

describe('storm dev with a command', () => {
  const printEnvironment = node(`
    const { AWS_ENDPOINT_URL_DYNAMODB: endpoint, AWS_REGION: region, AWS_ACCESS_KEY_ID: key, STORM_ENDPOINT } = process.env
    fetch(endpoint).then((answer) => answer.text()).then((text) =>
      console.log(JSON.stringify({ endpoint, region, key, STORM_ENDPOINT, text })))`)

  test('leads it to an engine of its own, which ends with it', async () => {
    const { exitCode, stdout, stderr } = await runStorm(['dev', ...printEnvironment])
    const told = JSON.parse(stdout)
    expect(told).toMatchObject({ region: 'us-east-1', key: 'local', text: expect.stringContaining('healthy') })
    expect(stderr).toMatch(/^storm: dynoxide \d\S+ at http:\/\/127\.0\.0\.1:\d+\n$/)
    expect(stderr).toContain(told.endpoint)
    expect(exitCode).toBe(0)
    await isGone(told.endpoint)
  })

  test('leaves region and credentials that are there, and no way to another endpoint', async () => {
    const env = {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'MINE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      STORM_ENDPOINT: 'http://127.0.0.1:9',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
    }
    const { stdout } = await runStorm(['dev', ...printEnvironment], { env })
    expect(JSON.parse(stdout)).toMatchObject({ region: 'eu-west-1', key: 'MINE', text: expect.any(String) })
    expect(JSON.parse(stdout)).not.toHaveProperty('STORM_ENDPOINT')
  })

  test('passes input, output, arguments and exit code through', async () => {
    const echo = node(`process.stdin.on('data', (text) => process.stdout.write('in: ' + text))
      process.stdin.on('end', () => { console.error(process.argv.slice(1).join('|')); process.exitCode = 5 })`)
    const result = await runStorm(['dev', ...echo, 'x', '--json', '--port', '--'], { input: 'hello' })
    expect(result).toMatchObject({ exitCode: 5, stdout: 'in: hello' })
    expect(result.stderr).toContain('x|--json|--port|--\n')
  })

  test('needs no -- before it', async () => {
    const result = await runStorm(['dev', process.execPath, '-p', '6 * 7'])
    expect(result).toMatchObject({ exitCode: 0, stdout: '42\n' })
  })

  test('ended by a signal gives 128 and its number', async () => {
    const result = await runStorm(['dev', ...node('process.kill(process.pid, "SIGKILL")')])
    expect(result.exitCode).toBe(137)
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('passes %s on, and waits for it', async (signal) => {
    const { child, seen, ended } = start([
      'dev',
      ...node(`process.on('${signal}', () => setTimeout(async () => {
          console.log((await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB)).status); process.exit(9) }, 50))
        setInterval(() => {}, 1000); console.log('ready')`),
    ])
    await vi.waitFor(() => expect(seen.stdout).toBe('ready\n'), { timeout: 10_000 })
    child.kill(signal)
    expect(await ended).toBe(9)
    expect(seen.stdout).toBe('ready\n200\n')
  })

  test('that does not exist gives 127, one that cannot be executed 126', async () => {
    const missing = await runStorm(['dev', 'no-such-program'])
    expect(missing).toMatchObject({ exitCode: 127, stderr: expect.stringContaining('no-such-program cannot be run') })
    expect(await runStorm(['dev', putFile('')])).toMatchObject({ exitCode: 126 })
  })

  test('creates tables first', async () => {
    const table = (TableName: string) => ({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
    })
    const args = ['--json', '-t', putFile(JSON.stringify(table('one'))), '-t', putFile(JSON.stringify([table('two')]))]
    const { stderr, exitCode } = await runStorm(['dev', ...args, ...node('')])
    expect(JSON.parse(stderr)).toMatchObject({ kind: 'dynoxide', tables: ['one', 'two'], pid: expect.any(Number) })
    expect(exitCode).toBe(0)
    const bad = await runStorm([
      'dev',
      '-t',
      putFile(JSON.stringify({ ...table('three'), KeySchema: [] })),
      ...node(''),
    ])
    expect(bad).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('ValidationException') })
  })

  test('tells when the engine ended by itself', async () => {
    const { child, seen, ended } = start(['dev', '--json', ...node('setTimeout(() => {}, 700)')])
    await vi.waitFor(() => expect(seen.stderr).toContain('pid'), { timeout: 10_000 })
    process.kill(JSON.parse(seen.stderr).pid, 'SIGKILL')
    expect(await ended).toBe(0)
    expect(seen.stderr).toMatch(/storm: dynoxide ended by itself\. Its last lines:\nDynoxide listening on/)
    expect(child.exitCode).toBe(0)
  })
})

describe('storm dev without a command', () => {
  const ready = async (child: ChildProcess) =>
    new Promise<string>((resolve) => child.stdout?.once('data', (text) => resolve(String(text))))

  test.each(['SIGINT', 'SIGTERM'] as const)('runs until %s', async (signal) => {
    const { child, ended } = start(['dev'])
    const text = await ready(child)
    const endpoint = /export AWS_ENDPOINT_URL_DYNAMODB=(\S+)/.exec(text)?.[1] ?? ''
    expect(await saysHello(endpoint)).toContain('healthy')
    child.kill(signal)
    expect(await ended).toBe(0)
    await isGone(endpoint)
  })

  test('takes its engine with it when it is killed', async () => {
    const { child, ended } = start(['dev', '--json'])
    const { endpoint } = JSON.parse(await ready(child))
    child.kill('SIGKILL')
    await ended
    await isGone(endpoint)
  })

  test('ends with 3 when the engine does', async () => {
    const { child, ended, seen } = start(['dev', '--json'])
    process.kill(JSON.parse(await ready(child)).pid, 'SIGKILL')
    expect(await ended).toBe(3)
    expect(seen.stderr).toContain('ended by itself')
  })
})

describe('wrong usage', () => {
  test.each([
    [['dev', '--port', 'x'], 'A port is a whole number'],
    [['dev', '--port', '70000'], 'A port is a whole number'],
    [['dev', '--engine', 'localstack'], 'Allowed choices are dynoxide'],
    [['dev', '--wrong'], "unknown option '--wrong'"],
    [['dev', '--table', '/no/such.json'], 'The table file cannot be read'],
    [['bogus'], "unknown command 'bogus'"],
    [[], 'Usage: storm'],
  ])('%j gives 2', async (args, text) => {
    const result = await runStorm(args)
    expect(result.stderr).toContain(text)
    expect(result).toMatchObject({ exitCode: 2, stdout: '' })
  })

  test.each(['nonsense', '{}', '[null]', 'null'])('a table file of %s gives 2', async (content) => {
    const result = await runStorm(['dev', '-t', putFile(content), ...node('')])
    expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^storm: The table file .*\.\n$/) })
  })

  test('an engine that is not there gives 3', async () => {
    const result = await runStorm(['dev', ...node('')], { env: { DYNOXIDE_BIN: '/no/such/program' } })
    expect(result).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('engine.unavailable') })
  })

  test('help documents the exit codes', async () => {
    for (const args of [['--help'], ['dev', '--help']]) {
      const { exitCode, stdout } = await runStorm(args)
      expect(exitCode).toBe(0)
      for (const code of ['0', '2', '3', '126', '127', '128\\+n', 'other'])
        expect(stdout).toMatch(new RegExp(`^ {2}${code} +\\S`, 'm'))
    }
  })
})

test('a profile counts as credentials', () => {
  const engine = { environment: { AWS_ENDPOINT_URL_DYNAMODB: 'http://here', AWS_ACCESS_KEY_ID: 'local' } }
  expect(environmentOf(engine, { AWS_PROFILE: 'work' })).not.toHaveProperty('AWS_ACCESS_KEY_ID')
  expect(environmentOf(engine, {})).toMatchObject({ AWS_ACCESS_KEY_ID: 'local' })
})
