/** Runs a program in the foreground: stdio is its own, signals reach it, its end becomes an exit code. */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { exitCodes } from '../exit-codes.ts'

/** How a program ended. */
export interface CommandEnd {
  readonly exitCode: number
  /** Why it could not be run at all. */
  readonly problem?: string
}

/** Runs `command` with `env` as its whole environment, and waits for its end. */
export const runCommand = async (
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<CommandEnd> => {
  // On Windows `npm`, `npx` and their like are scripts, which only a shell can run.
  const child = spawn(program, args, { stdio: 'inherit', env, shell: process.platform === 'win32' })
  const release = forwardSignals(child)
  try {
    return await new Promise<CommandEnd>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        const exitCode = error.code === 'ENOENT' ? exitCodes.notFound : exitCodes.notExecutable
        resolve({ exitCode, problem: `${program} cannot be run: ${error.message}` })
      })
      child.once('exit', (code, signal) => resolve({ exitCode: code ?? exitCodeOf(signal) }))
    })
  } finally {
    release()
  }
}

const exitCodeOf = (signal: NodeJS.Signals | null): number =>
  exitCodes.signalBase + (signal === null ? 0 : constants.signals[signal])

const always: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP']
/** A terminal sends these to the program as well; sent twice, many programs end without their clean-up. */
const fromKeyboard: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT']

/** Passes signals on, and so keeps them from ending this process before the program has ended. */
const forwardSignals = (child: ChildProcess): (() => void) => {
  const listeners = [...always, ...fromKeyboard].map((signal) => {
    const listener = () => {
      if (process.stdin.isTTY && fromKeyboard.includes(signal)) return
      child.kill(signal)
    }
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  return () => {
    for (const release of listeners) release()
  }
}
