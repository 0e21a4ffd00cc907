/** `npm test`: every check, then the tests. One line a step, the whole output of a step that fails, vitest's summary last. */
import { runSteps } from './run-steps.mjs'
import { projectRoot } from './sources.mjs'
import { steps } from './steps.mjs'

const colour = process.stdout.isTTY === true && !process.env['CI'] && !process.env['NO_COLOR']
const failed = await runSteps(steps, { cwd: projectRoot, print: (text) => process.stdout.write(text), colour })
// Only if something failed: vitest's own summary would otherwise hide a failed check above it.
if (failed.length > 0) console.error(`Not passed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
