/** A process of one library: it does what the parent asks for, and says what it cost. */
import assert from 'node:assert/strict'
import { createLine } from './line.mjs'
import { orderOf, plainOrder } from './order.mjs'

const [id = '', endpoint = '', tableName = '', mode] = process.argv.slice(2)
const { open } = await import(`./libraries/${id}.mjs`)
const orders = Array.from({ length: 100 }, (_, n) => orderOf(n))
const one = orderOf(42)
const key = { customerId: 'c0', orderId: one.orderId }
const recording = mode === 'record' ? createLine({ endpoint, tableName }) : undefined
/** @type {import('./order.mjs').Library} */
const library = open(recording ?? { endpoint, tableName, loader: false })
let turn = 0

/** @type {Record<string, () => Promise<unknown>>} */
const operations = {
  put: () => library.put(orders[turn++ % 100] ?? one),
  get: () => library.get(key),
  update: () => library.update(key, { total: 20.5, note: `note ${turn++}` }),
  query: () => library.query('c0'),
}

const commands = {
  /** Stores 100 orders. */
  async seed() {
    for (const order of orders) await library.put(order)
  },
  /** Reads, changes and reads again what was stored: all must be as it was given. */
  async verify() {
    const byId = (/** @type {any} */ left, /** @type {any} */ right) => (left.orderId < right.orderId ? -1 : 1)
    assert.deepEqual(plainOrder(await library.get(key)), one)
    assert.deepEqual((await library.query('c0')).map(plainOrder).sort(byId), orders)
    await library.update(key, { total: 1.25, note: 'changed' })
    assert.deepEqual(plainOrder(await library.get(key)), { ...one, total: 1.25, note: 'changed' })
    await library.put(one)
    assert.deepEqual(plainOrder(await library.get(key)), one)
    /** @type {any[]} */
    const scanned = []
    await library.scan(2, (order) => scanned.push(plainOrder(order)))
    assert.deepEqual(scanned.sort(byId), orders)
    recording?.play()
  },
  /** Items as the library would store them; nothing is sent. */
  async items(/** @type {{ from: number, count: number }} */ { from, count }) {
    /** @type {object[]} */
    const items = []
    recording?.hear((_operation, body) => items.push(JSON.parse(body).Item))
    for (let n = from; n < from + count; n++) await library.put(orderOf(n))
    recording?.hear(undefined)
    return items
  },
  /** Repeats an operation until the compiler has seen it often enough, or long enough. */
  async warm(
    /** @type {{ operation: string, count: number, milliseconds: number }} */ { operation, count, milliseconds },
  ) {
    const end = performance.now() + milliseconds
    for (let done = 0; done < count && performance.now() < end; done++) await operations[operation]?.()
  },
  /** Microseconds of CPU for one operation after the other, over a time. */
  async cpu(/** @type {{ operation: string, milliseconds: number }} */ { operation, milliseconds }) {
    const run = operations[operation]
    const end = performance.now() + milliseconds
    const before = process.cpuUsage()
    let count = 0
    for (; performance.now() < end; count++) await run?.()
    return microseconds(before) / count
  },
  /** CPU per operation and operations per second with several in flight. */
  async load(
    /** @type {{ operation: string, inFlight: number, milliseconds: number }} */ { operation, inFlight, milliseconds },
  ) {
    const run = operations[operation]
    const start = performance.now()
    const before = process.cpuUsage()
    let count = 0
    const lane = async () => {
      for (; performance.now() < start + milliseconds; count++) await run?.()
    }
    await Promise.all(Array.from({ length: inFlight }, lane))
    return { cpu: microseconds(before) / count, rate: (count * 1000) / (performance.now() - start) }
  },
}

const microseconds = (/** @type {NodeJS.CpuUsage} */ before) => {
  const { user, system } = process.cpuUsage(before)
  return user + system
}

process.on('message', async (/** @type {{ id: number, command: keyof typeof commands, input: any }} */ message) => {
  try {
    process.send?.({ id: message.id, output: await commands[message.command](message.input) })
  } catch (error) {
    process.send?.({ id: message.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
process.on('disconnect', () => process.exit())
process.send?.({ id: 0 })
