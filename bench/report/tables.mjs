/** Results → Markdown tables. */
import { contenders } from '../libraries.mjs'

/** @typedef {import('../statistics.mjs').Summary} Summary */

/** A Markdown table; the first column is text, the others are numbers. */
export const table = (/** @type {readonly string[]} */ head, /** @type {readonly (readonly string[])[]} */ rows) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** Three digits that mean something. */
export const digits = (/** @type {number} */ value) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(0) : value.toFixed(1)

/** Median, and half of what lies between the quartiles in percent. */
const withSpread = (/** @type {Summary | undefined} */ summary) =>
  summary ? `${digits(summary.median)} ±${Math.round((50 * (summary.high - summary.low)) / summary.median)} %` : '–'

const named = (/** @type {Record<string, any>} */ result) => contenders.filter(({ id }) => result[id] !== undefined)

const cpu = (/** @type {Record<string, any>} */ result) => {
  const columns = ['put', 'get', 'update', 'query']
  const base = result['document-client']
  const ratio = (/** @type {any} */ own, /** @type {string} */ column) =>
    base && own[column] ? ` (${(own[column].median / base[column].median).toFixed(2)})` : ''
  return table(
    ['µs', ...columns.map((column) => (column === 'query' ? 'query of 100' : column))],
    named(result).map(({ id, name }) => [
      name,
      ...columns.map((column) => withSpread(result[id][column]) + ratio(result[id], column)),
    ]),
  )
}

const load = (/** @type {Record<string, any>} */ result) => {
  const columns = ['get 1', 'get 32', 'put 1', 'put 32', 'query 1', 'query 32']
  const median = (/** @type {Summary | undefined} */ summary) => (summary ? digits(summary.median) : '–')
  return table(
    ['µs (per second)', ...columns],
    named(result).map(({ id, name }) => [
      name,
      ...columns.map(
        (column) => `${withSpread(result[id][`${column} cpu`])} (${median(result[id][`${column} rate`])})`,
      ),
    ]),
  )
}

const scan = (/** @type {Record<string, any>} */ { count, libraries }) =>
  table(
    [`${count.toLocaleString('en')} items`, 'µs per item', 'peak, MB', 'items per second'],
    named(libraries).map(({ id, name }) => {
      const { cpu, peak, rate } = libraries[id]
      return [name, withSpread(cpu), digits(peak.median), digits(rate.median)]
    }),
  )

const cold = (/** @type {Record<string, any>} */ result) =>
  table(
    ['ms', 'from node_modules', 'bundled'],
    named(result).map(({ id, name }) => [name, withSpread(result[id].unbundled), withSpread(result[id].bundled)]),
  )

const size = (/** @type {Record<string, any>} */ result) =>
  table(
    ['kB, gzip', 'at start', 'all', 'all, without the AWS SDK'],
    named(result).map(({ id, name }) => [
      name,
      ...['atStart', 'all', 'withoutSdk'].map((part) => digits(result[id][part])),
    ]),
  )

const types = (/** @type {Record<string, any>} */ result) =>
  table(
    ['', 'instantiations per entity'],
    named(result).map(({ id, name }) => [name, digits(result[id].instantiations)]),
  )

const growth = (/** @type {Record<string, any>} */ result) =>
  table(
    ['items', 'write, µs per item', 'peak, MB', 'scan, µs per item', 'peak, MB'],
    Object.entries(result).map(([count, { write, scan }]) => [
      Number(count).toLocaleString('en'),
      ...[write, scan].flatMap(({ cpu, peak }) => [withSpread(cpu), digits(peak.median)]),
    ]),
  )

/** @type {readonly (readonly [string, string])[]} */
const ways = [
  ['http', 'http transport, without a socket'],
  ['client', 'transport over a DynamoDBClient, without a socket'],
  ['command', 'GetItemCommand of the AWS SDK, without a socket'],
  ['socket', 'http transport, with a server'],
  ['bare', 'bare node:http, with a server'],
]

const transport = (/** @type {Record<string, any>} */ result) =>
  table(
    ['', 'µs'],
    ways.map(([way, name]) => [name, withSpread(result[way])]),
  )

/** @type {Record<string, (result: Record<string, any>) => string>} */
const printers = { cpu, transport, load, scan, cold, size, types, growth }

export const printSection = (/** @type {string} */ name, /** @type {Record<string, any>} */ result) =>
  printers[name]?.(result) ?? JSON.stringify(result)
