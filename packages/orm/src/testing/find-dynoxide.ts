/** Looks for dynoxide: `DYNOXIDE_BIN`, its npm packages, PATH, in this order. */
import { join } from 'node:path'
import { findOnPath, findPackage, refusalToRun, setting } from './find-file.ts'
import type { Attempt, Launch, Search, Surroundings } from './launch.ts'

const program = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide'
const platformPackage = `@dynoxide/${process.platform}-${process.arch}`

export const findDynoxide = ({ env, cwd }: Surroundings): Search => {
  const named = setting(env, 'DYNOXIDE_BIN')
  if (named) {
    const refusal = refusalToRun(named)
    if (refusal) return { tried: [{ place: 'DYNOXIDE_BIN', reason: refusal }], requested: true }
    return { launch: launchOf(named), tried: [] }
  }
  const tried: Attempt[] = [{ place: 'DYNOXIDE_BIN', reason: 'not set' }]
  for (const folder of packageFolders(cwd)) {
    const binary = join(folder, program)
    const refusal = refusalToRun(binary)
    if (!refusal) return { launch: launchOf(binary), tried }
    tried.push({ place: folder, reason: refusal })
  }
  if (tried.length === 1)
    tried.push({ place: `packages dynoxide, ${platformPackage}`, reason: `not installed, seen from ${cwd}` })
  const onPath = findOnPath('dynoxide', env)
  if (onPath) return { launch: launchOf(onPath), tried }
  return { tried: [...tried, { place: 'PATH', reason: 'holds no dynoxide' }] }
}

/** `dynoxide` is a wrapper that depends on the platform's package; a strict layout shows that only to the wrapper. */
const packageFolders = (cwd: string): string[] => {
  const origin = join(cwd, 'package.json')
  const wrapper = findPackage('dynoxide', [origin])
  const inner = wrapper && findPackage(platformPackage, [join(wrapper, 'package.json')])
  const outer = inner ?? findPackage(platformPackage, [origin])
  return outer ? [outer] : []
}

const launchOf = (command: string): Launch => ({
  kind: 'dynoxide',
  command,
  args: (port) => ['serve', '--host', '127.0.0.1', '--port', String(port)],
  ready: /listening on http/i,
  direct: true,
})
