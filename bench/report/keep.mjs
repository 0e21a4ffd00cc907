/** Keeps results in `results.json`, and prints the report from it: what was not measured this time stays as it was. */
import { readFileSync, writeFileSync } from 'node:fs'
import { contenders } from '../libraries.mjs'
import { drawChart } from './chart.mjs'
import { factsOf } from './facts.mjs'
import { printReport } from './report.mjs'

const file = new URL('../results.json', import.meta.url)

const read = () => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

/** Writes numbers with four digits: more would be noise, and change with every run. */
const rounded = (/** @type {string} */ _name, /** @type {unknown} */ value) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value

export const keepResults = (/** @type {Record<string, any>} */ results, /** @type {string} */ engine) => {
  const kept = { facts: factsOf(engine), sections: { ...read().sections, ...results } }
  writeFileSync(file, `${JSON.stringify(kept, rounded, 2)}\n`)
  writeFileSync(new URL('../RESULTS.md', import.meta.url), printReport(kept))
  const { cpu } = kept.sections
  if (cpu && contenders.every(({ id }) => cpu[id]))
    writeFileSync(new URL('../comparison.svg', import.meta.url), drawChart(cpu))
}
