/** Medians and their spread. */

/** @typedef {{ median: number, low: number, high: number }} Summary */

/** The value below which a part of the sorted list lies. */
const quantile = (/** @type {readonly number[]} */ sorted, /** @type {number} */ part) => {
  const position = (sorted.length - 1) * part
  const below = sorted[Math.floor(position)] ?? Number.NaN
  const above = sorted[Math.ceil(position)] ?? Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}

/** Median, first and third quartile.
 *
 * @returns {Summary}
 */
export const summarize = (/** @type {readonly number[]} */ values) => {
  const sorted = [...values].sort((one, other) => one - other)
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) }
}

/** The list in another order every time, so that nobody always follows the same neighbour. */
export const shuffled = (/** @type {readonly any[]} */ list) =>
  list
    .map((value) => ({ value, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ value }) => value)

/** An object with every value changed.
 *
 * @template Value, Changed
 * @param {Readonly<Record<string, Value>>} record
 * @param {(value: Value) => Changed} change
 * @returns {Record<string, Changed>}
 */
export const mapValues = (record, change) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))
