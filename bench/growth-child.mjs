/** One bulk write or one scan of a growing table, in this fresh process: what it cost. */
import { open } from './libraries/storm-http.mjs'
import { orderOf } from './order.mjs'

const [task, endpoint = '', tableName = '', given] = process.argv.slice(2)
const count = Number(given)
const library = open({ endpoint, tableName })

const orders = function* () {
  for (let n = 0; n < count; n++) yield orderOf(n)
}

const tasks = {
  write: async () => await library.putMany?.(orders()),
  scan: async () => {
    let seen = 0
    await library.scan(4, () => seen++)
    return seen
  },
}

const before = process.cpuUsage()
const start = performance.now()
const done = await tasks[/** @type {keyof typeof tasks} */ (task)]()
const { user, system } = process.cpuUsage(before)
const milliseconds = performance.now() - start
const peak = process.resourceUsage().maxRSS / 1024
process.stdout.write(JSON.stringify({ done, cpu: user + system, milliseconds, peak }), () => process.exit())
