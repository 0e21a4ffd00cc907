/** The object that the checks of an executed page call: compares, and collects what differs, each with its line. */
import { any, mismatch, rest } from './match.mjs'

/** @typedef {{ operation: string, body: unknown }} SentRequest */
/** @typedef {{ line: number, message: string }} Failure */

/** @param {readonly SentRequest[]} requests the requests sent so far; grows while the page runs */
export const createChecker = (requests) => {
  const failures = /** @type {Failure[]} */ ([])
  let line = 0
  let marked = 0
  const fail = (/** @type {number} */ at, /** @type {string} */ message) => failures.push({ line: at, message })
  return {
    failures,
    any,
    rest,
    /** The line of the statement that runs. */
    line: () => line,
    /** @param {number} next */
    at: (next) => {
      line = next
    },
    mark: () => {
      marked = requests.length
    },
    /** @type {<Value>(at: number, actual: Value, expected: () => unknown) => Value} */
    value: (at, actual, expected) => {
      const problem = mismatch(actual, expected())
      if (problem !== undefined) fail(at, `${problem}.`)
      return actual
    },
    /** @type {(at: number, expected: () => readonly [string, unknown][]) => void} */
    sends: (at, expected) => {
      const problem = requestMismatch(
        requests.slice(marked),
        expected().filter(([operation]) => operation !== 'nothing'),
      )
      if (problem !== undefined) fail(at, `${problem}.`)
    },
    /** @type {(at: number, code: string, run: () => Promise<unknown>) => Promise<void>} */
    throws: async (at, code, run) => {
      try {
        await run()
        fail(at, `nothing was thrown, not ${code}.`)
      } catch (error) {
        const found = /** @type {{ code?: unknown }} */ (error).code
        if (found !== code) fail(at, `${String(error)} was thrown, not ${code}.`)
      }
    },
  }
}

/** @type {(sent: readonly SentRequest[], expected: readonly [string, unknown][]) => string | undefined} */
const requestMismatch = (sent, expected) => {
  const names = sent.map(({ operation }) => operation).join(', ') || 'nothing'
  const wanted = expected.map(([operation]) => operation).join(', ') || 'nothing'
  if (names !== wanted) return `sent were ${names}, not ${wanted}`
  for (const [index, [operation, body]] of expected.entries()) {
    const problem = mismatch(sent[index]?.body, body, { subset: true })
    if (problem !== undefined) return `in ${operation}, ${problem}; sent was ${JSON.stringify(sent[index]?.body)}`
  }
  return undefined
}
