/** Makes `node_modules` what the lock file says, and puts the library as it is built now into it. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const mark = `${here}node_modules/.bench-lock.json`
const lock = readFileSync(`${here}package-lock.json`, 'utf8')
if (!existsSync(mark) || readFileSync(mark, 'utf8') !== lock) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  execFileSync(npm, ['ci', '--prefix', here, '--ignore-scripts', '--no-audit', '--no-fund'], { stdio: 'inherit' })
  writeFileSync(mark, lock)
}

const source = fileURLToPath(new URL('../packages/orm/', import.meta.url))
const target = `${here}node_modules/single-table-orm/`
rmSync(target, { recursive: true, force: true })
for (const part of ['package.json', 'dist']) cpSync(`${source}${part}`, `${target}${part}`, { recursive: true })
