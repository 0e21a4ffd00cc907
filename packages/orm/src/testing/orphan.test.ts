import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import { spawnWatched } from './watchdog.ts'

const vite = import.meta.resolve('vite')
const watchdog = fileURLToPath(new URL('./watchdog.ts', import.meta.url))
const startEngine = fileURLToPath(new URL('./start-engine.ts', import.meta.url))

/** Gone, or a corpse that the system has yet to bury. */
const isDead = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch {
    return true
  }
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Runs a module of the sources in a process of its own, and gives the first number that it prints. */
const runParent = async (file: string, code: string) => {
  const script = `import { runnerImport } from ${JSON.stringify(vite)}
    const { module } = await runnerImport(${JSON.stringify(file)})
    ${code}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, STORM_QUIET: '1', STORM_ENDPOINT: '', AWS_ENDPOINT_URL_DYNAMODB: '' },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const pid = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (text) => resolve(Number.parseInt(String(text), 10)))
    child.once('exit', () => reject(new Error('the parent printed nothing')))
  })
  return { child, pid, ended }
}

const wait = 'setInterval(() => {}, 1000)'
const endings = [
  ['is killed with SIGKILL', wait, 'SIGKILL'],
  ['is ended with SIGTERM', wait, 'SIGTERM'],
  ['is ended with Ctrl-C', wait, 'SIGINT'],
  ['calls process.exit()', 'setTimeout(() => process.exit(0), 50)', undefined],
  ['has nothing left to do', '', undefined],
] as const

describe('an engine does not outlive its parent', () => {
  test.each(endings)('that %s', async (_name, then, signal) => {
    const code = `const engine = await module.startEngine(); console.log(engine.pid); ${then}`
    const { child, pid, ended } = await runParent(startEngine, code)
    if (signal) {
      expect(isDead(pid)).toBe(false)
      child.kill(signal)
    }
    await ended
    await vi.waitFor(() => expect(isDead(pid)).toBe(true), { timeout: 5000 })
  })
})

describe.each(['sh', 'node'] as const)('the watchdog in %s', (mechanism) => {
  const start = (code: string) =>
    spawnWatched({ command: process.execPath, args: ['-e', code], env: process.env, mechanism })
  const family = `const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
    console.log('child', child.pid)`
  const childOf = async (output: () => string) => {
    await vi.waitFor(() => expect(output()).toMatch(/child \d+/), { timeout: 10_000 })
    return Number(/child (\d+)/.exec(output())?.[1])
  }

  test('kills the program and what it started', async () => {
    const program = start(family)
    const grandchild = await childOf(program.output)
    const { pid } = program
    expect(pid).not.toBe(grandchild)
    await program.kill()
    expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH') // not even a corpse
    await vi.waitFor(() => expect([isDead(pid ?? 0), isDead(grandchild)]).toEqual([true, true]), { timeout: 5000 })
  })

  test('kills them when the parent is killed', async () => {
    const code = `const options = { command: process.execPath, args: ['-e', ${JSON.stringify(family)}], env: process.env }
      const program = module.spawnWatched({ ...options, mechanism: '${mechanism}' })
      const timer = setInterval(() => {
        const pid = /child (\\d+)/.exec(program.output())?.[1]
        if (pid) console.log(pid), clearInterval(timer)
      }, 5)
      ${wait}`
    const { child, pid, ended } = await runParent(watchdog, code)
    expect(isDead(pid)).toBe(false)
    child.kill('SIGKILL')
    await ended
    await vi.waitFor(() => expect(isDead(pid)).toBe(true), { timeout: 5000 })
  })

  test('passes the exit code and the output on', async () => {
    const program = start('console.log("to stdout"); console.error("to stderr"); process.exitCode = 7')
    await program.gone
    expect(program.ending).toBe('exit code 7')
    expect(program.output().split('\n').sort()).toEqual(['to stderr', 'to stdout'])
  })

  test('tells of a program that cannot be run', async () => {
    const program = spawnWatched({ command: '/no/such/program', args: [], env: process.env, mechanism })
    await program.gone
    expect(program.ending).toBe('exit code 127')
    expect(program.output()).toContain('/no/such/program')
  })
})
