/** Samples by library and by what was measured, in any order; then their summaries. */
import { mapValues, summarize } from './statistics.mjs'

/** @returns {{ add: (id: string, what: string, value: number) => void, summaries: () => Record<string, Record<string, import('./statistics.mjs').Summary>> }} */
export const createSamples = () => {
  /** @type {Record<string, Record<string, number[]>>} */
  const known = {}
  return {
    add: (id, what, value) => {
      known[id] ??= {}
      known[id][what] ??= []
      known[id][what].push(value)
    },
    summaries: () => mapValues(known, (own) => mapValues(own, summarize)),
  }
}
