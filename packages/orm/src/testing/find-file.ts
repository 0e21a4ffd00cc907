/** Finds programs on PATH, packages in node_modules, and files; never runs or loads what it finds. */
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import type { Surroundings } from './launch.ts'

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

/** Why `path` cannot be run, or `undefined` if it can. */
export const refusalToRun = (path: string): string | undefined => {
  if (!isFile(path)) return `there is no file ${path}`
  try {
    accessSync(path, constants.X_OK)
    return undefined
  } catch {
    return `${path} is not executable`
  }
}

/** The first runnable file of that name in a folder of PATH. */
export const findOnPath = (name: string, env: Surroundings['env']): string | undefined => {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(Boolean)
  const names = process.platform === 'win32' ? [`${name}.exe`] : [name]
  return folders
    .flatMap((folder) => names.map((file) => join(folder, file)))
    .find((path) => refusalToRun(path) === undefined)
}

/** The folder of a package as seen from the given folders or files, the library's own last. */
export const findPackage = (name: string, from: readonly string[]): string | undefined => {
  for (const origin of [...from, import.meta.url]) {
    // The paths, and not `resolve`: a package need not export its package.json.
    const folders = createRequire(origin).resolve.paths(name) ?? []
    const folder = folders.map((parent) => join(parent, name)).find((path) => isFile(join(path, 'package.json')))
    if (folder) return folder
  }
  return undefined
}

export const packageVersion = (folder: string): string => {
  const manifest: { version?: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return manifest.version ?? 'unknown'
}

/** An environment variable; empty counts as unset. */
export const setting = (env: Surroundings['env'], name: string): string | undefined => env[name] || undefined
