/**
 * `npm run prove -- --minutes 5`: runs the proofs of packages/orm/test/proof over and over, each time with another seed and
 * `--runs` times as long as in `npm test` (default 5), until the time is over or one fails. A failure prints the seed.
 */
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { projectRoot } from './sources.mjs'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, runs: { type: 'string', default: '5' } },
})
const [minutes, runs] = [Number(values.minutes), Number(values.runs)]
if (!(minutes > 0 && runs > 0)) throw new TypeError('--minutes and --runs take numbers above 0.')

/** @param {number} seed */
const prove = (seed) => {
  const env = { ...process.env, STORM_RUNS: String(runs), STORM_SEED: String(seed) }
  const command = ['node_modules/vitest/vitest.mjs', 'run', 'packages/orm/test/proof', '--reporter=verbose']
  const run = spawn(process.execPath, command, { cwd: projectRoot, env, stdio: 'inherit' })
  return new Promise((resolve, reject) => run.on('error', reject).on('close', resolve))
}

const end = Date.now() + minutes * 60_000
for (let round = 1; round === 1 || Date.now() < end; round++) {
  const seed = randomInt(2 ** 31)
  console.log(`Round ${round}, seed ${seed}`)
  if ((await prove(seed)) !== 0) {
    console.log(`Repeat it: STORM_RUNS=${runs} STORM_SEED=${seed} npx vitest run packages/orm/test/proof`)
    process.exitCode = 1
    break
  }
}
