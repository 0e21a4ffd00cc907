/** `run`: the whole `storm` command as a function, for scripts and tests. */
import { CommanderError } from 'commander'
import { exitCodes } from './exit-codes.ts'
import { createProgram } from './program.ts'
import { UsageError } from './usage-error.ts'

/**
 * Runs `storm` with the given arguments, and gives the exit code. Output goes to this process's stdout and stderr.
 *
 * @example
 * ```ts
 * process.exitCode = await run(['dev', '--', 'npm', 'test'])
 * ```
 */
export const run = async (argv: readonly string[]): Promise<number> => {
  let exitCode: number = exitCodes.done
  const program = createProgram({
    dev: async (command, options) => {
      const { dev } = await import('./commands/dev.ts')
      exitCode = await dev(command, options)
    },
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    return report(error)
  }
}

const report = (error: unknown): number => {
  // commander has said what there is to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  const code = codeOf(error)
  if (!(error instanceof UsageError) && code === undefined) throw error
  process.stderr.write(`storm: ${(error as Error).message}\n`)
  return code === 'engine.unavailable' ? exitCodes.noEngine : exitCodes.usage
}

/** The code of one of the library's errors, `area.problem`. */
const codeOf = (error: unknown): string | undefined => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[a-z]+\.[a-z-]+$/.test(code) ? code : undefined
}
