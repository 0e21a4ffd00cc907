/**
 * Starts a program that cannot outlive this process, however this process ends. A watchdog between the two holds the
 * reading end of a pipe whose writing end only this process has: when that closes, the watchdog kills its whole group.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { OutputTail } from './output-tail.ts'

/** A program under a watchdog. */
export interface WatchedProcess {
  /** The program's own id, not the watchdog's; `undefined` until it runs. */
  readonly pid: number | undefined
  /** How it ended: `exit code 1`, `signal SIGKILL`; `undefined` while it runs. */
  readonly ending: string | undefined
  /** Settles when the program and everything it started are gone. */
  readonly gone: Promise<void>
  output(): string
  /** Kills the program and everything it started. */
  kill(): Promise<void>
}

export interface WatchOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Default: `sh` where there is one (a millisecond), else a small Node.js program. */
  readonly mechanism?: 'sh' | 'node'
}

export const spawnWatched = (options: WatchOptions): WatchedProcess => {
  const mechanism = options.mechanism ?? (existsSync(SHELL) ? 'sh' : 'node')
  const [program, script] = mechanism === 'sh' ? [SHELL, SHELL_WATCHDOG] : [process.execPath, NODE_WATCHDOG]
  // `sh -c script name args…` and `node -e script -- args…` both give the arguments from there on to the script.
  const first = mechanism === 'sh' ? ['-c', script, 'storm-engine'] : ['-e', script, '--']
  const child = spawn(program, [...first, options.command, ...options.args], {
    // An own group: Ctrl-C in the terminal must not stop the engine before the program that uses it.
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: mechanism === 'sh' ? options.env : { ...options.env, NODE_OPTIONS: '' },
  })
  return watch(child)
}

const SHELL = '/bin/sh'

/**
 * fd 3 tells the program's id; fd 4 is the pipe to the parent, out of the program's reach. The program is killed first
 * and waited for, so that no corpse is left where process 1 buries none; then the rest of the group (`kill 0`).
 */
const SHELL_WATCHDOG = `
exec 4<&0
"$@" </dev/null 3>&- 4<&- & program=$!
(read _ <&4; kill -KILL $program) >/dev/null 2>&1 3>&- & killer=$!
echo $program >&3
exec 3>&- 4<&-
wait $program 2>/dev/null; code=$?
{ kill -KILL $killer; wait $killer; } 2>/dev/null
[ $code -eq 137 ] && kill -KILL 0
exit $code`

const NODE_WATCHDOG = `
const { spawn, spawnSync } = require('node:child_process')
const [command, ...args] = process.argv.slice(1)
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true })
const windows = process.platform === 'win32'
child.on('error', (error) => { console.error(error.message); process.exit(127) })
child.on('exit', (code, signal) => (signal === 'SIGKILL' && !windows ? process.kill(0, signal) : process.exit(code ?? 1)))
if (child.pid) require('node:fs').writeSync(3, child.pid + '\\n')
const kill = () => (windows ? spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']) : child.kill('SIGKILL'))
process.stdin.on('error', kill).on('end', kill).resume()`

const watch = (child: ChildProcess): WatchedProcess => {
  const tail = new OutputTail()
  const state: { pid?: number; ending?: string } = {}
  const [input, stdout, stderr, identity] = child.stdio
  ;(identity as Readable).setEncoding('utf8').on('data', (text: string) => {
    state.pid = Number.parseInt(text, 10)
  })
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => tail.add(chunk))
  input?.on('error', () => {}) // The watchdog went first; `exit` tells.
  child.once('exit', (code, signal) => {
    state.ending = signal ? `signal ${signal}` : `exit code ${code}`
  })
  const gone = new Promise<void>((resolve) => {
    // `close` comes when the last holder of the output pipes is gone, that is, the program and its children.
    child.once('close', () => resolve())
    child.once('error', (error) => {
      state.ending = `error ${error.message}`
      tail.add(Buffer.from(error.message))
      resolve()
    })
  })
  keep(child, 'unref')
  return {
    get pid() {
      return state.pid
    },
    get ending() {
      return state.ending
    },
    gone,
    output: () => tail.text(),
    kill() {
      keep(child, 'ref')
      child.stdin?.destroy()
      const timer = setTimeout(killGroup, PATIENCE, child)
      return gone.then(() => clearTimeout(timer))
    },
  }
}

/** A running engine does not keep its user's process from ending; one that is being killed does. */
const keep = (child: ChildProcess, verb: 'ref' | 'unref'): void => {
  child[verb]()
  // Pipes are sockets, though their type does not say so.
  for (const stream of child.stdio) (stream as Partial<Socket> | null)?.[verb]?.()
}

/** Milliseconds that the watchdog has for its work. */
const PATIENCE = 2000

/** For a watchdog that is dead or stopped itself. */
const killGroup = (child: ChildProcess): void => {
  if (process.platform === 'win32' || child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}
