/** Type-checks the modules of the documentation with TypeScript 7, and reports each problem where it stands in its page. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { projectRoot } from '../sources.mjs'

/** @typedef {import('./assemble.mjs').Assembled} Assembled */

const compilerOptions = {
  target: 'ES2023',
  lib: ['ES2023'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
}

/**
 * @param {readonly Assembled[]} modules
 * @param {string} folder where the modules are written; emptied first
 * @returns {string[]} problems, as `page:line: sentence`
 */
export const typeCheck = (modules, folder) => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const files = modules.map((_module, index) => `page-${index}.ts`)
  for (const [index, { text }] of modules.entries()) writeFileSync(join(folder, `page-${index}.ts`), text)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }, undefined, 2))
  const compiler = join(projectRoot, 'node_modules/typescript/bin/tsc')
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const problems = [...new Set(`${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== ''))]
  return status === 0 ? [] : problems.map((line) => atOrigin(line, modules, folder))
}

/** @type {(line: string, modules: readonly Assembled[], folder: string) => string} */
const atOrigin = (line, modules, folder) => {
  const [, file = '', row = '', message = ''] = /^(.+?)\((\d+),\d+\): (.*)$/.exec(line) ?? []
  const index = /^page-(\d+)\.ts$/.exec(resolve(folder, file).slice(folder.length + 1))?.[1]
  const origin = index === undefined ? undefined : modules[Number(index)]?.origins[Number(row) - 1]
  return origin === undefined ? line : `${origin.page}:${origin.line}: ${message}`
}
