/** Runs steps: the quiet ones two at a time, then the live ones alone; one line a step, its output only if it failed. */
import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {{ step: Step, state: 'passed' | 'failed' | 'skipped', seconds: number, output: string }} Result */

const parallel = 2

/**
 * Runs all steps and reports each as it ends. A step whose predecessor failed is skipped, and counts as failed.
 *
 * @param {readonly Step[]} steps
 * @param {{ cwd: string, print: (text: string) => void, colour: boolean }} options
 * @returns {Promise<string[]>} the names of the steps that did not pass
 */
export const runSteps = async (steps, options) => {
  const results = /** @type {Map<string, Result>} */ (new Map())
  const record = (/** @type {Result} */ result) => {
    results.set(result.step.name, result)
    options.print(describe(result, options.colour))
  }
  await runQuiet(
    steps.filter((step) => !step.live),
    results,
    async (step) => record(await runStep(step, options.cwd, false)),
    record,
  )
  for (const step of steps.filter((one) => one.live)) {
    const result = await runStep(step, options.cwd, true)
    results.set(step.name, result)
  }
  return steps.map((step) => step.name).filter((name) => results.get(name)?.state !== 'passed')
}

/** @type {(steps: Step[], results: ReadonlyMap<string, Result>, run: (step: Step) => Promise<void>, record: (result: Result) => void) => Promise<void>} */
const runQuiet = async (steps, results, run, record) => {
  const waiting = [...steps]
  const running = /** @type {Set<Promise<void>>} */ (new Set())
  while (waiting.length > 0 || running.size > 0) {
    const lost = waiting.find((step) => step.after?.some((name) => isLost(results.get(name))))
    const ready = waiting.find((step) => (step.after ?? []).every((name) => results.get(name)?.state === 'passed'))
    if (lost !== undefined) {
      waiting.splice(waiting.indexOf(lost), 1)
      record({ step: lost, state: 'skipped', seconds: 0, output: '' })
    } else if (ready !== undefined && running.size < parallel) {
      waiting.splice(waiting.indexOf(ready), 1)
      const job = run(ready).finally(() => running.delete(job))
      running.add(job)
    } else if (running.size > 0) await Promise.race(running)
    else throw new Error(`Steps wait for a step that is not there: ${waiting[0]?.name}.`)
  }
}

/** @param {Result | undefined} result */
const isLost = (result) => result !== undefined && result.state !== 'passed'

/** @type {(step: Step, cwd: string, live: boolean) => Promise<Result>} */
const runStep = (step, cwd, live) =>
  new Promise((resolve) => {
    const start = performance.now()
    const child = spawn(process.execPath, step.command, {
      cwd,
      env: stepEnvironment(),
      stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text))
    const end = (/** @type {boolean} */ passed) =>
      resolve({ step, state: passed ? 'passed' : 'failed', seconds: (performance.now() - start) / 1000, output })
    child.on('error', (error) => {
      output += `${error.message}\n`
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })

/** Engines say nothing, the SDK does not warn of old runtimes, and what is not a terminal gets no colours. */
const stepEnvironment = () => ({
  ...process.env,
  STORM_QUIET: '1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  ...(process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: undefined }),
})

/** @type {(result: Result, colour: boolean) => string} */
const describe = ({ step, state, seconds, output }, colour) => {
  if (state === 'skipped') return `${paint('-', 33, colour)} ${step.name}: not run, needs ${step.after?.join(', ')}\n`
  const mark = state === 'passed' ? paint('✓', 32, colour) : paint('✗', 31, colour)
  const line = `${mark} ${step.name.padEnd(28)} ${seconds.toFixed(1).padStart(5)} s\n`
  return state === 'passed' ? line : `${line}${output.trimEnd().replace(/^/gm, '    ')}\n`
}

/** @type {(text: string, code: number, colour: boolean) => string} */
const paint = (text, code, colour) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
