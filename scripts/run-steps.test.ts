import { describe, expect, it } from 'vitest'
import { runSteps } from './run-steps.mjs'
import { projectRoot } from './sources.mjs'
import type { Step } from './steps.mjs'
import { steps } from './steps.mjs'

const run = async (given: readonly Step[]) => {
  let printed = ''
  const failed = await runSteps(given, { cwd: projectRoot, print: (text) => (printed += text), colour: false })
  return { failed, printed: printed.replace(/\d+\.\d s/g, 'N s') }
}
const good = { name: 'good', command: ['-e', 'console.log("fine")'] }
const bad = { name: 'bad', command: ['-e', 'console.log("out"); console.error("err"); process.exit(3)'] }

describe('the steps of npm test', () => {
  it('prints one line for a step that passes, without its output', async () => {
    expect(await run([good])).toEqual({ failed: [], printed: `✓ ${'good'.padEnd(28)}   N s\n` })
  })

  it('prints the whole output of a step that fails, and names it', async () => {
    const { failed, printed } = await run([bad, good])
    expect(failed).toEqual(['bad'])
    expect(printed).toMatch(/✗ bad +N s\n {4}(out\n {4}err|err\n {4}out)\n/)
  })

  it('does not run what needs a failed step, and counts it as failed', async () => {
    const { failed, printed } = await run([
      bad,
      { ...good, after: ['bad'] },
      { ...good, name: 'third', after: ['good'] },
    ])
    expect(failed).toEqual(['bad', 'good', 'third'])
    expect(printed).toContain('- good: not run, needs bad\n')
    expect(printed).toContain('- third: not run, needs good\n')
  })

  it('runs the live step last, and fails when it fails', async () => {
    const live = { name: 'live', command: ['-e', 'process.exit(1)'], live: true }
    expect((await run([live, good])).failed).toEqual(['live'])
  })

  it('fails when a command cannot be started', async () => {
    expect((await run([{ name: 'lost', command: ['no/such/file.js'] }])).failed).toEqual(['lost'])
  })

  it('refuses a step that waits for one that does not exist', async () => {
    await expect(run([{ ...good, after: ['nobody'] }])).rejects.toThrow('wait for a step')
  })

  it('ends with the tests, and names each step once', () => {
    expect(steps.at(-1)?.live).toBe(true)
    expect(new Set(steps.map((step) => step.name)).size).toBe(steps.length)
  })
})
