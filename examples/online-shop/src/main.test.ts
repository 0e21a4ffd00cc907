/** `npm run shop` as a process, its output piped. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startEngine } from 'single-table-orm/testing'
import { beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

const main = (env: Record<string, string> = {}) =>
  spawnSync(process.execPath, ['examples/online-shop/dist/main.js'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, STORM_ENDPOINT: '', ...env },
  })

// What the command does; nothing to do where it is built already.
beforeAll(() => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'examples/online-shop'], { cwd: root })
}, 120_000)

it('ends with 0, in plain text of 80 columns', () => {
  const { status, stdout, stderr } = main({ COLUMNS: '200' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(stdout).toContain('✓ 15 of 15 answers are what the data file says.')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are what must not be there
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBe(80)
})

it('prints the calls as they stand in the source', () => {
  const { stdout } = main()
  expect(stdout).toContain("    call      await Customer.objects.get({ customerId: '12345' })\n")
  expect(stdout).toContain(
    [
      '    call      await Invoice.objects.using({',
      "                customerId: '12345',",
      "                date: between('2020-06-01', '2020-07-01'),",
      '              }).all()',
      '',
    ].join('\n'),
  )
})

it('prints what the README shows', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const sample = /```text\n(13 {2}.*?)```/s.exec(readme)?.[1]
  expect(sample).toBeDefined()
  expect(main().stdout).toContain(sample)
})

it('does not go where the AWS SDKs are pointed at', () => {
  expect(main({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' }).status).toBe(0)
})

it('goes to STORM_ENDPOINT, and leaves nothing there', async () => {
  await using engine = await startEngine({ endpoint: false, quiet: true })
  const { status, stdout } = main({ STORM_ENDPOINT: engine.endpoint })
  expect(status).toBe(0)
  expect(stdout).toContain(engine.endpoint)
  expect(stdout).toContain('✓ 15 of 15')
  const { body } = await engine.client.send('ListTables', '{}')
  expect(JSON.parse(body).TableNames).toEqual([])
})

it('says what is missing where there is no engine', () => {
  const { status, stdout, stderr } = main({ DYNOXIDE_BIN: '/nowhere/dynoxide' })
  expect(status).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain('/nowhere/dynoxide')
  expect(stderr).not.toContain('    at ')
})
