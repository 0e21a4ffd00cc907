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

/** @type {Record<string, (result: Record<string, any>) => string>} */
const printers = { cpu }

export const printSection = (/** @type {string} */ name, /** @type {Record<string, any>} */ result) =>
  printers[name]?.(result) ?? JSON.stringify(result)
