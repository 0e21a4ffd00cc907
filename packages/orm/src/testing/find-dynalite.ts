/** Looks for the package dynalite, which the user may have installed. It lacks much: see `capabilities.ts`. */
import { join } from 'node:path'
import { findPackage, isFile, packageVersion } from './find-file.ts'
import type { Search, Surroundings } from './launch.ts'

export const findDynalite = ({ cwd }: Surroundings): Search => {
  const folder = findPackage('dynalite', [join(cwd, 'package.json')])
  if (!folder) return { tried: [{ place: 'package dynalite', reason: `not installed, seen from ${cwd}` }] }
  const program = join(folder, 'cli.js')
  if (!isFile(program)) return { tried: [{ place: folder, reason: 'holds no cli.js' }] }
  const instantly = ['--createTableMs', '0', '--deleteTableMs', '0', '--updateTableMs', '0']
  return {
    tried: [],
    launch: {
      kind: 'dynalite',
      command: process.execPath,
      args: (port) => [program, '--host', '127.0.0.1', '--port', String(port), ...instantly],
      // Loaders and inspectors of the calling process are not dynalite's.
      env: { NODE_OPTIONS: '' },
      ready: /listening at/i,
      version: packageVersion(folder),
      direct: true,
    },
  }
}
