/** What a further entity costs the compiler: type instantiations, the same on every machine. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { programs } from '../types/programs.mjs'

const run = promisify(execFile)
const FEW = 2
const MANY = 12
const here = fileURLToPath(new URL('..', import.meta.url))

/** @type {import('../run.mjs').Section} */
export const measureTypeCheck = async ({ contenders }) => {
  /** @type {Record<string, { instantiations: number }>} */
  const costs = {}
  // Inside this folder, where the libraries are found.
  const folder = mkdtempSync(join(here, 'node_modules/.types-'))
  try {
    for (const { id } of contenders) {
      const program = programs[id]
      if (!program) continue
      const few = await compile(folder, program, FEW)
      const many = await compile(folder, program, MANY)
      costs[id] = { instantiations: (many - few) / (MANY - FEW) }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return costs
}

/** @type {(folder: string, program: import('../types/programs.mjs').Program, count: number) => Promise<number>} */
const compile = async (folder, { header, entity }, count) => {
  writeFileSync(join(folder, 'program.ts'), header + Array.from({ length: count }, (_, n) => entity(n)).join(''))
  const options =
    '--noEmit --strict --skipLibCheck --target es2023 --module nodenext --types node --extendedDiagnostics'
  const compiler = join(here, 'node_modules/typescript/lib/tsc.js')
  const { stdout } = await run(process.execPath, [compiler, ...options.split(' '), 'program.ts'], {
    cwd: folder,
  }).catch((error) => {
    throw new Error(`${header.split('\n')[0]}\n${String(error.stdout).slice(0, 2000)}`)
  })
  return Number(/^Instantiations:\s+(\d+)/m.exec(stdout)?.[1])
}
