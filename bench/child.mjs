/** Runs a program in a fresh process and gives the JSON that it printed. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * @param {string} program relative to this file
 * @param {readonly string[]} given
 * @returns {Promise<any>}
 */
export const runChild = async (program, given) => {
  const file = fileURLToPath(new URL(program, import.meta.url))
  const env = { ...process.env, AWS_EC2_METADATA_DISABLED: 'true', NODE_NO_WARNINGS: '1' }
  const { stdout } = await run(process.execPath, [file, ...given], { env }).catch(({ stderr }) => {
    // A bundle is one long line.
    throw new Error(`${program} ${given[0]}: ${String(stderr).slice(-1000)}`)
  })
  return JSON.parse(stdout)
}
