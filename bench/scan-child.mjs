/** One scan by one library: what it cost this process from its first line on. */
const [id, endpoint, tableName, segments] = process.argv.slice(2)
const { open } = await import(`./libraries/${id}.mjs`)
/** @type {import('./order.mjs').Library} */
const library = open({ endpoint, tableName })
const start = performance.now()
const before = process.cpuUsage()
let count = 0
let total = 0
await library.scan(Number(segments), (order) => {
  count++
  total += /** @type {any} */ (order).total
})
const { user, system } = process.cpuUsage(before)
const milliseconds = performance.now() - start
const peak = process.resourceUsage().maxRSS / 1024
process.stdout.write(JSON.stringify({ count, total, cpu: user + system, peak, milliseconds }), () => process.exit())
