/** A project of a user in a temporary folder, that sees the built package. Test code only. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const orm = fileURLToPath(new URL('../..', import.meta.url))
const installed = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

/** The compilers that consumers may have. */
export const compilers = {
  '5.9': 'typescript-5.9/lib/tsc.js',
  '6': 'typescript-6/lib/tsc.js',
  '7': 'typescript/bin/tsc',
} as const

export type CompilerVersion = keyof typeof compilers

export interface ConsumerProject {
  /** Writes a file of the project. */
  write(name: string, text: string): Promise<void>
  /** Everything that the compiler prints. */
  compile(version: CompilerVersion, ...options: readonly string[]): Promise<string>
  remove(): Promise<void>
}

/** An empty project: strict, NodeNext, default libraries, without the types of Node. Builds the package if nobody did. */
export const makeConsumerProject = async (): Promise<ConsumerProject> => {
  if (!existsSync(join(orm, 'dist/index.d.ts')))
    await run(process.execPath, [join(installed, compilers['7']), '-b', orm, '--pretty', 'false'])
  const home = await mkdtemp(join(tmpdir(), 'storm-consumer-'))
  await mkdir(join(home, 'node_modules'))
  await symlink(orm, join(home, 'node_modules/single-table-orm'))
  const compilerOptions = {
    ...{ target: 'ES2023', module: 'NodeNext', strict: true, noEmit: true },
    ...{ types: [], allowImportingTsExtensions: true, skipLibCheck: true },
  }
  const write = (name: string, text: string) => writeFile(join(home, name), text)
  await write('package.json', '{ "type": "module" }')
  await write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  return {
    write,
    compile: async (version, ...options) => {
      const command = [join(installed, compilers[version]), '-p', '.', '--pretty', 'false', ...options]
      const output = run(process.execPath, command, { cwd: home, maxBuffer: 1e8 })
      return (await output.catch((error: { stdout: string }) => error)).stdout
    },
    remove: () => rm(home, { recursive: true, force: true }),
  }
}
